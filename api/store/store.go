// Package store keeps what the service must not lose: basins and their
// versions, scenarios, runs and their results, users, and who changed what.
//
// One SQL dialect serves both databases: SQLite, embedded and the default, and
// PostgreSQL. An exported method is one transaction. Everything that changes
// data takes an Actor and writes its entry in the audit trail in the same
// transaction. Times are UTC with microseconds; lists are paged by a cursor.
//
// The package knows nothing of networks and optimisation: documents, requests
// and results are bytes to it.
package store

import (
	"errors"
	"fmt"
)

// Errors that callers branch on; they are wrapped with the thing they speak of.
var (
	// ErrNotFound says that there is no such thing.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the thing is not in the state that the change needs:
	// it exists already, was changed meanwhile, or others depend on it.
	ErrConflict = errors.New("conflict")
	// ErrInvalid says that a value cannot be stored, such as an empty id.
	ErrInvalid = errors.New("invalid")
	// ErrCursor says that a cursor was not made by the list it is used on; it wraps ErrInvalid.
	ErrCursor = fmt.Errorf("%w cursor", ErrInvalid)
)

// Actor is who changes something, for the audit trail. The zero value is the
// service itself.
type Actor struct {
	UserID  string `json:"user_id,omitempty"` // empty = the service itself
	Name    string `json:"name,omitempty"`    // login at the time; "system" when empty
	KeyID   string `json:"key_id,omitempty"`  // API key that was used
	Request string `json:"request,omitempty"` // id of the HTTP request
	Address string `json:"address,omitempty"` // remote address
}

// Page selects a part of a list.
type Page struct {
	// Limit is the most rows to return; 0 = 50, at most 500.
	Limit int
	// Cursor is the Next of the part before; empty = from the start.
	Cursor string
}

// List is a part of a list.
type List[T any] struct {
	Items []T
	Next  string // cursor of the part that follows; empty = this is the last
}

const (
	defaultLimit = 50
	maxLimit     = 500
)

func (p Page) limit() int {
	switch {
	case p.Limit <= 0:
		return defaultLimit
	case p.Limit > maxLimit:
		return maxLimit
	}
	return p.Limit
}

// cut makes a list of rows that were read with one row more than the limit.
func cut[T any](rows []T, limit int, key func(T) string) List[T] {
	if len(rows) <= limit {
		return List[T]{Items: rows}
	}
	return List[T]{Items: rows[:limit], Next: key(rows[limit-1])}
}

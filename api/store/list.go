package store

import (
	"context"
	"fmt"
	"strings"
)

// listing is a list of rows of one table, in the order of their ids.
type listing[T any] struct {
	table   string
	columns string
	scan    func(scanner) (T, error)
	id      func(T) string
	newest  bool // the newest first
	named   bool // the ids are names that people gave
}

// read reads the part of the list that a page selects from the rows where w holds.
func (l listing[T]) read(ctx context.Context, q querier, w where, p Page) (List[T], error) {
	order := ""
	if p.Cursor != "" && !l.named && !isID(p.Cursor) {
		return List[T]{}, ErrCursor
	}
	switch {
	case !l.newest:
		w.add("id > ?", p.Cursor)
	case p.Cursor != "":
		w.add("id < ?", p.Cursor)
	}
	if l.newest {
		order = " DESC"
	}
	got, err := rows(ctx, q, l.scan, `SELECT `+l.columns+` FROM `+l.table+w.sql()+fmt.Sprintf(` ORDER BY id%s LIMIT %d`, order, p.limit()+1), w.args...)
	if err != nil {
		return List[T]{}, fmt.Errorf("%s: %w", strings.ReplaceAll(l.table, "_", " "), err)
	}
	return cut(got, p.limit(), l.id), nil
}

package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// stamp is a time as the databases keep it.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// stampOrNull is a time as the databases keep it; the zero time is NULL.
func stampOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

// textOrNull is a text as the databases keep it; the empty text is NULL.
func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// timeColumn reads a time that may be NULL.
type timeColumn struct{ to *time.Time }

func (c timeColumn) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.to = time.Time{}
	case time.Time:
		*c.to = v.UTC()
	default:
		return fmt.Errorf("a time is stored as %T", v)
	}
	return nil
}

// jsonColumn reads JSON that may be NULL.
type jsonColumn struct{ to *json.RawMessage }

func (c jsonColumn) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.to = nil
	case string:
		*c.to = json.RawMessage(v)
	case []byte:
		*c.to = bytes.Clone(v)
	default:
		return fmt.Errorf("JSON is stored as %T", v)
	}
	return nil
}

// where collects conditions and their arguments, numbered in order.
type where struct {
	conditions []string
	args       []any
}

// add adds a condition in which each ? stands for the next argument.
func (w *where) add(condition string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// equal adds column = value unless the value is empty.
func (w *where) equal(column, value string) {
	if value != "" {
		w.add(column+" = ?", value)
	}
}

// within adds a range of time, open where a bound is zero.
func (w *where) within(column string, since, before time.Time) {
	if !since.IsZero() {
		w.add(column+" >= ?", stamp(since))
	}
	if !before.IsZero() {
		w.add(column+" < ?", stamp(before))
	}
}

// sql is the WHERE clause, empty without conditions.
func (w *where) sql() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// digest is the SHA-256 of data in hexadecimal.
func digest(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// compress packs data as gzip, equal data to equal bytes.
func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// expand unpacks what compress packed.
func expand(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// number reads a cursor that is a number.
func number(cursor string) (int, error) {
	n, err := strconv.Atoi(cursor)
	if err != nil {
		return 0, ErrCursor
	}
	return n, nil
}

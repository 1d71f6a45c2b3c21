package export

import (
	"encoding/json"
	"errors"
	"io"
)

// writeJSON writes the result itself, certificate included; docs/result.md
// describes it.
func writeJSON(w io.Writer, d Document) error {
	if d.Run == nil {
		return errors.New("json: there is no result to write")
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(d.Run)
}

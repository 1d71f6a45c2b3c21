package export

import (
	"encoding/json"
	"errors"
	"io"
)

// writeJSON writes the result itself, certificate included (docs/result.md
// describes it), or the data of a document without a run.
func writeJSON(w io.Writer, d Document) error {
	var content any = d.Run
	if d.Run == nil {
		content = d.Data
	}
	if content == nil {
		return errors.New("json: there is no result to write")
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(content)
}

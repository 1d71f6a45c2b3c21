package export

import (
	"encoding/json"
	"errors"
	"io"

	"fenhu/optimize"
)

// writeJSON writes the result itself, certificate included; docs/result.md
// describes it. Lists without entries are [] and not null; only a result with a
// certificate is written exactly as it is, for that is what verifying compares.
func writeJSON(w io.Writer, d Document) error {
	if d.Run == nil {
		return errors.New("json: there is no result to write")
	}
	a := *d.Run
	if a.Certificate == nil {
		fill(&a)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(&a)
}

func fill(a *optimize.Allocation) {
	a.Periods, a.Levels, a.Counties, a.Outside = list(a.Periods), list(a.Levels), list(a.Counties), list(a.Outside)
	a.Sections, a.Projects, a.Reservoirs = list(a.Sections), list(a.Projects), list(a.Reservoirs)
	a.Quotas, a.Nodes, a.Ledger.Items = list(a.Quotas), list(a.Nodes), list(a.Ledger.Items)
}

func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

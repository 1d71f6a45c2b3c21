package network

import (
	"fmt"
	"sort"
	"strings"
)

// Fault is one thing wrong with a document: where, what, and what to do.
type Fault struct {
	Path    string `json:"path"`           // e.g. nodes[3].capacity_m3s
	ID      string `json:"id,omitempty"`   // id of the node, rule or project the path lies in
	Line    int    `json:"line,omitempty"` // line in the YAML text, 0 when unknown
	Cell    string `json:"cell,omitempty"` // cell of a workbook, e.g. 水库!F7
	Problem Text   `json:"problem"`
	Remedy  Text   `json:"remedy"`
	Warning bool   `json:"warning,omitempty"` // suspicious, but the document can be run
}

// In returns the fault as one line in language l.
func (f Fault) In(l Lang) string {
	var b strings.Builder
	b.WriteString(f.Cell)
	if f.Cell != "" && f.Path != "" {
		b.WriteString(" ")
	}
	b.WriteString(f.Path)
	if f.ID != "" {
		fmt.Fprintf(&b, " (%s)", f.ID)
	}
	if f.Line > 0 {
		if l == EN {
			fmt.Fprintf(&b, " line %d", f.Line)
		} else {
			fmt.Fprintf(&b, " 第%d行", f.Line)
		}
	}
	b.WriteString(": ")
	b.WriteString(f.Problem.In(l))
	if r := f.Remedy.In(l); r != "" {
		if l == EN {
			b.WriteString("; ")
		} else {
			b.WriteString("；")
		}
		b.WriteString(r)
	}
	return b.String()
}

// FaultErrors are all faults of a document, in the order of its lines. It is
// the error type of Decode and Scenario.Apply.
type FaultErrors []Fault

// Faults is the short name of FaultErrors, since warnings are no errors.
type Faults = FaultErrors //nolint:errname // a list first, an error only where it is returned as one

// Error lists the faults in English, one per line.
func (fs FaultErrors) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.In(EN)
	}
	return strings.Join(lines, "\n")
}

// Errors returns the faults that prevent a run; Warnings those that do not.
func (fs FaultErrors) Errors() Faults { return fs.filter(false) }

// Warnings returns the faults that do not prevent a run.
func (fs FaultErrors) Warnings() Faults { return fs.filter(true) }

func (fs FaultErrors) filter(warning bool) Faults {
	var out Faults
	for _, f := range fs {
		if f.Warning == warning {
			out = append(out, f)
		}
	}
	return out
}

// err is fs as an error, nil when there is none that prevents a run.
func (fs FaultErrors) err() error {
	if e := fs.Errors(); len(e) > 0 {
		return e
	}
	return nil
}

func (fs FaultErrors) sort() {
	sort.SliceStable(fs, func(i, j int) bool { return fs[i].Line < fs[j].Line })
}

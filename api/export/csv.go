package export

import (
	"encoding/csv"
	"io"

	"fenhu/network"
)

// writeCSV writes one table: a line of headings with units, then the rows.
// Numbers have up to six decimals and no separators; texts that a spreadsheet
// would run as a formula are made harmless.
func writeCSV(w io.Writer, d Document) error {
	if d.ByteOrderMark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	c := csv.NewWriter(w)
	for i := range d.Tables {
		if err := c.WriteAll(records(&d.Tables[i], d.Lang)); err != nil {
			return err
		}
	}
	return c.Error()
}

func records(t *Table, l network.Lang) [][]string {
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = safe(t.heading(c, l))
	}
	out := [][]string{head}
	for _, r := range t.Rows {
		line := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			if x, ok := c.Float(); ok {
				line[i] = plain(x)
			} else {
				line[i] = safe(c.Text(l))
			}
		}
		out = append(out, line)
	}
	return out
}

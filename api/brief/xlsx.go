package brief

import (
	"io"

	"fenhu/api/export"
	"fenhu/network"
)

// XLSX writes the tables of the brief as a workbook, with its findings on the cover.
func (b *Brief) XLSX(w io.Writer, lang network.Lang) error {
	format, _ := export.FormatByID("xlsx")
	var lines []export.Option
	for i, t := range b.Findings {
		name := network.Text{ZH: "要点", EN: "finding"}
		if i > 0 {
			name = network.Text{}
		}
		lines = append(lines, export.Option{Name: name, Value: t.In(lang)})
	}
	return format.Write(w, export.Document{Run: b.run, Tables: b.Tables(), Lang: lang, Options: append(lines, b.options...), Made: b.Made, Heading: b.Title})
}

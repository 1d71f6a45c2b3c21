// Package export turns a run into what people read and other programs load: a
// list of tables, and a list of formats to write them in.
//
// A table is neutral: it knows its cells, units and headings in both languages
// and nothing of files. A format writes any tables. So a new table is one file
// and one line in tableList, a new format one file and one line in formatList.
//
// Volumes are 万m³, flows m³/s, money 万元, water values 元/m³, as in
// optimize.Allocation.
package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"fenhu/network"
	"fenhu/optimize"
)

// Document is what a format writes.
type Document struct {
	// Run is the result the tables were made from; may be nil for formats other than JSON.
	Run *optimize.Allocation
	// Data is what JSON holds where the tables were not made from a run.
	Data any
	// Tables are the tables to write, in order.
	Tables []Table
	// Lang is the language of headings, names and notes.
	Lang network.Lang
	// Options are lines for the cover sheet that say how the run was asked for.
	Options []Option
	// Made is the time of writing, shown where a format has a place for it; zero = not shown.
	Made time.Time
	// Heading is the title of the cover sheet; empty = that of an allocation.
	Heading network.Text
	// Width is the number of columns that a text may take; 0 = 160.
	Width int
	// ByteOrderMark begins a CSV file with one, which spreadsheet programs need
	// to read the file as UTF-8.
	ByteOrderMark bool
}

// Option is a named setting of a run.
type Option struct {
	Name  network.Text
	Value string
}

// Format is a way to write tables.
type Format struct {
	ID        string
	Name      network.Text
	Extension string // with the dot
	MediaType string
	// Single is set when a file holds one table only.
	Single bool
	// Binary is set when the output is not for a terminal.
	Binary bool
	// Whole is set when a file holds the run itself and no tables.
	Whole bool
	facts bool // tells the facts of the run, which name the worst county
	write func(io.Writer, Document) error
}

// Write writes a document. A format that holds one table refuses more.
func (f Format) Write(w io.Writer, d Document) error {
	if f.Single && len(d.Tables) != 1 {
		return fmt.Errorf("%s: a file holds one table, not %d", f.ID, len(d.Tables))
	}
	return f.write(w, d)
}

// formatList is the ordered table of formats: a new format is one file and one
// line here.
func formatList() []Format {
	return []Format{
		{ID: "table", Name: network.Text{ZH: "文本表", EN: "text tables"}, Extension: ".txt", MediaType: "text/plain; charset=utf-8", facts: true, write: writeText},
		{ID: "json", Name: network.Text{ZH: "JSON 结果", EN: "JSON result"}, Extension: ".json", MediaType: "application/json", Whole: true, write: writeJSON},
		{ID: "csv", Name: network.Text{ZH: "CSV 数据", EN: "CSV"}, Extension: ".csv", MediaType: "text/csv; charset=utf-8", Single: true, write: writeCSV},
		{ID: "xlsx", Name: network.Text{ZH: "Excel 工作簿", EN: "Excel workbook"}, Extension: ".xlsx", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Binary: true, facts: true, write: writeXLSX},
		{ID: "parquet", Name: network.Text{ZH: "Parquet 数据", EN: "Parquet"}, Extension: ".parquet", MediaType: "application/vnd.apache.parquet", Single: true, Binary: true, write: writeParquet},
		{ID: "geojson", Name: network.Text{ZH: "GeoJSON 地图", EN: "GeoJSON map"}, Extension: ".geojson", MediaType: "application/geo+json", Whole: true, write: writeGeoJSON},
	}
}

// Formats returns the formats in table order.
func Formats() []Format { return formatList() }

// FormatByID returns a format.
func FormatByID(id string) (Format, bool) {
	for _, f := range formatList() {
		if f.ID == id {
			return f, true
		}
	}
	return Format{}, false
}

// FormatByExtension returns the format of a file by its name.
func FormatByExtension(name string) (Format, bool) {
	for _, f := range formatList() {
		if strings.HasSuffix(strings.ToLower(name), f.Extension) {
			return f, true
		}
	}
	return Format{}, false
}

// Package seeds holds the example basins that are built into the program: each
// is a document (basin.yaml) with the source of every figure (provenance.csv)
// and notes (SOURCES.md). It is data only; package network reads the documents.
package seeds

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed fen-hutuo
var basins embed.FS

const (
	documentFile   = "basin.yaml"
	provenanceFile = "provenance.csv"
)

// Files of a basin besides the document that may be there: default agreements
// of compensation, observations to try them with, and terms of compensation for
// water of another basin.
const (
	Agreements   = "agreements.yaml"
	Observations = "observations.csv"
	Transfer     = "transfer.yaml"
)

// Row is the provenance of one figure of a document. Path is written as in the
// change "set" (nodes.res-fenhe.normal); a figure given by planning year has
// one row a year, with the year as the last part of the path.
type Row struct {
	Path   string // path of the figure in the document
	Value  string // the figure as the document has it; lists are separated by blanks
	Unit   string
	Year   string // year or period the source speaks of
	Source string // publisher, title, date
	Grade  string // A official, B secondary, C general knowledge, D assumption
	Note   string // conversion or derivation
}

// Names lists the basins.
func Names() []string {
	dirs, err := basins.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(dirs))
	for _, d := range dirs {
		names = append(names, d.Name())
	}
	return names
}

// Open returns the files of a basin. The error wraps fs.ErrNotExist when there
// is no such basin.
func Open(id string) (fs.FS, error) {
	if !fs.ValidPath(id) || id == "." || strings.Contains(id, "/") {
		return nil, fmt.Errorf("basin %q: %w", id, fs.ErrNotExist)
	}
	if _, err := fs.Stat(basins, id); err != nil {
		return nil, fmt.Errorf("basin %q: %w", id, fs.ErrNotExist)
	}
	return fs.Sub(basins, id)
}

// File returns one file of a basin. Names that lead out of the basin do not
// exist.
func File(id, name string) ([]byte, error) {
	dir, err := Open(id)
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, fmt.Errorf("basin %s: %w", id, err)
	}
	return data, nil
}

// Document returns the document of a basin.
func Document(id string) ([]byte, error) { return File(id, documentFile) }

// Provenance returns the source of every figure of a basin's document, in the
// order of the document.
func Provenance(id string) ([]Row, error) {
	data, err := File(id, provenanceFile)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = 7
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("basin %s: %s: %w", id, provenanceFile, err)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	rows := make([]Row, 0, len(lines)-1)
	for _, l := range lines[1:] { // the first line is the header
		rows = append(rows, Row{Path: l[0], Value: l[1], Unit: l[2], Year: l[3], Source: l[4], Grade: l[5], Note: l[6]})
	}
	return rows, nil
}

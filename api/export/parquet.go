package export

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"fenhu/network"
)

// rowKind is the column of a Parquet file that says what a row sums up, so that
// a program does not add totals to what they are the totals of.
const rowKind = "row_kind"

// ParquetColumn describes a column in the metadata "fenhu.columns" of a Parquet
// file, a JSON list in the order of the columns after row_kind.
type ParquetColumn struct {
	Column string `json:"column"` // name in the file: group and name, made unique
	Group  string `json:"group,omitempty"`
	Name   string `json:"name"`
	Unit   string `json:"unit,omitempty"` // of the house, such as 万m³; empty for texts and plain numbers
}

// writeParquet writes one table: a text column row_kind (plain, subtotal,
// total), then its columns, texts as strings and figures as doubles; a cell
// without a figure is null. Units, title and notes are in the metadata of the
// file.
func writeParquet(w io.Writer, d Document) error {
	t := &d.Tables[0]
	columns := parquetColumns(t, d.Lang)
	described, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	notes := make([]string, len(t.Notes))
	for i, n := range t.Notes {
		notes[i] = n.In(d.Lang)
	}
	file := parquet.NewWriter(w, parquetSchema(t, columns), parquet.Compression(&parquet.Zstd), parquet.CreatedBy("fenhu", "", ""),
		parquet.KeyValueMetadata("fenhu.table", t.ID), parquet.KeyValueMetadata("fenhu.title", t.Title.In(d.Lang)),
		parquet.KeyValueMetadata("fenhu.notes", strings.Join(notes, "\n")), parquet.KeyValueMetadata("fenhu.columns", string(described)))
	rows := make([]parquet.Row, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = parquetRow(t, r, d.Lang)
	}
	if _, err := file.WriteRows(rows); err != nil {
		return err
	}
	return file.Close()
}

// parquetColumns names the columns. A comma cannot be in a name, and two
// columns cannot have the same.
func parquetColumns(t *Table, l network.Lang) []ParquetColumn {
	out := make([]ParquetColumn, len(t.Columns))
	seen := map[string]int{rowKind: 1}
	for i, c := range t.Columns {
		group := strings.ReplaceAll(c.Group.In(l), softHyphen, "")
		p := ParquetColumn{Column: c.label(l), Group: group, Name: c.label(l), Unit: t.unit(c, network.ZH)}
		if group != "" {
			p.Column = group + "/" + p.Column
		}
		p.Column = strings.ReplaceAll(p.Column, ",", " ")
		if seen[p.Column]++; seen[p.Column] > 1 {
			p.Column += "_" + strconv.Itoa(seen[p.Column])
		}
		out[i] = p
	}
	return out
}

func parquetSchema(t *Table, columns []ParquetColumn) *parquet.Schema {
	group := parquet.Group{rowKind: parquet.String()}
	order := []string{rowKind}
	for i, c := range columns {
		if t.Columns[i].Words {
			group[c.Column] = parquet.Optional(parquet.String())
		} else {
			group[c.Column] = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		}
		order = append(order, c.Column)
	}
	return parquet.NewSchema("table", ordered{group, order})
}

// ordered is a group that keeps the order of its fields, which the library
// sorts by name.
type ordered struct {
	parquet.Group
	names []string
}

// Fields returns the fields in their order.
func (o ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range o.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(o.names))
	for i, name := range o.names {
		out[i] = byName[name]
	}
	return out
}

func parquetRow(t *Table, r Row, l network.Lang) parquet.Row {
	row := parquet.Row{parquet.ByteArrayValue([]byte(r.Kind.String())).Level(0, 0, 0)}
	for i, c := range r.Cells {
		v := parquet.NullValue().Level(0, 0, i+1)
		x, isNumber := c.Float()
		switch text := c.Text(l); {
		case !t.Columns[i].Words && isNumber:
			v = parquet.DoubleValue(x).Level(0, 1, i+1)
		case t.Columns[i].Words && isNumber:
			v = parquet.ByteArrayValue([]byte(plain(x))).Level(0, 1, i+1)
		case t.Columns[i].Words && text != "":
			v = parquet.ByteArrayValue([]byte(text)).Level(0, 1, i+1)
		}
		row = append(row, v)
	}
	return row
}

package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/parquet-go/parquet-go"

	"fenhu/network"
)

// readParquet reads a Parquet file: names of the columns, rows of values, metadata.
func readParquet(t *testing.T, data []byte) ([]string, []parquet.Row, *parquet.File) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range f.Schema().Columns() {
		names = append(names, c[0])
	}
	var rows []parquet.Row
	r := parquet.NewReader(f)
	defer r.Close()
	for {
		buffer := make([]parquet.Row, 1)
		n, err := r.ReadRows(buffer)
		if n == 1 {
			rows = append(rows, buffer[0].Clone())
		}
		if errors.Is(err, io.EOF) {
			return names, rows, f
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestParquetHoldsEveryCellWithItsUnit reads every table back, in both languages.
func TestParquetHoldsEveryCellWithItsUnit(t *testing.T) {
	t.Parallel()
	format, ok := FormatByExtension("balance.parquet")
	if !ok {
		t.Fatal("no format for .parquet")
	}
	for _, l := range []network.Lang{network.ZH, network.EN} {
		for _, x := range allTables(t, run()) {
			var b bytes.Buffer
			if err := format.Write(&b, Document{Tables: []Table{x}, Lang: l}); err != nil {
				t.Fatalf("%s: %v", x.ID, err)
			}
			names, rows, f := readParquet(t, b.Bytes())
			if len(names) != len(x.Columns)+1 || len(rows) != len(x.Rows) {
				t.Fatalf("%s: %d columns, %d rows; want %d and %d", x.ID, len(names), len(rows), len(x.Columns)+1, len(x.Rows))
			}
			described, _ := f.Lookup("fenhu.columns")
			var columns []ParquetColumn
			if err := json.Unmarshal([]byte(described), &columns); err != nil {
				t.Fatal(err)
			}
			if id, _ := f.Lookup("fenhu.table"); id != x.ID {
				t.Errorf("%s is called %q", x.ID, id)
			}
			for i, c := range columns {
				if names[i+1] != c.Column || c.Unit != x.unit(x.Columns[i], network.ZH) {
					t.Errorf("%s: column %q is described as %+v", x.ID, names[i+1], c)
				}
			}
			for i, r := range x.Rows {
				if got := rows[i][0].String(); got != r.Kind.String() {
					t.Errorf("%s row %d is %q", x.ID, i, got)
				}
				for j, c := range r.Cells {
					v := rows[i][j+1]
					number, isNumber := c.Float()
					switch {
					case isNumber && !x.Columns[j].Words:
						if v.Kind() != parquet.Double || v.Double() != number {
							t.Errorf("%s %q row %d: %v, want %v", x.ID, names[j+1], i, v, number)
						}
					case isNumber:
						if v.String() != plain(number) {
							t.Errorf("%s %q row %d: %v, want %v", x.ID, names[j+1], i, v, number)
						}
					case c.Text(l) == "":
						if !v.IsNull() {
							t.Errorf("%s %q row %d: %v, want nothing", x.ID, names[j+1], i, v)
						}
					case v.IsNull() || v.String() != c.Text(l):
						t.Errorf("%s %q row %d: %v, want %q", x.ID, names[j+1], i, v, c.Text(l))
					}
				}
			}
		}
	}
}

// TestNumbersAreNoTexts: a column of figures holds no text, which a typed format would lose.
func TestNumbersAreNoTexts(t *testing.T) {
	t.Parallel()
	for _, x := range allTables(t, run()) {
		for _, r := range x.Rows {
			for j, c := range r.Cells {
				if text := c.Text(network.ZH); text != "" && !x.Columns[j].Words {
					t.Errorf("%s: column %s holds the text %q", x.ID, x.Columns[j].Name.ZH, text)
				}
			}
		}
	}
}

func TestParquetColumnsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	twice := Table{ID: "twice", Columns: []Column{words("甲,乙", "a,b"), words("甲,乙", "a,b"), figure(rowKind, rowKind, "", 0)}}
	twice.Rows = []Row{{Cells: []Cell{Words("一", "one"), Words("二", "two"), Number(3)}}}
	format, _ := FormatByID("parquet")
	var b bytes.Buffer
	if err := format.Write(&b, Document{Tables: []Table{twice}, Lang: network.EN}); err != nil {
		t.Fatal(err)
	}
	names, rows, _ := readParquet(t, b.Bytes())
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			t.Errorf("%q is there twice", n)
		}
		seen[n] = true
	}
	if len(rows) != 1 || rows[0][1].String() != "one" || rows[0][2].String() != "two" || rows[0][3].Double() != 3 {
		t.Errorf("rows %v under %q", rows, names)
	}
	if err := format.Write(&b, Document{Tables: []Table{twice, twice}}); err == nil {
		t.Error("a Parquet file took two tables")
	}
}

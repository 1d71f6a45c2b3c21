package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// full is the document that has every field.
func full(tb testing.TB) *network.Network {
	tb.Helper()
	data, err := os.ReadFile("../../network/testdata/full.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	n, _, err := network.Decode(data, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// edited is the workbook of the document that has every field, changed by hand.
func edited(tb testing.TB, change func(f *excelize.File) error) []byte {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(bytesOf(tb, full(tb), network.ZH)))
	if err != nil {
		tb.Fatal(err)
	}
	if err := change(f); err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// column finds the letter of a key on a sheet.
func letter(tb testing.TB, f *excelize.File, sheet, key string) string {
	tb.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		tb.Fatal(err)
	}
	for i, k := range rows[rowKeys-1] {
		if k == key {
			name, err := excelize.ColumnNumberToName(i + 1)
			if err != nil {
				tb.Fatal(err)
			}
			return name
		}
	}
	tb.Fatalf("%s has no column %s", sheet, key)
	return ""
}

func TestFaultsNameTheCell(t *testing.T) {
	t.Parallel()
	at := func(f *excelize.File, sheet, key string, row int) string {
		return fmt.Sprint(letter(t, f, sheet, key), row)
	}
	for name, q := range map[string]struct {
		change func(f *excelize.File) error
		want   []string // parts of a fault in English
	}{
		"unknown column": {func(f *excelize.File) error { return f.SetCellStr("水库", "E2", "colour") }, []string{"水库!E2 ", `unknown column "colour"`}},
		"unknown sheet":  {func(f *excelize.File) error { _, err := f.NewSheet("湖泊"); return err }, []string{"湖泊", "unknown sheet"}},
		"missing column": {func(f *excelize.File) error { return f.SetCellValue("水库", "A2", nil) }, []string{"水库!A2", `missing: column "id"`}},
		"missing sheet":  {func(f *excelize.File) error { return f.DeleteSheet("流域") }, []string{`missing: sheet "basin"`}},
		"text in a number": {func(f *excelize.File) error {
			return f.SetCellStr("水库", at(f, "水库", "dead", 4), "约2000")
		}, []string{"%水库.dead4", "nodes[6].dead", "(lake)", "is not a number"}},
		"NaN": {func(f *excelize.File) error { return f.SetCellStr("水库", at(f, "水库", "dead", 4), "NaN") }, []string{"%水库.dead4", "is not a number"}},
		"out of range": {
			func(f *excelize.File) error { return f.SetCellFloat("水库", at(f, "水库", "dead", 4), -5, -1, 64) },
			[]string{"%水库.dead4", "outside 0 to"},
		},
		"nothing where something is required": {
			func(f *excelize.File) error { return f.SetCellValue("水库", at(f, "水库", "normal", 4), nil) },
			[]string{"%水库.normal4", "missing: normal"},
		},
		"duplicate id":   {func(f *excelize.File) error { return f.SetCellStr("用户", "A4", "canal") }, []string{"用户!A4", "canal"}},
		"unknown node":   {func(f *excelize.File) error { return f.SetCellStr("水库", at(f, "水库", "spill_to", 4), "nowhere") }, []string{"%水库.spill_to4", `no node "nowhere"`}},
		"unknown parent": {func(f *excelize.File) error { return f.SetCellStr("用户-水源", "A5", "nobody") }, []string{"'用户-水源'!A5", `has no id "nobody"`}},
		"unknown word":   {func(f *excelize.File) error { return f.SetCellStr("用户", at(f, "用户", "sector", 4), "航运") }, []string{"%用户.sector4", "not one of the choices"}},
		"merged cells":   {func(f *excelize.File) error { return f.MergeCell("河段", "B4", "B5") }, []string{"河段!B4", "merged"}},
		"a date for a number": {func(f *excelize.File) error {
			return f.SetCellValue("水库", at(f, "水库", "dead", 4), time.Date(2025, 3, 4, 0, 0, 0, 0, time.UTC))
		}, []string{"%水库.dead4", "the date 2025-03-04"}},
		"a formula without a value": {
			func(f *excelize.File) error {
				return f.SetCellFormula("水库", at(f, "水库", "seepage_to", 9), "1000+1000")
			},
			[]string{"%水库.seepage_to9", "formula is not saved"},
		},
		"a figure by month missing":  {func(f *excelize.File) error { return f.SetCellValue("逐月", "H4", nil) }, []string{"逐月!H4", "no figure for month 4"}},
		"a field that has no months": {func(f *excelize.File) error { return f.SetCellStr("逐月", "C4", "dead") }, []string{"逐月!C4", `"dead" is not one`}},
		"a figure given twice": {func(f *excelize.File) error {
			return f.SetCellFloat("水库", at(f, "水库", "flood_limited", 4), 3, -1, 64)
		}, []string{"逐月!", "flood_limited is given twice"}},
		"an unknown series": {func(f *excelize.File) error { return f.SetCellStr("系列", "B2", "来水.nobody.observed.values") }, []string{"系列!B2", "unknown column"}},
		"a gap in a series": {func(f *excelize.File) error { return f.SetCellValue("系列", "B6", nil) }, []string{"系列!B6", "gap"}},
		"unknown change":    {func(f *excelize.File) error { return f.SetCellStr("工程-启用时的变更", "B4", "rain") }, []string{"'工程-启用时的变更'!B4", "unknown change"}},
		"unknown setting":   {func(f *excelize.File) error { return f.SetCellStr("流域", "B3", "ID") }, []string{"流域!B3", `unknown key "ID"`}},
		"wrong start":       {func(f *excelize.File) error { return f.SetCellStr("流域", "C8", "soon") }, []string{"流域!C8", "calendar.start"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var file *excelize.File
			_, faults, err := Read(edited(t, func(f *excelize.File) error { file = f; return q.change(f) }), nil)
			if err == nil {
				t.Fatal("accepted")
			}
			for i, w := range q.want { // %SHEET.KEYROW stands for a cell
				if rest, ok := strings.CutPrefix(w, "%"); ok {
					sheet, key, _ := strings.Cut(rest[:len(rest)-1], ".")
					q.want[i] = sheet + "!" + letter(t, file, sheet, key) + rest[len(rest)-1:]
				}
			}
			for _, f := range faults {
				good := f.Problem.ZH != "" && f.Problem.EN != ""
				for _, w := range q.want {
					good = good && strings.Contains(f.In(network.EN), w)
				}
				if good {
					return
				}
			}
			t.Errorf("no fault with %q in\n%v", q.want, faults.Error())
		})
	}
}

func TestAllFaultsAreListedInTheOrderOfTheCells(t *testing.T) {
	t.Parallel()
	_, faults, _ := Read(edited(t, func(f *excelize.File) error {
		for _, x := range [][3]string{{"用户", "A4", "canal"}, {"水库", "E2", "colour"}, {"流域", "C8", "soon"}, {"用户-水源", "A5", "nobody"}} {
			if err := f.SetCellStr(x[0], x[1], x[2]); err != nil {
				return err
			}
		}
		return nil
	}), nil)
	var cells []string
	for _, f := range faults {
		cells = append(cells, f.Cell)
	}
	all := strings.Join(cells, " ")
	last := -1
	for _, want := range []string{"流域!C8", "水库!E2", "'用户-水源'!A5"} {
		i := strings.Index(all, want)
		if i <= last {
			t.Errorf("%s is not in its place in %s", want, all)
		}
		last = i
	}
}

func TestWhatPeopleDoInSpreadsheetsIsRead(t *testing.T) {
	t.Parallel()
	n, _, err := Read(edited(t, func(f *excelize.File) error {
		dead := letter(t, f, "水库", "dead") + "4"
		visible := f.SetRowVisible("水库", 4, false) // a filter
		for _, err := range []error{
			visible,
			f.SetCellStr("水库", dead, " 2100 "), // a number as a text, with blanks
			f.SetCellStr("水库", "A4", "lake "),  // a blank behind an id
			f.SetCellValue("流域", "C8", time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)), // a month that became a date
			f.SetCellStr("用户", letter(t, f, "用户", "sector")+"4", "industry"),        // the word of the document
			f.SetCellStr("污水再生", letter(t, f, "污水再生", "sectors")+"4", "工业, 河道外生态"),  // other separators
			f.SetCellBool("来水", letter(t, f, "来水", "off")+"4", true),                // a real truth value
		} {
			if err != nil {
				return err
			}
		}
		if _, err := f.NewSheet("#我的"); err != nil {
			return err
		}
		return f.InsertCols("水库", "C", 1) // a column without a key and without values
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	lake, ok := n.NodeByID("lake").(*network.Reservoir)
	if !ok || lake.Dead != 2100 || n.Calendar.Start != "2025-06" {
		t.Errorf("lake %+v, start %s", lake, n.Calendar.Start)
	}
	if d, ok := n.NodeByID("field").(*network.Demand); !ok || d.Sector != network.Industry {
		t.Errorf("field %+v", d)
	}
}

func TestOfAFormulaTheSavedValueIsTaken(t *testing.T) {
	t.Parallel()
	n, _, err := Read(edited(t, func(f *excelize.File) error { // the value of the cell stays with the formula
		return f.SetCellFormula("水库", letter(t, f, "水库", "dead")+"4", "1000+1000")
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if lake, ok := n.NodeByID("lake").(*network.Reservoir); !ok || lake.Dead != 2000 {
		t.Errorf("lake %+v", lake)
	}
}

func TestTextsAreNeverFormulasAndComeBackAsTheyAre(t *testing.T) {
	t.Parallel()
	n := full(t)
	for _, s := range []string{"=cmd|' /C calc'!A0", "+1", "-1", "@x", "'quoted", " blanks ", "a\nb", "_x0041_", "[a, b]", "TRUE", "007", "逐月", "1e5", "<&>", "=1+1\n=2"} {
		n.Note = s
		n.Regions[0].NameEN = s
		data := bytesOf(t, n, network.ZH)
		again, _, err := Read(data, nil)
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		if again.Note != s || again.Regions[0].NameEN != s {
			t.Errorf("%q comes back as %q and %q", s, again.Note, again.Regions[0].NameEN)
		}
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for _, v := range row {
					if v != "" && strings.ContainsAny(v[:1], "=+@") {
						t.Errorf("%s shows %q", sheet, v)
					}
				}
			}
		}
	}
	n.Note = "a\x01b"
	if err := Write(new(bytes.Buffer), n, network.ZH); err == nil {
		t.Error("a control character is written")
	}
}

// zipOf packs parts into an archive.
func zipOf(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, s := range parts {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(s)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sheetOf is a workbook of one sheet with the rows given as XML.
func sheetOf(tb testing.TB, rows string) []byte {
	tb.Helper()
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/%s" Target="%s"/></Relationships>`
	return zipOf(tb, map[string]string{
		"_rels/.rels":                fmt.Sprintf(rels, "officeDocument", "xl/workbook.xml"),
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(rels, "worksheet", "worksheets/sheet1.xml"),
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="水库" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	})
}

func TestFilesThatAreNoWorkbooksAreRefused(t *testing.T) {
	t.Parallel()
	far := `<row r="1"><c r="XFD1"><v>1</v></c></row>`
	for name, q := range map[string]struct {
		data []byte
		want string
	}{
		"old format":     {append(bytes.Clone(oleMagic), 1, 2, 3), "old .xls"},
		"no archive":     {[]byte("PK\x03\x04 and nothing more"), "not an Excel workbook"},
		"another zip":    {zipOf(t, map[string]string{"a.txt": "a"}), "holds no Excel workbook"},
		"bomb":           {sheetOf(t, strings.Repeat(" ", maxUnzip+1)), "unpacks to more"},
		"far columns":    {sheetOf(t, far), "unpacks to more"},
		"too long a row": {sheetOf(t, `<row r="999999"><c r="A999999"><v>1</v></c></row>`), "unpacks to more"},
		"broken XML":     {sheetOf(t, "<row><c"), "damaged"},
		"out of order":   {sheetOf(t, `<row r="5"/><row r="4"/>`), "damaged"},
		"no such text":   {sheetOf(t, `<row r="1"><c r="A1" t="s"><v>9</v></c></row>`), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !Is(q.data) {
				t.Error("not taken for a workbook")
			}
			_, faults, err := Read(q.data, nil)
			if err == nil || len(faults) != 1 || !strings.Contains(faults[0].Problem.EN, q.want) || faults[0].Problem.ZH == "" {
				t.Errorf("%v, want %q", faults, q.want)
			}
		})
	}
}

func TestTemplateHasEverySheetAndSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, l := range []network.Lang{network.ZH, network.EN} {
		var b bytes.Buffer
		if err := WriteTemplate(&b, l); err != nil {
			t.Fatal(err)
		}
		_, faults, err := Read(b.Bytes(), nil)
		if err == nil {
			t.Fatal("an empty basin is good")
		}
		if !strings.Contains(faults.Error(), "missing: id") || strings.Contains(faults.Error(), "unknown") {
			t.Errorf("%v", faults)
		}
	}
}

// FuzzRead: a workbook is refused with faults that can be shown, or gives a
// network that is written and read as an equal.
func FuzzRead(f *testing.F) {
	f.Add([]byte(nil), byte(0))
	for _, rows := range []string{
		`<row r="2"><c r="A2" t="str"><v>id</v></c><c r="B2" t="str"><v>normal</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>x</t></is></c><c r="B4"><v>1</v></c></row>`,
		`<row><c t="e"><v>#REF!</v></c></row><mergeCells><mergeCell ref="A4:B9"/></mergeCells>`,
	} {
		f.Add([]byte(rows), byte(0))
	}
	good := bytesOf(f, full(f), network.EN)
	f.Add([]byte("12"), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, how byte) {
		file := data
		switch how % 3 {
		case 0:
			file = sheetOf(t, string(data))
		case 1: // one cell of a good workbook says something else
			x, err := excelize.OpenReader(bytes.NewReader(good))
			if err != nil {
				t.Fatal(err)
			}
			sheets := x.GetSheetList()
			cell, err := excelize.CoordinatesToCellName(1+int(how/3)%20, 2+len(data)%6)
			if err != nil {
				t.Fatal(err)
			}
			if err := x.SetCellStr(sheets[1+len(data)%(len(sheets)-2)], cell, string(data)); err != nil {
				return
			}
			var b bytes.Buffer
			if err := x.Write(&b); err != nil {
				return
			}
			file = b.Bytes()
		}
		n, faults, err := Read(file, nil)
		if err != nil {
			if len(faults) == 0 {
				t.Fatal("refused without a fault")
			}
			return
		}
		want, err := n.Hash()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Write(&b, n, network.ZH); err != nil {
			return // a character that no workbook can hold
		}
		again, _, err := Read(b.Bytes(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.Hash(); err != nil || got != want {
			t.Fatalf("the hash changes: %v", err)
		}
	})
}

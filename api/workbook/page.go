package workbook

import (
	"encoding/xml"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// kind is what a cell holds.
type kind int

const (
	kindText kind = iota
	kindNumber
	kindBool
	kindDate
	kindError   // #DIV/0! and the like
	kindFormula // a formula whose value is not stored
)

// cell is one cell with a value.
type cell struct {
	row, col int // 1 for the first
	kind     kind
	text     string // as stored; a date as YYYY-MM-DD
}

// page is one sheet of a workbook as it is.
type page struct {
	name   string
	cells  []cell // by row, then column
	merged []string
}

// book is what is shared by the sheets while they are read.
type book struct {
	*archive
	strings  []string
	dates    []bool // of each cell style: does it show a date
	date1904 bool
	cells    int
}

// readPages reads all sheets, hidden ones and hidden rows as well.
func readPages(data []byte) ([]page, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	_, roots, err := a.relations("")
	if err != nil {
		return nil, err
	}
	main := roots["officeDocument"]
	if main == "" || a.files[main] == nil || !strings.HasPrefix(main, "xl/") {
		return nil, refuse("压缩文件中没有 Excel 工作簿", "the archive holds no Excel workbook", "用 Excel 或 WPS 另存为 .xlsx", "save it as .xlsx in Excel or WPS")
	}
	b := &book{archive: a}
	byID, byType, err := a.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.readStrings(byType["sharedStrings"]); err != nil {
		return nil, err
	}
	if err := b.readStyles(byType["styles"]); err != nil {
		return nil, err
	}
	type entry struct{ name, part string }
	var entries []entry
	err = a.walk(main, func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "workbookPr":
			b.date1904 = attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"
		case "sheet":
			entries = append(entries, entry{attribute(e, "name"), byID[attribute(e, "id")]})
			if len(entries) > maxSheets {
				return errTooLarge
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var pages []page
	for _, e := range entries {
		p := page{name: e.name}
		if !ignored(e.name) {
			if err := b.readPage(e.part, &p); err != nil {
				return nil, err
			}
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// ignored says whether a sheet is for people only.
func ignored(name string) bool {
	return strings.HasPrefix(strings.TrimSpace(name), "#") || is(name, nameReadme.ZH, nameReadme.EN)
}

// readStrings reads the texts that cells share, without the phonetic guides.
func (b *book) readStrings(part string) error {
	return b.walk(part, func(d *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			s, err := characters(d, "rPh")
			if err != nil {
				return err
			}
			b.strings = append(b.strings, unescape(s))
		}
		return nil
	})
}

var dateCode = regexp.MustCompile(`[yYmMdDhHsS年月日]`)

// readStyles finds the styles of cells that show a date.
func (b *book) readStyles(part string) error {
	custom := map[string]bool{}
	inCells := false
	return b.walk(part, func(_ *xml.Decoder, t xml.Token) error {
		if end, ok := t.(xml.EndElement); ok && end.Name.Local == "cellXfs" {
			inCells = false
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "numFmt":
			code := regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`).ReplaceAllString(attribute(e, "formatCode"), "")
			custom[attribute(e, "numFmtId")] = !strings.Contains(code, "General") && !strings.Contains(code, "0") && !strings.Contains(code, "#") && dateCode.MatchString(code)
		case "cellXfs":
			inCells = true
		case "xf":
			if inCells {
				id := attribute(e, "numFmtId")
				n, _ := strconv.Atoi(id)
				b.dates = append(b.dates, custom[id] || n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58)
			}
		}
		return nil
	})
}

// readPage reads the cells of a sheet.
func (b *book) readPage(part string, p *page) error {
	if b.files[part] == nil {
		return nil // a chart has no cells
	}
	row, col := 0, 0
	var seen cell
	return b.walk(part, func(d *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "row":
			row, col = row+1, 0
			if r := attribute(e, "r"); r != "" {
				n, err := strconv.Atoi(r)
				if err != nil || n < row {
					return errors.New("rows out of order")
				}
				row = n
			}
		case "c":
			col++
			if r := attribute(e, "r"); r != "" {
				x, y, err := excelize.CellNameToCoordinates(r)
				if err != nil {
					return err
				}
				if y != row || x < col {
					return errors.New("cells out of order")
				}
				col = x
			}
			c, filled, err := b.readCell(d, e)
			if err != nil {
				return err
			}
			if !filled {
				return nil
			}
			if b.cells++; b.cells > maxCells || row > maxRows || col > maxColumns {
				return errTooLarge
			}
			c.row, c.col = row, col
			if c.row < seen.row {
				return errors.New("cells out of order")
			}
			seen = c
			p.cells = append(p.cells, c)
		case "mergeCell":
			if p.merged = append(p.merged, attribute(e, "ref")); len(p.merged) > maxRows {
				return errTooLarge
			}
		}
		return nil
	})
}

// readCell reads the cell that d has just entered. Of a formula the value is
// taken that the program which wrote the workbook stored with it.
func (b *book) readCell(d *xml.Decoder, e xml.StartElement) (c cell, filled bool, err error) {
	formula, valued, value := false, false, ""
	for {
		t, err := d.Token()
		if err != nil {
			return c, false, err
		}
		if _, ok := t.(xml.EndElement); ok {
			break
		}
		inner, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		s, err := characters(d, "rPh")
		if err != nil {
			return c, false, err
		}
		switch inner.Name.Local {
		case "f":
			formula = true
		case "v", "is":
			value, valued = s, true
		}
	}
	switch attribute(e, "t") {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if valued && (err != nil || i < 0 || i >= len(b.strings)) {
			return c, false, errors.New("a text is missing")
		}
		if valued {
			c.text = b.strings[i]
		}
	case "inlineStr", "str":
		c.text = unescape(value)
	case "b":
		c.kind, c.text = kindBool, strings.TrimSpace(value)
	case "e":
		c.kind, c.text = kindError, value
	case "d":
		c.kind, c.text = kindDate, strings.TrimSpace(value)
		if len(c.text) > len(time.DateOnly) {
			c.text = c.text[:len(time.DateOnly)]
		}
	default:
		c.kind, c.text = kindNumber, strings.TrimSpace(value)
		if style, err := strconv.Atoi(attribute(e, "s")); err == nil && style >= 0 && style < len(b.dates) && b.dates[style] && c.text != "" {
			c.date(b.date1904)
		}
	}
	if len(c.text) > 4*maxText {
		return c, false, errors.New("a text is too long")
	}
	if formula && !valued {
		c.kind, c.text = kindFormula, ""
		return c, true, nil
	}
	return c, strings.TrimSpace(c.text) != "", nil
}

// date turns the serial number of a day into the date.
func (c *cell) date(from1904 bool) {
	serial, err := strconv.ParseFloat(c.text, 64)
	if err != nil || serial < 0 || serial > 2958465 {
		return
	}
	if at, err := excelize.ExcelDateToTime(serial, from1904); err == nil {
		c.kind, c.text = kindDate, at.Format(time.DateOnly)
	}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape resolves the form _xHHHH_ in which workbooks write what XML cannot hold.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[2:6], 16, 16)
		if err != nil || n >= 0xd800 && n < 0xe000 {
			return m
		}
		return string(rune(n))
	})
}

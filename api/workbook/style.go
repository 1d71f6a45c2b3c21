package workbook

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// look is what makes cells look alike.
type look int

const (
	lookTitle look = iota
	lookLabel
	lookKey
	lookUnit
	lookNumber
	lookText
	lookBody
	lookRequired
)

func (w *writer) style(l look) (int, error) {
	if id, ok := w.styles[l]; ok {
		return id, nil
	}
	s := &excelize.Style{Font: &excelize.Font{Size: 10, Family: "Microsoft YaHei"}, Alignment: &excelize.Alignment{Vertical: "center"}}
	fill := func(color string) { s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}} }
	asText := "@"
	switch l {
	case lookTitle:
		s.Font.Size, s.Font.Bold = 14, true
	case lookLabel, lookRequired:
		s.Font.Bold = true
		s.Alignment.Horizontal, s.Alignment.WrapText = "center", true
		fill("DDEBF7")
		if l == lookRequired {
			fill("FCE4D6")
		}
		s.Border = borders()
	case lookKey:
		s.Font.Size, s.Font.Color = 9, "7F7F7F"
		s.Alignment.Horizontal = "center"
		s.CustomNumFmt = &asText
		fill("F2F2F2")
		s.Border = borders()
	case lookUnit:
		s.Font.Size = 9
		s.Alignment.Horizontal = "center"
		fill("F2F2F2")
		s.Border = borders()
	case lookNumber:
		s.Alignment.Horizontal = "right"
	case lookText:
		s.CustomNumFmt = &asText // what is typed stays as it is: no dates, no formulas
	case lookBody:
		s.Alignment.WrapText, s.Alignment.Vertical = true, "top"
	}
	id, err := w.file.NewStyle(s)
	if err == nil {
		w.styles[l] = id
	}
	return id, err
}

func borders() []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	return out
}

// look is that of the values of a column.
func (c column) look() look {
	switch c.field.Shape.Form {
	case network.FormInt, network.FormNumber, network.FormQuantity:
		return lookNumber
	default:
	}
	if c.role == rolePosition || c.role == roleOrder || c.month > 0 || c.role == roleYear || c.role == roleValue && c.field.Key == "" {
		return lookNumber
	}
	return lookText
}

// unit is the third row of a column: its unit, and whether it has to be filled in.
func (c column) unit(l network.Lang) string {
	var parts []string
	if u := unitIn(c.field.Unit, l); u != "" {
		parts = append(parts, u)
	}
	if c.required() {
		parts = append(parts, text("必填", "required").In(l))
	}
	return strings.Join(parts, " · ")
}

func (c column) required() bool {
	return c.field.Required || c.role == roleParent || c.role == rolePosition || c.role == roleSheet || c.role == roleField
}

func unitIn(unit string, l network.Lang) string {
	if unit == "-" {
		return ""
	}
	if l == network.EN {
		return strings.NewReplacer("万m³", "10⁴ m³", "亿元", "10⁸ CNY", "元", "CNY").Replace(unit)
	}
	return strings.NewReplacer("person", "人", "mm/month", "mm/月", "1/month", "1/月").Replace(unit)
}

// allowed are the words that a column takes, as the list of its cells shows them.
func (c column) allowed(l network.Lang) []string {
	if c.field.Shape.Form == network.FormBool {
		return []string{yes.In(l), no.In(l)}
	}
	if c.field.Shape.Form != network.FormText {
		return nil
	}
	var out []string
	for _, x := range c.field.Choices {
		out = append(out, named(x.ID, c.field.Choices, l))
	}
	return out
}

// widthOf is the width of a text in columns: two for a Chinese character.
func widthOf(v any) int {
	switch v := v.(type) {
	case string:
		n := 0
		for _, r := range v {
			n++
			if r >= 0x1100 {
				n++
			}
		}
		return n
	case float64:
		return len(strconv.FormatFloat(v, 'f', -1, 64))
	}
	return 0
}

// validate adds lists of the allowed words, and the range of plain numbers.
func (w *writer) validate(name string, columns []column, first, rows int) error {
	for i, c := range columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.rule(name, c, letter+strconv.Itoa(first)+":"+letter+strconv.Itoa(first+rows-1)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) rule(name string, c column, area string) error {
	d := excelize.NewDataValidation(true)
	d.Sqref = area
	f := c.field
	switch list := c.allowed(w.lang); {
	case len(list) > 0:
		if err := d.SetDropList(list); err != nil {
			return nil //nolint:nilerr // too long for a list; the decoder knows the words all the same
		}
		d.SetError(excelize.DataValidationErrorStyleStop, c.label.In(w.lang), text("请从列表中选择", "choose from the list").In(w.lang))
	case (f.Shape.Form == network.FormNumber || f.Shape.Form == network.FormInt) && f.Min != nil && f.Max != nil:
		kind := excelize.DataValidationTypeDecimal
		if f.Shape.Form == network.FormInt {
			kind = excelize.DataValidationTypeWhole
		}
		if err := d.SetRange(*f.Min, *f.Max, kind, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		d.SetError(excelize.DataValidationErrorStyleStop, c.label.In(w.lang), c.bounds())
	default:
		return nil
	}
	return w.file.AddDataValidation(name, d)
}

// bounds is the range of a figure in words; empty where it has none.
func (c column) bounds() string {
	f := c.field
	if f.Min == nil && f.Max == nil {
		return ""
	}
	lo, up := "−∞", "+∞"
	if f.Min != nil {
		lo = strconv.FormatFloat(*f.Min, 'g', -1, 64)
	}
	if f.Max != nil {
		up = strconv.FormatFloat(*f.Max, 'g', -1, 64)
	}
	return lo + " … " + up
}

// paper makes a sheet print across the page.
func (w *writer) paper(name string) error {
	landscape := "landscape"
	return w.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape})
}

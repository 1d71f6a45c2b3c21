package brief

import (
	"bytes"
	_ "embed" // the template and its style
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"fenhu/api/export"
	"fenhu/api/plot"
	"fenhu/network"
)

//go:embed brief.html
var page string

//go:embed brief.css
var sheet string

// HTML writes the brief as one file that needs nothing else: figures are inside it
// as SVG, and it prints on A4.
func (b *Brief) HTML(w io.Writer, lang network.Lang) error {
	p := &printer{lang: lang}
	t, err := template.New("brief").Funcs(template.FuncMap{
		"in": func(t network.Text) string { return t.In(lang) },
		"say": func(zh, en string) string {
			return network.Text{ZH: zh, EN: en}.In(lang)
		},
		"number": p.section,
		"table":  p.table,
		"figure": p.figure,
		"level":  func(l network.DroughtLevel) string { return l.String() },
	}).Parse(page)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	tag := "zh-CN"
	if lang == network.EN {
		tag = "en"
	}
	err = t.Execute(&out, map[string]any{"Brief": b, "Style": template.CSS(sheet), "Lang": tag}) //nolint:gosec // the sheet is embedded
	if err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}

// printer numbers tables and figures in the order of the page.
type printer struct {
	lang            network.Lang
	tables, figures int
}

func (p *printer) say(zh, en string) string { return network.Text{ZH: zh, EN: en}.In(p.lang) }

// section is the number of a section, as official documents count: 一、 in Chinese.
func (p *printer) section(i int) string {
	if p.lang == network.EN {
		return strconv.Itoa(i+1) + "."
	}
	digits := []rune("一二三四五六七八九十")
	if i < len(digits) {
		return string(digits[i]) + "、"
	}
	return strconv.Itoa(i+1) + "、"
}

type htmlHead struct {
	Text       string
	Cols, Rows int
}

type htmlCell struct {
	Text  string
	Words bool
	Brief bool   // few characters, kept on one line
	Level string // class of a cell that names a level or category
}

type htmlTable struct {
	Title, Unit string
	Heads       [][]htmlHead
	Rows        [][]htmlCell
	Kinds       []string
	Notes       []string
	Wide        bool
}

// table lays a table out for the page.
func (p *printer) table(t export.Table) htmlTable {
	p.tables++
	out := htmlTable{Title: fmt.Sprintf("%s%d  %s", p.say("表", "Table "), p.tables, t.Title.In(p.lang)), Wide: len(t.Columns) > 9}
	if t.Unit != "-" && t.Unit != "" {
		out.Unit = p.say("单位：", "unit: ") + export.UnitIn(t.Unit, p.lang)
	}
	top, second := []htmlHead{}, []htmlHead{}
	split := false
	for _, c := range t.Columns {
		split = split || c.Group != (network.Text{})
	}
	for i := 0; i < len(t.Columns); i++ {
		c := t.Columns[i]
		if c.Group == (network.Text{}) {
			h := htmlHead{Text: p.heading(&c), Cols: 1, Rows: 1}
			if split {
				h.Rows = 2
			}
			top = append(top, h)
			continue
		}
		h := htmlHead{Text: c.Group.In(p.lang), Rows: 1}
		for ; i < len(t.Columns) && t.Columns[i].Group == c.Group; i++ {
			h.Cols++
			second = append(second, htmlHead{Text: p.heading(&t.Columns[i]), Cols: 1, Rows: 1})
		}
		i--
		top = append(top, h)
	}
	out.Heads = append(out.Heads, top)
	if split {
		out.Heads = append(out.Heads, second)
	}
	for _, r := range t.Rows {
		row := make([]htmlCell, len(r.Cells))
		for i, c := range r.Cells {
			row[i] = htmlCell{Text: c.Text(p.lang), Words: t.Columns[i].Words}
			row[i].Brief = utf8.RuneCountInString(row[i].Text) <= 6
			if x, ok := c.Float(); ok {
				row[i].Text = decimal(x, t.Columns[i].Decimals)
			} else if t.Columns[i].Words {
				row[i].Level = p.level(row[i].Text)
			}
		}
		out.Rows, out.Kinds = append(out.Rows, row), append(out.Kinds, r.Kind.String())
	}
	for _, n := range t.Notes {
		out.Notes = append(out.Notes, n.In(p.lang))
	}
	return out
}

func (p *printer) heading(c *export.Column) string {
	s := strings.ReplaceAll(c.Name.In(p.lang), "\u00ad", "")
	if c.Unit != "" && c.Unit != "-" && !c.Words {
		unit := export.UnitIn(c.Unit, p.lang)
		if unit == "%" {
			return s + " %"
		}
		s += " (" + unit + ")"
	}
	return s
}

// level is the class of a cell that holds the name of a level of response or of a
// category of drought.
func (p *printer) level(s string) string {
	for _, l := range network.DroughtLevels()[1:] {
		if s == l.Name().In(p.lang) {
			return l.String()
		}
	}
	return categoryClass(s, p.lang)
}

type htmlFigure struct {
	Caption string
	SVG     template.HTML
}

func (p *printer) figure(f Figure) (htmlFigure, error) {
	p.figures++
	var b bytes.Buffer
	if _, err := plot.Write(&b, f.Plot, plot.Options{Lang: p.lang, Format: plot.SVG, Width: 17, Height: f.Height}); err != nil {
		return htmlFigure{}, fmt.Errorf("%s: %w", f.Caption.EN, err)
	}
	svg := b.String()
	if i := strings.Index(svg, "<svg"); i > 0 {
		svg = svg[i:]
	}
	return htmlFigure{
		Caption: fmt.Sprintf("%s%d  %s", p.say("图", "Figure "), p.figures, f.Caption.In(p.lang)),
		SVG:     template.HTML(svg), //nolint:gosec // drawn here; texts in it are escaped by the writer
	}, nil
}

package export

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"fenhu/network"
)

// defaultWidth is the width of a text when the caller gives none [columns].
const defaultWidth = 160

// noFigure stands for an empty cell.
const noFigure = "—"

// writeText writes tables for people: names to the left, numbers to the right,
// a Chinese character counted as two columns.
func writeText(w io.Writer, d Document) error {
	b := new(strings.Builder)
	if d.Run != nil {
		writeHead(b, d)
	}
	for i := range d.Tables {
		if i > 0 {
			b.WriteString("\n")
		}
		newLayout(&d.Tables[i], d).write(b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeHead says what the run is.
func writeHead(b *strings.Builder, d Document) {
	ruler := measure()
	b.WriteString(name(d.Run.Basin.NameZH, d.Run.Basin.NameEN, d.Run.Basin.ID).Text(d.Lang) + "\n")
	facts, wide := Facts(d.Run, d.Lang), 0
	for _, o := range facts {
		wide = max(wide, ruler.StringWidth(o.Name.In(d.Lang)))
	}
	for _, o := range facts {
		label := o.Name.In(d.Lang)
		for i, line := range fold(o.Value, max(d.Width, defaultWidth)-wide-4, ruler) {
			if i > 0 {
				label = ""
			}
			b.WriteString("  " + label + strings.Repeat(" ", wide-ruler.StringWidth(label)) + "  " + line + "\n")
		}
	}
	if len(d.Tables) > 0 {
		b.WriteString("\n")
	}
}

// measure counts columns the same way on every machine, whatever its locale;
// of the ambiguous characters we use (— ² ³ − ·) modern terminals draw one column.
func measure() *runewidth.Condition {
	return &runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}
}

// layout is a table cut into columns of text.
type layout struct {
	table   *Table
	lang    network.Lang
	ruler   *runewidth.Condition
	columns []int      // index into the table's columns
	lifted  []int      // columns written above the table
	heads   [][]string // lines of each heading
	widths  []int
	gap     string
	limit   int
}

func newLayout(t *Table, d Document) *layout {
	x := &layout{table: t, lang: d.Lang, ruler: measure(), gap: "  ", limit: d.Width}
	if x.limit == 0 {
		x.limit = defaultWidth
	}
	for i, c := range t.Columns {
		if c.Lift && len(t.Rows) > 0 && x.constant(i) {
			x.lifted = append(x.lifted, i)
		} else {
			x.columns = append(x.columns, i)
		}
	}
	for _, i := range x.columns {
		width := 0
		for _, r := range t.Rows {
			width = max(width, x.ruler.StringWidth(x.cell(i, r)))
		}
		head := x.heading(i, max(width, minHeading))
		for _, h := range head {
			width = max(width, x.ruler.StringWidth(h))
		}
		x.heads, x.widths = append(x.heads, head), append(x.widths, width)
	}
	for k := 0; k < len(x.columns); { // a group is at least as wide as its heading
		end := x.groupEnd(k)
		if g := x.group(k); g != "" {
			room := (end - k - 1) * len(x.gap)
			for _, w := range x.widths[k:end] {
				room += w
			}
			for ; room < x.ruler.StringWidth(g)+2; room++ {
				x.widths[end-1]++
			}
		}
		k = end
	}
	if x.total() > x.limit {
		x.gap = " "
	}
	x.narrow()
	return x
}

// minWords is the width to which a column of names may be cut [columns].
const minWords = 16

// narrow cuts the widest columns of names until the table fits or they are
// narrow; figures are never cut.
func (x *layout) narrow() {
	for x.total() > x.limit {
		widest := -1
		for k, i := range x.columns {
			if x.table.Columns[i].Words && x.widths[k] > minWords && (widest < 0 || x.widths[k] > x.widths[widest]) {
				widest = k
			}
		}
		if widest < 0 {
			return
		}
		x.widths[widest]--
	}
}

// minHeading is the width to which a heading may be wrapped [columns].
const minHeading = 6

func (x *layout) total() int {
	n := (len(x.widths) - 1) * len(x.gap)
	for _, w := range x.widths {
		n += w
	}
	return n
}

func (x *layout) constant(i int) bool {
	for _, r := range x.table.Rows {
		if !r.Cells[i].same(x.table.Rows[0].Cells[i]) {
			return false
		}
	}
	return true
}

func (x *layout) cell(i int, r Row) string {
	c := r.Cells[i]
	if v, ok := c.Float(); ok {
		return decimal(v, x.table.Columns[i].Decimals)
	}
	if s := c.Text(x.lang); s != "" {
		return strings.Join(strings.Fields(s), " ")
	}
	if x.table.Columns[i].Words {
		return ""
	}
	return noFigure
}

func (x *layout) group(k int) string { return x.table.Columns[x.columns[k]].Group.In(x.lang) }

func (x *layout) groupEnd(k int) int {
	end := k + 1
	for end < len(x.columns) && x.group(k) != "" && x.group(end) == x.group(k) {
		end++
	}
	return end
}

// heading is the name of a column in lines of about the given width, and its
// unit where it is not the table's.
func (x *layout) heading(i, width int) []string {
	c := x.table.Columns[i]
	lines := x.wrap(c.Name.In(x.lang), width)
	if u := x.table.unit(c, x.lang); u != "" && (c.Unit != "" && c.Unit != x.table.Unit || x.table.Unit == "") {
		lines = append(lines, u)
	}
	return lines
}

// wrap breaks a heading at blanks and soft hyphens, or, where there are none,
// into even parts: Chinese may be broken anywhere.
func (x *layout) wrap(s string, width int) []string {
	whole := strings.ReplaceAll(s, softHyphen, "")
	if x.ruler.StringWidth(whole) <= width {
		return []string{whole}
	}
	if whole != s || strings.Contains(s, " ") || x.ruler.StringWidth(s) == len(s) {
		return x.wrapWords(s, width)
	}
	runes := []rune(s)
	parts := (x.ruler.StringWidth(s) + width - 1) / width
	for i, r := range runes { // a bracket or colon is the better place
		if (r == '(' || r == ':') && i > 0 {
			if r == ':' {
				i++
			}
			return []string{string(runes[:i]), string(runes[i:])}
		}
	}
	var lines []string
	for len(runes) > 0 {
		n := (len(runes) + parts - 1) / parts
		lines = append(lines, string(runes[:n]))
		runes = runes[n:]
		parts--
	}
	return lines
}

func (x *layout) wrapWords(s string, width int) []string {
	var lines []string
	for word := range strings.FieldsSeq(s) {
		whole := strings.ReplaceAll(word, softHyphen, "")
		n := len(lines)
		switch {
		case n > 0 && x.ruler.StringWidth(lines[n-1]+" "+whole) <= width:
			lines[n-1] += " " + whole
		case x.ruler.StringWidth(whole) <= width:
			lines = append(lines, whole)
		default:
			parts := strings.Split(word, softHyphen)
			for i, part := range parts {
				if i < len(parts)-1 {
					part += "-"
				}
				lines = append(lines, part)
			}
		}
	}
	return lines
}

func (x *layout) write(b *strings.Builder) {
	t := x.table
	title := []string{t.Title.In(x.lang)}
	for _, i := range x.lifted {
		title = append(title, t.Columns[i].label(x.lang)+" "+x.cell(i, t.Rows[0]))
	}
	if t.Unit != "" {
		unit := UnitIn(t.Unit, x.lang)
		title = append(title, network.Text{ZH: "（单位：" + unit + "）", EN: "(unit: " + unit + ")"}.In(x.lang))
	}
	x.line(b, strings.Join(title, "  "))
	x.line(b, strings.Repeat("=", min(x.total(), x.limit)))
	x.groups(b)
	deepest := 0
	for _, h := range x.heads {
		deepest = max(deepest, len(h))
	}
	for n := range deepest {
		parts := make([]string, len(x.columns))
		for k, h := range x.heads {
			if at := n - (deepest - len(h)); at >= 0 {
				parts[k] = h[at]
			}
		}
		x.row(b, parts)
	}
	x.rule(b)
	for n, r := range t.Rows {
		if r.Kind == Total && n > 0 && t.Rows[n-1].Kind == Plain {
			x.rule(b)
		}
		parts := make([]string, len(x.columns))
		for k, i := range x.columns {
			parts[k] = x.cell(i, r)
		}
		x.row(b, parts)
		if last := n == len(t.Rows)-1; !last && (r.Kind == Total || r.Kind == Subtotal) {
			x.rule(b)
		}
	}
	if len(t.Rows) == 0 {
		if x.lang == network.EN {
			x.line(b, "(no rows)")
		} else {
			x.line(b, "（无）")
		}
	}
	x.rule(b)
	for _, note := range t.Notes {
		x.note(b, note.In(x.lang))
	}
}

// groups writes the headings that several columns share.
func (x *layout) groups(b *strings.Builder) {
	parts, found := []string{}, false
	for k := 0; k < len(x.columns); {
		end := x.groupEnd(k)
		width := (end - k - 1) * len(x.gap)
		for _, w := range x.widths[k:end] {
			width += w
		}
		g := x.group(k)
		if g == "" {
			parts = append(parts, strings.Repeat(" ", width))
		} else {
			found = true
			left := (width - x.ruler.StringWidth(g)) / 2
			right := width - x.ruler.StringWidth(g) - left
			parts = append(parts, strings.Repeat("-", max(0, left))+g+strings.Repeat("-", max(0, right)))
		}
		k = end
	}
	if found {
		x.line(b, strings.Join(parts, x.gap))
	}
}

func (x *layout) row(b *strings.Builder, parts []string) {
	out := make([]string, len(parts))
	for k, s := range parts {
		if x.ruler.StringWidth(s) > x.widths[k] {
			s = x.ruler.Truncate(s, x.widths[k], "…")
		}
		pad := strings.Repeat(" ", max(0, x.widths[k]-x.ruler.StringWidth(s)))
		if x.table.Columns[x.columns[k]].Words {
			out[k] = s + pad
		} else {
			out[k] = pad + s
		}
	}
	x.line(b, strings.Join(out, x.gap))
}

func (x *layout) rule(b *strings.Builder) { x.line(b, strings.Repeat("-", min(x.total(), x.limit))) }

// note writes a note in lines no wider than the table may be.
func (x *layout) note(b *strings.Builder, s string) {
	mark := "注："
	if x.lang == network.EN {
		mark = "Note: "
	}
	lines := fold(mark+s, x.limit, x.ruler)
	for _, l := range lines {
		x.line(b, l)
	}
}

func (x *layout) line(b *strings.Builder, s string) {
	b.WriteString(strings.TrimRight(s, " "))
	b.WriteByte('\n')
}

// fold breaks a sentence into lines: at blanks, and between Chinese characters
// where a word is too long.
func fold(s string, width int, ruler *runewidth.Condition) []string {
	var lines []string
	line, used, blank := []rune{}, 0, -1
	for _, r := range s {
		w := ruler.RuneWidth(r)
		if used+w > width && len(line) > 0 && !strings.ContainsRune("，。；：、）,.;:)", r) {
			rest := []rune{}
			if blank > 0 && blank > len(line)-maxWord {
				rest = append(rest, line[blank+1:]...)
				line = line[:blank]
			}
			lines = append(lines, string(line))
			line, used, blank = rest, ruler.StringWidth(string(rest)), -1
			if r == ' ' && len(line) == 0 {
				continue
			}
		}
		if r == ' ' {
			blank = len(line)
		}
		line, used = append(line, r), used+w
	}
	return append(lines, string(line))
}

// maxWord is the longest word that is kept whole when a line is broken.
const maxWord = 24

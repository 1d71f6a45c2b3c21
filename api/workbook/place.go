package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// place is a cell of a workbook; row 0 is the sheet as a whole.
type place struct{ page, row, col int }

// places numbers the cells that something in the document comes from. A number
// stands in the Line of the nodes of the tree, 1 for the first.
type places struct {
	pages []page
	list  []place
}

func (p *places) add(page, row, col int) int {
	p.list = append(p.list, place{page, row, col})
	return len(p.list)
}

// name is a cell as Excel writes it: 水库!F7, '用户-水源'!B4.
func (p *places) name(at place) string {
	sheet := p.pages[at.page].name
	if strings.ContainsFunc(sheet, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r <= 0x2e80
	}) {
		sheet = "'" + strings.ReplaceAll(sheet, "'", "''") + "'"
	}
	if at.row == 0 {
		return sheet
	}
	letter, err := excelize.ColumnNumberToName(at.col)
	if err != nil {
		return sheet
	}
	return sheet + "!" + letter + strconv.Itoa(at.row)
}

func (p *places) names() []string {
	out := make([]string, len(p.list))
	for i, at := range p.list {
		out[i] = p.name(at)
	}
	return out
}

// maxFaults bounds the faults that are listed; beyond it one says that there are more.
const maxFaults = 1000

// complaints are the faults that reading finds before the decoder.
type complaints struct {
	*places
	faults network.Faults
	more   bool
}

// fault adds a fault of a cell. The formats have the same arguments.
func (c *complaints) fault(page, row, col int, path, id string, problem, remedy network.Text) {
	if len(c.faults) >= maxFaults {
		c.more = true
		return
	}
	c.faults = append(c.faults, network.Fault{Path: path, ID: id, Cell: c.name(place{page, row, col}), Line: c.add(page, row, col), Problem: problem, Remedy: remedy})
}

func say(zh, en string, args ...any) network.Text {
	return text(fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

// merge joins the faults of reading with those of the decoder, in the order of
// the cells. What the decoder says of a cell that could not be read follows
// from that and is left out.
func (c *complaints) merge(decoded network.Faults) network.Faults {
	order := map[string]place{}
	for _, at := range c.list {
		order[c.name(at)] = at
	}
	out, said := network.Faults{}, map[string]bool{}
	for _, f := range c.faults {
		f.Line = 0
		out, said[f.Cell] = append(out, f), true
	}
	for _, f := range decoded {
		if !said[f.Cell] {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b network.Fault) int {
		x, y := order[a.Cell], order[b.Cell]
		return cmp.Or(cmp.Compare(x.page, y.page), cmp.Compare(x.row, y.row), cmp.Compare(x.col, y.col))
	})
	if c.more {
		out = append(out, network.Fault{Problem: say("错误超过 %d 处，其余未列出", "there are more than %d faults; the others are left out", maxFaults), Remedy: text("先改正以上各处", "mend these first")})
	}
	return out
}

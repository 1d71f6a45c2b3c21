package request

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"fenhu/network"
)

// inflow gives the inflows of n the columns of the request's CSV file. The
// network is the request's own copy.
func (r *Request) inflow(n *network.Network) network.Faults {
	if len(r.Inflow) == 0 {
		return nil
	}
	var wrong network.Faults
	fault := func(id, zh, en, remedyZH, remedyEN string) {
		wrong = append(wrong, network.Fault{Path: "inflow", ID: id, Problem: network.Text{ZH: zh, EN: en}, Remedy: network.Text{ZH: remedyZH, EN: remedyEN}})
	}
	head, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(r.Inflow, []byte("\xef\xbb\xbf")))).Read()
	if err != nil {
		fault("", "无法读取 CSV："+err.Error(), "cannot read the CSV: "+err.Error(), "首行为表头：date，其后为各来水节点的标识", "the first line holds the headings: date, then the ids of the inflows")
		return wrong
	}
	var ids []string
	for _, x := range n.Nodes {
		if in, ok := x.(*network.Inflow); ok {
			ids = append(ids, in.ID)
		}
	}
	for _, column := range head[1:] {
		column = strings.TrimSpace(column)
		in, ok := n.NodeByID(column).(*network.Inflow)
		if !ok {
			list := strings.Join(ids, ", ")
			fault(column, fmt.Sprintf("列 %q 不是来水节点", column), fmt.Sprintf("column %q is not an inflow", column), "来水节点："+list, "inflows: "+list)
			continue
		}
		o := &network.Observed{Unit: r.InflowUnit}
		if err := o.ReadCSV(r.Inflow, column); err != nil {
			fault(column, "无法读取该列："+err.Error(), "cannot read the column: "+err.Error(), "首列为日期 YYYY-MM 或 YYYY-MM-DD，逐时段连续", "the first column is the date, YYYY-MM or YYYY-MM-DD, without gaps")
			continue
		}
		in.Observed = o
	}
	return wrong
}

// calendar sets the steps of the run: those asked for, and, on observed series,
// the months that the series cover where the document's calendar leaves them.
func (r *Request) calendar(n *network.Network) {
	step, observed := r.Step, r.Observed || len(r.Inflow) > 0
	var from, to time.Time
	if observed {
		var own network.StepKind
		from, to, own = span(n)
		if step == "" {
			step = own
		}
	}
	if step != "" {
		n.Calendar = n.Calendar.WithStep(step)
	}
	if from.Before(to) && !covered(n, from, to) {
		n.Calendar.Start = from.Format("2006-01")
		months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
		switch n.Calendar.Step {
		case network.StepXun:
			n.Calendar.Periods = 3 * months
		case network.StepDay:
			n.Calendar.Periods = int(to.Sub(from).Hours() / 24)
		default:
			n.Calendar.Periods = months
		}
	}
	if r.Periods > 0 {
		n.Calendar.Periods = r.Periods
	}
}

// span is the whole months [from, to) that all observed series cover, and their
// step where it is shorter than a month.
func span(n *network.Network) (from, to time.Time, step network.StepKind) {
	for _, x := range n.Nodes {
		in, ok := x.(*network.Inflow)
		if !ok || in.Observed == nil {
			continue
		}
		start, months := in.Observed.Range()
		first, err := time.Parse("2006-01", start)
		if err != nil || months < 1 {
			continue
		}
		end := first.AddDate(0, months, 0)
		if from.IsZero() || first.After(from) {
			from = first
		}
		if to.IsZero() || end.Before(to) {
			to = end
		}
		if s := in.Observed.Step; s != network.StepMonth {
			step = s
		}
	}
	return from, to, step
}

// covered says whether the calendar lies in [from, to).
func covered(n *network.Network, from, to time.Time) bool {
	h, err := n.Horizon()
	if err != nil {
		return true // Check says what is wrong
	}
	last := h.Steps[h.Len()-1]
	return !h.Steps[0].Start.Before(from) && !last.Start.AddDate(0, 0, last.Days).After(to)
}

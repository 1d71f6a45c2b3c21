package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// ledgerTable is the mass balance of the run.
func ledgerTable(a *optimize.Allocation) Table {
	t := Table{
		Unit:    "万m³",
		Columns: []Column{words("项目", "item"), figure("水量", "volume", "", 1)},
		Notes:   []network.Text{{ZH: "来水为正，去水为负；合计即闭合差，应为零。", EN: "Water in is positive, water out negative; the total is the error of the balance and must be zero."}},
	}
	for _, i := range a.Ledger.Items {
		t.Rows = append(t.Rows, Row{Cells: []Cell{name(i.NameZH, i.NameEN, i.ID), Number(i.Volume)}})
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: []Cell{Words("闭合差", "error"), Number(a.Ledger.Residual)}})
	return t
}

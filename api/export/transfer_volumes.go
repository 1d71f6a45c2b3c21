package export

import (
	"strings"

	"fenhu/network"
	"fenhu/optimize/transfer"
)

func transferVolumes(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-volumes", Title: network.Text{ZH: "调水量：水源区 → 受水区", EN: "Transferred volumes: source area to recipient"}, Unit: "万m³",
		Columns: []Column{words("工程", "project"), words("水源区", "source area"), words("受水区", "recipient")},
		Notes:   []network.Text{{ZH: "按充分混合比例追溯，计至用户取水口（管网损失之前）；退水不再计。", EN: "Traced by full mixing, counted where users draw (before the losses of their networks); return flows count no more."}},
	}
	for _, m := range s.Months {
		month := m
		if s.Months[0][:4] == s.Months[len(s.Months)-1][:4] {
			month = strings.TrimLeft(m[5:], "0")
		}
		zh := month + "月"
		if len(month) > 2 {
			zh = month
		}
		t.Columns = append(t.Columns, figure(zh, month, "", 2))
	}
	t.Columns = append(t.Columns, figure("合计", "total", "", 2))
	for i := range s.Projects {
		p := &s.Projects[i]
		sums, all := make([]float64, len(s.Months)), 0.0
		for _, f := range p.Flows {
			cells := []Cell{named(name, p.ID), named(name, f.Owner), named(name, f.Recipient)}
			for m, v := range f.Months {
				cells = append(cells, Number(v))
				sums[m] += v
			}
			all += f.Total
			t.Rows = append(t.Rows, Row{Cells: append(cells, Number(f.Total))})
		}
		cells := []Cell{named(name, p.ID), Words("合计", "total"), None()}
		for _, v := range sums {
			cells = append(cells, Number(v))
		}
		t.Rows = append(t.Rows, Row{Kind: Subtotal, Cells: append(cells, Number(all))})
	}
	return t
}

func transferBalance(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-balance", Title: network.Text{ZH: "调入水的去向", EN: "Where the transferred water went"}, Unit: "万m³",
		Columns: []Column{
			words("工程", "project"), figure("调入", "taken", "", 2), figure("用户取用", "drawn by users", "", 2), figure("输水与渗漏损失", "lost", "", 2), figure("蒸发", "evaporated", "", 2),
			figure("出境", "flowed out", "", 2), figure("期末蓄存", "stored at the end", "", 2), figure("途中", "on its way", "", 2), figure("相对残差", "relative residual", "-", 12),
		},
	}
	for i := range s.Projects {
		x := &s.Projects[i].Trace
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			named(name, s.Projects[i].ID), Number(x.Entered), Number(x.Used), Number(x.Lost), Number(x.Evapor), Number(x.Left), Number(x.Stored), Number(x.Lagging), Number(x.Residual),
		}})
	}
	return t
}

func transferLines(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-lines", Title: network.Text{ZH: "跨流域调水补偿结算明细", EN: "Settlement of transferred water"},
		Columns: []Column{
			words("项目", "item"), words("时段", "period"), words("付款方", "payer"), words("收款方", "payee"), figure("数量", "quantity", "-", 4), words("单位", "unit"),
			figure("单价", "rate", "万元", 4), figure("金额", "amount", "万元", 6), lifted("规则版本", "rule version"), lifted("依据", "after"), lifted("等级", "grade"),
		},
		Notes: []network.Text{{ZH: "水源区用水户的损失先付，其余按月水量付水源方；各受水区的合计与所用分摊键一致，精确到分。", EN: "Losses of users at the source are paid first, the rest to the owners of the water by monthly volume; what each recipient pays is what the key says, to the 分."}, sample},
	}
	for _, l := range s.Result.Lines {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			Words(l.WhatZH, l.WhatEN), Words(l.Period, l.Period), named(name, l.Payer), named(name, l.Payee), Number(l.Quantity), Words(l.Unit, UnitIn(l.Unit, network.EN)),
			Number(l.Rate), Number(l.Amount.InWan()), Words(l.Rule, l.Rule), Words(l.Basis, l.Basis), Words(l.Grade, l.Grade),
		}})
	}
	cells := make([]Cell, len(t.Columns))
	cells[0], cells[7] = Words("合计", "total"), Number(s.Result.Total.InWan())
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: cells})
	return t
}

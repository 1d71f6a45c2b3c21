package main

import (
	"fmt"
	"strings"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// table has a row a month and two columns an index.
func (r *indexResult) table(last int) export.Table {
	t := export.Table{
		ID: "indices", Title: text("干旱指数表", "Drought indices"),
		Columns: []export.Column{{Name: text("月份", "month"), Words: true}},
	}
	if r.PET != "" {
		names := map[string]network.Text{"given": text("文件给出", "of the file"), "hargreaves": text("Hargreaves 公式", "Hargreaves"), "thornthwaite": text("Thornthwaite 公式", "Thornthwaite")}
		t.Notes = append(t.Notes, text("蒸散量："+names[r.PET].ZH, "evapotranspiration: "+names[r.PET].EN))
	}
	from := 0
	if last > 0 {
		from = max(0, r.Steps-last)
	}
	for _, label := range r.labels[from:] {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Words(label, label)}})
	}
	for _, s := range r.Series {
		name, unit, decimals := fmt.Sprintf("%s-%d", strings.ToUpper(s.Index), s.Months), "-", 2
		if s.Index == "pa" {
			unit, decimals = "%", 1
		}
		t.Columns = append(t.Columns,
			export.Column{Group: text(name, name), Name: text("值", "value"), Unit: unit, Decimals: decimals},
			export.Column{Group: text(name, name), Name: text("等级", "category"), Words: true})
		cells := make([][2]export.Cell, r.Steps)
		for _, x := range s.Standings {
			n := x.Category.Name()
			cells[x.Step] = [2]export.Cell{export.Number(x.Index), export.Words(n.ZH, n.EN)}
		}
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, cells[from+i][0], cells[from+i][1])
		}
	}
	return t
}

// thresholdTable shows what the categories rest on.
func thresholdTable(bands []drought.Bands) export.Table {
	t := export.Table{
		ID: "thresholds", Title: text("等级阈值及依据", "Thresholds and what they rest on"),
		Columns: []export.Column{
			{Name: text("指标", "measure"), Words: true},
			{Name: text("单位", "unit"), Words: true},
			{Name: text("轻旱", "light"), Unit: "-", Decimals: 2},
			{Name: text("中旱", "moderate"), Unit: "-", Decimals: 2},
			{Name: text("重旱", "severe"), Unit: "-", Decimals: 2},
			{Name: text("特旱", "extreme"), Unit: "-", Decimals: 2},
			{Name: text("数据等级", "grade"), Words: true},
			{Name: text("依据", "source"), Words: true},
		},
		Notes: []network.Text{text("数据等级 C、D 的阈值是可改的设定，不是法定数值", "thresholds of grade C and D are settings, not official numbers")},
	}
	for _, b := range bands {
		row := export.Row{Cells: []export.Cell{export.Words(b.Name.ZH, b.Name.EN), export.Words(b.Unit, b.Unit)}}
		for _, x := range b.Thresholds() {
			row.Cells = append(row.Cells, export.Number(x.Value))
		}
		row.Cells = append(row.Cells, export.Words(string(b.Grade()), string(b.Grade())), export.Words(b.Light.Source, b.Light.Source))
		t.Rows = append(t.Rows, row)
	}
	return t
}

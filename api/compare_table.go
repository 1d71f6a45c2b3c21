package api

import (
	"bytes"
	"context"
	"strings"

	"fenhu/api/export"
	"fenhu/network"
)

// CompareFile is a request for a comparison as a file.
type CompareFile struct {
	CompareQuery
	File string       `path:"file" maxLength:"100" doc:"comparison.csv, .xlsx, .parquet or .txt"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = as Accept-Language"`
}

func (s *Server) getCompareFile(ctx context.Context, in *CompareFile) (*File, error) {
	format, ok := export.FormatByExtension(in.File)
	if !ok || format.Whole || in.File != "comparison"+format.Extension {
		return nil, notFound("文件", "file", in.File)
	}
	c, err := s.comparison(ctx, in.Runs)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	d := export.Document{Tables: []export.Table{comparisonTable(&c)}, Lang: asked(ctx, in.Lang), ByteOrderMark: true}
	if err := format.Write(&b, d); err != nil {
		return nil, err
	}
	return file(format.MediaType, "", in.File, b.Bytes()), nil
}

// comparisonTable is a comparison in one table: a line for each figure that
// differs, with the value of each run and its change from the base.
func comparisonTable(c *Comparison) export.Table {
	text := func(zh, en string) export.Column {
		return export.Column{Name: network.Text{ZH: zh, EN: en}, Words: true}
	}
	t := export.Table{
		ID: "comparison", Title: network.Text{ZH: "计算结果比较表", EN: "Comparison of runs"},
		Columns: []export.Column{text("类别", "what"), text("标识", "id"), text("名称", "name"), text("单位", "unit")},
		Notes: []network.Text{{
			ZH: "只列有差别的项；第一次计算为基准。缺水为净水量；起作用的限制列出水量价值（元/m³），不起作用的为空。",
			EN: "Only what differs; the first run is the base. Shortages are net; limits show their water value (CNY/m³) where they bind, nothing where not.",
		}},
	}
	for i, r := range c.Runs {
		name := strings.TrimSpace(r.Title)
		if name == "" {
			name = r.Run[:min(8, len(r.Run))]
		}
		t.Columns = append(t.Columns, export.Column{Group: network.Text{ZH: name, EN: name}, Name: network.Text{ZH: "值", EN: "value"}, Unit: "-", Decimals: 3})
		if i > 0 {
			t.Columns = append(t.Columns, export.Column{Group: network.Text{ZH: name, EN: name}, Name: network.Text{ZH: "变化", EN: "change"}, Unit: "-", Decimals: 3})
		}
	}
	add := func(zh, en string, list []FigureChange) {
		for _, x := range list {
			cells := []export.Cell{export.Words(zh, en), export.Words(x.ID, x.ID), export.Words(x.NameZH, x.NameEN), export.Words(x.Unit, x.Unit)}
			for i := range x.Values {
				cells = append(cells, export.Number(x.Values[i]))
				if i > 0 {
					cells = append(cells, export.Number(x.Changes[i]))
				}
			}
			t.Rows = append(t.Rows, export.Row{Cells: cells})
		}
	}
	add("合计", "totals", c.Totals)
	add("各县缺水", "shortage by county", c.Counties)
	add("各县各行业缺水", "shortage by county and use", c.Sectors)
	add("控制断面", "control sections", c.Sections)
	add("优先序", "priority levels", c.Levels)
	add("工程供水量", "volume of projects", c.Projects)
	for _, x := range c.Limits {
		cells := []export.Cell{export.Words("起作用的限制", "binding limits"), export.Words(x.ID, x.ID), export.Words(x.NameZH+" "+x.From, x.NameEN+" "+x.From), export.Words("元/m³", "CNY/m³")}
		for i := range x.Binding {
			cell := export.None()
			if x.Binding[i] {
				cell = export.Number(x.Value[i])
			}
			cells = append(cells, cell)
			if i > 0 {
				cells = append(cells, export.Number(x.Value[i]-x.Value[0]))
			}
		}
		t.Rows = append(t.Rows, export.Row{Cells: cells})
	}
	return t
}

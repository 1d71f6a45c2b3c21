package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/api/workbook"
	"fenhu/network"
)

// newBasinCmd is about basins.
func newBasinCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "basin",
		Short: a.say("查看流域", "look at a basin"),
		Args:  a.args(0, 0),
	}
	cmd.AddCommand(newBasinShowCmd(a), newBasinExportCmd(a), newBasinTemplateCmd(a))
	return cmd
}

// newBasinShowCmd shows what a basin holds, or its document, or the schema of
// documents.
func newBasinShowCmd(a *app) *cobra.Command {
	var (
		asked  requestFlags
		format string
		schema bool
	)
	cmd := &cobra.Command{
		Use:   "show [" + a.say("流域", "BASIN") + "]",
		Short: a.say("节点、工程、规则一览，或导出文档", "its nodes, projects and rules, or its document"),
		Long: a.say("默认列出流域的内容；--format yaml|json 导出文档（给了 --year、--set 等时为修改后的文档）；--schema 输出文档的 JSON Schema。",
			"Lists what a basin holds. --format yaml|json writes its document, with the changes of\n--year, --set and so on where they are given; --schema writes the JSON Schema of documents."),
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if schema {
				data, err := network.Schema()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.out, "%s\n", data)
				return err
			}
			if format != "table" && format != "yaml" && format != "json" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：table, yaml, json", format), EN: fmt.Sprintf("unknown format %q; choose table, yaml or json", format)})
			}
			name := strings.Join(args, "")
			r, err := asked.request(a)
			if err != nil {
				return err
			}
			n, err := a.network(name, r)
			if err != nil {
				return err
			}
			switch format {
			case "yaml":
				if cmd.Flags().NFlag() == 1+flagsChanged(cmd, "lang", "verbose") && name != "-" { // nothing but --format: the document as it was written
					src, err := a.basin(name)
					if err != nil {
						return err
					}
					if !workbook.Is(src.document) {
						_, err = a.out.Write(src.document)
						return err
					}
				}
				data, err := n.EncodeYAML()
				if err != nil {
					return err
				}
				_, err = a.out.Write(data)
				return err
			case "json":
				data, err := n.EncodeJSON()
				if err != nil {
					return err
				}
				return a.json(json.RawMessage(data))
			default:
				return a.showBasin(n)
			}
		},
	}
	asked.add(a, cmd)
	cmd.Flags().StringVar(&format, "format", "table", a.say("输出格式 table|yaml|json", "format table|yaml|json"))
	cmd.Flags().BoolVar(&schema, "schema", false, a.say("输出文档的 JSON Schema", "write the JSON Schema of documents"))
	return cmd
}

func flagsChanged(cmd *cobra.Command, names ...string) int {
	n := 0
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			n++
		}
	}
	return n
}

// json writes a value for programs.
func (a *app) json(v any) error {
	e := json.NewEncoder(a.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// showBasin prints the contents of a basin as tables.
func (a *app) showBasin(n *network.Network) error {
	h, err := n.Horizon()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s (%s)\n", n.Name().In(a.lang), n.ID)
	p := a.say("多年平均", "mean")
	if n.Hydrology.P > 0 {
		p = fmt.Sprintf("P = %g %%", n.Hydrology.P)
	}
	if n.Hydrology.Observed {
		p = a.say("实测系列", "observed series")
	}
	fmt.Fprintf(a.out, a.say("  水平年 %d，来水 %s，%d 个时段（%s … %s）\n", "  planning year %d, inflow %s, %d periods (%s … %s)\n"),
		n.PlanningYear, p, h.Len(), h.Label(0, a.lang), h.Label(h.Len()-1, a.lang))
	if n.Note != "" {
		fmt.Fprintf(a.out, "  %s\n", n.Note)
	}
	fmt.Fprintln(a.out)
	tables := []export.Table{nodesTable(n), demandTable(n), projectTable(n), ruleTable(n)}
	text, _ := export.FormatByID("table")
	return text.Write(a.out, export.Document{Tables: tables, Lang: a.lang})
}

func wordColumn(zh, en string) export.Column {
	return export.Column{Name: network.Text{ZH: zh, EN: en}, Words: true}
}

func numberColumn(zh, en, unit string, decimals int) export.Column {
	return export.Column{Name: network.Text{ZH: zh, EN: en}, Unit: unit, Decimals: decimals}
}

// nodesTable counts the nodes by kind and names them.
func nodesTable(n *network.Network) export.Table {
	t := export.Table{
		ID: "nodes", Title: network.Text{ZH: "节点", EN: "Nodes"},
		Columns: []export.Column{wordColumn("类型", "kind"), numberColumn("个数", "number", "-", 0), numberColumn("其中估计", "estimates", "-", 0), wordColumn("名称", "names")},
	}
	for _, k := range network.Kinds() {
		count, estimates := 0, 0
		var zh, en []string
		for _, x := range n.Nodes {
			b := x.Info()
			if b.Kind != k.ID {
				continue
			}
			count++
			if b.Estimated() {
				estimates++
			}
			zh, en = append(zh, b.Name().ZH), append(en, b.Name().EN)
		}
		if count > 0 {
			t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
				export.Words(k.Name.ZH, k.Name.EN), export.Number(float64(count)), export.Number(float64(estimates)),
				export.Words(few(zh, "、", 44), few(en, ", ", 88)),
			}})
		}
	}
	t.Notes = append(t.Notes, network.Text{
		ZH: "“估计”为等级 D 的节点；每个数据的来源见 fenhu seeds sources。",
		EN: "Estimates are nodes of grade D; fenhu seeds sources tells the source of every figure.",
	})
	return t
}

// few joins as many names as fit into n characters.
func few(names []string, separator string, n int) string {
	s := strings.Join(names, separator)
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// demandTable sums the demands of the planning year up, net.
func demandTable(n *network.Network) export.Table {
	t := export.Table{
		ID: "demand", Title: network.Text{ZH: "年需水量（净）", EN: "Annual demand (net)"}, Unit: "万m³",
		Columns: []export.Column{wordColumn("行政区", "county")},
	}
	for _, s := range network.Sectors() {
		t.Columns = append(t.Columns, numberColumn(s.Name.ZH, s.Name.EN, "", 0))
	}
	t.Columns = append(t.Columns, numberColumn("合计", "total", "", 0), numberColumn("常住人口", "population", "万人", 1))
	sums := map[string]map[network.Sector]float64{}
	for _, x := range n.Nodes {
		d, ok := x.(*network.Demand)
		if !ok {
			continue
		}
		if sums[d.Region] == nil {
			sums[d.Region] = map[network.Sector]float64{}
		}
		factor := d.Factor
		if factor == 0 {
			factor = 1
		}
		sums[d.Region][d.Sector] += factor * d.Annual.Mean(n.PlanningYear)
	}
	row := func(kind export.RowKind, first export.Cell, demand map[network.Sector]float64, population float64) {
		cells, total := []export.Cell{first}, 0.0
		for _, s := range network.Sectors() {
			cells = append(cells, export.Number(demand[s.ID]))
			total += demand[s.ID]
		}
		people := export.None()
		if population > 0 {
			people = export.Number(population / 1e4)
		}
		t.Rows = append(t.Rows, export.Row{Kind: kind, Cells: append(cells, export.Number(total), people)})
	}
	all, people := map[network.Sector]float64{}, 0.0
	for _, r := range n.Regions {
		if r.Outside || sums[r.ID] == nil {
			continue
		}
		row(export.Plain, export.Words(r.NameZH, r.NameEN), sums[r.ID], r.Population)
		for s, v := range sums[r.ID] {
			all[s] += v
		}
		people += r.Population
	}
	row(export.Total, export.Words("合计", "total"), all, people)
	for _, r := range n.Regions {
		if r.Outside && sums[r.ID] != nil {
			row(export.Plain, export.Words("区外:"+r.NameZH, "outside: "+r.NameEN), sums[r.ID], r.Population)
		}
	}
	return t
}

// projectTable lists the projects.
func projectTable(n *network.Network) export.Table {
	t := export.Table{
		ID: "projects", Title: network.Text{ZH: "工程", EN: "Projects"},
		Columns: []export.Column{
			wordColumn("标识", "id"), wordColumn("名称", "name"), wordColumn("阶段", "status"), numberColumn("投运年份", "commissioned", "-", 0),
			wordColumn("本水平年", "this year"), numberColumn("设计能力", "capacity", "万m³", 0), wordColumn("等级", "grade"),
		},
	}
	status := map[string]network.Text{
		"built": {ZH: "已建", EN: "built"}, "building": {ZH: "在建", EN: "building"},
		"approved": {ZH: "已批", EN: "approved"}, "planned": {ZH: "规划", EN: "planned"},
	}
	for i := range n.Projects {
		p := &n.Projects[i]
		state, year, capacity := export.Words("停用", "off"), export.None(), export.None()
		if p.IsOn(n.PlanningYear) {
			state = export.Words("启用", "on")
		}
		if p.Commissioned > 0 {
			year = export.Words(strconv.Itoa(p.Commissioned), "")
		}
		if p.Capacity.IsSet() {
			capacity = export.Number(p.Capacity.Mean(n.PlanningYear))
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Words(p.ID, p.ID), export.Words(p.NameZH, p.NameEN), export.Words(status[p.Status].ZH, status[p.Status].EN), year, state, capacity, export.Words(p.Grade, p.Grade),
		}})
	}
	return t
}

// ruleTable lists the rules.
func ruleTable(n *network.Network) export.Table {
	t := export.Table{
		ID: "rules", Title: network.Text{ZH: "规则", EN: "Rules"},
		Columns: []export.Column{wordColumn("标识", "id"), wordColumn("名称", "name"), wordColumn("类型", "kind"), wordColumn("状态", "state"), wordColumn("等级", "grade"), wordColumn("依据", "source")},
	}
	for _, r := range n.Rules {
		b := r.Info()
		kind, state := network.Text{ZH: b.Kind, EN: b.Kind}, export.Words("生效", "in force")
		for _, k := range network.RuleKinds() {
			if k.ID == b.Kind {
				kind = k.Name
			}
		}
		if b.Off {
			state = export.Words("停用", "off")
		}
		source := few([]string{b.Source}, "", 40)
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Words(b.ID, b.ID), export.Words(b.Name().ZH, b.Name().EN), export.Words(kind.ZH, kind.EN), state, export.Words(b.Grade, b.Grade), export.Words(source, source),
		}})
	}
	return t
}

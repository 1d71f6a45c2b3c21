package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/seeds"
)

// newSeedsCmd is about the built-in basins.
func newSeedsCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "seeds",
		Short: a.say("内置流域与数据来源", "the built-in basins and where their figures come from"),
		Args:  a.args(0, 0),
	}
	cmd.AddCommand(newSeedsListCmd(a), newSeedsSourcesCmd(a))
	return cmd
}

// newSeedsListCmd lists the built-in basins.
func newSeedsListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.say("列出内置流域", "list the built-in basins"),
		Args:  a.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			for _, id := range seeds.Names() {
				data, err := seeds.Document(id)
				if err != nil {
					return err
				}
				n, _, err := network.Decode(data, func(name string) ([]byte, error) { return seeds.File(id, name) })
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "%s  %s\n", id, n.Name().In(a.lang))
			}
			return nil
		},
	}
}

// newSeedsSourcesCmd prints the provenance of the figures of a basin.
func newSeedsSourcesCmd(a *app) *cobra.Command {
	var basin, grade, format string
	cmd := &cobra.Command{
		Use:   "sources",
		Short: a.say("每个数据的来源与等级", "the source and grade of every figure"),
		Long: a.say("数据等级：A 官方文件，B 二手文献，C 常识，D 本项目的假设（估计）。",
			"Grades: A official, B secondary, C general knowledge, D an assumption of this project."),
		Args: a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, ok := export.FormatByID(format)
			if !ok && format != "json" || f.Binary {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：table, csv, json", format), EN: fmt.Sprintf("unknown format %q; choose table, csv or json", format)})
			}
			if !slices.Contains([]string{"", "A", "B", "C", "D"}, grade) {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的等级 %q；可选：A, B, C, D", grade), EN: fmt.Sprintf("unknown grade %q; choose A, B, C or D", grade)})
			}
			if _, err := seeds.Document(basin); err != nil {
				list := strings.Join(seeds.Names(), ", ")
				return faulty("没有名为 %q 的内置流域；可选：%s", "there is no built-in basin %q; choose %s", basin, list)
			}
			rows, err := seeds.Provenance(basin)
			if err != nil {
				return err
			}
			var kept []seeds.Row
			for _, r := range rows {
				if grade == "" || r.Grade == grade {
					kept = append(kept, r)
				}
			}
			if format == "json" {
				return a.sourcesJSON(kept)
			}
			return f.Write(a.out, export.Document{Tables: []export.Table{sourcesTable(kept, format == "table")}, Lang: a.lang})
		},
	}
	cmd.Flags().StringVar(&basin, "basin", defaultBasin, a.say("内置流域", "built-in basin"))
	cmd.Flags().StringVar(&grade, "grade", "", a.say("只列某一等级 A|B|C|D", "one grade only: A|B|C|D"))
	cmd.Flags().StringVar(&format, "format", "table", a.say("输出格式 table|csv|json（table 截短长文字）", "format table|csv|json (table shortens long texts)"))
	return cmd
}

// sourceRow is the JSON form of a row of provenance.
type sourceRow struct {
	Path   string `json:"path"`
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	Year   string `json:"year"`
	Source string `json:"source"`
	Grade  string `json:"grade"`
	Note   string `json:"note"`
}

func (a *app) sourcesJSON(rows []seeds.Row) error {
	out := make([]sourceRow, len(rows))
	for i, r := range rows {
		out[i] = sourceRow(r)
	}
	return a.json(out)
}

// sourcesTable is the provenance as a table; short cuts long texts for reading.
func sourcesTable(rows []seeds.Row, short bool) export.Table {
	words := func(zh, en string) export.Column {
		return export.Column{Name: network.Text{ZH: zh, EN: en}, Words: true}
	}
	t := export.Table{
		ID: "sources", Title: network.Text{ZH: "数据来源表", EN: "Sources of the figures"},
		Columns: []export.Column{words("路径", "path"), words("数值", "value"), words("单位", "unit"), words("年份", "year"), words("等级", "grade"), words("来源", "source"), words("说明", "note")},
	}
	cut := func(s string, n int) export.Cell {
		if r := []rune(s); short && len(r) > n {
			s = string(r[:n-1]) + "…"
		}
		return export.Words(s, s)
	}
	count := map[string]int{}
	for _, r := range rows {
		count[r.Grade]++
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			cut(r.Path, 44), cut(r.Value, 16), cut(r.Unit, 10), cut(r.Year, 10), cut(r.Grade, 2), cut(r.Source, 30), cut(r.Note, 30),
		}})
	}
	var grades []string
	for g := range count {
		grades = append(grades, g)
	}
	sort.Strings(grades)
	var parts []string
	for _, g := range grades {
		parts = append(parts, fmt.Sprintf("%s %d", g, count[g]))
	}
	summary := strings.Join(parts, ", ")
	t.Notes = append(t.Notes, network.Text{
		ZH: fmt.Sprintf("共 %d 条（%s）。A 官方文件，B 二手文献，C 常识，D 本项目的假设（估计）。", len(rows), summary),
		EN: fmt.Sprintf("%d figures (%s). A official, B secondary, C general knowledge, D an assumption of this project.", len(rows), summary),
	})
	return t
}

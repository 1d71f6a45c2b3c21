package main

import (
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// extremeOutcome is the JSON form of an extreme drought year.
type extremeOutcome struct {
	drought.ExtremeYear
	Supply float64 `json:"supply"`
	Unit   string  `json:"unit"`
}

// newDroughtExtremeCmd computes what an extreme drought year can supply.
func newDroughtExtremeCmd(a *app) *cobra.Command {
	var (
		y      drought.ExtremeYear
		record string
		unit   string
		out    outputFlags
	)
	cmd := &cobra.Command{
		Use:   "extreme",
		Short: a.say("特大干旱年可供水量", "supply of an extreme drought year"),
		Long: a.say(`S = δ·W + 地下水 + 外调水·f + 其他·f。δ 为历史上当地地表供水占地表水资源量的最小比例，
可用 --surface-share 给出，或由 --record（CSV：年份,地表供水,地表水资源量）求得。`,
			`S = δ·W + groundwater + transfer·f + other·f, δ the smallest historic share of surface supply
in the surface resource, given by --surface-share or taken from --record (CSV: year, surface
supply, surface resource).`),
		Example: `  fenhu drought extreme --surface-share 0.38 --surface 2.1 --ground 1.9 --transfer 0.85 --other 0.42 --unit 亿m³`,
		Args:    a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			if (record != "") == cmd.Flags().Changed("surface-share") {
				return a.usage(cmd, text("给出 --surface-share 或 --record 之一", "give one of --surface-share and --record"))
			}
			if record != "" {
				if y.SurfaceShare, err = a.smallestShare(record); err != nil {
					return err
				}
			}
			supply, err := y.Supply()
			if err != nil {
				return failureError{exitFaulty, text("数值有误："+err.Error(), "wrong figures: "+err.Error())}
			}
			o := extremeOutcome{y, supply, unit}
			return out.writeDocument(a, format, export.Document{Tables: []export.Table{o.table()}, Data: o})
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&y.SurfaceShare, "surface-share", 0, a.say("δ，地表供水占水资源量的最小历史比例", "δ, the smallest historic share of surface supply"))
	flags.StringVar(&record, "record", "", a.say("求 δ 的 CSV 文件：年份,地表供水,地表水资源量", "CSV file for δ: year, surface supply, surface resource"))
	flags.Float64Var(&y.Surface, "surface", 0, a.say("W，该年地表水资源量", "W, surface resource of the year"))
	flags.Float64Var(&y.Ground, "ground", 0, a.say("地下水可供水量（公报系列均值）", "groundwater, mean of the bulletins"))
	flags.Float64Var(&y.Transfer, "transfer", 0, a.say("外调水（近五年均值）", "transfer, mean of the last five years"))
	flags.Float64Var(&y.TransferFactor, "transfer-factor", 1.15, a.say("外调水系数，1.1–1.2（等级 B）", "factor on the transfer, 1.1 to 1.2 (grade B)"))
	flags.Float64Var(&y.Other, "other", 0, a.say("非常规水源", "unconventional sources"))
	flags.Float64Var(&y.OtherFactor, "other-factor", 1.15, a.say("非常规水源系数，1.1–1.2（等级 B）", "factor on the others, 1.1 to 1.2 (grade B)"))
	flags.StringVar(&unit, "unit", "", a.say("水量单位", "unit of the volumes"))
	out.addFile(a, cmd)
	return cmd
}

// smallestShare reads the record of surface supply and resource.
func (a *app) smallestShare(path string) (float64, error) {
	data, err := a.file("--record", path)
	if err != nil {
		return 0, err
	}
	t := readTable(data)
	var supply, resource []float64
	for i, row := range t.rows {
		if i == 0 && strings.Trim(strings.TrimSpace(row[0]), "0123456789") != "" {
			continue // headings
		}
		if len(row) != 3 {
			t.fault(t.lines[i], "应为 3 列：年份,地表供水,地表水资源量", "must have 3 columns: year, surface supply, surface resource")
			continue
		}
		s, _ := t.value(t.lines[i], row[1])
		w, _ := t.value(t.lines[i], row[2])
		supply, resource = append(supply, s), append(resource, w)
	}
	if len(t.faults) > 0 {
		return 0, t.faults
	}
	share, err := drought.SmallestShare(supply, resource)
	if err != nil {
		return 0, failureError{exitFaulty, network.Text{ZH: "不能求 δ：" + err.Error(), EN: "no δ: " + err.Error()}}
	}
	return share, nil
}

func (o *extremeOutcome) table() export.Table {
	u := o.Unit
	if u == "" {
		u = "-"
	}
	t := export.Table{
		ID: "extreme-year", Title: text("特大干旱年可供水量", "Supply of an extreme drought year"), Unit: u,
		Columns: []export.Column{{Name: text("水源", "source"), Words: true}, {Name: text("水量", "volume"), Unit: u, Decimals: 4}, {Name: text("系数", "factor"), Unit: "-", Decimals: 4}, {Name: text("可供水量", "supply"), Unit: u, Decimals: 4}},
	}
	row := func(zh, en string, volume, factor float64) {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Words(zh, en), export.Number(volume), export.Number(factor), export.Number(volume * factor)}})
	}
	row("当地地表水", "surface water", o.Surface, o.SurfaceShare)
	row("地下水", "groundwater", o.Ground, 1)
	row("外调水", "transfer", o.Transfer, o.TransferFactor)
	row("其他", "other", o.Other, o.OtherFactor)
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: []export.Cell{export.Words("合计", "total"), export.None(), export.None(), export.Number(o.Supply)}})
	return t
}

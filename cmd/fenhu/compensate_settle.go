package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
)

// newCompensateSettleCmd settles agreements for a year.
func newCompensateSettleCmd(a *app) *cobra.Command {
	var (
		out                  outputFlags
		agreements, id, run  string
		basin, presetInstead string
		year                 int
	)
	cmd := &cobra.Command{
		Use:   "settle RECORDS.csv",
		Short: a.say("按协议和断面监测记录结算一年", "settle agreements for a year from what was monitored"),
		Long: a.say(`监测记录为 CSV，每行一项：section,period,item,value,target,inflow,before,source
（或 断面,时段,项目,数值,目标,入境,上年同期,来源）。项目为指标名（COD、氨氮……，mg/L）、
class 水质类别、flow 流量（目标为生态流量，m³/s）、volume 水量（目标为基准，万m³）、
state 状态（断流、结冰、停考、剔除）或 accident 事故。任何一行有误则不结算，并列出全部错误。

没有监测的断面流量与水量，可用 --run 取自一次计算的结果（JSON）。`,
			`The records are a CSV file with an item a row:
section,period,item,value,target,inflow,before,source. An item is an indicator
(COD, NH3-N, … in mg/L), class, flow (its target is the ecological flow, m³/s), volume
(its target is the baseline, 万m³), state (dry, frozen, suspended, removed) or
accident. Nothing is settled while a row has a fault; all faults are listed.

Flows and volumes that were not monitored can be taken from the result of a run
(JSON) with --run.`),
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			if agreements == "" {
				return a.usage(cmd, network.Text{ZH: "缺少 --agreements 协议文件", EN: "--agreements, the file of agreements, is missing"})
			}
			data, err := a.file("--agreements", agreements)
			if err != nil {
				return err
			}
			list, err := compensation.DecodeAgreements(data)
			if err != nil {
				return err
			}
			src, err := a.basin(basin)
			if err != nil {
				return err
			}
			n, _, err := network.Decode(src.document, src.open)
			if err != nil {
				return err
			}
			var sections []string
			for _, x := range n.Nodes {
				if _, ok := x.(*network.Section); ok {
					sections = append(sections, x.Info().ID)
				}
			}
			if data, err = a.file("RECORDS", args[0]); err != nil {
				return err
			}
			records, err := compensation.ReadRecords(data, sections)
			if err != nil {
				return err
			}
			if run != "" {
				if records, err = a.withRun(records, run); err != nil {
					return err
				}
			}
			var statements []*compensation.Statement
			var tables []export.Table
			for i := range list {
				x := &list[i]
				if id != "" && x.ID != id {
					continue
				}
				if presetInstead != "" {
					x.Preset, x.Params = presetInstead, nil
				}
				s, err := compensation.Settle(x, compensation.Period{Year: year}, records)
				if err != nil {
					return err
				}
				statements = append(statements, s)
				for _, t := range export.StatementTables(s, export.Signatures{}, api.PlaceNames(n)) {
					t.ID = x.ID + "-" + t.ID
					tables = append(tables, t)
				}
			}
			if len(statements) == 0 {
				return faulty("没有编号为 %q 的协议", "there is no agreement %q", id)
			}
			return out.writeDocument(a, format, export.Document{Tables: tables, Data: statements})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&agreements, "agreements", "", a.say("协议文件（YAML），必填", "file of agreements (YAML); required"))
	flags.StringVar(&id, "agreement", "", a.say("只结算此协议", "settle this agreement only"))
	flags.IntVar(&year, "year", a.now().Year()-1, a.say("考核年度", "year to settle"))
	flags.StringVar(&basin, "basin", "", a.say("断面所在的流域（默认内置流域）", "basin of the sections (default the built-in one)"))
	flags.StringVar(&run, "run", "", a.say("补充断面流量与水量的计算结果（JSON）", "result of a run (JSON) for flows and volumes that were not monitored"))
	flags.StringVar(&presetInstead, "preset", "", a.say("改按另一规则试算（用其默认参数）", "try another preset instead, with its own figures"))
	out.addFile(a, cmd)
	return cmd
}

// withRun adds what a run says of sections where nothing was monitored.
func (a *app) withRun(records []compensation.Record, file string) ([]compensation.Record, error) {
	data, err := a.file("--run", file)
	if err != nil {
		return nil, err
	}
	var result optimize.Allocation
	if err := json.Unmarshal(data, &result); err != nil {
		return nil, faulty("--run %s 不是计算结果：%v", "--run %s is no result of a run: %v", file, err)
	}
	if len(result.Sections) == 0 {
		return nil, faulty("--run %s 没有断面结果", "--run %s holds no sections", file)
	}
	out, err := compensation.FromRun(records, &result, "")
	if err != nil {
		return nil, faulty("--run %s：%v", "--run %s: %v", file, err)
	}
	return out, nil
}

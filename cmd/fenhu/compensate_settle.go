package main

import (
	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
)

// newCompensateSettleCmd settles agreements for a period.
func newCompensateSettleCmd(a *app) *cobra.Command {
	var (
		out     outputFlags
		flags   settlementFlags
		variant api.Variant
	)
	cmd := &cobra.Command{
		Use:   "settle [RECORDS]",
		Short: a.say("按协议和断面监测记录结算一年或一月", "settle agreements for a year or a month from what was monitored"),
		Long: a.say(`不给文件时，用内置流域的示例协议和合成数据（均为等级 D）。

监测记录为 CSV，每行一项：section,period,item,value,target,inflow,before,source
（或 断面,时段,项目,数值,目标,入境,上年同期,来源）。项目为指标名（COD、氨氮……，mg/L）、
class 水质类别、flow 流量（目标为生态流量，m³/s）、volume 水量（目标为基准，万m³）、
state 状态（断流、结冰、停考、剔除）或 accident 事故。任何一行有误则不结算，并列出全部错误。
也可用观测数据文件（CSV 或 XLSX：node,quantity,time,value…，见 fenhu observe import），
目标取自协议和流域文档，上年同期取自数据。

没有监测的断面流量与水量，可用 --run 取自一次计算的结果（JSON）。
--preset 换一种规则重算同一考核期。`,
			`Without a file, the sample agreements and the synthetic data of the built-in basin
are settled (both of grade D).

The records are a CSV file with an item a row:
section,period,item,value,target,inflow,before,source. An item is an indicator
(COD, NH3-N, … in mg/L), class, flow (its target is the ecological flow, m³/s), volume
(its target is the baseline, 万m³), state (dry, frozen, suspended, removed) or
accident. Nothing is settled while a row has a fault; all faults are listed.
A file of observations will do as well (CSV or XLSX: node,quantity,time,value…, see
fenhu observe import): targets come from the agreement and the basin, and the year
before from the data.

Flows and volumes that were not monitored can be taken from the result of a run
(JSON) with --run. --preset settles the same period under another rule.`),
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			s, err := flags.read(a, cmd, args)
			if err != nil {
				return err
			}
			statements, err := s.settle(&variant)
			if err != nil {
				return err
			}
			tables := export.SettlementTables(statements, api.PlaceNames(s.network))
			if len(statements) > 1 && format.ID == "table" {
				tables = tables[:3] // the rest is long; a file or one agreement has it
			}
			return out.writeDocument(a, format, export.Document{Heading: tables[0].Title, Tables: tables, Data: statements})
		},
	}
	flags.add(a, cmd)
	cmd.Flags().StringVar(&variant.Preset, "preset", "", a.say("改按另一规则试算（用其默认参数）", "try another preset instead, with its own figures"))
	out.addFile(a, cmd)
	return cmd
}

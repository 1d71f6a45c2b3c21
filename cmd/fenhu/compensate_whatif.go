package main

import (
	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize/compensation"
)

// newCompensateWhatIfCmd says what a change at a section would be worth.
func newCompensateWhatIfCmd(a *app) *cobra.Command {
	var (
		out    outputFlags
		flags  settlementFlags
		change compensation.WhatIf
	)
	cmd := &cobra.Command{
		Use:   "what-if [RECORDS]",
		Short: a.say("断面流量或水质变化时，补偿差多少", "what more flow or better water at a section would be worth"),
		Long: a.say(`与 settle 相同的文件结算两次：一次照实，一次按所给的变化，并列出差额。例如：

  fenhu compensate what-if --section sec-gujiao-out --flow 1        多 1 m³/s
  fenhu compensate what-if --section sec-libagou --classes 1        好一类
  fenhu compensate what-if --section sec-fanshi-out --share 0.9 --only 2025-07   7 月各指标降一成`,
			`Settles the files of settle twice, as they are and with the change, and shows the
difference. For example:

  fenhu compensate what-if --section sec-gujiao-out --flow 1        one m³/s more
  fenhu compensate what-if --section sec-libagou --classes 1        a class better
  fenhu compensate what-if --section sec-fanshi-out --share 0.9 --only 2025-07   a tenth less in July`),
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			if change.Section == "" {
				return a.usage(cmd, network.Text{ZH: "缺少 --section 断面", EN: "--section is missing"})
			}
			s, err := flags.read(a, cmd, args)
			if err != nil {
				return err
			}
			variant := api.Variant{Changes: []compensation.WhatIf{change}}
			before, err := s.settle(&api.Variant{})
			if err != nil {
				return err
			}
			after, err := s.settle(&variant)
			if err != nil {
				return err
			}
			judged := false
			for i := range s.agreements {
				for _, section := range s.agreements[i].Sections {
					judged = judged || section == change.Section
				}
			}
			if !judged {
				return faulty("没有协议考核断面 %q", "no agreement judges section %q", change.Section)
			}
			d := compensation.Differ(together(before), together(after))
			return out.writeDocument(a, format, export.Document{Tables: export.DifferenceTables(d, api.PlaceNames(s.network)), Data: d})
		},
	}
	flags.add(a, cmd)
	f := cmd.Flags()
	f.StringVar(&change.Section, "section", "", a.say("断面，必填", "section; required"))
	f.Float64Var(&change.FlowM3s, "flow", 0, a.say("增加的流量，连同水量（m³/s，可为负）", "more flow, with its volume (m³/s; may be below zero)"))
	f.IntVar(&change.Classes, "classes", 0, a.say("水质好几类（负为差）", "classes better (below zero: worse)"))
	f.Float64Var(&change.Share, "share", 0, a.say("各指标浓度乘以此数", "what concentrations are multiplied by"))
	f.StringVar(&change.Period, "only", "", a.say("只在此月或此年变化", "only in this month or year"))
	out.addFile(a, cmd)
	return cmd
}

// together are the lines of several statements.
func together(list []*compensation.Statement) *compensation.Statement {
	all := new(compensation.Statement)
	for _, s := range list {
		all.Lines = append(all.Lines, s.Lines...)
	}
	all.Close()
	return all
}

package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
)

// newVerifyCmd proves a result without a solver.
func newVerifyCmd(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "verify " + a.say("结果.json", "RESULT.json"),
		Short: a.say("不用求解器核验一个结果", "prove a result without a solver"),
		Long: a.say("核验 fenhu allocate --format json 的结果：输入哈希、每一步的可行性与最优性、水量平衡，并重算各表。",
			"Check a result of fenhu allocate --format json: the hash of its inputs, that every\nstep is feasible and optimal, the mass balance, and all tables computed again."),
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "table" && format != "json" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：table, json", format), EN: fmt.Sprintf("unknown format %q; choose table or json", format)})
			}
			data, err := a.file("verify", args[0])
			if err != nil {
				return err
			}
			v, err := optimize.Verify(data)
			if err != nil {
				return faulty("%s 不能核验：%v", "%s cannot be verified: %v", args[0], err)
			}
			if format == "json" {
				err = a.json(v)
			} else {
				err = a.printVerification(v)
			}
			if err != nil {
				return err
			}
			if !v.OK {
				return exitError(exitUnverified)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", a.say("输出格式 table|json", "format table|json"))
	return cmd
}

func (a *app) printVerification(v *optimize.Verification) error {
	t := export.Table{
		ID: "verification", Title: network.Text{ZH: "核验", EN: "Verification"},
		Columns: []export.Column{
			{Name: network.Text{ZH: "检查", EN: "check"}, Words: true},
			{Name: network.Text{ZH: "相对误差", EN: "relative error"}, Words: true},
			{Name: network.Text{ZH: "限值", EN: "limit"}, Words: true},
			{Name: network.Text{ZH: "结论", EN: "verdict"}, Words: true},
		},
	}
	number := func(x float64) export.Cell {
		s := "0"
		if x != 0 {
			s = strconv.FormatFloat(x, 'e', 1, 64)
		}
		return export.Words(s, s)
	}
	for _, c := range v.Checks {
		verdict := export.Words("通过", "ok")
		if !c.OK {
			verdict = export.Words("不通过", "FAILED")
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Words(c.Name.ZH, c.Name.EN), number(c.Value), number(c.Limit), verdict}})
	}
	if v.Note != "" {
		t.Notes = append(t.Notes, network.Text{ZH: v.Note, EN: v.Note})
	}
	text, _ := export.FormatByID("table")
	if err := text.Write(a.out, export.Document{Tables: []export.Table{t}, Lang: a.lang}); err != nil {
		return err
	}
	verdict := network.Text{ZH: "核验通过", EN: "verified"}
	if !v.OK {
		verdict = network.Text{ZH: "核验不通过", EN: "NOT verified"}
	}
	_, err := fmt.Fprintln(a.out, verdict.In(a.lang))
	return err
}

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fenhu/api/request"
	"fenhu/network"
)

// newCheckCmd lists every fault of a document.
func newCheckCmd(a *app) *cobra.Command {
	var (
		format string
		strict bool
	)
	cmd := &cobra.Command{
		Use:   "check " + a.say("文件", "FILE"),
		Short: a.say("检查文档，一次列出全部问题", "check a document and list all faults at once"),
		Long: a.say("检查一个流域文档（YAML、JSON 或 Excel 工作簿；也可为内置流域名或 -）。每个问题一行：路径、标识、行号或单元格、问题、处理办法。",
			"Check the document of a basin (YAML, JSON or an Excel workbook; also a built-in basin\nor -). One fault a line: path, id, line or cell, problem, remedy."),
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "table" && format != "json" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：table, json", format), EN: fmt.Sprintf("unknown format %q; choose table or json", format)})
			}
			src, err := a.basin(args[0])
			if err != nil {
				return err
			}
			_, faults, err := request.Decode(src.document, src.open)
			if err != nil && len(faults) == 0 {
				list, ok := errors.AsType[network.Faults](err)
				if !ok {
					return err
				}
				faults = list
			}
			wrong, warnings := faults.Errors(), faults.Warnings()
			ok := len(wrong) == 0 && (!strict || len(warnings) == 0)
			if format == "json" {
				if faults == nil {
					faults = network.Faults{}
				}
				if err := a.json(checkResult{args[0], ok, len(wrong), len(warnings), faults}); err != nil {
					return err
				}
			} else {
				a.printFaults(a.out, faults)
				fmt.Fprintf(a.out, a.say("%s：%d 个错误，%d 个警告\n", "%s: %d errors, %d warnings\n"), args[0], len(wrong), len(warnings))
			}
			if !ok {
				return exitError(exitFaulty)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", a.say("输出格式 table|json", "format table|json"))
	cmd.Flags().BoolVar(&strict, "strict", false, a.say("有警告也视为不通过", "warnings fail the check too"))
	return cmd
}

// checkResult is the JSON form of a check.
type checkResult struct {
	File     string         `json:"file"`
	OK       bool           `json:"ok"`
	Errors   int            `json:"errors"`
	Warnings int            `json:"warnings"`
	Faults   network.Faults `json:"faults"`
}

package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize/compensation"
)

// newCompensateReplayCmd settles written statements again.
func newCompensateReplayCmd(a *app) *cobra.Command {
	var (
		out     outputFlags
		basin   string
		variant api.Variant
	)
	cmd := &cobra.Command{
		Use:   "replay STATEMENTS.json",
		Short: a.say("用结算单自带的记录重算，可换规则，并与原结果比较", "settle written statements again from their own records, under any rule, and compare"),
		Long: a.say(`读取 settle --format json 或服务导出的 statement.json。不换规则时金额应逐分相同，否则退出码为 5。`,
			`Reads what settle --format json wrote, or a statement.json of the service. Under the
same rule every amount must be the same to the 分; the exit code is 5 otherwise.`),
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := out.check(a, cmd)
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
			data, err := a.file("STATEMENTS", args[0])
			if err != nil {
				return err
			}
			before, err := readStatements(data)
			if err != nil {
				return faulty("%s 不是结算单：%v", "%s holds no statements: %v", args[0], err)
			}
			var after []*compensation.Statement
			for _, s := range before {
				period, _ := compensation.ParsePeriod(s.Period)
				t, err := api.Try(s, s.Terms, period, s.Records, &variant)
				if err != nil {
					return err
				}
				after = append(after, t.Trial)
			}
			d := compensation.Differ(together(before), together(after))
			if err := out.writeDocument(a, format, export.Document{Tables: export.DifferenceTables(d, api.PlaceNames(n)), Data: d}); err != nil {
				return err
			}
			if variant.Preset == "" && !d.Same {
				return failureError{exitUnverified, network.Text{ZH: "重算结果与结算单不同", EN: "the statements do not replay to the same amounts"}}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&basin, "basin", "", a.say("断面所在的流域，用于名称（默认内置流域）", "basin of the sections, for names (default the built-in one)"))
	cmd.Flags().StringVar(&variant.Preset, "preset", "", a.say("改按另一规则（用其默认参数）", "another preset, with its own figures"))
	out.addFile(a, cmd)
	return cmd
}

// readStatements reads a list of statements, or one of the service.
func readStatements(data []byte) ([]*compensation.Statement, error) {
	var list []*compensation.Statement
	if err := json.Unmarshal(data, &list); err == nil {
		return list, nil
	}
	var one struct {
		Content *compensation.Statement `json:"content"`
	}
	if err := json.Unmarshal(data, &one); err != nil {
		return nil, err
	}
	if one.Content == nil {
		one.Content = new(compensation.Statement)
	}
	return []*compensation.Statement{one.Content}, nil
}

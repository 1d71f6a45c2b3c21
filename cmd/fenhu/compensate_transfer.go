package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize/transfer"
	"fenhu/seeds"
)

// newCompensateTransferCmd says what recipients of transferred water owe.
func newCompensateTransferCmd(a *app) *cobra.Command {
	var (
		asked      requestFlags
		mode       modeFlags
		out        outputFlags
		terms, key string
		when       string
		projects   []string
		limit      time.Duration
	)
	var keys []string
	for _, k := range transfer.Keys() {
		keys = append(keys, k.ID)
	}
	cmd := &cobra.Command{
		Use:   "transfer [" + a.say("流域", "BASIN") + "]",
		Short: a.say("跨流域调水补偿：受水区欠水源区多少，各分摊键并列", "cross-basin compensation: what recipients of transferred water owe, by every key"),
		Long: a.say(`先配置水量，再逐一停用工程重新求解，并求解受水区的全部联盟（至多 12 个受水区）。
金额、单价与系数都是配置（--terms，YAML），等级随结果列出；内置流域自带一份示例。`,
			`Plans the basin, again without each project, and solves all coalitions of the
recipients (up to twelve). Prices and factors are configuration (--terms, YAML)
whose grades are shown with the result; the built-in basin has an example.`),
		Example: `  fenhu compensate transfer --p 95
  fenhu compensate transfer --p 75 --project ht-supply --key shapley
  fenhu compensate transfer --p 95 --terms terms.yaml --out transfer.xlsx`,
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			r, err := asked.request(a)
			if err != nil {
				return err
			}
			mode.set(r)
			r.NoCertificate = true
			n, err := a.network(strings.Join(args, ""), r)
			if err != nil {
				return err
			}
			var data []byte
			if terms != "" {
				data, err = a.file("--terms", terms)
			} else {
				data, err = transferTerms(n.ID)
			}
			if err != nil {
				return err
			}
			t, err := transfer.DecodeTerms(data)
			if err != nil {
				return err
			}
			if len(projects) > 0 {
				t.Projects = projects
			}
			if key != "" {
				t.Key = key
			}
			ctx := cmd.Context()
			if limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, limit)
				defer cancel()
			}
			p := newProgress(a, when)
			o := transfer.Options{Run: r.Options(), Workers: runtime.GOMAXPROCS(0)}
			o.Run.Solver = solver()
			o.Progress = func(project string, done, all int) {
				name := network.Text{ZH: project, EN: project}
				if x := n.ProjectByID(project); x != nil {
					name = x.Name()
				}
				p.say(network.Text{ZH: fmt.Sprintf("%s：联盟 %d/%d", name.ZH, done, all), EN: fmt.Sprintf("%s: coalition %d of %d", name.EN, done, all)})
			}
			s, err := transfer.Compute(ctx, n, t, o)
			p.end()
			if err != nil {
				return err
			}
			return out.writeDocument(a, format, export.Document{Tables: export.TransferTables(s), Data: s})
		},
	}
	asked.add(a, cmd)
	mode.add(a, cmd)
	out.addFile(a, cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&projects, "project", nil, a.say("计费的工程（可重复；默认按参数文件，否则为跨流域的工程）", "projects whose water is paid for (may be repeated; default those of the terms, else those that cross basins)"))
	flags.StringVar(&terms, "terms", "", a.say("参数文件（YAML），默认为流域自带或内置的 D 级参数", "file of terms (YAML); default the basin's own or built-in ones of grade D"))
	flags.StringVar(&key, "key", "", a.say("结算所用的分摊键：", "key to settle by: ")+strings.Join(keys, "|"))
	flags.StringVar(&when, "progress", "auto", a.say("进度 auto|on|off（标准错误输出）", "progress auto|on|off, on standard error"))
	flags.DurationVar(&limit, "timeout", 0, a.say("时间限制，如 90s、10m；0 为不限", "time limit, such as 90s or 10m; 0 = none"))
	return cmd
}

// transferTerms are the terms that a built-in basin brings along; none for others.
func transferTerms(basin string) ([]byte, error) {
	data, err := seeds.File(basin, seeds.Transfer)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
)

// newAllocateCmd runs a basin and writes its tables.
func newAllocateCmd(a *app) *cobra.Command {
	var (
		asked  requestFlags
		mode   modeFlags
		output outputFlags
		quiet  bool
		when   string
		limit  time.Duration
		record recording
	)
	cmd := &cobra.Command{
		Use:   "allocate [" + a.say("流域", "BASIN") + "]",
		Short: a.say("配置水量，输出供需平衡等表", "allocate the water and write the tables"),
		Long: a.say(`按优先序配置流域的水量。流域为内置流域名、YAML 文件或 -（标准输入），默认 fen-hutuo。
情景文件的变更最先生效，其后依次为 --year、--p 或 --inflow、--on/--off、--set，最后是时段设置。`,
			`Allocate the water of a basin in the order of priorities. BASIN is a built-in
basin, a YAML file, or - for standard input; the default is fen-hutuo. The changes
of --scenario come first, then --year, --p or --inflow, --on/--off and --set, last
the calendar.`),
		Example: `  fenhu allocate --year 2035 --p 95
  fenhu allocate --p 95 --off pingshang --set nodes.res-fenhe.initial=9000
  fenhu allocate --p 75 --step xun --out p75.xlsx
  fenhu allocate my.yaml --inflow flows.csv --mode rolling --window 12 --format json --out run.json`,
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := output.check(a, cmd)
			if err != nil {
				return err
			}
			if when != "auto" && when != "on" && when != "off" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("--progress 的值 %q 无效；可选：auto, on, off", when), EN: fmt.Sprintf("--progress cannot be %q; choose auto, on or off", when)})
			}
			r, err := asked.request(a)
			if err != nil {
				return err
			}
			mode.set(r)
			r.NoCertificate = quiet || format.ID != "json" && !format.Binary
			n, err := a.network(strings.Join(args, ""), r)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			if limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, limit)
				defer cancel()
			}
			var by optimize.Solver = solver()
			if record.dir != "" {
				if by, err = record.solver(a); err != nil {
					return err
				}
			}
			p := newProgress(a, when)
			p.name(n)
			result, err := a.solveBy(ctx, by, n, r, p.callback())
			p.end()
			if err != nil {
				return err
			}
			if record.dir != "" {
				if err := record.end(a); err != nil {
					return err
				}
			}
			if err := output.write(a, format, result, asked.lines(a)); err != nil {
				return err
			}
			switch {
			case result.Infeasible != nil:
				fmt.Fprintf(a.err, "fenhu: %s\n", a.say("无可行解：", "infeasible: ")+result.Infeasible.Text.In(a.lang))
				return exitError(exitInfeasible)
			case len(result.Relaxed) > 0:
				fmt.Fprintf(a.err, "fenhu: %s\n", a.say("有硬约束被突破，见矛盾诊断表（--table diagnosis）", "hard limits were broken; see --table diagnosis"))
				return exitError(exitInfeasible)
			}
			return nil
		},
	}
	asked.add(a, cmd)
	mode.add(a, cmd)
	output.add(a, cmd)
	cmd.Flags().BoolVar(&quiet, "no-certificate", false, a.say("结果中不带核验所需的证明（文件更小）", "leave out what fenhu verify needs, for a smaller file"))
	cmd.Flags().StringVar(&when, "progress", "auto", a.say("进度 auto|on|off（标准错误输出）", "progress auto|on|off, on standard error"))
	cmd.Flags().StringVar(&record.dir, "mps", "", a.say("把每一步求解的线性规划以 MPS 格式写入这个文件夹，供他人用其他求解器核对", "folder that gets the linear programme of every pass as MPS, for others to check with a solver of theirs"))
	cmd.Flags().DurationVar(&limit, "timeout", 0, a.say("时间限制，如 90s、10m；0 为不限", "time limit, such as 90s or 10m; 0 = none"))
	return cmd
}

// lines are the flags that were given, for the cover of a workbook.
func (f *requestFlags) lines(*app) []export.Option {
	var out []export.Option
	add := func(zh, en, value string) {
		if value != "" {
			out = append(out, export.Option{Name: network.Text{ZH: zh, EN: en}, Value: value})
		}
	}
	add("实测来水", "observed inflow", f.inflow)
	add("情景", "scenario", f.scenario)
	add("启用工程", "switched on", strings.Join(f.on, ", "))
	add("停用工程", "switched off", strings.Join(f.off, ", "))
	add("修改数值", "values set", strings.Join(f.set, "; "))
	return out
}

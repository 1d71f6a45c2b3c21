package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/network/ensemble"
	"fenhu/optimize"
)

// ensembleFlags say where the traces of an ensemble come from.
type ensembleFlags struct {
	source, forecast, unit string
	traces, months         int
	seed                   uint64
	p                      float64
	model                  ensemble.Model
}

func (f *ensembleFlags) add(a *app, cmd *cobra.Command) {
	var ids []string
	for _, k := range ensemble.Kinds() {
		ids = append(ids, k.ID+" "+k.Title.In(a.lang))
	}
	f.model = ensemble.DefaultModel()
	flags := cmd.Flags()
	flags.StringVar(&f.source, "source", "synthetic", a.say("来水过程的来源：", "where the traces come from: ")+strings.Join(ids, "; "))
	flags.IntVar(&f.traces, "traces", 0, a.say("过程数（默认 200，设计干旱 20）", "number of traces (default 200; 20 design droughts)"))
	flags.Uint64Var(&f.seed, "seed", 1, a.say("随机数种子；相同种子得相同过程", "seed; the same seed gives the same traces"))
	flags.Float64Var(&f.model.Lag1, "lag1", f.model.Lag1, a.say("年径流自相关系数（等级 D）", "correlation of a year with the one before (grade D)"))
	flags.Float64Var(&f.model.Cross, "cross", f.model.Cross, a.say("各来水节点年径流相关系数（等级 D）", "correlation of the inflows in a year (grade D)"))
	flags.Float64Var(&f.model.MonthSpread, "month-spread", f.model.MonthSpread, a.say("月分配的对数标准差（等级 D）", "how months depart from the mean distribution, standard deviation of logarithms (grade D)"))
	flags.Float64Var(&f.model.Last, "last", 0, a.say("上一年来水频率 %；0 为未知", "exceedance frequency of the year before in %; 0 = unknown"))
	flags.IntVar(&f.months, "design-months", 12, a.say("设计干旱历时（月）", "duration of design droughts in months"))
	flags.Float64Var(&f.p, "design-p", 95, a.say("设计干旱频率 %", "exceedance frequency of design droughts in %"))
	flags.StringVar(&f.forecast, "forecast", "", a.say("集合预报文件（CSV：trace,date,来水节点…）", "forecast ensemble (CSV: trace,date,<inflow>…)"))
	flags.StringVar(&f.unit, "forecast-unit", "m3s", a.say("预报的单位 m3s|volume", "unit of the forecast m3s|volume"))
}

func (f *ensembleFlags) request(a *app) (*ensemble.Source, error) {
	s := &ensemble.Source{Kind: f.source, Traces: f.traces, Seed: f.seed}
	switch f.source {
	case "synthetic", "design":
		s.Model = &f.model
	case "forecast":
		data, err := a.file("--forecast", f.forecast)
		if err != nil {
			return nil, err
		}
		s.CSV, s.Unit = data, f.unit
	}
	if f.source == "design" {
		s.Design = &ensemble.Design{Months: f.months, P: f.p}
	}
	return s, nil
}

// newDroughtEnsembleCmd runs an ensemble of inflow traces without foresight.
func newDroughtEnsembleCmd(a *app) *cobra.Command {
	var (
		asked   requestFlags
		from    ensembleFlags
		out     outputFlags
		workers int
		tail    float64
		when    string
	)
	cmd := &cobra.Command{
		Use:   "ensemble [" + a.say("流域", "BASIN") + "]",
		Short: a.say("多条来水过程逐时段模拟：缺水概率、保证率与风险", "many inflow traces without foresight: probabilities of shortage, reliability, risk"),
		Long: a.say(`生成多条来水过程，从文档的初始蓄水出发，逐时段配置（不预知未来），统计各县、各行业缺水的
概率与期望、保证率、恢复性、脆弱性，水库蓄水与各级干旱响应的分布，以及最不利的过程。
相同的种子在任何机器和任意 --workers 下得到相同的结果。`,
			`Make many inflow traces, run each from the initial storages step by step without
foresight, and tell what they say together: probability and expected amount of
shortage by county and sector, reliability, resilience, vulnerability, bands of
storage, drought levels, and the worst traces. The same seed gives the same result on
any machine and with any --workers.`),
		Example: `  fenhu drought ensemble --year 2025 --traces 100
  fenhu drought ensemble --source design --design-months 24 --design-p 95 --periods 24
  fenhu drought ensemble --set rules.drought-plan.off=false --periods 36 --out risk.xlsx`,
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
			source, err := from.request(a)
			if err != nil {
				return err
			}
			n, err := a.network(strings.Join(args, ""), r)
			if err != nil {
				return err
			}
			set, err := source.Generate(n)
			if err != nil {
				return err
			}
			p := newProgress(a, when)
			begin := a.now()
			outcome, err := optimize.Simulate(cmd.Context(), n, set, optimize.SimulateOptions{
				Solver: solver(), Workers: workers,
				Progress: func(done, total int) {
					p.say(network.Text{ZH: fmt.Sprintf("过程 %d/%d", done, total), EN: fmt.Sprintf("trace %d of %d", done, total)})
				},
			})
			p.end()
			if err != nil {
				return err
			}
			seconds := a.now().Sub(begin).Seconds()
			fmt.Fprintf(a.err, a.say("%d 条过程 × %d 个时段，%.1f 秒，每秒 %.2f 条\n", "%d traces × %d periods in %.1f s, %.2f traces a second\n"), len(set.Traces), len(outcome.Steps), seconds, float64(len(set.Traces))/seconds)
			summary := optimize.Summarise(outcome, tail/100)
			return out.writeDocument(a, format, export.Document{Tables: export.EnsembleTables(summary, parts.NamesOf(n, summary)), Data: summary, Options: asked.lines(a)})
		},
	}
	asked.add(a, cmd)
	from.add(a, cmd)
	out.addFile(a, cmd)
	cmd.Flags().IntVar(&workers, "workers", runtime.GOMAXPROCS(0), a.say("同时模拟的过程数", "traces simulated at the same time"))
	cmd.Flags().Float64Var(&tail, "tail", 10, a.say("计算最差情形均值的比例 %", "share of the worst traces in %, for their mean"))
	cmd.Flags().StringVar(&when, "progress", "auto", a.say("进度 auto|on|off（标准错误输出）", "progress auto|on|off, on standard error"))
	return cmd
}

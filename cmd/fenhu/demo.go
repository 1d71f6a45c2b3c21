package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/api/request"
	"fenhu/network"
	"fenhu/network/frequency"
	"fenhu/optimize"
)

// newDemoCmd shows what the program is for: a normal, a dry and a very dry
// year, and what each project does in the driest.
func newDemoCmd(a *app) *cobra.Command {
	var year, when string
	cmd := &cobra.Command{
		Use:   "demo [" + a.say("流域", "BASIN") + "]",
		Short: a.say("P=50、75、95% 的供需平衡与各工程在枯水年的作用", "P = 50, 75, 95 % and the effect of each project in the dry year"),
		Args:  a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			y, err := request.ParseYear(year)
			if err != nil {
				return err
			}
			return a.demo(cmd.Context(), strings.Join(args, ""), y, newProgress(a, when))
		},
	}
	cmd.Flags().StringVar(&year, "year", "2025", a.say("水平年", "planning year"))
	cmd.Flags().StringVar(&when, "progress", "auto", a.say("进度 auto|on|off（标准错误输出）", "progress auto|on|off, on standard error"))
	return cmd
}

// designYear is a year of the demo.
type designYear struct {
	p    float64 // exceedance frequency [%]
	name network.Text
}

// demoYears are the design years of the demo; the projects are judged in the last.
func demoYears() []designYear {
	var years []designYear
	for _, p := range []float64{50, 75, 95} {
		name := frequency.DesignName(p / 100)
		years = append(years, designYear{p, network.Text{ZH: "（" + name.ZH + "）", EN: " (" + name.EN + ")"}})
	}
	return years
}

// demo runs the three years and, for the last, every project switched over.
func (a *app) demo(ctx context.Context, basin string, year int, p *progress) error {
	src, err := a.basin(basin)
	if err != nil {
		return err
	}
	begin := a.now()
	var jobs []job
	years := demoYears()
	for _, y := range years {
		label := fmt.Sprintf("P=%g%%", y.p)
		jobs = append(jobs, job{request: request.Request{Year: year, P: &y.p, NoCertificate: true}, label: network.Text{ZH: label, EN: label}})
	}
	base, _, err := jobs[0].request.Network(src.document, src.open)
	if err != nil {
		return err
	}
	driest := jobs[len(jobs)-1].request
	for i := range base.Projects {
		x := &base.Projects[i]
		r := driest
		if x.IsOn(base.PlanningYear) {
			r.Off = []string{x.ID}
		} else {
			r.On = []string{x.ID}
		}
		jobs = append(jobs, job{request: r, label: x.Name()})
	}
	if err := a.runAll(ctx, src, jobs, p); err != nil {
		return err
	}
	fmt.Fprintf(a.out, a.say("%s，%d 水平年\n\n", "%s, planning year %d\n\n"), base.Name().In(a.lang), year)
	text, _ := export.FormatByID("table")
	show := func(tables ...export.Table) error {
		err := text.Write(a.out, export.Document{Tables: tables, Lang: a.lang})
		fmt.Fprintln(a.out)
		return err
	}
	infeasible := false
	for i, freq := range years {
		result := jobs[i].result
		fmt.Fprintf(a.out, "P = %g %%%s\n", freq.p, freq.name.In(a.lang))
		tables := export.Tables(result, []string{"balance", "sections"})
		if result.Infeasible != nil {
			infeasible = true
			tables = export.Tables(result, []string{"diagnosis"})
		}
		if i < len(years)-1 { // what is the same in every year is said once
			for k := range tables {
				tables[k].Notes = nil
			}
		}
		if err := show(tables...); err != nil {
			return err
		}
	}
	if err := show(compareTable(jobs[:len(years)])); err != nil {
		return err
	}
	var effects []export.Effect
	dry := jobs[len(years)-1].result
	for i, j := range jobs[len(years):] {
		x := &base.Projects[i]
		e := export.Effect{Project: x.ID, Name: x.Name(), BaseOn: x.IsOn(base.PlanningYear), With: j.result, Without: dry}
		if e.BaseOn {
			e.With, e.Without = dry, j.result
		}
		effects = append(effects, e)
	}
	last := years[len(years)-1]
	fmt.Fprintf(a.out, "P = %g %%%s\n", last.p, last.name.In(a.lang))
	if err := show(export.EffectsTable(effects)); err != nil {
		return err
	}
	fmt.Fprintf(a.err, a.say("共 %d 次计算，%.1f 秒\n", "%d runs in %.1f s\n"), len(jobs), a.now().Sub(begin).Seconds())
	if infeasible {
		return exitError(exitInfeasible)
	}
	return nil
}

// job is one run of the demo.
type job struct {
	request request.Request
	label   network.Text
	result  *optimize.Allocation
}

// runAll runs the jobs, as many at once as the machine has cores, and returns
// the first error.
func (a *app) runAll(ctx context.Context, src source, jobs []job, p *progress) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		wait sync.WaitGroup
		lock sync.Mutex
		done int
		next = make(chan *job)
	)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wait.Go(func() {
			for j := range next {
				n, _, err := j.request.Network(src.document, src.open)
				if err == nil {
					j.result, err = a.solve(ctx, n, &j.request, nil)
				}
				if err != nil {
					cancel(err)
					continue
				}
				lock.Lock()
				done++
				p.say(network.Text{ZH: fmt.Sprintf("计算 %d/%d：%s", done, len(jobs), j.label.ZH), EN: fmt.Sprintf("run %d of %d: %s", done, len(jobs), j.label.EN)})
				lock.Unlock()
			}
		})
	}
	for i := range jobs {
		select {
		case next <- &jobs[i]:
		case <-ctx.Done():
		}
	}
	close(next)
	wait.Wait()
	p.end()
	return context.Cause(ctx)
}

// compareTable puts the design years side by side.
func compareTable(jobs []job) export.Table {
	t := export.Table{
		ID: "compare", Title: network.Text{ZH: "各来水频率对比", EN: "The design years side by side"}, Unit: "万m³",
		Columns: []export.Column{wordColumn("行政区", "county")},
	}
	var runs []*optimize.Allocation
	for _, j := range jobs {
		if j.result.Infeasible == nil {
			runs = append(runs, j.result)
		}
	}
	if len(runs) == 0 {
		return t
	}
	group := func(r *optimize.Allocation, c export.Column) export.Column {
		f := export.FrequencyCell(r)
		c.Group = network.Text{ZH: "P=" + f.Text(network.ZH), EN: "P=" + f.Text(network.EN)}
		return c
	}
	for _, r := range runs {
		t.Columns = append(t.Columns,
			group(r, numberColumn("需水量", "demand", "", 0)), group(r, numberColumn("供水量", "supply", "", 0)),
			group(r, numberColumn("缺水量", "shortage", "", 0)), group(r, numberColumn("缺水率", "shortage rate", "%", 1)))
	}
	rate := func(g optimize.Gross) []export.Cell {
		share := export.None()
		if g.Demand > 0 {
			share = export.Number(100 * g.Shortage / g.Demand)
		}
		return []export.Cell{export.Number(g.Demand), export.Number(g.Withdrawal), export.Number(g.Shortage), share}
	}
	for i := range runs[0].Counties {
		cells := []export.Cell{export.Words(runs[0].Counties[i].NameZH, runs[0].Counties[i].NameEN)}
		for _, r := range runs {
			cells = append(cells, rate(r.Counties[i].Gross)...)
		}
		t.Rows = append(t.Rows, export.Row{Cells: cells})
	}
	cells := []export.Cell{export.Words("合计", "total")}
	for _, r := range runs {
		x := &r.Indicators
		cells = append(cells, rate(optimize.Gross{Demand: x.GrossDemand, Withdrawal: x.Withdrawal, Shortage: x.GrossLack})...)
	}
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: cells})
	return t
}

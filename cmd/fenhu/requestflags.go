package main

import (
	"errors"

	"github.com/spf13/cobra"

	"fenhu/api/request"
	"fenhu/network"
	"fenhu/optimize"
)

// requestFlags are the flags that say what is run; several commands have them.
type requestFlags struct {
	year, p, inflow, inflowUnit, scenario string
	set, on, off                          []string
	step                                  string
	periods                               int
}

func (f *requestFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.year, "year", "", a.say("水平年：2025、2035 等，或 base（基准年 2020）", "planning year: 2025, 2035, …, or base (2020)"))
	flags.StringVar(&f.p, "p", "", a.say("来水频率 %：50、75、95 等，或 mean（多年平均）", "exceedance frequency of the inflow in %: 50, 75, 95, …, or mean"))
	flags.StringVar(&f.inflow, "inflow", "", a.say("实测来水：observed（文档中的系列）或 CSV 文件", "observed inflow: observed (the document's series) or a CSV file"))
	flags.StringVar(&f.inflowUnit, "inflow-unit", "m3s", a.say("CSV 的单位：m3s（m³/s）或 volume（万m³/时段）", "unit of the CSV: m3s (m³/s) or volume (10⁴ m³ a period)"))
	flags.StringVar(&f.scenario, "scenario", "", a.say("情景文件（YAML）", "scenario file (YAML)"))
	flags.StringArrayVar(&f.set, "set", nil, a.say("修改一个数值：路径=数值，可重复", "set one value: path=value; may be repeated"))
	flags.StringSliceVar(&f.on, "on", nil, a.say("启用工程（可重复，可用逗号）", "switch projects on (repeat or use commas)"))
	flags.StringSliceVar(&f.off, "off", nil, a.say("停用工程（可重复，可用逗号）", "switch projects off (repeat or use commas)"))
	flags.StringVar(&f.step, "step", "", a.say("时段长度 month|xun|day（月、旬、日）", "step month|xun|day"))
	flags.IntVar(&f.periods, "periods", 0, a.say("时段数（默认按文档）", "number of periods (default: the document's)"))
}

// request makes the request of the flags, with all their faults at once.
func (f *requestFlags) request(a *app) (*request.Request, error) {
	r := &request.Request{On: f.on, Off: f.off, Step: network.StepKind(f.step), Periods: f.periods, InflowUnit: f.inflowUnit}
	var wrong network.Faults
	note := func(err error) error {
		if faults, ok := errors.AsType[network.Faults](err); ok {
			for _, x := range faults {
				x.Path = "--" + x.Path
				wrong = append(wrong, x)
			}
			return nil
		}
		return err
	}
	if f.year != "" {
		year, err := request.ParseYear(f.year)
		if err := note(err); err != nil {
			return nil, err
		}
		r.Year = year
	}
	if f.p != "" {
		p, err := request.ParseP(f.p)
		if err := note(err); err != nil {
			return nil, err
		}
		r.P = &p
	}
	for _, s := range f.set {
		x, err := request.ParseAssignment(s)
		if err := note(err); err != nil {
			return nil, err
		}
		r.Set = append(r.Set, x)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	var err error
	switch f.inflow {
	case "":
	case "observed":
		r.Observed = true
	default:
		if r.Inflow, err = a.file("--inflow", f.inflow); err != nil {
			return nil, err
		}
	}
	if f.scenario != "" {
		if r.Scenario, err = a.file("--scenario", f.scenario); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// modeFlags are the flags that say how a run is made.
type modeFlags struct {
	mode            string
	window, advance int
}

func (f *modeFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.mode, "mode", "foresight", a.say("计算方式：foresight 全期预知，rolling 滚动", "foresight over the whole horizon, or rolling"))
	flags.IntVar(&f.window, "window", 0, a.say("滚动窗口的时段数（默认一季）", "periods that a rolling window sees (default a quarter)"))
	flags.IntVar(&f.advance, "advance", 0, a.say("每个窗口采用的时段数（默认 1）", "periods kept of each window (default 1)"))
}

func (f *modeFlags) set(r *request.Request) {
	r.Mode, r.Window, r.Advance = optimize.Mode(f.mode), f.window, f.advance
}

package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// linesFlags are the flags of drought lines.
type linesFlags struct {
	dead, storage float64
	window        int
	once          bool
	hedge         float64
	output        outputFlags
}

// linesOutcome is the JSON form of drought-limited storages.
type linesOutcome struct {
	Steps   []string             `json:"steps"`
	Warn    []float64            `json:"warning"` // [万m³]
	Dry     []float64            `json:"dry"`     // [万m³]
	Window  int                  `json:"window"`
	Storage *float64             `json:"storage,omitempty"`
	Zone    network.Text         `json:"zone,omitzero"`
	Days    *float64             `json:"days,omitempty"` // of supply; absent where it lasts
	Hedge   float64              `json:"hedge,omitempty"`
	Release []float64            `json:"hedged_release,omitempty"` // [万m³]
	Factors []drought.ZoneFactor `json:"zone_factors"`
	zone    drought.Zone
	series  *supplySeries
}

// newDroughtLinesCmd computes the drought-limited storages of a reservoir.
func newDroughtLinesCmd(a *app) *cobra.Command {
	var f linesFlags
	cmd := &cobra.Command{
		Use:   "lines " + a.say("文件", "FILE") + ".csv",
		Short: a.say("水库旱限库容（旱警、旱枯）、限供系数与可供天数", "drought-limited storages of a reservoir, restrictions and days of supply"),
		Long: a.say(`由逐月需水与枯水年来水推求旱警库容（全部需水）与旱枯库容（生活与必保用水），
给出各区的限供系数；给出 --storage 时，判断现状所在区、可供天数与对冲供水。
文件首行为表头：月份,需水,必保需水,来水,天数（或 month,demand,essential,inflow,days），单位万m³。`,
			`From demand and the inflow of a dry year by month, the warning storage (all demand) and the
dry storage (domestic and essential use), with the restriction of each zone; with --storage
also the zone of the storage, days of supply and hedged releases. The first line names the
columns: month,demand,essential,inflow,days; volumes are 10⁴ m³.`),
		Example: `  fenhu drought lines reservoir.csv --dead 2000 --window 3
  fenhu drought lines reservoir.csv --dead 2000 --storage 11000 --hedge 0.8 --format json`,
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := f.output.check(a, cmd)
			if err != nil {
				return err
			}
			data, err := a.file("FILE", args[0])
			if err != nil {
				return err
			}
			s, faults := readSupply(data)
			faults = append(faults, f.check(cmd.Flags().Changed("storage"))...)
			a.printFaults(a.err, faults)
			if len(faults.Errors()) > 0 {
				return exitError(exitFaulty)
			}
			out, err := f.lines(s, cmd.Flags().Changed("storage"))
			if err != nil {
				return err
			}
			return f.output.writeDocument(a, format, export.Document{Tables: out.tables(), Data: out})
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.dead, "dead", 0, a.say("死库容（万m³）", "dead storage (10⁴ m³)"))
	flags.IntVar(&f.window, "window", 3, a.say("向前看的月数", "months looked ahead"))
	flags.BoolVar(&f.once, "once", false, a.say("不循环：系列终了即止", "do not let the series follow itself"))
	flags.Float64Var(&f.storage, "storage", 0, a.say("现有蓄水（万m³，含死库容），为第一个月月初", "storage now (10⁴ m³, dead storage included), as the first month begins"))
	flags.Float64Var(&f.hedge, "hedge", 1, a.say("对冲系数 k，供水 = min(需水, k×可用水)；1 为不对冲", "hedging factor k, release = min(demand, k × available); 1 = none"))
	f.output.addFile(a, cmd)
	return cmd
}

// check finds faults of the flags.
func (f *linesFlags) check(given bool) network.Faults {
	var wrong network.Faults
	add := func(path, zh, en string) {
		wrong = append(wrong, network.Fault{Path: path, Problem: text(zh, en)})
	}
	if !(f.dead >= 0 && f.dead <= mostValue) {
		add("--dead", fmt.Sprintf("%v 应不小于 0", f.dead), fmt.Sprintf("%v must be at least 0", f.dead))
	}
	if f.window < 1 || f.window > 60 {
		add("--window", fmt.Sprintf("%d 应在 1 到 60 之间", f.window), fmt.Sprintf("%d must be from 1 to 60", f.window))
	}
	if given && !(f.storage >= f.dead && f.storage <= mostValue) {
		add("--storage", fmt.Sprintf("%v 应不小于死库容 %v", f.storage, f.dead), fmt.Sprintf("%v must be at least the dead storage %v", f.storage, f.dead))
	}
	if !(f.hedge > 0 && f.hedge <= 1) {
		add("--hedge", fmt.Sprintf("%v 应大于 0 且不大于 1", f.hedge), fmt.Sprintf("%v must be above 0 and at most 1", f.hedge))
	}
	return wrong
}

// lines computes the storages, and where the storage given stands.
func (f *linesFlags) lines(s *supplySeries, given bool) (*linesOutcome, error) {
	out := &linesOutcome{Steps: s.steps, Window: f.window, Factors: drought.DefaultZoneFactors(), series: s}
	var err error
	if out.Warn, err = drought.LimitStorage(f.dead, s.demand, s.inflow, f.window, !f.once); err != nil {
		return nil, err
	}
	if out.Dry, err = drought.LimitStorage(f.dead, s.essential, s.inflow, f.window, !f.once); err != nil {
		return nil, err
	}
	if !given {
		return out, nil
	}
	out.Storage = &f.storage
	if out.zone, err = drought.ZoneOf(f.storage, out.Warn[0], out.Dry[0]); err != nil {
		return nil, err
	}
	out.Zone = [...]network.Text{text("旱警线以上，正常供水", "above the warning line: supply in full"), text("旱警线以下，按系数限供", "below the warning line: restrict"), text("旱枯线以下，只保生活与必保用水", "below the dry line: domestic and essential use only")}[out.zone]
	days, lasts, err := drought.DaysOfSupply(f.storage-f.dead, s.demand, s.inflow, s.days)
	if err != nil {
		return nil, err
	}
	if !lasts {
		out.Days = &days
	}
	if f.hedge < 1 {
		out.Hedge = f.hedge
		left := f.storage - f.dead
		for t, d := range s.demand {
			available := left + s.inflow[t]
			r := drought.HedgedRelease(d, available, f.hedge)
			out.Release, left = append(out.Release, r), available-r
		}
	}
	return out, nil
}

func (o *linesOutcome) tables() []export.Table {
	t := export.Table{
		ID: "drought-lines", Title: text("旱限库容表", "Drought-limited storages"), Unit: "万m³",
		Columns: []export.Column{
			{Name: text("月份", "month"), Words: true},
			{Name: text("需水", "demand")},
			{Name: text("必保需水", "essential")},
			{Name: text("枯水年来水", "dry inflow")},
			{Name: text("旱警库容", "warning storage")},
			{Name: text("旱枯库容", "dry storage")},
		},
		Notes: []network.Text{text(fmt.Sprintf("含死库容；向前看 %d 个月（C）。超过兴利库容的数值表示水库不能承担。", o.Window), fmt.Sprintf("Dead storage included; %d months looked ahead (C). A value above the normal storage says that the reservoir cannot carry the demand.", o.Window))},
	}
	if o.Release != nil {
		t.Columns = append(t.Columns, export.Column{Name: text("对冲供水", "hedged release")})
		t.Notes = append(t.Notes, text(fmt.Sprintf("对冲系数 k = %g（C）", o.Hedge), fmt.Sprintf("hedging factor k = %g (C)", o.Hedge)))
	}
	for i := range o.Steps {
		row := []export.Cell{export.Words(o.Steps[i], o.Steps[i]), export.Number(o.series.demand[i]), export.Number(o.series.essential[i]), export.Number(o.series.inflow[i]), export.Number(o.Warn[i]), export.Number(o.Dry[i])}
		if o.Release != nil {
			row = append(row, export.Number(o.Release[i]))
		}
		t.Rows = append(t.Rows, export.Row{Cells: row})
	}
	if o.Storage != nil {
		days := text("计算期内不会放空", "it is not empty by the end")
		if o.Days != nil {
			days = text(fmt.Sprintf("可供 %.0f 天", *o.Days), fmt.Sprintf("it carries the demand for %.0f days", *o.Days))
		}
		t.Notes = append(t.Notes, text(fmt.Sprintf("现有蓄水 %g 万m³：%s；%s", *o.Storage, o.Zone.ZH, days.ZH), fmt.Sprintf("storage now %g 10⁴ m³: %s; %s", *o.Storage, o.Zone.EN, days.EN)))
	}
	z := export.Table{
		ID: "zone-factors", Title: text("各区限供系数", "Share of the demand served by zone"), Unit: "-",
		Columns: []export.Column{{Name: text("用途", "use"), Words: true}, {Name: text("旱警—旱枯", "warning zone"), Decimals: 2}, {Name: text("旱枯以下", "dry zone"), Decimals: 2}, {Name: text("等级", "grade"), Words: true}, {Name: text("来源", "source"), Words: true}},
	}
	names := map[string]string{"domestic": "生活", "industry": "工业", "irrigation": "灌溉", "base-flow": "生态基流"}
	for _, x := range o.Factors {
		grade := string(x.Warning.Grade)
		z.Rows = append(z.Rows, export.Row{Cells: []export.Cell{export.Words(names[x.Use], x.Use), export.Number(x.Warning.Value), export.Number(x.Dry.Value), export.Words(grade, grade), export.Words(x.Warning.Source, x.Warning.Source)}})
	}
	return []export.Table{t, z}
}

// supplySeries is demand and inflow of a reservoir by step [万m³].
type supplySeries struct {
	steps                           []string
	demand, essential, inflow, days []float64
}

// readSupply reads the file of drought lines. Days may be left out: 30.4 a step.
func readSupply(data []byte) (*supplySeries, network.Faults) {
	t := readTable(data)
	s := &supplySeries{}
	if len(t.rows) < 2 {
		if len(t.faults) == 0 {
			t.fault(0, "文件没有数据行", "the file has no rows")
		}
		return s, t.faults
	}
	columns := []struct {
		names [2]string
		to    *[]float64
		need  bool
	}{
		{[2]string{"demand", "需水"}, &s.demand, true},
		{[2]string{"essential", "必保需水"}, &s.essential, true},
		{[2]string{"inflow", "来水"}, &s.inflow, true},
		{[2]string{"days", "天数"}, &s.days, false},
	}
	at := map[int]*[]float64{}
	for _, c := range columns {
		found := false
		for i, h := range t.rows[0] {
			if h = strings.ToLower(strings.TrimSpace(h)); i > 0 && (h == c.names[0] || h == c.names[1]) && !found {
				at[i], found = c.to, true
			}
		}
		if !found && c.need {
			t.fault(t.lines[0], "缺少列 "+c.names[1], "there is no column "+c.names[0])
		}
	}
	if len(t.faults) > 0 {
		return s, t.faults
	}
	for i, row := range t.rows[1:] {
		line := t.lines[i+1]
		if len(row) != len(t.rows[0]) {
			t.fault(line, fmt.Sprintf("有 %d 列，应为 %d 列", len(row), len(t.rows[0])), fmt.Sprintf("has %d columns, want %d", len(row), len(t.rows[0])))
			continue
		}
		s.steps = append(s.steps, strings.TrimSpace(row[0]))
		for k, to := range at {
			x, _ := t.value(line, row[k])
			*to = append(*to, x)
		}
	}
	if s.days == nil {
		for range s.steps {
			s.days = append(s.days, 365.25/12)
		}
	}
	for i, d := range s.essential {
		if i < len(s.demand) && d > s.demand[i]+math.SmallestNonzeroFloat64 {
			t.fault(t.lines[min(i+1, len(t.lines)-1)], fmt.Sprintf("必保需水 %v 大于需水 %v", d, s.demand[i]), fmt.Sprintf("essential %v is above the demand %v", d, s.demand[i]))
		}
	}
	return s, t.faults
}

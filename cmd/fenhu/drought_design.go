package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/api/request"
	"fenhu/network"
	"fenhu/network/frequency"
)

// designFlags are the flags of drought design.
type designFlags struct {
	frequencyFlags
	basin   string
	year    int
	typical int
	control []int
	share   float64
	gap     int
	returns []float64
}

// newDroughtDesignCmd makes design years and design droughts.
func newDroughtDesignCmd(a *app) *cobra.Command {
	var f designFlags
	cmd := &cobra.Command{
		Use:   "design [" + a.say("文件", "FILE") + ".csv]",
		Short: a.say("设计年与设计干旱：设计值、典型年缩放、游程", "design years and design droughts: values, scaled typical years, runs"),
		Long: a.say(`由月系列推求设计年（P=20、50、75、90、95、97、99%）：年值适线，典型年按同倍比与同频率缩放；
并按游程理论统计干旱历时与烈度、推求给定重现期的设计干旱，列出可供比较的来水情景。
文件每行为 年-月,数值（如 2001-03,1.25；首行可为表头；- 为标准输入），须为整年。
给出 --basin 而无文件时，列出流域各来水节点的设计年径流及其月过程。`,
			`Make the design years (P = 20, 50, 75, 90, 95, 97, 99 %) of a monthly record: a curve
fitted to the years, typical years scaled by one ratio and by the frequency of a control
period; count droughts by run theory, give design droughts of return periods, and list
inflow scenarios to compare. Each line of the file is month,value (2001-03,1.25; the first
may be a heading; - is standard input); years must be whole. With --basin and no file, the
design runoff of each inflow of a basin by year and month.`),
		Example: `  fenhu drought design flow.csv --unit 万m³ --control 3,4,5,6
  fenhu drought design flow.csv --typical 1999 --format csv --out design/
  fenhu drought design --basin fen-hutuo --year 2025`,
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(a, cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.basin, "basin", "", a.say("流域名或文档，代替文件", "a basin or document, instead of a file"))
	flags.IntVar(&f.year, "year", 0, a.say("流域的水平年", "planning year of the basin"))
	flags.Float64Var(&f.ratio, "ratio", frequency.DefaultRatio, a.say("Cs/Cv；0 为取离差最小者", "Cs/Cv; 0 takes the best"))
	flags.StringVar(&f.criterion, "criterion", "wls", a.say("适线准则 ols|abs|wls", "criterion of fitting ols|abs|wls"))
	flags.Float64Var(&f.cv, "cv", 0, a.say("指定年值的 Cv，不适线", "set Cv of the years instead of fitting"))
	flags.Float64Var(&f.csCv, "cs-cv", 0, a.say("与 --cv 同用的 Cs/Cv", "Cs/Cv to go with --cv"))
	flags.IntVar(&f.typical, "typical", 0, a.say("典型年；0 为自动选取", "typical year; 0 chooses one for each P"))
	flags.IntSliceVar(&f.control, "control", []int{3, 4, 5, 6}, a.say("同频率法的控制时段（月）", "months of the control period of the same-frequency method"))
	flags.Float64Var(&f.share, "threshold", 1, a.say("干旱阈值，月平均的倍数（等级 D）", "threshold of a drought as a share of the mean of the month (grade D)"))
	flags.IntVar(&f.gap, "pool", 0, a.say("合并相隔不超过此月数的干旱", "join droughts that at most so many months lie between"))
	flags.Float64SliceVar(&f.returns, "returns", []float64{10, 20, 50, 100}, a.say("设计干旱的重现期（年）", "return periods of design droughts in years"))
	flags.StringVar(&f.unit, "unit", "", a.say("数值的单位", "unit of the values"))
	f.output.addFile(a, cmd)
	return cmd
}

func (f *designFlags) run(a *app, cmd *cobra.Command, args []string) error {
	format, err := f.output.check(a, cmd)
	if err != nil {
		return err
	}
	if (len(args) == 1) == (f.basin != "") {
		return a.usage(cmd, network.Text{ZH: "给出一个文件，或用 --basin 给出流域", EN: "give one file, or a basin with --basin"})
	}
	if f.basin != "" {
		n, err := a.network(f.basin, &request.Request{Year: f.year})
		if err != nil {
			return err
		}
		d := designOfBasin(n)
		return f.output.writeDocument(a, format, export.Document{Tables: d.tables(), Data: d})
	}
	by, err := f.checkDesign(cmd)
	if err != nil {
		return err
	}
	data, err := a.file("FILE", args[0])
	if err != nil {
		return err
	}
	record, faults := readMonths(data)
	a.printFaults(a.err, faults)
	if len(faults.Errors()) > 0 {
		return exitError(exitFaulty)
	}
	d, err := f.design(record, by, cmd.Flags().Changed("cv"))
	if err != nil {
		return failureError{exitFaulty, network.Text{ZH: "不能推求设计值：" + err.Error(), EN: "no design values: " + err.Error()}}
	}
	return f.output.writeDocument(a, format, export.Document{Tables: d.tables(), Data: d})
}

// checkDesign finds faults of the flags.
func (f *designFlags) checkDesign(cmd *cobra.Command) (frequency.Criterion, error) {
	by, ok := map[string]frequency.Criterion{"ols": frequency.OLS, "abs": frequency.ABS, "wls": frequency.WLS}[f.criterion]
	if !cmd.Flags().Changed("cs-cv") {
		f.csCv = f.ratio
		if f.ratio == 0 {
			f.csCv = frequency.DefaultRatio
		}
	}
	var wrong network.Faults
	add := func(path, zh, en string) {
		wrong = append(wrong, network.Fault{Path: path, Problem: network.Text{ZH: zh, EN: en}})
	}
	if !ok {
		add("--criterion", fmt.Sprintf("未知的适线准则 %q；可选：ols, abs, wls", f.criterion), fmt.Sprintf("unknown criterion %q; choose ols, abs or wls", f.criterion))
	}
	if !(f.ratio >= 0 && f.ratio <= 20) || !(f.csCv >= 0 && f.csCv <= 20) {
		add("--ratio", "应在 0 到 20 之间", "must be from 0 to 20")
	}
	if cmd.Flags().Changed("cv") && !(f.cv > 0 && f.cv <= 5) {
		add("--cv", fmt.Sprintf("%v 应大于 0 且不大于 5", f.cv), fmt.Sprintf("%v must be above 0 and at most 5", f.cv))
	}
	seen := map[int]bool{}
	for _, m := range f.control {
		if m < 1 || m > 12 || seen[m] {
			add("--control", fmt.Sprintf("月份 %d 重复或不在 1 到 12 之间", m), fmt.Sprintf("month %d is repeated or not from 1 to 12", m))
		}
		seen[m] = true
	}
	if len(f.control) == 0 || len(seen) == 12 {
		add("--control", "应为 1 到 11 个月", "must be 1 to 11 months")
	}
	if !(f.share > 0 && f.share <= 2) {
		add("--threshold", fmt.Sprintf("%v 应大于 0 且不大于 2", f.share), fmt.Sprintf("%v must be above 0 and at most 2", f.share))
	}
	if f.gap < 0 || f.gap > 12 {
		add("--pool", fmt.Sprintf("%d 应在 0 到 12 之间", f.gap), fmt.Sprintf("%d must be from 0 to 12", f.gap))
	}
	slices.Sort(f.returns)
	if len(wrong) > 0 {
		return by, wrong
	}
	return by, nil
}

// designPs are the exceedance probabilities of design years.
func designPs() []float64 { return []float64{0.20, 0.50, 0.75, 0.90, 0.95, 0.97, 0.99} }

// monthsText lists the months of the control period.
func (f *designFlags) monthsText() string {
	var out []string
	for _, m := range f.control {
		out = append(out, strconv.Itoa(m))
	}
	return strings.Join(out, ", ")
}

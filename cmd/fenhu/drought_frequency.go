package main

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/api/plot"
	"fenhu/network"
	"fenhu/network/frequency"
)

// frequencyFlags are the flags of drought frequency.
type frequencyFlags struct {
	values    []string
	ratio     float64
	criterion string
	cv, csCv  float64
	unit      string
	name      string
	plot      string
	output    outputFlags
}

// newDroughtFrequencyCmd fits a Pearson-III curve to a series of years.
func newDroughtFrequencyCmd(a *app) *cobra.Command {
	var f frequencyFlags
	cmd := &cobra.Command{
		Use:   "frequency [" + a.say("文件", "FILE") + ".csv]",
		Short: a.say("年系列频率分析：经验频率、P-Ⅲ 适线、设计值", "frequency of a series of years: points, Pearson-III curve, design values"),
		Long: a.say(`对年系列作频率分析。文件每行为 年份,数值（首行可为表头；- 为标准输入）；
或用 --values 直接给出数值。均值取样本均值，Cs/Cv 取 --ratio，按 --criterion 适线求 Cv；
也可用 --cv 与 --cs-cv 由工程师指定。`,
			`Analyse the frequency of a series of years. Each line of the file is year,value (the
first may be a heading; - is standard input), or --values gives them. The mean is that of the
sample, Cs/Cv is --ratio, and Cv is fitted by --criterion; --cv and --cs-cv override both.`),
		Example: `  fenhu drought frequency runoff.csv --ratio 2.5 --unit 亿m³ --plot runoff.svg
  fenhu drought frequency --values 8.9,7.6,6.9,6.3,5.9,5.6,5.3,5.0 --criterion ols`,
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(a, cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.values, "values", nil, a.say("数值，逗号分隔，代替文件", "values with commas, instead of a file"))
	flags.Float64Var(&f.ratio, "ratio", frequency.DefaultRatio, a.say("Cs/Cv；0 为在 2、2.5、3、3.5 中取离差最小者", "Cs/Cv; 0 takes the best of 2, 2.5, 3 and 3.5"))
	flags.StringVar(&f.criterion, "criterion", "wls", a.say("适线准则 ols|abs|wls；wls 看重枯水端", "criterion of fitting ols|abs|wls; wls weights the dry years"))
	flags.Float64Var(&f.cv, "cv", 0, a.say("指定 Cv，不适线", "set Cv instead of fitting"))
	flags.Float64Var(&f.csCv, "cs-cv", 0, a.say("与 --cv 同用的 Cs/Cv（默认同 --ratio）", "Cs/Cv to go with --cv (default as --ratio)"))
	flags.StringVar(&f.unit, "unit", "", a.say("数值的单位，用于表与图", "unit of the values, for tables and figure"))
	flags.StringVar(&f.name, "name", "", a.say("系列名称，用于图题", "name of the series, for the title of the figure"))
	flags.StringVar(&f.plot, "plot", "", a.say("频率曲线图文件（.svg 或 .png）", "file of the figure (.svg or .png)"))
	f.output.addFile(a, cmd)
	return cmd
}

func (f *frequencyFlags) run(a *app, cmd *cobra.Command, args []string) error {
	format, err := f.output.check(a, cmd)
	if err != nil {
		return err
	}
	by, image, err := f.check(a, cmd, args)
	if err != nil {
		return err
	}
	series, faults, err := f.read(a, args)
	if err != nil {
		return err
	}
	a.printFaults(a.err, faults)
	if len(faults.Errors()) > 0 {
		return exitError(exitFaulty)
	}
	result, err := analyse(series, by, *f, cmd.Flags().Changed("cv"))
	if err != nil {
		return failureError{exitFaulty, network.Text{ZH: "不能适线：" + err.Error(), EN: "cannot fit a curve: " + err.Error()}}
	}
	if f.plot != "" {
		if err := f.draw(a, result, image); err != nil {
			return err
		}
	}
	return f.output.writeDocument(a, format, export.Document{Tables: result.tables(), Data: result})
}

// check finds faults of the flags.
func (f *frequencyFlags) check(a *app, cmd *cobra.Command, args []string) (frequency.Criterion, plot.Format, error) {
	wrong := func(zh, en string) (frequency.Criterion, plot.Format, error) {
		return 0, "", a.usage(cmd, network.Text{ZH: zh, EN: en})
	}
	by := map[string]frequency.Criterion{"ols": frequency.OLS, "abs": frequency.ABS, "wls": frequency.WLS}
	criterion, ok := by[f.criterion]
	changed := cmd.Flags().Changed
	if !changed("cs-cv") {
		f.csCv = f.ratio
		if f.ratio == 0 {
			f.csCv = frequency.DefaultRatio
		}
	}
	image := plot.Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(f.plot), ".")))
	switch {
	case !ok:
		return wrong(fmt.Sprintf("未知的适线准则 %q；可选：ols, abs, wls", f.criterion), fmt.Sprintf("unknown criterion %q; choose ols, abs or wls", f.criterion))
	case (len(args) == 1) == (len(f.values) > 0):
		return wrong("给出一个文件，或用 --values 给出数值", "give one file, or values with --values")
	case !(f.ratio >= 0 && f.ratio <= 20):
		return wrong(fmt.Sprintf("--ratio %v 应在 0 到 20 之间", f.ratio), fmt.Sprintf("--ratio %v must be from 0 to 20", f.ratio))
	case changed("cv") && !(f.cv > 0 && f.cv <= 5):
		return wrong(fmt.Sprintf("--cv %v 应大于 0 且不大于 5", f.cv), fmt.Sprintf("--cv %v must be above 0 and at most 5", f.cv))
	case changed("cs-cv") && !changed("cv"):
		return wrong("--cs-cv 须与 --cv 同用；适线用 --ratio", "--cs-cv goes with --cv; for fitting use --ratio")
	case !(f.csCv >= 0 && f.csCv <= 20):
		return wrong(fmt.Sprintf("--cs-cv %v 应在 0 到 20 之间", f.csCv), fmt.Sprintf("--cs-cv %v must be from 0 to 20", f.csCv))
	case f.plot != "" && image != plot.SVG && image != plot.PNG:
		return wrong(fmt.Sprintf("--plot %q 的扩展名应为 .svg 或 .png", f.plot), fmt.Sprintf("--plot %q must end in .svg or .png", f.plot))
	}
	return criterion, image, nil
}

func (f *frequencyFlags) read(a *app, args []string) (annual, network.Faults, error) {
	if len(args) == 1 {
		data, err := a.file(a.say("文件", "FILE"), args[0])
		if err != nil {
			return annual{}, nil, err
		}
		series, faults := readAnnual(data)
		return series, faults, nil
	}
	var t table
	var out annual
	for i, s := range f.values {
		before := len(t.faults)
		x, ok := t.value(0, s)
		if ok {
			out.values = append(out.values, x)
			continue
		}
		t.faults[before].Path = fmt.Sprintf("--values[%d]", i)
	}
	return out, append(t.faults, checkAnnual(out.values, len(t.faults) > 0)...), nil
}

// draw writes the figure, as a whole or not at all.
func (f *frequencyFlags) draw(a *app, r *frequencyResult, image plot.Format) error {
	name := network.Text{ZH: f.name, EN: f.name}
	title := network.Text{ZH: f.name + "频率曲线", EN: "Frequency of " + f.name}
	if f.name == "" {
		name, title = network.Text{ZH: "年值", EN: "Annual value"}, network.Text{ZH: "频率曲线", EN: "Frequency curve"}
	}
	figure := plot.Probability{Title: title, Name: name, Unit: f.unit, Curves: []plot.Curve{{Name: r.adopted(), Pearson3: r.Adopted}}}
	for _, p := range r.Points {
		figure.Points = append(figure.Points, p.Point)
	}
	if r.Override && r.Fit != nil {
		figure.Curves = append(figure.Curves, plot.Curve{Name: r.fitted(), Pearson3: r.Fit.Pearson3})
	}
	for _, d := range r.Design {
		figure.Design = append(figure.Design, d.P)
	}
	options := plot.Options{Lang: a.lang, Format: image}
	if image == plot.PNG && a.lang == network.ZH {
		options.Font = plot.SystemFont(plot.FontPaths())
	}
	var b bytes.Buffer
	used, err := plot.Write(&b, figure, options)
	if err != nil {
		return err
	}
	if used != a.lang {
		fmt.Fprintln(a.err, a.say("未找到中文字体，PNG 图用英文标注；SVG 图不受影响，或安装 fonts-noto-cjk", "no Chinese font was found; the PNG has English labels"))
	}
	return a.saveFile(f.plot, b.Bytes())
}

// frequencyResult is the JSON form of a frequency analysis.
type frequencyResult struct {
	Unit      string              `json:"unit"`
	Moments   frequency.Pearson3  `json:"moments"`
	LMoments  frequency.LMoments  `json:"l_moments"`
	ByL       *frequency.Pearson3 `json:"by_l_moments,omitempty"` // nil where they make no curve
	Fit       *fitResult          `json:"fit,omitempty"`
	Override  bool                `json:"override"` // the engineer set the parameters
	Adopted   frequency.Pearson3  `json:"adopted"`
	Objective float64             `json:"objective"` // of the adopted curve, by the criterion
	Criterion string              `json:"criterion"`
	Doubt     string              `json:"doubt,omitempty"` // why the curve is doubtful for runoff
	Points    []pointResult       `json:"points"`
	Design    []designResult      `json:"design"`
	by        frequency.Criterion
}

type fitResult struct {
	frequency.Pearson3
	Ratio     float64 `json:"ratio"`
	Objective float64 `json:"objective"`
}

type pointResult struct {
	Year int `json:"year,omitempty"`
	frequency.Deviation
}

type designResult struct {
	frequency.Design
	Kp     float64 `json:"kp"`
	Value  float64 `json:"value"`
	Return float64 `json:"return"` // of a year as dry, of a wet year as wet [years]
}

// analyse computes all of a frequency analysis.
func analyse(series annual, by frequency.Criterion, f frequencyFlags, override bool) (*frequencyResult, error) {
	r := &frequencyResult{Unit: f.unit, Override: override, Criterion: strings.ToLower(by.String()), by: by}
	var err error
	if r.Moments, err = frequency.Moments(series.values); err != nil {
		return nil, err
	}
	if r.LMoments, err = frequency.SampleLMoments(series.values); err != nil {
		return nil, err
	}
	if d, err := r.LMoments.Pearson3(); err == nil {
		r.ByL = &d
	}
	fit, err := frequency.FitCurve(series.values, by, f.ratio)
	if f.ratio == 0 {
		fit, err = frequency.FitBest(series.values, by, frequency.Ratios())
	}
	switch {
	case err == nil:
		r.Fit = &fitResult{fit.Pearson3, fit.Ratio, fit.Objective}
		r.Adopted = fit.Pearson3
	case !override:
		return nil, err
	}
	if override {
		r.Adopted = frequency.Pearson3{Mean: r.Moments.Mean, Cv: f.cv, Cs: f.csCv * f.cv}
	}
	if err := r.Adopted.Check(); err != nil {
		return nil, err
	}
	points, err := frequency.Empirical(series.values)
	if err != nil {
		return nil, err
	}
	if o := by.Objective(points, r.Adopted); !math.IsInf(o, 0) {
		r.Objective = o
	}
	if err := r.Adopted.CheckRunoff(points[len(points)-1].X); err != nil {
		r.Doubt = err.Error()
	}
	for _, d := range frequency.Deviations(points, r.Adopted) {
		p := pointResult{Deviation: d}
		if series.years != nil {
			p.Year = series.years[d.Index]
		}
		r.Points = append(r.Points, p)
	}
	for _, p := range []float64{0.20, 0.50, 0.75, 0.90, 0.95, 0.97, 0.99} {
		d := designResult{Design: frequency.Design{P: p, Name: frequency.DesignName(p)}, Kp: r.Adopted.Kp(p), Value: r.Adopted.RunoffQuantile(p), Return: frequency.DryReturn(p)}
		if p < 0.5 {
			d.Return = frequency.WetReturn(p)
		}
		r.Design = append(r.Design, d)
	}
	return r, nil
}

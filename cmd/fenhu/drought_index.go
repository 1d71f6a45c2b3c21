package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// indexFlags are the flags of drought index.
type indexFlags struct {
	indices  []string
	months   []int
	latitude float64
	rational bool
	last     int
	output   outputFlags
}

// newDroughtIndexCmd computes drought indices of a monthly record.
func newDroughtIndexCmd(a *app) *cobra.Command {
	var f indexFlags
	cmd := &cobra.Command{
		Use:   "index " + a.say("文件", "FILE") + ".csv",
		Short: a.say("逐月干旱指数 SPI、SPEI、降水距平及其等级", "drought indices by month: SPI, SPEI, anomaly, and their categories"),
		Long: a.say(`由逐月系列计算干旱指数。文件首行为表头：日期(YYYY-MM) 与 precipitation（降水量，mm），
可另有 pet（蒸散量，mm）、temperature（气温，℃）或 tmax、tmin；缺测留空。
SPEI 用 pet；没有时由 tmax、tmin（Hargreaves）或 temperature（Thornthwaite）推算，须给 --latitude。`,
			`Compute drought indices of a monthly record. The first line holds the headings: the date
(YYYY-MM), precipitation [mm], and perhaps pet [mm], temperature [°C] or tmax and tmin; missing
figures are left empty. SPEI takes pet, or works it out from tmax and tmin (Hargreaves) or from
temperature (Thornthwaite), which needs --latitude.`),
		Example: `  fenhu drought index taiyuan.csv --months 1,3,6,12
  fenhu drought index taiyuan.csv --index spei --latitude 37.8 --last 0 --out spei.xlsx`,
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(a, cmd, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.indices, "index", []string{"spi", "pa"}, a.say("指数 spi,spei,pa", "indices spi,spei,pa"))
	flags.IntSliceVar(&f.months, "months", []int{1, 3, 6, 12}, a.say("累积月数", "months of the sums"))
	flags.Float64Var(&f.latitude, "latitude", 0, a.say("纬度（度，北为正），推算蒸散量用", "latitude in degrees, north positive, to work out evapotranspiration"))
	flags.BoolVar(&f.rational, "rational", false, a.say("用国标的近似公式求正态分位数", "use the approximation of the standard for the normal deviate"))
	flags.IntVar(&f.last, "last", 24, a.say("只列最后若干月；0 为全部", "list the last months only; 0 lists all"))
	f.output.addFile(a, cmd)
	return cmd
}

func (f *indexFlags) run(a *app, cmd *cobra.Command, path string) error {
	format, err := f.output.check(a, cmd)
	if err != nil {
		return err
	}
	if err := f.check(a, cmd); err != nil {
		return err
	}
	data, err := a.file(a.say("文件", "FILE"), path)
	if err != nil {
		return err
	}
	c, faults := readClimate(data)
	a.printFaults(a.err, faults)
	if len(faults.Errors()) > 0 {
		return exitError(exitFaulty)
	}
	if n := len(c.precipitation); n < 12*drought.RecordYears {
		fmt.Fprintf(a.err, a.say("警告 系列只有 %d 个月，GB/T 20481 要求 %d 年以上\n", "warning the record has %d months; GB/T 20481 asks for %d years or more\n"), n, drought.RecordYears)
	}
	result, err := f.compute(a, c, cmd.Flags().Changed("latitude"))
	if err != nil {
		return err
	}
	return f.output.writeDocument(a, format, export.Document{Tables: []export.Table{result.table(f.last), thresholdTable(result.bands)}, Data: result})
}

func (f *indexFlags) check(a *app, cmd *cobra.Command) error {
	for _, id := range f.indices {
		if id != "spi" && id != "spei" && id != "pa" {
			return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的指数 %q；可选：spi, spei, pa", id), EN: fmt.Sprintf("unknown index %q; choose spi, spei or pa", id)})
		}
	}
	for _, k := range f.months {
		if k < 1 || k > 48 {
			return a.usage(cmd, network.Text{ZH: fmt.Sprintf("--months %d 应在 1 到 48 之间", k), EN: fmt.Sprintf("--months %d must be from 1 to 48", k)})
		}
	}
	if len(f.months) == 0 || len(f.indices) == 0 {
		return a.usage(cmd, network.Text{ZH: "没有要计算的指数或月数", EN: "there is no index or no number of months to compute"})
	}
	if f.last < 0 {
		return a.usage(cmd, network.Text{ZH: "--last 不能为负", EN: "--last must not be negative"})
	}
	return nil
}

// indexSeries is one index of the record.
type indexSeries struct {
	Index     string             `json:"index"` // spi, spei or pa
	Months    int                `json:"months"`
	Standings []drought.Standing `json:"standings"`
	Skipped   []drought.Skipped  `json:"skipped,omitempty"`
}

// indexResult is the JSON form of the indices of a record.
type indexResult struct {
	Start  string          `json:"start"` // first month, YYYY-MM
	Steps  int             `json:"steps"`
	PET    string          `json:"pet,omitempty"` // given, hargreaves or thornthwaite
	Series []indexSeries   `json:"series"`
	Bands  []drought.Bands `json:"bands"`
	bands  []drought.Bands
	labels []string
}

func (f *indexFlags) compute(a *app, c *climate, located bool) (*indexResult, error) {
	r := &indexResult{Start: c.label(0), Steps: len(c.precipitation)}
	for t := range r.Steps {
		r.labels = append(r.labels, c.label(t))
	}
	var pet []float64
	if slices.Contains(f.indices, "spei") {
		var err error
		if pet, r.PET, err = c.evapotranspiration(f.latitude, located); err != nil {
			return nil, err
		}
	}
	bands := func(id string) {
		if !slices.ContainsFunc(r.bands, func(b drought.Bands) bool { return b.ID == id }) {
			r.bands = append(r.bands, drought.DefaultBand(id))
		}
	}
	for _, id := range f.indices {
		for _, k := range f.months {
			o := drought.IndexOptions{Months: k}
			if f.rational {
				o.Inverse = drought.Rational
			}
			s := indexSeries{Index: id, Months: k}
			var err error
			switch id {
			case "spi":
				var x drought.PrecipitationIndex
				x, err = drought.SPI(c.precipitation, c.month, o)
				s.Standings, s.Skipped = x.Standings, x.Skipped
				bands(drought.BandIndex)
			case "spei":
				var x drought.BalanceIndex
				x, err = drought.SPEI(c.precipitation, pet, c.month, o)
				s.Standings, s.Skipped = x.Standings, x.Skipped
				bands(drought.BandIndex)
			default:
				s.Standings, err = drought.Anomalies(c.precipitation, c.month, o)
				bands(drought.AnomalyBand(k))
			}
			if err != nil {
				return nil, failureError{exitFaulty, network.Text{
					ZH: fmt.Sprintf("%s-%d 不能计算：%v", strings.ToUpper(id), k, err),
					EN: fmt.Sprintf("%s-%d cannot be computed: %v", strings.ToUpper(id), k, err),
				}}
			}
			for _, m := range s.Skipped {
				fmt.Fprintf(a.err, a.say("警告 %s-%d：%d 月没有指数：%s\n", "warning %s-%d: no index in month %d: %s\n"), strings.ToUpper(id), k, m.Month, m.Why)
			}
			r.Series = append(r.Series, s)
		}
	}
	r.Bands = r.bands
	return r, nil
}

// evapotranspiration is the one of the file, or what follows from temperatures.
func (c *climate) evapotranspiration(latitude float64, located bool) (pet []float64, how string, err error) {
	n := len(c.precipitation)
	fill := func(x []float64) []float64 {
		for len(x) < n {
			x = append(x, math.NaN())
		}
		return x
	}
	wrong := func(zh, en string) ([]float64, string, error) {
		return nil, "", failureError{exitFaulty, network.Text{ZH: zh, EN: en}}
	}
	warm := c.temperature != nil || c.high != nil && c.low != nil
	switch {
	case c.pet != nil:
		return fill(c.pet), "given", nil
	case !warm:
		return wrong("SPEI 需要 pet 列，或气温列与 --latitude", "SPEI needs a column pet, or temperatures and --latitude")
	case !located:
		return wrong("由气温推算蒸散量须给 --latitude", "working out evapotranspiration from temperatures needs --latitude")
	case c.high != nil && c.low != nil:
		how = "hargreaves"
		pet, err = drought.Hargreaves(fill(c.high), fill(c.low), c.month, latitude)
	default:
		how = "thornthwaite"
		pet, err = drought.Thornthwaite(fill(c.temperature), c.month, latitude)
	}
	if err != nil {
		return wrong("不能推算蒸散量："+err.Error(), "evapotranspiration cannot be worked out: "+err.Error())
	}
	return pet, how, nil
}

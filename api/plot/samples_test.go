package plot

import (
	"math"
	"testing"

	"fenhu/network"
	"fenhu/network/frequency"
)

// samples is one figure of each kind.
func samples(t *testing.T) map[string]Figure {
	t.Helper()
	record := []float64{8.9, 7.6, 6.9, 6.3, 5.9, 5.6, 5.3, 5.0, 4.8, 4.6, 4.4, 4.2, 4.0, 3.8, 3.6, 3.4, 3.2, 2.9, 2.6, 2.2}
	fit, err := frequency.FitCurve(record, frequency.WLS, 2)
	if err != nil {
		t.Fatal(err)
	}
	ols, err := frequency.FitCurve(record, frequency.OLS, 2)
	if err != nil {
		t.Fatal(err)
	}
	steps := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}
	fan := Fan{
		Title: network.Text{ZH: "汾河水库入库流量预估", EN: "Inflow of the Fenhe reservoir"},
		Name:  network.Text{ZH: "入库水量", EN: "Inflow"}, Unit: "万m³", Steps: steps, Observed: []float64{820, 700, 900},
	}
	for _, q := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		v := Quantile{Share: q}
		for m := range steps {
			v.Values = append(v.Values, (900+2600*math.Exp(-math.Pow(float64(m)-7, 2)/5))*(0.4+q*q*1.3))
		}
		fan.Quantiles = append(fan.Quantiles, v)
	}
	states := States{Title: network.Text{ZH: "各级干旱预警概率", EN: "Probability of each drought level"}, Steps: steps}
	storage := Storage{
		Title: network.Text{ZH: "汾河水库蓄水过程（P=95%）", EN: "Storage of the Fenhe reservoir (P = 95 %)"}, Unit: "万m³", Steps: steps,
		Dead: 1500, Full: 14000,
	}
	for m := range steps {
		x := float64(m)
		states.Shares = append(states.Shares, [5]float64{0.6 - 0.03*x, 0.2, 0.1 + 0.01*x, 0.06 + 0.01*x, 0.04 + 0.01*x})
		storage.Storage = append(storage.Storage, 9000+4000*math.Cos(x/2))
		storage.Warn = append(storage.Warn, 8000+1000*math.Sin(x/2))
		storage.Dry = append(storage.Dry, 4000+500*math.Sin(x/2))
	}
	shortage := Exceedance{Title: network.Text{ZH: "年缺水量超过概率", EN: "Annual shortage"}, Name: network.Text{ZH: "缺水量", EN: "Shortage"}, Unit: "万m³"}
	for i := range 200 {
		shortage.Values = append(shortage.Values, max(0, 8000*math.Log(200/float64(i+1))/5-2000))
	}
	return map[string]Figure{
		"fan": fan, "states": states, "storage": storage, "exceedance": shortage,
		"probability": Probability{
			Title:  network.Text{ZH: "汾河水库天然年径流频率曲线", EN: "Annual natural runoff, Fenhe reservoir"},
			Name:   network.Text{ZH: "年径流量", EN: "Annual runoff"},
			Unit:   "亿m³",
			Points: fit.Points,
			Curves: []Curve{
				{network.Text{ZH: "P-Ⅲ 适线（WLS）", EN: "P-III fitted (WLS)"}, fit.Pearson3},
				{network.Text{ZH: "P-Ⅲ 适线（OLS）", EN: "P-III fitted (OLS)"}, ols.Pearson3},
			},
			Design: []float64{0.2, 0.5, 0.75, 0.9, 0.95, 0.97, 0.99},
		},
	}
}

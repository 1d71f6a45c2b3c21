package compensation

import (
	"math"

	"fenhu/network"
)

// volumeRule pays for water beyond the baseline (RULES EC-17, Miyun template):
// p·max(0, W − W̄), over the year.
func volumeRule() Rule {
	return Rule{
		ID: "volume", Title: network.Text{ZH: "增量水量 × 单价", EN: "volume beyond the baseline times price"},
		Params: []Param{number("price", "单价", "price", "元/m³", 0, 100, 0.1)},
		settle: func(t *terms, records []Record) (items []Item) {
			volume, baseline, period := 0.0, 0.0, ""
			for k := range records {
				if r := &records[k]; r.Judged() {
					volume, baseline, period = volume+r.Volume, baseline+r.Baseline, (&Record{Year: r.Year}).Period()
				}
			}
			more := math.Max(0, volume-baseline)
			if more == 0 {
				return nil
			}
			return []Item{{
				Period: period, Part: ByVolume, Of: "volume", What: network.Text{ZH: "增量水量", EN: "volume beyond the baseline"}, Measured: volume, Target: baseline,
				Quantity: more, Unit: "万m³", Rate: t.num("price"), Amount: more * t.num("price"),
			}}
		},
	}
}

package compensation

import "fenhu/network"

// templateRule is the template for the Fen (RULES EC-03): what is known of the
// pilot scheme is that quality, ecological flow and volume at the handover sections
// count; its amounts are not public, so every figure is configuration (grade D).
//
//	pay = kq·(T − G) + F + clip(kw·(W − Wb), ±cap)
//	F = kf where Q ≥ E, −kf·(E − Q)/E below
func templateRule() Rule {
	return Rule{
		ID: "template", Title: network.Text{ZH: "水质类别 + 生态流量 + 水量", EN: "class, ecological flow and volume"},
		Params: []Param{
			number("kq", "水质每类", "for each class", "万元", 0, 1e5, 50),
			number("kf", "生态流量达标", "for the ecological flow", "万元", 0, 1e5, 30),
			number("kw", "水量单价", "for the volume", "万元/万m³", 0, 100, 0.05),
			number("cap", "水量补偿上限；0 不限", "cap of the part for volume; 0 = none", "万元", 0, 1e6, 40),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			for k := range records {
				r := &records[k]
				if !r.Judged() {
					continue
				}
				if g := r.MeasuredClass(); g > 0 && r.Target > 0 {
					n := float64(r.Target - g)
					items = append(items, Item{
						Period: r.Period(), Part: Base, Of: "class", What: network.Text{ZH: "水质类别", EN: "quality class"}, Measured: float64(g), Target: float64(r.Target),
						Quantity: n, Unit: "类", Rate: t.num("kq"), Amount: n * t.num("kq"),
					})
				}
				if r.EcoFlow > 0 {
					share := 1.0
					if r.Flow < r.EcoFlow*(1-tolerance) {
						share = -(r.EcoFlow - r.Flow) / r.EcoFlow
					}
					items = append(items, Item{
						Period: r.Period(), Part: Base, Of: "flow", What: network.Text{ZH: "生态流量", EN: "ecological flow"}, Measured: r.Flow, Target: r.EcoFlow,
						Quantity: share, Unit: "-", Rate: t.num("kf"), Amount: share * t.num("kf"),
					})
				}
				if r.Baseline > 0 {
					n := r.Volume - r.Baseline
					amount, cut := clip(n*t.num("kw"), t.num("cap"))
					items = append(items, Item{
						Period: r.Period(), Part: ByVolume, Of: "volume", What: network.Text{ZH: "水量", EN: "volume"}, Measured: r.Volume, Target: r.Baseline,
						Quantity: n, Unit: "万m³", Rate: t.num("kw"), Amount: amount, Capped: cut,
					})
				}
			}
			return items
		},
	}
}

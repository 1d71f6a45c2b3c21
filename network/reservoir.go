package network

import "math"

// Reservoir stores water between dead storage and its normal storage, or the
// flood-limited storage of the month where that is lower.
//
// Evaporation is depth × area, with the area taken as a linear function of
// storage: the chord of the storage–area table over the working range.
// Seepage is a share of the mean storage a month.
type Reservoir struct {
	Base
	Dead        float64        `json:"dead" unit:"万m³" min:"0" max:"1e8" doc:"dead storage" zh:"死库容"`
	Normal      float64        `json:"normal" req:"true" unit:"万m³" min:"0" max:"1e8" doc:"storage at the normal level, dead storage included" zh:"正常蓄水位库容"`
	Flood       Quantity       `json:"flood_limited" unit:"万m³" min:"0" max:"1e8" doc:"largest storage by month in the flood season, dead storage included" zh:"汛限水位库容"`
	Initial     float64        `json:"initial" unit:"万m³" min:"0" max:"1e8" doc:"storage at the start, dead storage included" zh:"期初蓄水量"`
	EndMin      string         `json:"end_min" unit:"万m³" doc:"storage that must be reached at the end: a volume, or \"initial\"" zh:"期末最低蓄水量"`
	EndTarget   string         `json:"end_target" unit:"万m³" doc:"storage wished for at the end: a volume, or \"initial\"" zh:"期末目标蓄水量"`
	Table       []LevelRow     `json:"table" doc:"storage–area–level table, rising" zh:"水位–面积–库容关系"`
	Evaporation Quantity       `json:"evaporation_mm" unit:"mm/month" min:"-1000" max:"2000" doc:"net evaporation of the month" zh:"月净蒸发量"`
	Seepage     Quantity       `json:"seepage" unit:"1/month" min:"0" max:"1" doc:"share of the mean storage that seeps away in a month" zh:"月渗漏率"`
	SeepageTo   string         `json:"seepage_to" doc:"aquifer that receives the seepage" zh:"渗漏补给对象"`
	SpillTo     string         `json:"spill_to" doc:"where uncontrolled spill goes; left out = only reaches and transfers lead away" zh:"弃水去向"`
	Warning     Quantity       `json:"drought_warning" unit:"万m³" min:"0" max:"1e8" doc:"storage by month below which restrictions begin, dead storage included" zh:"旱警水位库容"`
	Dry         Quantity       `json:"drought_dry" unit:"万m³" min:"0" max:"1e8" doc:"storage by month below which only domestic and essential use is served, dead storage included" zh:"旱枯水位库容"`
	Origin      Origin         `json:"origin" enum:"origins" doc:"what the initial storage counts as (default surface)" zh:"初始蓄水类别"`
	Quality     Concentrations `json:"quality" doc:"concentrations of the water stored at the start" zh:"期初浓度"`
	Decay       Decay          `json:"decay" doc:"first-order decay at 20 °C of stored water; left out = the basin's" zh:"综合衰减系数"`
}

// LevelRow is one row of a storage–area–level table.
type LevelRow struct {
	Storage float64 `json:"storage" req:"true" unit:"万m³" min:"0" max:"1e8" doc:"storage" zh:"库容"`
	Area    float64 `json:"area" req:"true" unit:"km²" min:"0" max:"1e5" doc:"water surface" zh:"面积"`
	Level   float64 `json:"level" unit:"m" min:"-500" max:"9000" doc:"water level" zh:"水位"`
}

// endInitial in end_min or end_target means the storage at the start.
const endInitial = "initial"

func (x *Reservoir) check(c *checker) {
	if x.Dead > x.Normal {
		c.fault("dead", say("死库容 %g 大于正常库容 %g", "dead storage %g is above normal storage %g", x.Dead, x.Normal), Text{"核对两者，单位均为万m³", "check both, in 万m³"})
	}
	if x.Flood.IsSet() {
		for m := 1; m <= 12; m++ {
			if v := x.Flood.At(c.n.PlanningYear, m); v < x.Dead {
				c.fault("flood_limited", say("%d月汛限库容 %g 低于死库容 %g", "the flood-limited storage of month %d, %g, is below dead storage %g", m, v, x.Dead), Text{"汛限库容含死库容，核对数值", "flood-limited storage includes dead storage; check it"})
				break
			}
		}
	}
	if x.Initial < x.Dead {
		c.fault("initial", say("期初蓄水量 %g 低于死库容 %g", "initial storage %g is below dead storage %g", x.Initial, x.Dead), Text{"期初蓄水量含死库容", "initial storage includes dead storage"})
	}
	if x.Initial > x.Normal {
		c.fault("initial", say("期初蓄水量 %g 高于正常库容 %g", "initial storage %g is above normal storage %g", x.Initial, x.Normal), Text{"核对数值与单位（万m³）", "check the figure and its unit (万m³)"})
	}
	for _, line := range []struct {
		key string
		q   Quantity
	}{{"drought_warning", x.Warning}, {"drought_dry", x.Dry}} {
		c.ordered(line.key, line.q, "normal", Const(x.Normal))
		c.ordered("dead", Const(x.Dead), line.key, line.q)
	}
	c.ordered("drought_dry", x.Dry, "drought_warning", x.Warning)
	for _, e := range []struct{ key, value string }{{"end_min", x.EndMin}, {"end_target", x.EndTarget}} {
		if v, ok := x.end(e.value); !ok {
			c.fault(e.key, say("%q 不是数字也不是 initial", "%q is neither a volume nor \"initial\"", e.value), Text{"填写万m³数值，或 initial", "give a volume in 万m³, or initial"})
		} else if e.value != "" && v < 0 {
			c.fault(e.key, say("期末蓄水量 %g 为负", "end storage %g is negative", v), Text{"核对数值", "check the figure"})
		} else if limit := x.lastLimit(c.n); v > limit && v <= x.Normal {
			c.warn(e.key, say("期末蓄水量 %g 高于最后时段的汛限库容 %g，按汛限库容计", "end storage %g is above the flood-limited storage %g of the last period, which is taken instead", v, limit), Text{"调整期末蓄水量，或让计算期在汛期之外结束", "change it, or end the calendar outside the flood season"})
		} else if v > x.Normal {
			c.fault(e.key, say("期末蓄水量 %g 高于正常库容 %g", "end storage %g is above normal storage %g", v, x.Normal), Text{"核对数值与单位（万m³）", "check the figure and its unit (万m³)"})
		}
	}
	for i := 1; i < len(x.Table); i++ {
		if x.Table[i].Storage <= x.Table[i-1].Storage || x.Table[i].Area < x.Table[i-1].Area || x.Table[i].Level < x.Table[i-1].Level {
			c.fault("table", say("第 %d 行没有高于上一行", "row %d is not above the row before", i+1), Text{"库容须递增，面积与水位不得减小", "storage must rise; area and level must not fall"})
		}
	}
	if x.Evaporation.IsSet() && len(x.Table) < 2 {
		c.fault("table", Text{"有蒸发却没有库容–面积关系（至少两行）", "has evaporation but no storage–area table (two rows at least)"}, Text{"填写 table", "give table"})
	}
	if x.SeepageTo != "" {
		c.ref("seepage_to", x.SeepageTo, inlet)
	}
	if x.SpillTo != "" {
		c.ref("spill_to", x.SpillTo, inlet)
	}
}

// end reads end_min or end_target; a text that is neither a number nor
// "initial" is not ok, an empty one is −1.
func (x *Reservoir) end(s string) (float64, bool) {
	switch s {
	case "":
		return -1, true
	case endInitial:
		return x.Initial, true
	}
	return parseFinite(s)
}

// lastLimit is the largest storage [万m³] at the end of the calendar.
func (x *Reservoir) lastLimit(n *Network) float64 {
	h, err := n.Horizon()
	if err != nil || !x.Flood.IsSet() {
		return x.Normal
	}
	return math.Min(x.Normal, x.Flood.At(n.PlanningYear, h.Steps[h.Len()-1].Month))
}

// areaLine is the linear area–storage relation [km², km²/万m³]: the chord of
// the table from dead to normal storage.
func (x *Reservoir) areaLine() (fixed, slope float64) {
	if len(x.Table) < 2 {
		return 0, 0
	}
	lo, up := x.AreaAt(x.Dead), x.AreaAt(x.Normal)
	if x.Normal <= x.Dead {
		return up, 0
	}
	slope = (up - lo) / (x.Normal - x.Dead)
	return lo - slope*x.Dead, slope
}

// AreaAt interpolates the table's area [km²] at a storage [万m³].
func (x *Reservoir) AreaAt(storage float64) float64 {
	return x.interpolate(storage, func(r LevelRow) float64 { return r.Area })
}

// LevelAt interpolates the table's level [m] at a storage [万m³]; 0 without a table.
func (x *Reservoir) LevelAt(storage float64) float64 {
	return x.interpolate(storage, func(r LevelRow) float64 { return r.Level })
}

func (x *Reservoir) interpolate(storage float64, of func(LevelRow) float64) float64 {
	if len(x.Table) == 0 {
		return 0
	}
	if storage <= x.Table[0].Storage {
		return of(x.Table[0])
	}
	for i := 1; i < len(x.Table); i++ {
		if a, b := x.Table[i-1], x.Table[i]; storage <= b.Storage {
			w := (storage - a.Storage) / (b.Storage - a.Storage)
			return of(a)*(1-w) + of(b)*w
		}
	}
	return of(x.Table[len(x.Table)-1])
}

// volumePerDepth is 1 mm over 1 km² in 万m³.
const volumePerDepth = 0.1

func (x *Reservoir) points(b *builder) {
	v := b.vertex(x.ID)
	fixed, slope := x.areaLine()
	n := b.h.Len()
	origin := x.Origin
	if origin == "" {
		origin = Surface
	}
	s := &Store{Initial: x.Initial, Min: make([]float64, n), Max: make([]float64, n), SeepTo: NoVertex, Origin: OriginIndex(origin)}
	if x.Evaporation.IsSet() || x.Seepage.IsSet() {
		s.EvapFixed, s.EvapRate, s.SeepRate = make([]float64, n), make([]float64, n), make([]float64, n)
		s.SoftMin = true
	}
	for t, step := range b.h.Steps {
		s.Min[t], s.Max[t] = x.Dead, x.Normal
		if x.Flood.IsSet() {
			s.Max[t] = math.Min(x.Normal, x.Flood.At(b.n.PlanningYear, step.Month))
		}
		if s.EvapRate != nil {
			share := b.h.ShareOfMonth(t)
			depth := x.Evaporation.At(b.n.PlanningYear, step.Month) * share * volumePerDepth
			s.EvapFixed[t], s.EvapRate[t] = depth*fixed, depth*slope
			s.SeepRate[t] = x.Seepage.At(b.n.PlanningYear, step.Month) * share
		}
	}
	s.EndMin, _ = x.end(x.EndMin)
	s.EndTarget, _ = x.end(x.EndTarget)
	s.Level, s.Area = x.LevelAt, x.AreaAt
	b.g.Vertices[v].Store = s
}

func (x *Reservoir) connect(b *builder) {
	v := b.inlet(x.ID)
	if x.SeepageTo != "" {
		b.g.Vertices[v].Store.SeepTo = b.inlet(x.SeepageTo)
	}
	if x.SpillTo != "" {
		b.arc(Arc{Node: x.ID, Role: RoleSpill, From: v, Heads: []Head{{To: b.inlet(x.SpillTo), Share: 1}}})
	}
}

package network

import (
	"fmt"
	"slices"
	"strings"

	"fenhu/network/quality"
)

// WaterQuality says which pollutants a run follows, and what is common to the
// basin. Without indicators nothing is computed and nothing has to be known.
type WaterQuality struct {
	Indicators  []string        `json:"indicators" enum:"cod|codmn|nh3n|tp|tn|f" doc:"pollutants that are followed; every source of water needs a concentration of each" zh:"水质指标"`
	Background  Concentrations  `json:"background" doc:"of natural sources, transfers from outside, aquifers and stored water that give none of their own" zh:"本底浓度"`
	Returns     []ReturnQuality `json:"returns" doc:"return flow by sector, for demands that give none of their own" zh:"各行业退水浓度"`
	Effluent    Concentrations  `json:"effluent" doc:"of treatment works that give none of their own" zh:"污水厂出水浓度"`
	Decay       Decay           `json:"decay" doc:"first-order decay at 20 °C in rivers, canals and reservoirs that give none of their own; left out = none" zh:"综合衰减系数"`
	Temperature Quantity        `json:"temperature" unit:"°C" min:"0" max:"40" doc:"water temperature by month: decay is k20·1.047^(T−20); left out = decay as given" zh:"水温"`
	TargetAfter string          `json:"target_after" doc:"priority level behind which sections are held to their target by dilution; left out = quality is computed only" zh:"水质达标次序（列于其后）"`
	Grade       string          `json:"grade" enum:"A|B|C|D" doc:"grade of the weakest figure" zh:"数据等级"`
	Source      string          `json:"source" doc:"source of the figures" zh:"来源"`
}

// Concentrations are concentrations by pollutant.
type Concentrations struct {
	COD   Quantity `json:"cod" unit:"mg/L" min:"0" max:"1e5" doc:"chemical oxygen demand" zh:"化学需氧量"`
	CODMn Quantity `json:"codmn" unit:"mg/L" min:"0" max:"1e5" doc:"permanganate index" zh:"高锰酸盐指数"`
	NH3N  Quantity `json:"nh3n" unit:"mg/L" min:"0" max:"1e5" doc:"ammonia nitrogen" zh:"氨氮"`
	TP    Quantity `json:"tp" unit:"mg/L" min:"0" max:"1e5" doc:"total phosphorus" zh:"总磷"`
	TN    Quantity `json:"tn" unit:"mg/L" min:"0" max:"1e5" doc:"total nitrogen" zh:"总氮"`
	F     Quantity `json:"f" unit:"mg/L" min:"0" max:"1e5" doc:"fluoride" zh:"氟化物"`
}

// Decay is first-order decay by pollutant.
type Decay struct {
	COD   Quantity `json:"cod" unit:"1/d" min:"0" max:"10" doc:"chemical oxygen demand" zh:"化学需氧量"`
	CODMn Quantity `json:"codmn" unit:"1/d" min:"0" max:"10" doc:"permanganate index" zh:"高锰酸盐指数"`
	NH3N  Quantity `json:"nh3n" unit:"1/d" min:"0" max:"10" doc:"ammonia nitrogen" zh:"氨氮"`
	TP    Quantity `json:"tp" unit:"1/d" min:"0" max:"10" doc:"total phosphorus" zh:"总磷"`
	TN    Quantity `json:"tn" unit:"1/d" min:"0" max:"10" doc:"total nitrogen" zh:"总氮"`
	F     Quantity `json:"f" unit:"1/d" min:"0" max:"10" doc:"fluoride" zh:"氟化物"`
}

// Removal is the share of a load that a plant takes out, by pollutant.
type Removal struct {
	COD   Quantity `json:"cod" unit:"-" min:"0" max:"1" doc:"chemical oxygen demand" zh:"化学需氧量"`
	CODMn Quantity `json:"codmn" unit:"-" min:"0" max:"1" doc:"permanganate index" zh:"高锰酸盐指数"`
	NH3N  Quantity `json:"nh3n" unit:"-" min:"0" max:"1" doc:"ammonia nitrogen" zh:"氨氮"`
	TP    Quantity `json:"tp" unit:"-" min:"0" max:"1" doc:"total phosphorus" zh:"总磷"`
	TN    Quantity `json:"tn" unit:"-" min:"0" max:"1" doc:"total nitrogen" zh:"总氮"`
	F     Quantity `json:"f" unit:"-" min:"0" max:"1" doc:"fluoride" zh:"氟化物"`
}

// Loads are loads of a year by pollutant.
type Loads struct {
	COD   Quantity `json:"cod" unit:"t/a" min:"0" max:"1e8" doc:"chemical oxygen demand" zh:"化学需氧量"`
	CODMn Quantity `json:"codmn" unit:"t/a" min:"0" max:"1e8" doc:"permanganate index" zh:"高锰酸盐指数"`
	NH3N  Quantity `json:"nh3n" unit:"t/a" min:"0" max:"1e8" doc:"ammonia nitrogen" zh:"氨氮"`
	TP    Quantity `json:"tp" unit:"t/a" min:"0" max:"1e8" doc:"total phosphorus" zh:"总磷"`
	TN    Quantity `json:"tn" unit:"t/a" min:"0" max:"1e8" doc:"total nitrogen" zh:"总氮"`
	F     Quantity `json:"f" unit:"t/a" min:"0" max:"1e8" doc:"fluoride" zh:"氟化物"`
}

// ReturnQuality is the concentration of what a sector gives back.
type ReturnQuality struct {
	Sector Sector `json:"sector" req:"true" enum:"sectors" doc:"sector" zh:"行业"`
	Concentrations
}

// Travel says how long water is on its way, for decay alone: it does not delay
// the water, which lag_days does.
type Travel struct {
	LengthKm   float64 `json:"length_km" unit:"km" min:"0" max:"5000" doc:"length, for decay on the way" zh:"长度"`
	VelocityMs float64 `json:"velocity_ms" unit:"m/s" min:"0" max:"10" doc:"mean velocity, for decay on the way" zh:"平均流速"`
	TravelDays float64 `json:"travel_days" unit:"d" min:"0" max:"3650" doc:"travel time, for decay on the way, in place of length and velocity" zh:"衰减历时"`
	Decay      Decay   `json:"decay" doc:"first-order decay at 20 °C; left out = the basin's" zh:"综合衰减系数"`
}

// days is the travel time [d]; 0 when it is not given.
func (x *Travel) days() float64 {
	if x.TravelDays > 0 || x.LengthKm == 0 || x.VelocityMs == 0 {
		return x.TravelDays
	}
	return quality.TravelDays(x.LengthKm, x.VelocityMs)
}

func (x *Travel) check(c *checker) {
	if x.LengthKm > 0 && x.VelocityMs == 0 && x.TravelDays == 0 {
		c.fault("travel.velocity_ms", Text{"有长度却没有流速", "has a length but no velocity"}, Text{"填写 velocity_ms（m/s），或直接填写 travel_days（d）", "give velocity_ms (m/s), or travel_days (d) instead"})
	}
	if x.LengthKm > 0 && x.TravelDays > 0 {
		c.fault("travel.travel_days", Text{"与 length_km 重复", "is given beside length_km"}, Text{"二者留一", "keep one of the two"})
	}
}

// pollutant is one that a document can follow.
type pollutant struct {
	key       string
	indicator quality.Indicator
	of        func(Concentrations) Quantity
}

// pollutantTable is the ordered table of pollutants: a new one is a field of the
// four structs above and a line here.
var pollutantTable = []pollutant{
	{"cod", quality.COD, func(c Concentrations) Quantity { return c.COD }},
	{"codmn", quality.CODMn, func(c Concentrations) Quantity { return c.CODMn }},
	{"nh3n", quality.NH3N, func(c Concentrations) Quantity { return c.NH3N }},
	{"tp", quality.TP, func(c Concentrations) Quantity { return c.TP }},
	{"tn", quality.TN, func(c Concentrations) Quantity { return c.TN }},
	{"f", quality.F, func(c Concentrations) Quantity { return c.F }},
}

// followed are the pollutants of a run, in table order.
func (w *WaterQuality) followed() []pollutant {
	var out []pollutant
	for _, p := range pollutantTable {
		if slices.Contains(w.Indicators, p.key) {
			out = append(out, p)
		}
	}
	return out
}

// returnOf is what a sector gives back where its demand says nothing.
func (w *WaterQuality) returnOf(s Sector) Concentrations {
	for _, r := range w.Returns {
		if r.Sector == s {
			return r.Concentrations
		}
	}
	return Concentrations{}
}

// polluted is a node that says something about the quality of water.
type polluted interface {
	Node
	// checkQuality adds what is missing for the pollutants that are followed.
	checkQuality(c *checker, followed []pollutant)
	// pollute adds to the quality of the graph; vertices and arcs exist by then.
	pollute(q *qualityBuilder)
}

// waterQuality checks the quality of the document.
func (c *checker) waterQuality() {
	w := &c.n.Quality
	c.enter("quality", "")
	seen := map[string]bool{}
	for i, id := range w.Indicators {
		if seen[id] {
			c.fault(c.at("indicators", i), say("指标 %q 重复", "the indicator %q is listed twice", id), Text{"删去一处", "take one away"})
		}
		seen[id] = true
	}
	sectors := map[Sector]bool{}
	for i, r := range w.Returns {
		if sectors[r.Sector] {
			c.fault(c.at("returns", i)+".sector", say("行业 %q 重复", "the sector %q is listed twice", r.Sector), Text{"合并为一项", "make it one entry"})
		}
		sectors[r.Sector] = true
	}
	if w.TargetAfter != "" {
		c.targetAfter(w)
	}
	followed := w.followed()
	if len(followed) == 0 {
		return
	}
	for i, x := range c.n.Nodes {
		if p, ok := x.(polluted); ok {
			c.enter(fmt.Sprintf("nodes[%d]", i), x.Info().ID)
			p.checkQuality(c, followed)
		}
	}
}

func (c *checker) targetAfter(w *WaterQuality) {
	var ids []string
	serves := false
	for _, l := range c.n.Order() {
		ids = append(ids, l.ID)
		serves = serves || l.ID == w.TargetAfter
	}
	if !serves {
		c.fault("target_after", say("没有名为 %q 的级别", "there is no level %q", w.TargetAfter), say("可选：%s", "choose %s", strings.Join(ids, ", ")))
	}
	if len(w.followed()) == 0 {
		c.fault("target_after", Text{"没有水质指标可以达标", "there is no indicator to hold"}, Text{"填写 quality.indicators", "give quality.indicators"})
	}
}

// needs says for each pollutant that is followed and that none of the places
// gives that it is missing at key.
func (c *checker) needs(key string, followed []pollutant, remedy Text, given ...Concentrations) {
	for _, p := range followed {
		set := false
		for _, g := range given {
			set = set || p.of(g).IsSet()
		}
		if !set {
			l, _ := quality.LimitOf(p.indicator)
			c.fault(key+"."+p.key, say("没有%[1]s浓度，无法计算下游水质", "has no concentration of %[2]s, so nothing downstream can be known", l.Chinese, p.indicator),
				say(remedy.ZH, remedy.EN, key+"."+p.key, p.key))
		}
	}
}

// background is the remedy for a source without a concentration.
var background = Text{"填写 %[1]s，或 quality.background.%[2]s（mg/L）", "give %[1]s, or quality.background.%[2]s (mg/L)"}

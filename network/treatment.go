package network

import "slices"

// Treatment is a sewage plant: what users return to it is treated up to its
// capacity and discharged, and part of it becomes reclaimed water for the
// sectors that may use it.
type Treatment struct {
	Base
	To           string         `json:"to" req:"true" doc:"where the effluent goes" zh:"排放去向"`
	CapacityM3s  Quantity       `json:"capacity_m3s" unit:"m³/s" min:"0" max:"1000" doc:"treatment capacity; left out = no limit" zh:"处理能力"`
	ReclaimM3s   Quantity       `json:"reclaim_m3s" unit:"m³/s" min:"0" max:"1000" doc:"capacity of reclaimed water; left out = no limit" zh:"再生水能力"`
	ReclaimShare Quantity       `json:"reclaim_share" unit:"-" min:"0" max:"1" doc:"largest share of the sewage of a year that becomes reclaimed water (left out = 1)" zh:"再生水利用率上限"`
	Recovery     Quantity       `json:"recovery" unit:"-" min:"0" max:"1" doc:"reclaimed water per m³ of sewage used for it (default 1)" zh:"产水率"`
	Price        Quantity       `json:"price" unit:"元/m³" min:"0" max:"1000" doc:"cost of reclaimed water" zh:"再生水成本"`
	Sectors      []Sector       `json:"sectors" enum:"sectors" doc:"sectors that may use reclaimed water (default industry, services and off-stream ecology)" zh:"可用行业"`
	Effluent     Concentrations `json:"effluent" doc:"concentrations of treated and reclaimed water, never above those of the sewage" zh:"出水浓度"`
	Removal      Removal        `json:"removal" doc:"share of the load that is taken out, in place of effluent" zh:"去除率"`
}

// reusable are the sectors that may use reclaimed water when the document does
// not say: never domestic.
var reusable = []Sector{Industry, Services, Ecology}

func (x *Treatment) check(c *checker) {
	c.ref("to", x.To, inlet)
	for _, s := range x.Sectors {
		if s == UrbanDomestic || s == RuralDomestic {
			c.fault("sectors", Text{"生活用水不得使用再生水", "domestic use must not take reclaimed water"}, Text{"从 sectors 中去掉生活", "take domestic out of sectors"})
		}
	}
}

// Allows says whether a sector may use the plant's reclaimed water.
func (x *Treatment) Allows(s Sector) bool {
	list := x.Sectors
	if len(list) == 0 {
		list = reusable
	}
	return slices.Contains(list, s)
}

// reclaimedSuffix marks the vertex where reclaimed water is handed to its users.
const reclaimedSuffix = "/reclaimed"

func (x *Treatment) points(b *builder) {
	b.vertex(x.ID)
	b.vertexOut(x.ID, x.ID+reclaimedSuffix)
}

func (x *Treatment) connect(b *builder) {
	v, to := b.inlet(x.ID), b.inlet(x.To)
	treated := b.arc(Arc{Node: x.ID, Role: RoleTreated, From: v, Heads: []Head{{To: to, Share: 1}}, Max: b.volumes(x.CapacityM3s)})
	terms := []Term{{treated, 1}}
	year := b.n.PlanningYear
	recovery := x.Recovery.Or(1)
	reclaimed := b.arc(Arc{
		Node: x.ID, Role: RoleReclaimed, From: v, Heads: b.headsAt(b.outlet(x.ID), recovery.Mean(year), 0),
		Max: b.volumes(x.ReclaimM3s), Cost: b.prices(x.Price, 0), Origin: OriginIndex(Reclaimed),
	})
	terms = append(terms, Term{reclaimed, 1})
	if x.CapacityM3s.IsSet() {
		bypass := b.arc(Arc{Node: x.ID, Role: RoleBypass, From: v, Heads: []Head{{To: to, Share: 1}}, Cost: b.prices(Const(bypassCost), 0)})
		terms = append(terms, Term{bypass, 1})
		for t := range b.h.Steps {
			b.limit(Limit{
				ID: x.ID, Kind: "treatment", Path: b.path + ".capacity_m3s", Name: Text{x.Name().ZH + "处理能力", "capacity of " + x.Name().EN},
				Terms: terms[:2], From: t, To: t + 1, Min: negInf, Max: b.h.Volume(x.CapacityM3s.At(year, b.h.Steps[t].Month), t),
			})
		}
	}
	if share := x.ReclaimShare; share.IsSet() {
		s := share.Mean(year)
		rule := make([]Term, len(terms))
		for i, t := range terms {
			rule[i] = Term{t.Arc, -s}
			if t.Arc == reclaimed {
				rule[i].Coef += 1
			}
		}
		b.yearly(Limit{ID: x.ID, Kind: "reclaim", Path: b.path + ".reclaim_share", Name: Text{x.Name().ZH + "再生水利用率上限", "reclaimed share of " + x.Name().EN}, Terms: rule}, 0, 0)
	}
}

// bypassCost makes the cost level prefer treatment over bypass [元/m³]. It is a
// tie-breaker, not a price: treatment costs are paid outside the model.
const bypassCost = 0.01

package export

import (
	"encoding/json"
	"errors"
	"io"
	"math"

	"fenhu/network"
	wq "fenhu/network/quality"
	"fenhu/optimize"
)

// Map is a network as GeoJSON (RFC 7946, WGS 84): a point for every node, a line
// for every link between two nodes. A connection such as a reach or a canal is
// the line of its link; what has no position has no geometry and is listed all
// the same. Volumes are those of the horizon [万m³].
type Map struct {
	Run *optimize.Allocation
	// Flows is set when the run has been made; without it there are kinds,
	// names and capacities only.
	Flows bool
	// Series adds a value for each period.
	Series bool
}

type (
	collection struct {
		Type     string    `json:"type"`
		BBox     []float64 `json:"bbox,omitempty"`
		Basin    string    `json:"basin"` // members that RFC 7946 does not know are allowed
		NameZH   string    `json:"name_zh"`
		NameEN   string    `json:"name_en"`
		Hash     string    `json:"hash,omitempty"`
		Status   string    `json:"status,omitempty"`
		Periods  []string  `json:"periods,omitempty"` // first days
		Features []feature `json:"features"`
	}
	feature struct {
		Type       string    `json:"type"`
		ID         string    `json:"id"`
		Geometry   *geometry `json:"geometry"` // null = position not known
		Properties any       `json:"properties"`
	}
	geometry struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	// place are the properties of a node.
	place struct {
		Feature      string   `json:"feature"` // node
		ID           string   `json:"id"`
		NameZH       string   `json:"name_zh"`
		NameEN       string   `json:"name_en"`
		Kind         string   `json:"kind"`
		Inflow       *float64 `json:"inflow,omitempty"`
		Outflow      *float64 `json:"outflow,omitempty"`
		Demand       *float64 `json:"demand,omitempty"`
		Delivery     *float64 `json:"delivery,omitempty"`
		Restriction  *float64 `json:"restriction,omitempty"`
		Shortage     *float64 `json:"shortage,omitempty"`
		Satisfaction *float64 `json:"satisfaction,omitempty"`
		StorageBegin *float64 `json:"storage_begin,omitempty"`
		StorageEnd   *float64 `json:"storage_end,omitempty"`
		Evaporation  *float64 `json:"evaporation,omitempty"`
		Seepage      *float64 `json:"seepage,omitempty"`
		// Of a section whose water quality is followed: class of the mean (6 = worse than
		// Ⅴ) and the share of the assessed periods that meet the target.
		Class      *int         `json:"class,omitempty"`
		Target     string       `json:"target_class,omitempty"`
		Attainment *float64     `json:"attainment,omitempty"`
		Series     *placeSeries `json:"series,omitempty"`
	}
	placeSeries struct {
		Inflow     []float64  `json:"inflow,omitempty"`
		Outflow    []float64  `json:"outflow,omitempty"`
		Demand     []float64  `json:"demand,omitempty"`
		Delivery   []float64  `json:"delivery,omitempty"`
		Storage    []float64  `json:"storage,omitempty"`
		WaterValue []float64  `json:"water_value,omitempty"`
		Class      []wq.Class `json:"class,omitempty"` // 0 = dry
	}
	// line are the properties of a link.
	line struct {
		Feature  string       `json:"feature"` // link
		Node     string       `json:"node"`    // whose flow it is
		NameZH   string       `json:"name_zh"`
		NameEN   string       `json:"name_en"`
		Kind     string       `json:"kind"` // of that node
		Role     network.Role `json:"role"`
		From     string       `json:"from"`
		To       string       `json:"to"`
		Share    float64      `json:"share"`
		LagDays  float64      `json:"lag_days,omitempty"`
		Capacity *float64     `json:"capacity,omitempty"` // absent = no limit
		Flow     *float64     `json:"flow,omitempty"`     // that starts
		Arrives  *float64     `json:"arrives,omitempty"`
		Use      *float64     `json:"use,omitempty"` // flow ÷ capacity
		Series   *lineSeries  `json:"series,omitempty"`
	}
	lineSeries struct {
		Flow []float64 `json:"flow"`
	}
)

// writeGeoJSON writes the network with the flows of a run.
func writeGeoJSON(w io.Writer, d Document) error {
	if d.Run == nil {
		return errors.New("geojson: there is no result to write")
	}
	return Map{Run: d.Run, Flows: d.Run.Infeasible == nil, Series: true}.Write(w)
}

// Write writes the map. The run needs its nodes, links, reservoirs and the quality
// of its sections.
func (m Map) Write(w io.Writer) error {
	a := m.Run
	c := collection{
		Type: "FeatureCollection", Basin: a.Basin.ID, NameZH: a.Basin.NameZH, NameEN: a.Basin.NameEN, Hash: a.Basin.Hash, Status: a.Status,
		BBox: box(a.Nodes), Features: []feature{},
	}
	if m.Series {
		for _, p := range a.Periods {
			c.Periods = append(c.Periods, p.Start)
		}
	}
	sections := map[string]*optimize.SectionQuality{}
	for i := range a.SectionQuality {
		sections[a.SectionQuality[i].ID] = &a.SectionQuality[i]
	}
	nodes, reservoirs, drawn := map[string]*optimize.NodeResult{}, map[string]*optimize.ReservoirRes{}, map[string]bool{}
	for i := range a.Nodes {
		nodes[a.Nodes[i].ID] = &a.Nodes[i]
	}
	for i := range a.Reservoirs {
		reservoirs[a.Reservoirs[i].ID] = &a.Reservoirs[i]
	}
	for i := range a.Links {
		if l := &a.Links[i]; l.Node != l.From && l.Node != l.To {
			drawn[l.Node] = true // a connection
		}
	}
	for i := range a.Nodes {
		if n := &a.Nodes[i]; !drawn[n.ID] {
			c.Features = append(c.Features, m.place(n, reservoirs[n.ID], sections[n.ID]))
		}
	}
	for i := range a.Links {
		c.Features = append(c.Features, m.line(&a.Links[i], nodes))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(c)
}

// box is west, south, east and north of all positions, nil without any.
func box(nodes []optimize.NodeResult) []float64 {
	out := []float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	found := false
	for i := range nodes {
		if x, y, ok := position(&nodes[i]); ok {
			found = true
			out = []float64{min(out[0], x), min(out[1], y), max(out[2], x), max(out[3], y)}
		}
	}
	if !found {
		return nil
	}
	return out
}

func position(n *optimize.NodeResult) (lon, lat float64, ok bool) {
	if n == nil {
		return 0, 0, false
	}
	return n.Lon, n.Lat, n.Lon != 0 || n.Lat != 0
}

func (m Map) place(n *optimize.NodeResult, r *optimize.ReservoirRes, q *optimize.SectionQuality) feature {
	p := place{Feature: "node", ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN, Kind: n.Kind}
	f := feature{Type: "Feature", ID: n.ID}
	if lon, lat, ok := position(n); ok {
		f.Geometry = &geometry{"Point", [2]float64{lon, lat}}
	}
	if m.Flows {
		p.Inflow, p.Outflow = new(sum(n.Inflow)), new(sum(n.Outflow))
		if n.Demand != nil {
			demand, delivery, restriction := sum(n.Demand), sum(n.Delivery), sum(n.Restriction)
			short := demand - delivery - restriction
			if short < 1e-9*(1+demand) {
				short = 0
			}
			p.Demand, p.Delivery, p.Shortage = new(demand), new(delivery), new(short)
			if restriction > 0 {
				p.Restriction = new(restriction)
			}
			if demand > 0 {
				p.Satisfaction = new(min(1, delivery/demand))
			}
		}
		if r != nil {
			p.StorageBegin, p.StorageEnd, p.Evaporation, p.Seepage = new(r.Initial), new(r.Final), new(sum(r.Evaporation)), new(sum(r.Seepage))
		}
		if q != nil && q.MeanClass > 0 {
			p.Class, p.Target = new(int(q.MeanClass)), q.TargetClass
			if q.Assessed > 0 {
				p.Attainment = new(q.Attainment)
			}
		}
		if m.Series {
			p.Series = &placeSeries{Inflow: n.Inflow, Outflow: n.Outflow, Demand: n.Demand, Delivery: n.Delivery, WaterValue: n.WaterValue}
			if r != nil {
				p.Series.Storage = r.Storage
			}
			if q != nil {
				p.Series.Class = q.Class
			}
		}
	}
	f.Properties = p
	return f
}

func (m Map) line(l *optimize.LinkResult, nodes map[string]*optimize.NodeResult) feature {
	p := line{Feature: "link", Node: l.Node, Role: l.Role, From: l.From, To: l.To, Share: l.Share, LagDays: l.LagDays}
	if n := nodes[l.Node]; n != nil {
		p.NameZH, p.NameEN, p.Kind = n.NameZH, n.NameEN, n.Kind
	}
	f := feature{Type: "Feature", ID: l.Node + ":" + string(l.Role) + ":" + l.From + ":" + l.To}
	x1, y1, ok1 := position(nodes[l.From])
	x2, y2, ok2 := position(nodes[l.To])
	if ok1 && ok2 {
		f.Geometry = &geometry{"LineString", [2][2]float64{{x1, y1}, {x2, y2}}}
	}
	if l.Capacity > 0 {
		p.Capacity = new(l.Capacity)
	}
	if m.Flows {
		p.Flow, p.Arrives = new(l.Volume), new(l.Volume*l.Share)
		if l.Capacity > 0 {
			p.Use = new(l.Volume / l.Capacity)
		}
		if m.Series {
			p.Series = &lineSeries{l.Flow}
		}
	}
	f.Properties = p
	return f
}

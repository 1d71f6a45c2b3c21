package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"fenhu/network"
	"fenhu/optimize/compensation"
)

// basisText is the legal hook of the charge.
const basisText = "生态保护补偿条例 第十五条（三）"

// item is what one owner is due for one month.
type item struct {
	owner  string
	month  string
	volume float64            // of all recipients
	of     map[string]float64 // volume by recipient
	amount float64            // W·v·α·(1+δ(T−G)) [万元]
}

// monthly are the items of a project in order of owner and month.
func (s *Study) monthly(p *Project) []item {
	var out []item
	for _, f := range p.Flows {
		for m, v := range f.Months {
			if v <= 0 {
				continue
			}
			i := slices.IndexFunc(out, func(x item) bool { return x.owner == f.Owner && x.month == s.Months[m] })
			if i < 0 {
				i, out = len(out), append(out, item{owner: f.Owner, month: s.Months[m], of: map[string]float64{}})
			}
			out[i].volume += v
			out[i].of[f.Recipient] += v
		}
	}
	for i := range out {
		x := &out[i]
		x.amount = Worth(x.volume, p.Bounds.Value, p.Unpaid, s.Terms.Bonus.Value, int(s.Terms.WantedClass.Value), s.Terms.class(x.owner))
	}
	return out
}

// statement makes the lines: users at the source who lose water are paid first,
// then the owners by volume. Every recipient pays what the key says, to the 分.
func (s *Study) statement() (*compensation.Statement, error) {
	out := &compensation.Statement{
		Agreement: "XFER", Period: s.Months[0], Year: s.Year, Preset: "XFER", Rule: "transfer", RuleVersion: s.Version,
		Cite: basisText, Grade: "D", Figures: s.Terms.figures(),
	}
	if last := s.Months[len(s.Months)-1]; last[:4] == s.Months[0][:4] {
		out.Period = last[:4]
	} else {
		out.Period += "–" + last
	}
	for i := range s.Projects {
		if err := s.lines(out, &s.Projects[i]); err != nil {
			return nil, err
		}
	}
	out.Close()
	return out, nil
}

// lines adds those of a project.
func (s *Study) lines(out *compensation.Statement, p *Project) error {
	d := p.division()
	if d.Missing != nil {
		return nil
	}
	items := s.monthly(p)
	var losers []Effect
	lost := 0.0
	for _, e := range p.Effects {
		if loss := e.With - e.Without; e.Donor && loss > 0 && !slices.ContainsFunc(p.Players, func(x Player) bool { return slices.Contains(x.Regions, e.ID) }) {
			losers = append(losers, e)
			lost += loss
		}
	}
	first, err := compensation.FromWan(lost)
	if err != nil {
		return err
	}
	first = min(first, p.Charge)
	kept, err := first.Divide(d.Shares)
	if err != nil {
		return err
	}
	for k := range p.Players {
		toLosers := min(kept[k], d.Amounts[k])
		if err := s.payer(out, p, k, toLosers, d.Amounts[k]-toLosers, losers, items); err != nil {
			return err
		}
	}
	return nil
}

// payer adds what one player pays to the losers and to the owners.
func (s *Study) payer(out *compensation.Statement, p *Project, k int, toLosers, toOwners compensation.Money, losers []Effect, items []item) error {
	player := &p.Players[k]
	volume := make([]float64, len(player.Regions))
	for i, region := range player.Regions {
		for _, f := range p.Flows {
			if f.Recipient == region {
				volume[i] += f.Total
			}
		}
	}
	name := s.Names[p.ID]
	line := compensation.Line{Rule: s.Version, Basis: basisText, Grade: out.Grade, Unit: "万m³", Cites: []compensation.Cite{{Kind: compensation.CiteRun, Node: p.ID, Quantity: "flow", At: out.Period, Run: s.Basin.Hash}}}
	if toLosers > 0 {
		weights := make([]float64, len(losers))
		for i, e := range losers {
			weights[i] = e.With - e.Without
		}
		parts, err := toLosers.Divide(weights)
		if err != nil {
			return err
		}
		for i, e := range losers {
			x := line
			x.Period, x.Part, x.Unit, x.Quantity, x.Rate = out.Period, compensation.Base, "万元", weights[i], 1
			x.WhatZH, x.WhatEN = name.ZH+"：水源区用水户损失", name.EN+": loss of users at the source"
			if err := owe(out, x, parts[i], player.Regions, volume, e.ID); err != nil {
				return err
			}
		}
	}
	if toOwners == 0 {
		return nil
	}
	weights := make([]float64, len(items))
	for i := range items {
		weights[i] = items[i].amount
		if p.Key == "use" {
			part := 0.0
			for _, region := range player.Regions {
				part += items[i].of[region]
			}
			weights[i] *= part / items[i].volume
		}
		if slices.Contains(player.Regions, items[i].owner) {
			weights[i] = 0
		}
	}
	if !slices.ContainsFunc(weights, func(w float64) bool { return w > 0 }) {
		for i := range items { // a charge that only the test made: by volume
			weights[i] = items[i].volume
		}
	}
	parts, err := toOwners.Divide(weights)
	if err != nil {
		return err
	}
	for i := range items {
		if parts[i] == 0 {
			continue
		}
		x := line
		x.Period, x.Part = items[i].month, compensation.ByVolume
		for _, region := range player.Regions {
			x.Quantity += items[i].of[region]
		}
		if x.Quantity > 0 {
			x.Rate = parts[i].InWan() / x.Quantity
		}
		x.WhatZH, x.WhatEN = name.ZH+"：调水量", name.EN+": volume"
		if err := owe(out, x, parts[i], player.Regions, volume, items[i].owner); err != nil {
			return err
		}
	}
	return nil
}

// owe adds the lines of regions that owe an amount together, by their volumes.
func owe(out *compensation.Statement, x compensation.Line, amount compensation.Money, regions []string, volumes []float64, payee string) error {
	payers := make([]compensation.Party, len(regions))
	for i, r := range regions {
		payers[i] = compensation.Party{ID: r, Share: volumes[i]}
	}
	return out.Owe(x, amount, payers, []compensation.Party{{ID: payee}})
}

// figures are the terms as parameters of the statement.
func (t *Terms) figures() []compensation.Figure {
	one := func(key string, v float64, unit string) compensation.Figure {
		return compensation.Figure{Key: key, Values: []float64{v}, Unit: unit, Own: true}
	}
	out := []compensation.Figure{
		one("unpaid", t.Unpaid.Value, "-"), one("weight", t.Weight.Value, "-"), one("bonus", t.Bonus.Value, "-"),
		one("wanted_class", t.WantedClass.Value, "-"), one("source_class", t.SourceClass.Value, "-"),
	}
	if t.Paid != nil {
		out = append(out, one("paid", t.Paid.Value, "元/m³"))
	}
	if t.UnitValue != nil {
		out = append(out, one("unit_value", t.UnitValue.Value, "元/m³"))
	}
	return out
}

// name collects the names of everybody that a study speaks of.
func (s *Study) name(n *network.Network) {
	add := func(id string) {
		if _, ok := s.Names[id]; ok || id == "" {
			return
		}
		t := network.Text{ZH: id, EN: id}
		if id == others {
			t = network.Text{ZH: "其余受水区", EN: "other recipients"}
		}
		if x := n.NodeByID(id); x != nil {
			t = x.Info().Name()
		}
		if r := n.RegionByID(id); r != nil {
			t = r.Name()
		}
		for _, p := range s.Terms.Parties {
			if p.ID == id {
				t = network.Text{ZH: p.NameZH, EN: p.NameEN}
			}
		}
		s.Names[id] = t
	}
	for i := range s.Projects {
		p := &s.Projects[i]
		if x := n.ProjectByID(p.ID); x != nil {
			s.Names[p.ID] = x.Name()
		}
		add(p.From)
		for _, f := range p.Flows {
			add(f.Owner)
			add(f.Recipient)
		}
		for _, e := range p.Effects {
			add(e.ID)
		}
		for _, x := range p.Players {
			add(x.ID)
		}
	}
}

// digest identifies terms: eight hexadecimal digits of the SHA-256 of their JSON.
func digest(t *Terms) string {
	data, err := json.Marshal(t)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}

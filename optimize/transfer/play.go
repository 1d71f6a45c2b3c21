package transfer

import (
	"cmp"
	"context"
	"slices"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/sharing"
)

// players are the recipients, the largest first; with merge the smallest beyond
// the most that can be solved are one.
func (p *Project) players(n *network.Network, merge bool) {
	for _, f := range p.Flows {
		i := slices.IndexFunc(p.Players, func(x Player) bool { return x.ID == f.Recipient })
		if i < 0 {
			i = len(p.Players)
			x := Player{ID: f.Recipient, Regions: []string{f.Recipient}}
			if r := n.RegionByID(f.Recipient); r != nil {
				x.Population, x.GDP = r.Population, r.GDP
			}
			p.Players = append(p.Players, x)
		}
		p.Players[i].Volume += f.Total
	}
	slices.SortStableFunc(p.Players, func(a, b Player) int { return cmp.Or(cmp.Compare(b.Volume, a.Volume), cmp.Compare(a.ID, b.ID)) })
	if !merge || len(p.Players) <= sharing.MostPlayers {
		return
	}
	rest := Player{ID: others}
	for _, x := range p.Players[sharing.MostPlayers-1:] {
		rest.Regions, rest.Volume = append(rest.Regions, x.ID), rest.Volume+x.Volume
		rest.Population, rest.GDP = rest.Population+x.Population, rest.GDP+x.GDP
	}
	p.Players = append(p.Players[:sharing.MostPlayers-1], rest)
}

// others is the player that the smallest recipients make up.
const others = "others"

// play finds the worth of the coalitions: of all up to twelve players, along
// random orders beyond.
func (p *Project) play(ctx context.Context, n *network.Network, b *basis, pairs int, o Options) error {
	regions := make([][]string, len(p.Players))
	for i := range p.Players {
		regions[i] = p.Players[i].Regions
	}
	x, err := optimize.NewAccess(ctx, n, p.ID, regions, o.Run.Solver)
	if err != nil {
		return err
	}
	told := func(done, all int) {
		if o.Progress != nil {
			o.Progress(p.ID, done, all)
		}
	}
	if len(regions) <= optimize.MostAccess {
		if p.Game.Worths, err = x.Worths(ctx, o.Workers, told); err != nil {
			return err
		}
		for i := range regions {
			p.Game.Alone = append(p.Game.Alone, p.Game.Worths[1<<i])
		}
		p.Game.All, p.Game.Solved = p.Game.Worths[len(p.Game.Worths)-1], len(p.Game.Worths)-1
		p.Game.Drop = drop(p.Game.Worths, len(regions))
		return nil
	}
	if len(regions) > sharing.MostSampled {
		return network.Faults{fault("merge", "%d 个受水区超过 %d 个，请合并（merge: true）", "%d recipients are more than %d; join them (merge: true)", len(regions), sharing.MostSampled)}
	}
	ask, closeIt, err := x.Asker(ctx)
	if err != nil {
		return err
	}
	defer closeIt()
	most := 2 * pairs * len(regions)
	worth := func(s sharing.Coalition) (float64, error) {
		p.Game.Solved++
		told(min(p.Game.Solved, most), most)
		return ask(uint32(s))
	}
	p.Game.Sampled = true
	for i := range regions {
		v, err := worth(1 << i)
		if err != nil {
			return err
		}
		p.Game.Alone = append(p.Game.Alone, v)
	}
	if b.sampled, b.errors, err = sharing.SampleShapley(len(regions), pairs, 1, worth); err != nil {
		return err
	}
	for _, v := range b.sampled {
		p.Game.All += v
	}
	return nil
}

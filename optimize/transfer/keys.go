package transfer

import (
	"context"
	"slices"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
	"fenhu/optimize/sharing"
)

// Key is a way to divide a charge among the recipients.
type Key struct {
	ID    string
	Title network.Text
	// Game says that it needs the worth of coalitions.
	Game bool
}

// Keys is the ordered table of keys.
func Keys() []Key {
	return []Key{
		{"use", network.Text{ZH: "用水量", EN: "use"}, false},
		{"benefit", network.Text{ZH: "单独受益", EN: "benefit alone"}, true},
		{"population", network.Text{ZH: "人口", EN: "population"}, false},
		{"gdp", network.Text{ZH: "地区生产总值", EN: "GDP"}, false},
		{"scrb", network.Text{ZH: "SCRB 法", EN: "SCRB"}, true},
		{"shapley", network.Text{ZH: "Shapley 值", EN: "Shapley"}, true},
		{"nucleolus", network.Text{ZH: "核仁", EN: "nucleolus"}, true},
	}
}

// KeyByID finds a key; ok is false when there is none.
func KeyByID(id string) (Key, bool) {
	keys := Keys()
	i := slices.IndexFunc(keys, func(k Key) bool { return k.ID == id })
	if i < 0 {
		return Key{}, false
	}
	return keys[i], true
}

func keyIDs() []string {
	var ids []string
	for _, k := range Keys() {
		ids = append(ids, k.ID)
	}
	return ids
}

// Division is a charge divided by one key.
type Division struct {
	Key     string               `json:"key"`
	Missing *network.Text        `json:"missing,omitempty"` // why the key cannot be used
	Shares  []float64            `json:"shares,omitempty"`  // of each player, sum 1
	Amounts []compensation.Money `json:"amounts,omitempty"` // of each player, sum = the charge
	// Judged says that all coalitions are known, so that the core can be told.
	Judged bool     `json:"judged"`
	InCore bool     `json:"in_core"`
	Excess float64  `json:"excess"`          // of the coalition that pays most above what it would alone [万元]
	Worst  []string `json:"worst,omitempty"` // its players
	// Errors are standard errors of sampled shares [万元].
	Errors []float64 `json:"errors,omitempty"`
}

// Game is what coalitions of recipients gain from a project (optimize.Access).
type Game struct {
	Worths []float64 `json:"worths,omitempty"` // [万元] by coalition, bit i = player i; left out when sampled
	Alone  []float64 `json:"alone"`            // of each player
	All    float64   `json:"all"`              // of all players
	// Drop is the most that a coalition loses by taking in a player; it is 0 but for
	// rounding, or the game is wrong.
	Drop    float64 `json:"drop"`
	Solved  int     `json:"solved"` // programmes
	Sampled bool    `json:"sampled,omitempty"`
	// LeastExcess is above zero when the core of the cost game is empty [万元].
	LeastExcess float64 `json:"least_excess"`
	EmptyCore   bool    `json:"empty_core"`
}

// costs is the game that the keys divide: a coalition that had the project to
// itself would be charged as all are, at one rate for each 元 gained,
//
//	c(S) = C · v(S) / v(N)   [万元]
//
// so that c(N) is the charge C. A division lies in the core when no coalition
// pays more than that.
func (g *Game) costs(players []string, charge float64) *sharing.Game {
	out := &sharing.Game{Players: players, Cost: make([]float64, len(g.Worths))}
	for s, v := range g.Worths {
		out.Cost[s] = charge * v / g.All
	}
	out.Cost[out.All()] = charge
	return out
}

// drop is the largest fall of the worth when a player joins.
func drop(worths []float64, players int) float64 {
	most := 0.0
	for s, v := range worths {
		for i := range players {
			if s>>i&1 == 0 {
				most = max(most, v-worths[s|1<<i])
			}
		}
	}
	return most
}

// basis is what the keys of one project divide by.
type basis struct {
	players      []Player
	charge       compensation.Money
	game         *Game
	sampled      []float64 // Shapley's shares of the worth, when sampled
	errors       []float64
	alternatives []float64 // what each would pay elsewhere for its volume [万元]; nil = nothing known
	solver       optimize.Solver
}

// divide lays all keys side by side.
func (b *basis) divide(ctx context.Context) ([]Division, error) {
	names := make([]string, len(b.players))
	for i := range b.players {
		names[i] = b.players[i].ID
	}
	total := b.charge.InWan()
	var costs *sharing.Game
	if b.game.All > 0 && !b.game.Sampled && b.charge > 0 {
		costs = b.game.costs(names, total)
		least, err := sharing.LeastExcess(ctx, costs, b.solver)
		if err != nil {
			return nil, err
		}
		b.game.LeastExcess = least
		b.game.EmptyCore = least > 1e-7*(1+total)
	}
	var out []Division
	for _, k := range Keys() {
		d := Division{Key: k.ID}
		var key []float64
		for i := range b.players {
			p := &b.players[i]
			switch k.ID {
			case "use":
				key = append(key, p.Volume)
			case "benefit":
				key = append(key, b.game.Alone[i])
			case "population":
				key = append(key, p.Population)
			case "gdp":
				key = append(key, p.GDP)
			}
		}
		switch {
		case b.charge == 0:
			d.Missing = &network.Text{ZH: "没有应付金额", EN: "nothing is charged"}
		case k.Game && b.game.All <= 0:
			d.Missing = &network.Text{ZH: "没有受益", EN: "nobody gains"}
		case (k.ID == "population" || k.ID == "gdp") && slices.Contains(key, 0):
			d.Missing = &network.Text{ZH: "有的受水区没有数据", EN: "a recipient has no data"}
		case k.ID == "shapley" && b.game.Sampled:
			key = b.sampled
			for _, e := range b.errors {
				d.Errors = append(d.Errors, e*total/b.game.All)
			}
		case b.game.Sampled && (k.ID == "scrb" || k.ID == "nucleolus"):
			d.Missing = &network.Text{ZH: "超过 12 个受水区，未逐一求解联盟", EN: "more than 12 recipients; not all coalitions were solved"}
		case k.ID == "scrb":
			key = sharing.Separable(costs, b.game.Alone, b.alternatives)
		case k.ID == "shapley":
			key = sharing.Shapley(costs)
		case k.ID == "nucleolus":
			var err error
			if key, err = sharing.Nucleolus(ctx, costs, b.solver); err != nil {
				return nil, err
			}
		}
		if d.Missing == nil {
			if err := d.set(key, b.charge, costs, names); err != nil {
				return nil, err
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// set divides the charge by a key whose entries may be a few roundings below zero.
func (d *Division) set(key []float64, charge compensation.Money, costs *sharing.Game, names []string) error {
	floored := make([]float64, len(key))
	for i, v := range key {
		floored[i] = max(0, v)
	}
	var err error
	if d.Shares, err = sharing.Proportional(1, floored); err != nil {
		return err
	}
	if d.Amounts, err = charge.Divide(d.Shares); err != nil {
		return err
	}
	if costs == nil {
		return nil
	}
	x := make([]float64, len(d.Shares))
	for i, s := range d.Shares {
		x[i] = s * costs.Total()
	}
	var worst sharing.Coalition
	worst, d.Excess = costs.Excess(x)
	d.Judged, d.InCore = true, costs.InCore(x)
	for i, id := range names {
		if worst.Has(i) && len(names) > 1 {
			d.Worst = append(d.Worst, id)
		}
	}
	return nil
}

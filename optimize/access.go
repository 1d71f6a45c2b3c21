package optimize

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"fenhu/network"
)

// Access is the game of who may use a project: the worth of a coalition is what
// it can gain when the project works for its members alone. Everybody else keeps
// what the plan without the project gives them, and so do the members:
//
//	maximise  Σ loss·gain − Σ (cost[a,t]·x[a,t] − cost of the plan's deliveries)
//	where     0 ≤ gain[w,b,t] ≤ D[b,t] − delivered of the plan, for the members' demands
//	          gain = 0 for all others, base flows as in the plan or better
//	          x = 0 on the project's transfers when nobody is in the coalition
//
// A larger coalition only widens what may be gained, so the worth never falls.
// The programme of each coalition has the same rows and columns and differs in
// bounds alone, and its optimum is unique although its flows may not be.
type Access struct {
	p       *Problem
	gains   [][]int32 // columns that a player may fill
	most    [][]float64
	project []int32 // columns of the project's transfers
	open    []float64
	solver  Solver
	nobody  float64 // cost without the project [万元]
}

// MostAccess bounds the players whose coalitions are all solved.
const MostAccess = 12

// chunk is the number of coalitions that one session solves: a fixed number, so
// that values do not depend on how many sessions work at a time.
const chunk = 128

// NewAccess plans a network without a project, level by level, and lays out the
// game between the players, each a list of regions. A project must have transfers
// that are open in the planning year. The error says that the network cannot be
// planned without it.
func NewAccess(ctx context.Context, n *network.Network, project string, players [][]string, solver Solver) (*Access, error) {
	shut, err := Without(n, project)
	if err != nil {
		return nil, err
	}
	g, err := n.Lower()
	if err != nil {
		return nil, err
	}
	without, err := shut.Lower()
	if err != nil {
		return nil, err
	}
	r, err := newRun(solver, newModel(without), nil)
	if err != nil {
		return nil, err
	}
	defer r.close()
	status, err := r.solve(ctx)
	if err != nil {
		return nil, stopped(ctx, err)
	}
	if status != StatusOptimal {
		return nil, fmt.Errorf("optimize: without project %q the plan is %s", project, status)
	}
	m := newModel(g)
	if m.p.NumCols() != r.m.p.NumCols() || m.p.NumRows() != r.m.p.NumRows() {
		return nil, fmt.Errorf("optimize: project %q changes more than its transfers", project)
	}
	x := &Access{p: m.p, gains: make([][]int32, len(players)), most: make([][]float64, len(players)), solver: solver}
	x.keep(m, r.sol.X, players)
	for _, a := range transferArcs(g, n.ProjectByID(project).Members) {
		for t := range m.t {
			col := m.arcCol[a] + t
			x.project, x.open = append(x.project, i32(col)), append(x.open, m.p.ColMax[col])
			m.p.ColMin[col], m.p.ColMax[col] = 0, 0
		}
	}
	s, err := solver.Open(x.p)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if x.nobody, err = cost(ctx, s); err != nil {
		return nil, err
	}
	return x, nil
}

// Without is a network whose project is out of service all year: its transfers
// stay and carry nothing.
func Without(n *network.Network, project string) (*network.Network, error) {
	p := n.ProjectByID(project)
	if p == nil {
		return nil, fmt.Errorf("optimize: there is no project %q", project)
	}
	var s network.Scenario
	for _, id := range p.Members {
		if _, ok := n.NodeByID(id).(*network.Transfer); ok {
			s.Changes = append(s.Changes, network.Change{Kind: "outage", Do: &network.OutageChange{Node: id}})
		}
	}
	if len(s.Changes) == 0 {
		return nil, fmt.Errorf("optimize: project %q has no transfers", project)
	}
	return s.Apply(n)
}

// keep holds what the plan delivers and prices what players may gain.
func (x *Access) keep(m *model, plan []float64, players [][]string) {
	arcCosts(m, m.p.Cost)
	m.eachBand(func(w, b, t int) {
		want := &m.g.Wants[w]
		delivered := 0.0
		for k := range tiers {
			col := m.blockOf(w, b, k) + t
			delivered += plan[col]
			m.p.ColMin[col], m.p.ColMax[col] = 0, 0
		}
		delivered = math.Max(0, delivered)
		kept, gained := m.blockOf(w, b, 0)+t, m.blockOf(w, b, 1)+t
		// The plan meets its rows to the solver's tolerance only.
		m.p.ColMin[kept], m.p.ColMax[kept] = math.Max(0, delivered-1e-6), delivered
		more := want.Bands[b].Volume[t] - delivered
		if more <= noise || !want.Capped {
			return
		}
		for i, regions := range players {
			if slices.Contains(regions, want.Group) {
				m.p.Cost[gained] -= want.Loss
				x.gains[i], x.most[i] = append(x.gains[i], i32(gained)), append(x.most[i], more)
			}
		}
	})
	held := func(col int) {
		if col >= 0 {
			m.p.ColMax[col] = math.Max(0, plan[col])
		}
	}
	for v := range m.g.Vertices {
		held(m.endCol[v])
		for t := range m.t {
			if m.softCol[v] >= 0 {
				held(m.softCol[v] + t)
			}
			if m.keepCol[v] >= 0 {
				for i := range m.g.Vertices[v].Store.Reserves {
					held(m.keepCol[v] + i*m.t + t)
				}
			}
		}
	}
}

// cost solves the programme as it stands.
func cost(ctx context.Context, s Session) (float64, error) {
	var sol Solution
	if err := s.Solve(ctx, &sol); err != nil {
		return 0, stopped(ctx, err)
	}
	if sol.Status != StatusOptimal {
		return 0, fmt.Errorf("optimize: the programme of a coalition is %s", sol.Status)
	}
	return sol.Objective, nil
}

// member is a session on the game and the coalition that it stands for.
type member struct {
	x *Access
	s Session
	c uint32
}

func (x *Access) session() (*member, error) {
	s, err := x.solver.Open(x.p)
	return &member{x: x, s: s}, err
}

// worth is what the coalition gains [万元].
func (m *member) worth(ctx context.Context, c uint32) (float64, error) {
	if c == 0 {
		return 0, nil
	}
	if m.c == 0 {
		if err := m.s.SetColBounds(m.x.project, make([]float64, len(m.x.project)), m.x.open); err != nil {
			return 0, err
		}
	}
	for i := range m.x.gains {
		if (c^m.c)>>i&1 == 0 {
			continue
		}
		most := m.x.most[i]
		if c>>i&1 == 0 {
			most = make([]float64, len(most))
		}
		if err := m.s.SetColBounds(m.x.gains[i], make([]float64, len(most)), most); err != nil {
			return 0, err
		}
	}
	m.c = c
	v, err := cost(ctx, m.s)
	return settled(m.x.nobody - v), err
}

// settled rounds a worth to 元 below the solver's tolerance, so that it does not
// depend on the basis that a programme was solved from.
func settled(v float64) float64 { return math.Max(0, math.Round(v*1e4)/1e4) }

// Worths solves all coalitions of the players, workers sessions at a time: entry
// s is what the coalition of the players in the bits of s gains [万元]. progress
// is told how many are done; it may be nil.
func (x *Access) Worths(ctx context.Context, workers int, progress func(done, all int)) ([]float64, error) {
	n := len(x.gains)
	if n < 1 || n > MostAccess {
		return nil, fmt.Errorf("optimize: %d players, want 1 to %d", n, MostAccess)
	}
	out := make([]float64, 1<<n)
	var (
		wait sync.WaitGroup
		lock sync.Mutex
		next int
		done int
		fail error
	)
	for range max(1, workers) {
		wait.Go(func() {
			for {
				lock.Lock()
				from := next
				next += chunk
				stop := fail != nil || from >= len(out)
				lock.Unlock()
				if stop {
					return
				}
				err := x.chunk(ctx, out, from, func() {
					lock.Lock()
					defer lock.Unlock()
					done++
					if progress != nil {
						progress(done, len(out))
					}
				})
				if err != nil {
					lock.Lock()
					fail = err
					lock.Unlock()
				}
			}
		})
	}
	wait.Wait()
	return out, fail
}

// chunk solves the coalitions from the given one on in an order in which one
// player comes or goes at a time (a Gray code).
func (x *Access) chunk(ctx context.Context, out []float64, from int, done func()) error {
	m, err := x.session()
	if err != nil {
		return err
	}
	defer m.s.Close()
	for k := range min(chunk, len(out)-from) {
		s := from | (k ^ k>>1)
		if out[s], err = m.worth(ctx, uint32(s)); err != nil { //nolint:gosec // at most 4096
			return err
		}
		done()
	}
	return nil
}

// Asker gives the worth of coalitions one at a time, for games that are sampled.
// The caller closes it.
func (x *Access) Asker(ctx context.Context) (worth func(coalition uint32) (float64, error), closeIt func(), err error) {
	m, err := x.session()
	if err != nil {
		return nil, nil, err
	}
	return func(c uint32) (float64, error) { return m.worth(ctx, c) }, m.s.Close, nil
}

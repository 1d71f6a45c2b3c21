package optimize

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"fenhu/network"
)

// Limits that a verified result must keep; all relative.
const (
	verifyPrimal = 1e-6
	verifyDual   = 1e-5
	verifyGap    = 1e-5
	// Of a run that holds sections to their targets, where a frozen group leaves
	// loadSlack of what it gets in every column, and a gap is the rounding of loads
	// times large duals.
	verifyLoadPrimal = 1e-4
	verifyLoadGap    = 1e-3
	verifyBalance    = 1e-6
	verifyTable      = 1e-6
)

// Check is one check of a verification.
type Check struct {
	Name  network.Text `json:"name"`
	Value float64      `json:"value"`
	Limit float64      `json:"limit"`
	OK    bool         `json:"ok"`
}

// Verification is the outcome of Verify.
type Verification struct {
	OK     bool    `json:"ok"`
	Checks []Check `json:"checks"`
	Note   string  `json:"note,omitempty"`
}

// Verify proves a JSON result without a solver. It rebuilds the programme from
// the document inside, plays the recorded passes through the same code that
// made them, checks for every pass that the solution is feasible and that the
// recorded duals prove it optimal, and computes all tables again.
//
// The error says that the file is no result or holds no certificate; a result
// that fails is a Verification that is not OK.
func Verify(data []byte) (*Verification, error) {
	var stored Allocation
	if err := json.Unmarshal(data, &stored); err != nil {
		return nil, fmt.Errorf("not a result: %w", err)
	}
	c := stored.Certificate
	if c == nil && stored.Infeasible != nil {
		return nil, errors.New("an infeasible result has no plan to prove; its diagnosis names the limits that contradict each other")
	}
	if c == nil {
		return nil, errors.New("the result holds no certificate; make it with --format json and without --no-certificate")
	}
	n, _, err := network.Decode([]byte(c.Document), nil)
	if err != nil {
		return nil, fmt.Errorf("the document inside the result: %w", err)
	}
	hash, err := n.Hash()
	if err != nil {
		return nil, err
	}
	v := &Verification{OK: true}
	same := 0.0
	if hash != c.Hash || hash != stored.Basin.Hash {
		same = 1
	}
	v.add(network.Text{ZH: "输入哈希一致", EN: "hash of the inputs"}, same, 0)
	player := &replay{certificate: c}
	again, failed := play(n, c, player)
	if failed != nil { // a certificate that does not fit its document is a result that fails
		v.OK, v.Note = false, failed.Error()
		return v, nil //nolint:nilerr // the failure is the verdict
	}
	primal, gap := verifyPrimal, verifyGap
	if n.Quality.TargetAfter != "" && c.Mode == Foresight {
		primal, gap = verifyLoadPrimal, verifyLoadGap
	}
	v.add(network.Text{ZH: "原始可行性", EN: "primal feasibility"}, player.worst.Primal, primal)
	v.add(network.Text{ZH: "对偶可行性", EN: "dual feasibility"}, player.worst.Dual, verifyDual)
	v.add(network.Text{ZH: "对偶间隙", EN: "duality gap"}, player.worst.Gap, gap)
	v.add(network.Text{ZH: "逐节点逐时段水量平衡", EN: "mass balance of every node and step"}, again.Residuals.Balance, verifyBalance)
	total := 0.0
	for _, i := range again.Ledger.Items {
		total += math.Abs(i.Volume)
	}
	v.add(network.Text{ZH: "总水量平衡", EN: "mass balance of the run"}, math.Abs(again.Ledger.Residual)/(1+total), verifyBalance)
	difference, where, err := compareTables(&stored, again)
	if err != nil {
		return nil, err
	}
	v.add(network.Text{ZH: "各表重算一致", EN: "tables computed again"}, difference, verifyTable)
	if difference > verifyTable {
		v.Note = where
	}
	return v, nil
}

func (v *Verification) add(name network.Text, value, limit float64) {
	ok := value <= limit
	v.Checks = append(v.Checks, Check{name, value, limit, ok})
	v.OK = v.OK && ok
}

// play runs the document through the engine with the recorded solutions in the
// place of a solver.
func play(n *network.Network, c *Certificate, player *replay) (*Allocation, error) {
	g, err := n.Lower()
	if err != nil {
		return nil, err
	}
	e := &engine{o: Options{Solver: player, Mode: c.Mode, Window: c.Window, Advance: c.Advance, Now: noClock}, g: g, state: newState(g), names: nodeNames(n), replay: player}
	if err := e.run(context.Background()); err != nil { // answers come from memory, nothing to stop
		return nil, err
	}
	return e.allocation(n, c.Hash)
}

// replay is a Solver that answers from a certificate.
type replay struct {
	certificate *Certificate
	at          int // windows opened so far
	worst       Quality
}

func (r *replay) next() *Window {
	if r.at >= len(r.certificate.Windows) {
		return new(Window)
	}
	return &r.certificate.Windows[r.at]
}

func (r *replay) Name() string    { return r.certificate.Solver }
func (r *replay) Version() string { return r.certificate.Version }

func (r *replay) Open(p *Problem) (Session, error) {
	if r.at >= len(r.certificate.Windows) {
		return nil, fmt.Errorf("the certificate holds %d windows, the run needs more", len(r.certificate.Windows))
	}
	w := &r.certificate.Windows[r.at]
	r.at++
	if len(w.X) != p.NumCols() {
		return nil, fmt.Errorf("the recorded solution has %d columns, the programme %d", len(w.X), p.NumCols())
	}
	return &replaySession{r: r, w: w, lp: p.clone()}, nil
}

// replaySession keeps the bounds and costs of the current pass and answers a
// solve with the recorded one.
type replaySession struct {
	r    *replay
	w    *Window
	lp   *Problem
	pass int
}

func (s *replaySession) SetCosts(cost []float64) error {
	copy(s.lp.Cost, cost)
	return nil
}

func (s *replaySession) SetColBounds(cols []int32, lo, up []float64) error {
	for i, c := range cols {
		s.lp.ColMin[c], s.lp.ColMax[c] = lo[i], up[i]
	}
	return nil
}

func (s *replaySession) SetRowBounds(rows []int32, lo, up []float64) error {
	for i, r := range rows {
		s.lp.RowMin[r], s.lp.RowMax[r] = lo[i], up[i]
	}
	return nil
}

func (s *replaySession) Basis(b *Basis) error { *b = Basis{}; return nil }

func (s *replaySession) SetBasis(Basis) error { return nil }

func (s *replaySession) SetCoeff(row, col int32, value float64) error {
	s.lp.setCoeff(row, col, value)
	return nil
}

func (s *replaySession) Close() {}

func (s *replaySession) Solve(_ context.Context, sol *Solution) error {
	if s.pass >= len(s.w.Passes) {
		return fmt.Errorf("the certificate holds %d passes, the run needs more", len(s.w.Passes))
	}
	p := &s.w.Passes[s.pass]
	s.pass++
	if len(p.Duals) != s.lp.NumRows() {
		return fmt.Errorf("pass %d has %d duals, the programme %d rows", s.pass, len(p.Duals), s.lp.NumRows())
	}
	x := append([]float64(nil), s.w.X...)
	for _, v := range p.Shares {
		if v.Column < 0 || v.Column >= len(x) {
			return fmt.Errorf("pass %d names column %d of %d", s.pass, v.Column, len(x))
		}
		x[v.Column] = v.Value
	}
	q := quality(s.lp, x, p.Duals)
	s.r.worst = s.r.worst.worst(q)
	sol.Status, sol.X, sol.RowDual = StatusOptimal, x, append([]float64(nil), p.Duals...)
	sol.RowActivity, sol.ColDual = make([]float64, s.lp.NumRows()), append([]float64(nil), s.lp.Cost...)
	for j := range x {
		for k := s.lp.Start[j]; k < s.lp.Start[j+1]; k++ {
			sol.RowActivity[s.lp.Index[k]] += s.lp.Value[k] * x[j]
			sol.ColDual[j] -= s.lp.Value[k] * p.Duals[s.lp.Index[k]]
		}
	}
	return nil
}

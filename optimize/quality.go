package optimize

import "math"

// Quality says how well a primal and dual pair proves a pass optimal: the
// primal residual relative to 1 + the largest figure of its row, the dual
// residual in objective per column unit, the gap relative to 1 + |objective|.
type Quality struct {
	Primal float64 `json:"primal"` // largest violation of a row or bound
	Dual   float64 `json:"dual"`   // largest reduced cost of the wrong sign
	Gap    float64 `json:"gap"`    // |primal − dual objective|
}

// worst combines two qualities.
func (q Quality) worst(o Quality) Quality {
	return Quality{math.Max(q.Primal, o.Primal), math.Max(q.Dual, o.Dual), math.Max(q.Gap, o.Gap)}
}

// noiseDual is the magnitude up to which a dual of the wrong sign is taken for
// rounding when the gap is computed; it still counts in Quality.Dual.
const noiseDual = 1e-7

// quality checks x and the row duals y against p without a solver:
//
//	primal  RowMin ≤ A·x ≤ RowMax, ColMin ≤ x ≤ ColMax
//	dual    d = c − Aᵀy has the sign of the bound that is finite
//	gap     c·x − (Σ y·row bound + Σ d·column bound)
func quality(p *Problem, x, y []float64) Quality {
	var q Quality
	activity, size := make([]float64, p.NumRows()), make([]float64, p.NumRows())
	objective, dual := 0.0, 0.0
	side := func(v, lo, up float64) float64 { // v·(its bound)
		b := lo
		if v < 0 {
			b = up
		}
		if math.IsInf(b, 0) {
			q.Dual = math.Max(q.Dual, math.Abs(v))
			return 0
		}
		if math.Abs(v) < noiseDual && math.Abs(b) > 1e9 {
			return 0
		}
		return v * b
	}
	for j := range x {
		d := p.Cost[j]
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			i, a := p.Index[k], p.Value[k]
			v := a * x[j]
			activity[i] += v
			size[i] = math.Max(size[i], math.Abs(v))
			d -= a * y[i]
		}
		lo, up := p.ColMin[j], p.ColMax[j]
		q.Primal = math.Max(q.Primal, math.Max(lo-x[j], x[j]-up)/(1+math.Abs(x[j])))
		objective += p.Cost[j] * x[j]
		dual += side(d, lo, up)
	}
	for i := range activity {
		lo, up := p.RowMin[i], p.RowMax[i]
		q.Primal = math.Max(q.Primal, math.Max(lo-activity[i], activity[i]-up)/(1+size[i]))
		dual += side(y[i], lo, up)
	}
	q.Gap = math.Abs(objective-dual) / (1 + math.Abs(objective))
	return q
}

package frequency

import (
	"errors"
	"fmt"
	"math"
)

// DefaultRatio is the Cs/Cv [-] that fitting starts from for runoff in north
// China, where 2.0 to 3.0 is usual (rainfall: 2.0 to 3.5). General professional
// knowledge; a setting, not a standard's number.
const DefaultRatio = 2.0

// Ratios returns the Cs/Cv values [-] that are usually tried in curve fitting.
func Ratios() []float64 { return []float64{2, 2.5, 3, 3.5} }

// Criterion says which deviation of the points from the curve is made smallest.
type Criterion uint8

// The criteria of curve fitting (适线法) in SL 44 and SL 278, x̂ on the curve.
const (
	OLS Criterion = iota // Σ(x−x̂)², led by the wet years
	ABS                  // Σ|x−x̂|, least moved by one odd year
	WLS                  // Σ((x−x̂)/x̂)², weights the dry years: for low-flow design
)

// String is the short name of the criterion.
func (c Criterion) String() string {
	switch c {
	case OLS:
		return "OLS"
	case ABS:
		return "ABS"
	case WLS:
		return "WLS"
	}
	return fmt.Sprintf("Criterion(%d)", uint8(c))
}

// Name is the criterion in words.
func (c Criterion) Name() Name {
	switch c {
	case OLS:
		return Name{ZH: "离差平方和最小", EN: "least squares"}
	case ABS:
		return Name{ZH: "离差绝对值和最小", EN: "least absolute deviations"}
	case WLS:
		return Name{ZH: "相对离差平方和最小", EN: "least relative squares"}
	}
	return Name{ZH: c.String(), EN: c.String()}
}

// Objective is the deviation of the points from the curve d by criterion c:
// [unit²] for OLS, [unit] for ABS, [-] for WLS, which is +Inf where the curve is
// not positive at a point. It panics where d does not pass Check.
func (c Criterion) Objective(points []Point, d Pearson3) float64 {
	sum := 0.0
	for _, pt := range points {
		fitted := d.Quantile(pt.P)
		e := pt.X - fitted
		switch c {
		case OLS:
			sum += e * e
		case ABS:
			sum += math.Abs(e)
		case WLS:
			if fitted <= 0 {
				return math.Inf(1)
			}
			sum += e / fitted * (e / fitted)
		default:
			panic("frequency: unknown " + c.String())
		}
	}
	return sum
}

// Fit is a fitted curve.
type Fit struct {
	Pearson3
	Criterion Criterion `json:"criterion"`
	Ratio     float64   `json:"ratio"`     // Cs/Cv [-]
	Objective float64   `json:"objective"` // see Criterion.Objective
	Points    []Point   `json:"points"`    // the record, wet to dry
}

// Deviation is a point of the record beside the curve.
type Deviation struct {
	Point
	Fitted   float64 `json:"fitted"`   // x̂, the curve at P [unit of the series]
	Relative float64 `json:"relative"` // (x−x̂)/x̂; NaN-free: 0 where x̂ is 0 [-]
}

// Deviations puts the points beside the curve d, in their order: look at the last
// ones before the curve is used for dry years. It serves a fitted curve as well as
// one the engineer has set. It panics where d does not pass Check.
func Deviations(points []Point, d Pearson3) []Deviation {
	out := make([]Deviation, len(points))
	for i, pt := range points {
		out[i] = Deviation{Point: pt, Fitted: d.Quantile(pt.P)}
		if f := out[i].Fitted; f != 0 {
			out[i].Relative = (pt.X - f) / f
		}
	}
	return out
}

// FitCurve fits Cv with the mean kept at the sample mean and Cs = ratio·Cv. Cv is
// sought from 0 to three times the moment estimate. A ratio below 2 gives curves
// that are negative in the dry tail. It fails as Moments does, on a ratio that is
// not finite or negative, and where no curve has a finite deviation.
func FitCurve(series []float64, by Criterion, ratio float64) (Fit, error) {
	if by > WLS {
		return Fit{}, fmt.Errorf("criterion %d: is unknown", by)
	}
	if !finite(ratio) || ratio < 0 {
		return Fit{}, fmt.Errorf("ratio cs/cv %v: must be a finite number ≥ 0", ratio)
	}
	start, err := Moments(series)
	if err != nil {
		return Fit{}, err
	}
	points, err := Empirical(series)
	if err != nil {
		return Fit{}, err
	}
	curve := func(cv float64) Pearson3 { return Pearson3{Mean: start.Mean, Cv: cv, Cs: ratio * cv} }
	hi := 3 * start.Cv
	if ratio > 0 {
		hi = min(hi, MaxSkew/(ratio*(1+1e-12)))
	}
	cv, objective := minimise(func(cv float64) float64 { return by.Objective(points, curve(cv)) }, 0, hi)
	if !finite(objective) {
		return Fit{}, fmt.Errorf("%s with cs/cv %v: no curve has a finite deviation; use a ratio of 2 or more", by, ratio)
	}
	return Fit{Pearson3: curve(cv), Criterion: by, Ratio: ratio, Objective: objective, Points: points}, nil
}

// FitBest fits a curve for each ratio Cs/Cv and returns the one of least
// deviation, the first of equals. It fails as FitCurve does, and on no ratios.
func FitBest(series []float64, by Criterion, ratios []float64) (Fit, error) {
	if len(ratios) == 0 {
		return Fit{}, errors.New("ratios cs/cv: none given")
	}
	var best Fit
	for i, ratio := range ratios {
		f, err := FitCurve(series, by, ratio)
		if err != nil {
			return Fit{}, err
		}
		if i == 0 || f.Objective < best.Objective {
			best = f
		}
	}
	return best, nil
}

// minimise finds the least f on [lo,hi]: a grid first, because the sum of absolute
// deviations has kinks and may have more than one valley, then golden section
// around the best grid point.
func minimise(f func(float64) float64, lo, hi float64) (x, fx float64) {
	const cells = 24
	at := func(i int) float64 { return lo + (hi-lo)*float64(i)/cells }
	best := 0
	fx = f(at(0))
	for i := 1; i <= cells && hi > lo; i++ {
		if v := f(at(i)); v < fx {
			best, fx = i, v
		}
	}
	x = at(best)
	a, b := at(max(best-1, 0)), at(min(best+1, cells))
	shrink := (math.Sqrt(5) - 1) / 2
	c, d := b-shrink*(b-a), a+shrink*(b-a)
	fc, fd := f(c), f(d)
	for b-a > 1e-10*(1+math.Abs(b)) {
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - shrink*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + shrink*(b-a)
			fd = f(d)
		}
	}
	for _, e := range []struct{ x, f float64 }{{c, fc}, {d, fd}} {
		if e.f < fx {
			x, fx = e.x, e.f
		}
	}
	return x, fx
}

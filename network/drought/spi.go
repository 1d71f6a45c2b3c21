package drought

import (
	"errors"
	"fmt"
	"math"
)

// IndexOptions say how an index is computed.
type IndexOptions struct {
	Months  int     // length k of the sums; 0 = 1 [months]
	Inverse Inverse // default Exact
	Bands   *Bands  // categories; nil = the default bands of indices
}

// Standing is a step of a series with its index.
type Standing struct {
	Step     int      `json:"step"`  // position in the series
	Month    int      `json:"month"` // calendar month, 1–12
	Sum      float64  `json:"sum"`   // sum of the k months up to and with the step [unit of the series]
	Index    float64  `json:"index"` // [-]
	Category Category `json:"category"`
}

// Skipped is a calendar month without an index, and why.
type Skipped struct {
	Month int    `json:"month"`
	Why   string `json:"why"`
}

// PrecipitationIndex is the SPI of a series.
type PrecipitationIndex struct {
	Months    int        `json:"months"`
	Fits      [12]Gamma  `json:"fits"` // by calendar month; zero where skipped
	Standings []Standing `json:"standings"`
	Skipped   []Skipped  `json:"skipped,omitempty"`
}

// SPI is the standardised precipitation index (标准化降水指数, GB/T 20481, RULES
// DR-07) of monthly precipitation that begins in calendar month first: sums over k
// months, a gamma distribution with a share of zeros for each calendar month
// ([FitGamma]), and the normal deviate of the probability. NaN is a missing month;
// the k sums that hold it have no index, and so do the calendar months that cannot
// be fitted. It fails on negative or infinite values, and where no month can be
// fitted.
func SPI(values []float64, first int, o IndexOptions) (PrecipitationIndex, error) {
	k, bands, err := o.settle()
	if err != nil {
		return PrecipitationIndex{}, err
	}
	if err := checkMonthly(values, first, false); err != nil {
		return PrecipitationIndex{}, err
	}
	out := PrecipitationIndex{Months: k}
	sums := Accumulate(values, k)
	for m, sample := range byMonth(sums, first) {
		g, err := FitGamma(sample)
		if err != nil {
			out.Skipped = append(out.Skipped, Skipped{Month: m + 1, Why: err.Error()})
			continue
		}
		out.Fits[m] = g
	}
	out.Standings = standings(sums, first, bands, func(month int, x float64) (float64, bool) {
		g := out.Fits[month-1]
		if g.N == 0 {
			return 0, false
		}
		return o.Inverse.Deviate(g.Undercut(x)), true
	})
	if len(out.Standings) == 0 {
		return PrecipitationIndex{}, noMonth(k, out.Skipped)
	}
	return out, nil
}

func (o IndexOptions) settle() (int, Bands, error) {
	k := o.Months
	if k == 0 {
		k = 1
	}
	if k < 1 || k > 120 {
		return 0, Bands{}, fmt.Errorf("months %d: must be from 1 to 120", o.Months)
	}
	if o.Bands != nil {
		return k, *o.Bands, o.Bands.Check()
	}
	return k, DefaultBand(BandIndex), nil
}

func standings(sums []float64, first int, b Bands, index func(month int, x float64) (float64, bool)) []Standing {
	var out []Standing
	for t, x := range sums {
		if math.IsNaN(x) {
			continue
		}
		month := MonthOf(first, t)
		if v, ok := index(month, x); ok {
			out = append(out, Standing{Step: t, Month: month, Sum: x, Index: v, Category: b.Category(v)})
		}
	}
	return out
}

func noMonth(k int, skipped []Skipped) error {
	errs := []error{fmt.Errorf("no calendar month can be fitted with sums of %d months", k)}
	for _, s := range skipped {
		errs = append(errs, fmt.Errorf("month %d: %s", s.Month, s.Why))
	}
	return errors.Join(errs...)
}

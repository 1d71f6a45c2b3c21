package drought

import "fmt"

// BalanceIndex is the SPEI of a series.
type BalanceIndex struct {
	Months    int             `json:"months"`
	Fits      [12]LogLogistic `json:"fits"` // by calendar month; zero where skipped
	Standings []Standing      `json:"standings"`
	Skipped   []Skipped       `json:"skipped,omitempty"`
}

// SPEI is the standardised precipitation evapotranspiration index (RULES DR-07): as
// [SPI] on the climatic water balance precipitation − evapotranspiration [mm], with
// the log-logistic distribution ([FitLogLogistic]). The two series are monthly, of
// one length, and begin in calendar month first; NaN is a missing month. It fails on
// infinite or negative values and where no month can be fitted.
func SPEI(precipitation, evapotranspiration []float64, first int, o IndexOptions) (BalanceIndex, error) {
	k, bands, err := o.settle()
	if err != nil {
		return BalanceIndex{}, err
	}
	if len(precipitation) != len(evapotranspiration) {
		return BalanceIndex{}, fmt.Errorf("evapotranspiration: %d months, precipitation has %d", len(evapotranspiration), len(precipitation))
	}
	balance := make([]float64, len(precipitation))
	for i, p := range precipitation {
		balance[i] = p - evapotranspiration[i]
	}
	if err := checkMonthly(precipitation, first, false); err != nil {
		return BalanceIndex{}, fmt.Errorf("precipitation: %w", err)
	}
	if err := checkMonthly(evapotranspiration, first, false); err != nil {
		return BalanceIndex{}, fmt.Errorf("evapotranspiration: %w", err)
	}
	out := BalanceIndex{Months: k}
	sums := Accumulate(balance, k)
	for m, sample := range byMonth(sums, first) {
		d, err := FitLogLogistic(sample)
		if err != nil {
			out.Skipped = append(out.Skipped, Skipped{Month: m + 1, Why: err.Error()})
			continue
		}
		out.Fits[m] = d
	}
	out.Standings = standings(sums, first, bands, func(month int, x float64) (float64, bool) {
		d := out.Fits[month-1]
		if d.N == 0 {
			return 0, false
		}
		return o.Inverse.Deviate(d.Undercut(x)), true
	})
	if len(out.Standings) == 0 {
		return BalanceIndex{}, noMonth(k, out.Skipped)
	}
	return out, nil
}

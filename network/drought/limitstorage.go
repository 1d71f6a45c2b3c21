package drought

import (
	"errors"
	"fmt"
)

// LimitStorage is the drought-limited storage (旱限水位的库容) of a reservoir in each
// step [万m³] (RULES DR-13, grade C): what has to be stored so that the next steps
// can be served with a dry inflow,
//
//	V(t) = dead + max(0, max_h Σ_{τ=t}^{t+h} (demand_τ − inflow_τ)),  h < window
//
// With the whole demand it is the warning storage V_warn (旱警), with domestic and
// essential demand alone the dry storage V_dry (旱枯, 旱保). Demand, at the reservoir,
// and inflow of a dry year are per step [万m³] and of one length; window is the
// number of steps looked ahead. With cyclic the year follows itself, else the look
// ahead ends with the series. The result is not cut at the reservoir's capacity: a
// value above it says that the reservoir cannot carry the demand. It fails on
// lengths that differ, a window below 1, and values negative or not finite.
func LimitStorage(dead float64, demand, inflow []float64, window int, cyclic bool) ([]float64, error) {
	if len(demand) != len(inflow) {
		return nil, fmt.Errorf("demand has %d steps, inflow %d", len(demand), len(inflow))
	}
	if window < 1 || window > 1200 {
		return nil, fmt.Errorf("window %d: must be from 1 to 1200 steps", window)
	}
	if err := errors.Join(checkVolumes("dead storage", []float64{dead}), checkVolumes("demand", demand), checkVolumes("inflow", inflow)); err != nil {
		return nil, err
	}
	n := len(demand)
	out := make([]float64, n)
	for t := range out {
		most, sum := 0.0, 0.0
		for h := 0; h < window && (cyclic || t+h < n); h++ {
			sum += demand[(t+h)%n] - inflow[(t+h)%n]
			most = max(most, sum)
		}
		out[t] = dead + most
	}
	return out, nil
}

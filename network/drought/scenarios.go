package drought

import (
	"fmt"
	"slices"
	"strconv"

	"fenhu/network/frequency"
)

// Worst are the n neighbouring years of a record with the least total inflow.
type Worst struct {
	Start int     `json:"start"` // position of the first year
	Years int     `json:"years"`
	Mean  float64 `json:"mean"` // mean of the years [unit of the record]
}

// WorstRun finds the worst run of n years; the first of equals. It fails where the
// record is shorter and on values not finite.
func WorstRun(annual []float64, n int) (Worst, error) {
	if n < 1 || n > len(annual) {
		return Worst{}, fmt.Errorf("runs of %d years in a record of %d", n, len(annual))
	}
	out := Worst{Years: n}
	for i := 0; i+n <= len(annual); i++ {
		mean := 0.0
		for _, x := range annual[i : i+n] {
			if !finite(x) {
				return Worst{}, fmt.Errorf("annual: %v is not a finite number", x)
			}
			mean += x / float64(n)
		}
		if i == 0 || mean < out.Mean {
			out.Start, out.Mean = i, mean
		}
	}
	return out, nil
}

// DriestYears are the positions of the n driest years of a record, the driest
// first; the earlier of equals first. It returns all where the record is shorter.
func DriestYears(annual []float64, n int) []int {
	order := make([]int, len(annual))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case annual[a] < annual[b]:
			return -1
		case annual[a] > annual[b]:
			return 1
		}
		return 0
	})
	return order[:max(0, min(n, len(order)))]
}

// Scenario is an inflow scenario to compare (RULES DR-16, grade D).
type Scenario struct {
	ID    string         `json:"id"`
	Name  frequency.Name `json:"name"`
	P     float64        `json:"p,omitempty"`      // design year, exceedance probability [-]
	Start int            `json:"start,omitempty"`  // first year of the record used, with Years
	Years int            `json:"years,omitempty"`  // years of the record used
	Scale float64        `json:"factor,omitempty"` // factor on all inflows [-]
}

// InflowScenarios is the set to offer for a record whose first year is given:
// design years, the worst two- and three-year runs, the three driest years, and
// inflows less by shares (0.1 is −10 %). Runs longer than the record are left out.
// It fails on values not finite and on shares outside (0,1).
func InflowScenarios(annual []float64, firstYear int, less []float64) ([]Scenario, error) {
	var out []Scenario
	for _, p := range []float64{0.50, 0.75, 0.90, 0.95, 0.97} {
		out = append(out, Scenario{ID: "p" + strconv.Itoa(int(p*100+0.5)), Name: frequency.DesignName(p), P: p})
	}
	for _, n := range []int{2, 3} {
		if n > len(annual) {
			continue
		}
		w, err := WorstRun(annual, n)
		if err != nil {
			return nil, err
		}
		from, to := firstYear+w.Start, firstYear+w.Start+n-1
		out = append(out, Scenario{
			ID: fmt.Sprintf("worst-%d", n), Start: w.Start, Years: n,
			Name: frequency.Name{ZH: fmt.Sprintf("最枯连续%d年（%d—%d）", n, from, to), EN: fmt.Sprintf("driest %d years running (%d–%d)", n, from, to)},
		})
	}
	for _, i := range DriestYears(annual, 3) {
		year := strconv.Itoa(firstYear + i)
		out = append(out, Scenario{ID: "year-" + year, Start: i, Years: 1, Name: frequency.Name{ZH: year + "年（历史枯水年）", EN: year + " (historic dry year)"}})
	}
	for _, x := range less {
		if !(x > 0 && x < 1) {
			return nil, fmt.Errorf("less inflow by %v: must be between 0 and 1", x)
		}
		pct := strconv.FormatFloat(x*100, 'g', 4, 64)
		out = append(out, Scenario{ID: "less-" + pct, Scale: 1 - x, Name: frequency.Name{ZH: "来水减少" + pct + "%", EN: "inflow less by " + pct + " %"}})
	}
	return out, nil
}

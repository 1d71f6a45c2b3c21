package compensation

import (
	"cmp"
	"slices"

	"fenhu/network"
)

// Caps bound what an agreement can come to, both ways [万元]; 0 = no cap.
type Caps struct {
	Month float64 `json:"month,omitempty" yaml:"month"` // of a section in a month
	Year  float64 `json:"year,omitempty" yaml:"year"`   // of the agreement in a year
}

// found is an item of a section, rounded: caps hold to the 分.
type found struct {
	section string
	Item
	money Money
}

// veto takes what the upstream side would receive out of the periods with an
// accident, and for the year when any month had one (RULES EC-19, no. 12).
func veto(items []found, records []Record) []found {
	struck := map[[2]string]bool{}
	for k := range records {
		if r := &records[k]; r.Accident {
			struck[[2]string{r.Section, r.Period()}] = true
			struck[[2]string{r.Section, Period{Year: r.Year}.String()}] = true
			if r.Month == 0 {
				for m := range 12 {
					struck[[2]string{r.Section, Period{r.Year, m + 1}.String()}] = true
				}
			}
		}
	}
	return slices.DeleteFunc(items, func(x found) bool { return x.Amount > 0 && struck[[2]string{x.section, x.Period}] })
}

// cap adds what brings a section's month and the agreement's year to their caps.
// The part of a year that is paid by the end of a month is the cap applied to the
// sum until then, so that it does not matter whether a year is settled at once
// or by the month.
func (c Caps) cap(items []found) []found {
	what := network.Text{ZH: "封顶调整", EN: "reduced to the cap"}
	adjust := func(section, period string, total, to Money) found {
		by := (to - total).InWan()
		return found{section, Item{Period: period, Part: ByCap, What: what, Measured: total.InWan(), Target: to.InWan(), Quantity: 1, Unit: "-", Rate: by, Amount: by, Capped: true}, to - total}
	}
	within := func(m Money, wan float64) Money {
		most, _ := FromWan(wan) // checked with the agreement
		return max(-most, min(most, m))
	}
	if c.Month > 0 {
		var order [][2]string
		sums := map[[2]string]Money{}
		for _, x := range items {
			k := [2]string{x.section, x.Period}
			if p, _ := ParsePeriod(x.Period); p.Month == 0 {
				continue
			}
			if _, seen := sums[k]; !seen {
				order = append(order, k)
			}
			sums[k] += x.money
		}
		for _, k := range order {
			if to := within(sums[k], c.Month); to != sums[k] {
				items = append(items, adjust(k[0], k[1], sums[k], to))
			}
		}
	}
	if c.Year > 0 {
		sorted := slices.Clone(items)
		slices.SortStableFunc(sorted, func(a, b found) int { return cmp.Compare(inTime(a.Period), inTime(b.Period)) })
		var sum, taken Money
		for k, x := range sorted {
			sum += x.money
			if k+1 < len(sorted) && sorted[k+1].Period == x.Period {
				continue
			}
			if to := within(sum, c.Year); to != sum+taken {
				items = append(items, adjust("", x.Period, sum+taken, to))
				taken = to - sum
			}
		}
	}
	return items
}

// inTime orders periods, a year after its months.
func inTime(period string) string {
	if len(period) == 4 {
		return period + "-99"
	}
	return period
}

package ensemble

import (
	"math"
	"slices"

	"fenhu/network"
)

// minBootstrap is the least number of years of a record to draw from; with
// fewer there are not two neighbours to choose between.
const minBootstrap = 5

// Bootstrap draws traces from a record by the k-nearest-neighbour method of
// Lall and Sharma (Water Resources Research 32(3), 1996): the month after the
// present one is the month that followed one of the k = √N years most like it,
// the j-th nearest with probability (1/j)/Σ(1/i). All nodes take the same year, so
// that what happens together stays together; likeness is the distance of the
// nodes' volumes, each standardised by its mean and deviation in that month.
//
// Volumes are those of the record: nothing wetter or drier in one month is made
// up, only the order is. The same seed gives the same traces, whatever their
// number.
func Bootstrap(r *Record, h network.Horizon, traces int, seed uint64) (*Set, error) {
	b := &bootstrap{r: r, month: int(r.First.Month()) - 1}
	years := r.Months() / 12
	if years < minBootstrap {
		return nil, network.Faults{fault("source", "", "实测系列不足 5 年，不能重采样", "the record is shorter than 5 years, too short to draw from", "补充系列，或改用随机模拟（synthetic）", "give a longer series, or use synthetic traces")}
	}
	b.standardise()
	index := calendarMonths(h)
	s := &Set{Nodes: r.Nodes}
	for k := uint64(0); len(s.Traces) < traces; k++ {
		d := newDraw(seed, k)
		at := b.begin(h, d)
		source := []int{at}
		for range index[len(index)-1] {
			at = b.next(at, d)
			source = append(source, at)
		}
		s.Traces = append(s.Traces, Trace{
			Name: numbered(k), Weight: 1,
			Inflow: spread(h, index, len(r.Nodes), func(i, m int) float64 { return r.Volume[i][source[m]] }),
		})
	}
	return s, nil
}

type bootstrap struct {
	r     *Record
	month int         // calendar month of the record's first, 0 = January
	scale [][]float64 // standardised volumes, by node and month of the record
}

// standardise makes the volumes of each node and calendar month comparable.
func (b *bootstrap) standardise() {
	for _, volume := range b.r.Volume {
		z := make([]float64, len(volume))
		for c := range 12 {
			n, sum, square := 0.0, 0.0, 0.0
			for m := c; m < len(volume); m += 12 {
				n, sum = n+1, sum+volume[m]
			}
			mean := sum / n
			for m := c; m < len(volume); m += 12 {
				square += (volume[m] - mean) * (volume[m] - mean)
			}
			deviation := math.Sqrt(square / n)
			for m := c; m < len(volume); m += 12 {
				if deviation > 0 {
					z[m] = (volume[m] - mean) / deviation
				}
			}
		}
		b.scale = append(b.scale, z)
	}
}

// begin is a month of the record of the calendar month in which the horizon
// begins, any of them with equal chance.
func (b *bootstrap) begin(h network.Horizon, d *draw) int {
	first := offset(b.r, h)
	n := (b.r.Months()-first-1)/12 + 1
	return first + 12*d.below(n)
}

// next is the month of the record that follows the present one, month at.
func (b *bootstrap) next(at int, d *draw) int {
	type neighbour struct {
		at       int
		distance float64
	}
	var all []neighbour
	for m := at % 12; m < b.r.Months()-1; m += 12 {
		sum := 0.0
		for _, z := range b.scale {
			sum += (z[m] - z[at]) * (z[m] - z[at])
		}
		all = append(all, neighbour{m, sum})
	}
	slices.SortStableFunc(all, func(p, q neighbour) int {
		switch {
		case p.distance < q.distance:
			return -1
		case p.distance > q.distance:
			return 1
		}
		return 0
	})
	k := max(1, int(math.Sqrt(float64(len(all)))))
	total := 0.0
	for j := range k {
		total += 1 / float64(j+1)
	}
	u := d.uniform() * total
	for j := range k {
		if u -= 1 / float64(j+1); u < 0 || j == k-1 {
			return all[j].at + 1
		}
	}
	panic("ensemble: no neighbour")
}

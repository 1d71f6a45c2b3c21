package drought

import (
	"errors"
	"fmt"
)

// DaysOfSupply says how long usable storage [万m³] carries the demand of the coming
// steps, each of the given length [d], while inflow arrives; all three series have
// one length and volumes are per step. Within a step both are even. Lasts is true
// when the storage is not empty at the end; days is then the whole span. Storage is
// not limited from above. It fails on series of different lengths, on values that
// are negative or not finite, and on steps without length.
func DaysOfSupply(usable float64, demand, inflow, length []float64) (days float64, lasts bool, err error) {
	if len(demand) != len(inflow) || len(demand) != len(length) {
		return 0, false, fmt.Errorf("demand has %d steps, inflow %d, lengths %d", len(demand), len(inflow), len(length))
	}
	if err := errors.Join(checkVolumes("usable storage", []float64{usable}), checkVolumes("demand", demand), checkVolumes("inflow", inflow), checkVolumes("length", length)); err != nil {
		return 0, false, err
	}
	left := usable
	for t := range demand {
		if length[t] == 0 {
			return 0, false, fmt.Errorf("length[%d]: must be above 0", t)
		}
		net := demand[t] - inflow[t]
		if net > left {
			return days + length[t]*left/net, false, nil
		}
		left -= net
		days += length[t]
	}
	return days, true, nil
}

// SectorSupply is what a sector wanted and got, step by step.
type SectorSupply struct {
	Name     string    `json:"name"`
	Demand   []float64 `json:"demand"`   // [万m³]
	Delivery []float64 `json:"delivery"` // [万m³]
}

// Shortage is the shortage of a sector over the steps of a series.
type Shortage struct {
	Name   string  `json:"name"`
	Demand float64 `json:"demand"` // [万m³]
	Short  float64 `json:"short"`  // Σ max(0, demand − delivery) [万m³]
	Rate   float64 `json:"rate"`   // 缺水率, short/demand; 0 without a demand [-]
}

// Shortages are the shortage rates (缺水率, RULES AL-08) of sectors in their order
// and of all together, which is the last one and has no name. A step with more than
// was wanted does not make up for another (RULES UN-05). It fails on series of
// different lengths and on values that are negative or not finite.
func Shortages(sectors []SectorSupply) ([]Shortage, error) {
	out := make([]Shortage, len(sectors)+1)
	total := &out[len(sectors)]
	for i, s := range sectors {
		if len(s.Demand) != len(s.Delivery) {
			return nil, fmt.Errorf("%s: demand has %d steps, delivery %d", s.Name, len(s.Demand), len(s.Delivery))
		}
		if err := errors.Join(checkVolumes(s.Name+".demand", s.Demand), checkVolumes(s.Name+".delivery", s.Delivery)); err != nil {
			return nil, err
		}
		out[i].Name = s.Name
		for t, d := range s.Demand {
			out[i].Demand += d
			out[i].Short += max(0, d-s.Delivery[t])
		}
		total.Demand += out[i].Demand
		total.Short += out[i].Short
	}
	for i := range out {
		if out[i].Demand > 0 {
			out[i].Rate = out[i].Short / out[i].Demand
		}
	}
	return out, nil
}

// CityShortage is (normal − supply)/normal·100 (城市干旱缺水率, RULES DR-10) [%], 0 where
// supply covers the normal need. It fails unless the normal need is above 0.
func CityShortage(normal, supply float64) (float64, error) {
	if !finite(normal) || !finite(supply) || normal <= 0 || supply < 0 {
		return 0, fmt.Errorf("city shortage of %v from %v: the normal need must be above 0, the supply at least 0", supply, normal)
	}
	return max(0, (normal-supply)/normal*100), nil
}

func checkVolumes(name string, values []float64) error {
	for i, x := range values {
		if !finite(x) || x < 0 {
			return fmt.Errorf("%s[%d]: %v must be a finite number ≥ 0", name, i, x)
		}
	}
	return nil
}

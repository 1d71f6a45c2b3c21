package frequency

import (
	"errors"
	"fmt"
)

// Scaled is a typical year scaled to a design volume.
type Scaled struct {
	Values  []float64 `json:"values"`  // as long as the typical year; its sum is the target [unit of the typical year]
	Control float64   `json:"control"` // factor of the control period [-]
	Rest    float64   `json:"rest"`    // factor of all other steps; equals Control for SameRatio [-]
}

// SameRatio scales every step of a typical year by K = target/Σtypical (同倍比).
// Values are volumes per step (flows only where the steps are of equal length),
// target is the annual volume x_P in the same unit. The typical year is not
// changed. It fails on values or a target that are negative or not finite, and
// where a year of no water is to be scaled to some.
func SameRatio(typical []float64, target float64) (Scaled, error) {
	if err := checkVolumes(typical, "target", target); err != nil {
		return Scaled{}, err
	}
	k, err := ratio(target, sum(typical))
	if err != nil {
		return Scaled{}, fmt.Errorf("typical year: %w", err)
	}
	s := Scaled{Values: make([]float64, len(typical)), Control: k, Rest: k}
	for i, x := range typical {
		s.Values[i] = x * k
	}
	return s, nil
}

// SameFrequency scales a typical year so that the control period and the year both
// have the design probability (同频率): the steps whose 0-based index is in control
// by K1 = controlTarget/c, the others by K2 = (target−controlTarget)/(Σtypical−c),
// c the typical volume of the control period. It fails as SameRatio does, on an
// index that is out of range or repeated, on an empty control period, and on a
// control target above the target.
func SameFrequency(typical []float64, control []int, controlTarget, target float64) (Scaled, error) {
	if err := errors.Join(checkVolumes(typical, "target", target), checkVolume("control target", controlTarget)); err != nil {
		return Scaled{}, err
	}
	if controlTarget > target {
		return Scaled{}, fmt.Errorf("control target %v: is above the target %v of the year", controlTarget, target)
	}
	if len(control) == 0 {
		return Scaled{}, errors.New("control: no steps")
	}
	in := make([]bool, len(typical))
	for i, t := range control {
		switch {
		case t < 0 || t >= len(typical):
			return Scaled{}, fmt.Errorf("control[%d]: step %d is not in the year of %d steps", i, t, len(typical))
		case in[t]:
			return Scaled{}, fmt.Errorf("control[%d]: step %d is repeated", i, t)
		}
		in[t] = true
	}
	var inside, outside float64
	for t, x := range typical {
		if in[t] {
			inside += x
		} else {
			outside += x
		}
	}
	k1, err := ratio(controlTarget, inside)
	if err != nil {
		return Scaled{}, fmt.Errorf("control period: %w", err)
	}
	k2, err := ratio(target-controlTarget, outside)
	if err != nil {
		return Scaled{}, fmt.Errorf("rest of the year: %w", err)
	}
	s := Scaled{Values: make([]float64, len(typical)), Control: k1, Rest: k2}
	for t, x := range typical {
		if in[t] {
			s.Values[t] = x * k1
		} else {
			s.Values[t] = x * k2
		}
	}
	return s, nil
}

// ratio is target/volume, 0 where both are 0.
func ratio(target, volume float64) (float64, error) {
	if target == 0 {
		return 0, nil
	}
	k := target / volume
	if !finite(k) || !finite(volume) {
		return 0, fmt.Errorf("volume %v cannot be scaled to %v", volume, target)
	}
	return k, nil
}

func checkVolumes(typical []float64, name string, target float64) error {
	if len(typical) == 0 {
		return errors.New("typical year: has no steps")
	}
	var errs []error
	for i, x := range typical {
		errs = append(errs, checkVolume(fmt.Sprintf("typical[%d]", i), x))
	}
	return errors.Join(append(errs, checkVolume(name, target))...)
}

func checkVolume(name string, x float64) error {
	if !finite(x) || x < 0 {
		return fmt.Errorf("%s %v: must be a finite number ≥ 0", name, x)
	}
	return nil
}

func sum(values []float64) float64 {
	s := 0.0
	for _, x := range values {
		s += x
	}
	return s
}

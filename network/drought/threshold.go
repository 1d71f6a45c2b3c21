package drought

import (
	"errors"
	"fmt"
	"math"

	"fenhu/network/frequency"
)

// Grade says how well a figure is founded, as in the rest of the product.
type Grade string

// The grades.
const (
	A Grade = "A" // an official text
	B Grade = "B" // a secondary text
	C Grade = "C" // general professional knowledge
	D Grade = "D" // a default of this program
)

// Threshold is a limit between two categories, or another figure of a rule that a
// study may set, with what it is founded on.
type Threshold struct {
	Value  float64 `json:"value"`          // [unit of the thing measured]
	Open   bool    `json:"open,omitempty"` // the value itself does not reach the category
	Grade  Grade   `json:"grade"`
	Source string  `json:"source"`
}

// Configurable says whether the threshold is a setting and not an official number.
func (t Threshold) Configurable() bool { return t.Grade == C || t.Grade == D }

// Bands cut a measure into drought categories.
type Bands struct {
	ID   string         `json:"id"`
	Name frequency.Name `json:"name"`
	Unit string         `json:"unit"` // "-" for a plain number
	// Falling is set where a smaller value is drier, as for an index; otherwise a
	// larger value is worse, as for a shortage.
	Falling bool `json:"falling"`
	// Light to Extreme are the limits from which each category holds.
	Light    Threshold `json:"light"`
	Moderate Threshold `json:"moderate"`
	Severe   Threshold `json:"severe"`
	Extreme  Threshold `json:"extreme"`
}

// Thresholds returns the four limits from light to extreme.
func (b Bands) Thresholds() []Threshold {
	return []Threshold{b.Light, b.Moderate, b.Severe, b.Extreme}
}

// Category is the category of x; None for NaN.
func (b Bands) Category(x float64) Category {
	out := None
	for i, t := range b.Thresholds() {
		reached := x > t.Value
		if b.Falling {
			reached = x < t.Value
		}
		if reached || x == t.Value && !t.Open {
			out = Categories()[i+1]
		}
	}
	return out
}

// Grade is the weakest grade among the limits.
func (b Bands) Grade() Grade {
	worst := A
	for _, t := range b.Thresholds() {
		worst = max(worst, t.Grade)
	}
	return worst
}

// Check returns every fault of the bands, joined, or nil: limits must be finite,
// in the order of severity, and graded with a source.
func (b Bands) Check() error {
	var errs []error
	last := math.Inf(-1)
	for i, t := range b.Thresholds() {
		name := Categories()[i+1].ID()
		v := t.Value
		if b.Falling {
			v = -v
		}
		switch {
		case !finite(t.Value):
			errs = append(errs, fmt.Errorf("%s.%s: %v is not a finite number", b.ID, name, t.Value))
		case v <= last:
			errs = append(errs, fmt.Errorf("%s.%s: %v does not lie beyond the category before it", b.ID, name, t.Value))
		default:
			last = v
		}
		if t.Grade < A || t.Grade > D {
			errs = append(errs, fmt.Errorf("%s.%s: grade %q is not A, B, C or D", b.ID, name, t.Grade))
		}
		if t.Source == "" {
			errs = append(errs, fmt.Errorf("%s.%s: has no source", b.ID, name))
		}
	}
	return errors.Join(errs...)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

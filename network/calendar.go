package network

import (
	"fmt"
	"time"
)

// stepsAYear is the number of steps in an accounting year by kind; a year of
// days is taken as 365.
var stepsAYear = map[StepKind]int{StepMonth: 12, StepXun: 36, StepDay: 365}

func (c Calendar) horizon() (Horizon, error) {
	at, err := time.Parse("2006-01", c.Start)
	if err != nil {
		return Horizon{}, fmt.Errorf("calendar: start %q is not YYYY-MM", c.Start)
	}
	kind, periods, yearStart := c.Step, c.Periods, c.YearStart
	if kind == "" {
		kind = StepMonth
	}
	if periods == 0 {
		periods = stepsAYear[kind]
	}
	if yearStart == 0 {
		yearStart = int(at.Month())
	}
	return NewHorizon(kind, at.Year(), int(at.Month()), periods, yearStart)
}

// WithStep is the calendar with another step and the same length in years
// (rounded up to whole years).
func (c Calendar) WithStep(kind StepKind) Calendar {
	old := c.Step
	if old == "" {
		old = StepMonth
	}
	if old == kind {
		return c
	}
	years := 1
	if c.Periods > 0 {
		years = (c.Periods + stepsAYear[old] - 1) / stepsAYear[old]
	}
	c.Step, c.Periods = kind, years*stepsAYear[kind]
	return c
}

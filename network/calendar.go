package network

import "time"

// PerYear is the number of steps in a year; a year of days is taken as 365.
func (k StepKind) PerYear() int {
	switch k {
	case StepXun:
		return 36
	case StepDay:
		return 365
	default:
		return 12
	}
}

func (c Calendar) horizon() (Horizon, error) {
	at, err := time.Parse("2006-01", c.Start)
	if err != nil {
		return Horizon{}, wrongf("起始年月 %q 不是 YYYY-MM", "start %q is not YYYY-MM", c.Start)
	}
	kind, periods, yearStart := c.Step, c.Periods, c.YearStart
	if kind == "" {
		kind = StepMonth
	}
	if periods == 0 {
		periods = stepsIn(kind, at, 12)
	}
	if yearStart == 0 {
		yearStart = int(at.Month())
	}
	return NewHorizon(kind, at.Year(), int(at.Month()), periods, yearStart)
}

// stepsIn is the number of steps of a kind in some months from a first of a
// month on, leap days counted; 0 for an unknown kind.
func stepsIn(kind StepKind, from time.Time, months int) int {
	switch kind {
	case StepMonth:
		return months
	case StepXun:
		return 3 * months
	case StepDay:
		return int(from.AddDate(0, months, 0).Sub(from).Hours() / 24)
	}
	return 0
}

// WithStep is the calendar with another step and the same length, rounded up
// to whole months.
func (c Calendar) WithStep(kind StepKind) Calendar {
	old, err := c.horizon()
	if err == nil && old.Kind == kind {
		return c
	}
	c.Step = kind
	if err != nil {
		return c // Check says what is wrong with it
	}
	first, last := old.Steps[0], old.Steps[old.Len()-1]
	end := last.Start.AddDate(0, 0, last.Days-1)
	c.Periods = stepsIn(kind, first.Start, 12*(end.Year()-first.Start.Year())+int(end.Month()-first.Start.Month())+1)
	return c
}

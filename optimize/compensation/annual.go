package compensation

import (
	"fenhu/network/quality"
)

// annual is the record of the whole year: the one that was given for it, or the
// means of the judged months; nil without any.
func annual(records []Record) *Record {
	year := Record{State: Normal}
	type sum struct {
		n                             float64
		value, target, inflow, before float64
		inflows, befores              int
	}
	sums := map[quality.Indicator]*sum{}
	var order []quality.Indicator
	months := 0
	for k := range records {
		r := &records[k]
		if !r.Judged() {
			continue
		}
		if r.Month == 0 {
			return r
		}
		months++
		year.Section, year.Year, year.Target, year.Accident = r.Section, r.Year, r.Target, year.Accident || r.Accident
		for _, x := range r.Readings {
			s := sums[x.Indicator]
			if s == nil {
				s = new(sum)
				sums[x.Indicator] = s
				order = append(order, x.Indicator)
			}
			s.n, s.value, s.target = s.n+1, s.value+x.Value, s.target+x.Target
			if x.Inflow != nil {
				s.inflow, s.inflows = s.inflow+*x.Inflow, s.inflows+1
			}
			if x.Before != nil {
				s.before, s.befores = s.before+*x.Before, s.befores+1
			}
		}
	}
	if months == 0 {
		return nil
	}
	mean := func(v float64, n int) *float64 {
		if n == 0 {
			return nil
		}
		v /= float64(n)
		return &v
	}
	for _, i := range order {
		s := sums[i]
		year.Readings = append(year.Readings, Reading{Indicator: i, Value: s.value / s.n, Target: s.target / s.n, Inflow: mean(s.inflow, s.inflows), Before: mean(s.before, s.befores)})
	}
	return &year
}

// pollutantIndex is the mean of C/S over the indicators of the terms, with the
// limits of class Ⅲ, now and before; ok is false where one of them is missing.
func (t *terms) pollutantIndex(r *Record) (now, before float64, ok bool) {
	n := 0.0
	ok = true
	t.readings([]Record{*r}, func(_ *Record, x *Reading) {
		l, known := quality.LimitOf(x.Indicator)
		if x.Indicator == quality.DO || !known {
			return
		}
		if x.Before == nil {
			ok = false
			return
		}
		const third = 2
		n, now, before = n+1, now+x.Value/l.Class[third], before+*x.Before/l.Class[third]
	})
	if n == 0 || before == 0 {
		return 0, 0, false
	}
	return now / n, before / n, ok
}

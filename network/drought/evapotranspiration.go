package drought

import (
	"fmt"
	"math"
)

// days is the number of days of a calendar month (1–12), February at its long-term
// mean [d].
func days(month int) float64 {
	return [...]float64{31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
}

// midday is the day of the year in the middle of a calendar month.
func midday(month int) float64 {
	return [...]float64{15, 46, 74, 105, 135, 166, 196, 227, 258, 288, 319, 349}[month-1]
}

// sun is the geometry of the sun at a latitude [°] on a day of the year: sunset
// hour angle and declination [rad] and the inverse relative distance [-] (FAO-56
// equations 23 to 25).
func sun(latitude, day float64) (sunset, declination, distance float64) {
	year := 2 * math.Pi / 365 * day
	declination = 0.409 * math.Sin(year-1.39)
	distance = 1 + 0.033*math.Cos(year)
	c := -math.Tan(latitude*math.Pi/180) * math.Tan(declination)
	return math.Acos(min(max(c, -1), 1)), declination, distance
}

// Daylight is the length of the day at a latitude [°, north positive] on a day of
// the year [h] (FAO-56 equation 34).
func Daylight(latitude, day float64) float64 {
	sunset, _, _ := sun(latitude, day)
	return 24 / math.Pi * sunset
}

// ExtraterrestrialRadiation is R_a on a day of the year at a latitude [°, north
// positive] in MJ/m² a day (FAO-56 equation 21) [MJ/m²/d].
func ExtraterrestrialRadiation(latitude, day float64) float64 {
	const solarConstant = 0.0820 // [MJ/m²/min], FAO-56
	sunset, decl, dist := sun(latitude, day)
	phi := latitude * math.Pi / 180
	return 24 * 60 / math.Pi * solarConstant * dist *
		(sunset*math.Sin(phi)*math.Sin(decl) + math.Cos(phi)*math.Cos(decl)*math.Sin(sunset))
}

// Thornthwaite is the potential evapotranspiration of each month [mm] from mean
// temperatures [°C] that begin in calendar month first, at a latitude [°]
// (Thornthwaite 1948, with the table for heat above 26.5 °C as Willmott's parabola):
//
//	PET = 16·(N/12)·(d/30)·(10·T/I)^a,  I = Σ (T/5)^1.514,
//	a = 6.75e-7·I³ − 7.71e-5·I² + 1.792e-2·I + 0.49239
//
// I is of the mean temperatures of the twelve calendar months, all of which must
// occur. NaN is a missing month and stays one. Frost has no evapotranspiration.
// It fails on temperatures outside −70 to 60 °C and on a latitude outside ±66.5°.
func Thornthwaite(temperature []float64, first int, latitude float64) ([]float64, error) {
	if err := checkClimate("temperature", temperature, first, latitude); err != nil {
		return nil, err
	}
	heat := 0.0
	for m, sample := range byMonth(temperature, first) {
		if len(sample) == 0 {
			return nil, fmt.Errorf("temperature: no value in month %d", m+1)
		}
		mean := 0.0
		for _, t := range sample {
			mean += t / float64(len(sample))
		}
		heat += math.Pow(max(0, mean)/5, 1.514)
	}
	a := ((6.75e-7*heat-7.71e-5)*heat+1.792e-2)*heat + 0.49239
	out := make([]float64, len(temperature))
	for i, t := range temperature {
		m := MonthOf(first, i)
		length := Daylight(latitude, midday(m)) / 12 * days(m) / 30
		switch {
		case math.IsNaN(t):
			out[i] = t
		case t <= 0 || heat == 0:
			out[i] = 0
		case t >= 26.5:
			out[i] = max(0, length*(-415.85+t*(32.24-0.43*t)))
		default:
			out[i] = 16 * length * math.Pow(10*t/heat, a)
		}
	}
	return out, nil
}

// Hargreaves is the reference evapotranspiration of each month [mm] from mean daily
// maxima and minima of temperature [°C] (FAO-56 equation 52):
//
//	ET₀ = 0.0023·(T_mean + 17.8)·√(T_max − T_min)·0.408·R_a   a day
//
// The series begin in calendar month first, at a latitude [°]; NaN is a missing
// month and stays one. It fails as Thornthwaite does, and where a minimum lies above
// its maximum.
func Hargreaves(high, low []float64, first int, latitude float64) ([]float64, error) {
	if err := checkClimate("maximum", high, first, latitude); err != nil {
		return nil, err
	}
	if err := checkClimate("minimum", low, first, latitude); err != nil {
		return nil, err
	}
	if len(high) != len(low) {
		return nil, fmt.Errorf("minimum: %d months, maximum has %d", len(low), len(high))
	}
	out := make([]float64, len(high))
	for i := range high {
		if low[i] > high[i] {
			return nil, fmt.Errorf("minimum[%d]: %v °C is above the maximum %v °C", i, low[i], high[i])
		}
		m := MonthOf(first, i)
		ra := 0.408 * ExtraterrestrialRadiation(latitude, midday(m))
		et := 0.0023 * ((high[i]+low[i])/2 + 17.8) * math.Sqrt(high[i]-low[i]) * ra
		if !math.IsNaN(et) {
			et = max(0, et)
		}
		out[i] = et * days(m)
	}
	return out, nil
}

func checkClimate(name string, values []float64, first int, latitude float64) error {
	if !(math.Abs(latitude) <= 66.5) {
		return fmt.Errorf("latitude %v: must be from −66.5 to 66.5 degrees", latitude)
	}
	if err := checkMonthly(values, first, true); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, t := range values {
		if t < -70 || t > 60 {
			return fmt.Errorf("%s[%d]: %v °C must be from −70 to 60", name, i, t)
		}
	}
	return nil
}

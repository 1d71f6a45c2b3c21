package drought

import (
	"math"
	"testing"
)

// The examples of FAO Irrigation and Drainage Paper 56: numbers 8, 9 and 20.
func TestSunOfFAO56(t *testing.T) {
	t.Parallel()
	printed(t, "Ra, 20°S, 3 September", ExtraterrestrialRadiation(-20, 246), "32.2")
	printed(t, "daylight, 20°S, 3 September", Daylight(-20, 246), "11.7")
	high, low := make([]float64, 12), make([]float64, 12)
	for m := range high {
		high[m], low[m] = 26.6, 14.8
	}
	et := must(Hargreaves(high, low, 1, 45.72))(t)
	printed(t, "ET₀ of Lyon in July", et[6]/31, "5.0")
}

func TestThornthwaiteByHand(t *testing.T) {
	t.Parallel()
	// 15 °C in every month at the equator: I = 12·3^1.514, N = 12 h.
	temps := make([]float64, 12)
	for m := range temps {
		temps[m] = 15
	}
	heat := 12 * math.Pow(3, 1.514)
	a := 6.75e-7*heat*heat*heat - 7.71e-5*heat*heat + 1.792e-2*heat + 0.49239
	got := must(Thornthwaite(temps, 1, 0))(t)
	near(t, "April", got[3], 16*math.Pow(150/heat, a), 0.2)
	near(t, "January to April", got[0]/got[3], 31.0/30, 1e-9)

	temps[0], temps[1] = -5, math.NaN()
	if _, err := Thornthwaite(temps, 1, 38); err == nil {
		t.Error("no February: no error")
	}
	temps[1] = 28
	got = must(Thornthwaite(temps, 1, 38))(t)
	if got[0] != 0 {
		t.Errorf("frost: got %v mm", got[0])
	}
	near(t, "28 °C", got[1], Daylight(38, 46)/12*28.25/30*(-415.85+32.24*28-0.43*28*28), 1e-9)
	if _, err := Thornthwaite(temps, 1, 80); err == nil {
		t.Error("latitude 80: no error")
	}
	if _, err := Hargreaves([]float64{5}, []float64{6}, 1, 38); err == nil {
		t.Error("minimum above maximum: no error")
	}
}

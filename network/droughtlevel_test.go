package network

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// storage are thresholds of a falling indicator: enter at 50, 40, 30, 20 and
// leave at 60, 50, 40, 30.
func storageThresholds() thresholds {
	x := noThresholds(true)
	for l := DroughtBlue; l <= DroughtRed; l++ {
		x.enter[l], x.exit[l] = 60-10*float64(l), 70-10*float64(l)
	}
	return x
}

// rate is a rising indicator: enter at 10, 20, 30, 40 %, no hysteresis.
func rateThresholds() thresholds {
	x := noThresholds(false)
	for l := DroughtBlue; l <= DroughtRed; l++ {
		x.enter[l], x.exit[l] = 0.1*float64(l), 0.1*float64(l)
	}
	return x
}

// TestLevelsFollowTheThresholds runs the machine by hand.
func TestLevelsFollowTheThresholds(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	const n, b, y, o, r = NoDrought, DroughtBlue, DroughtYellow, DroughtOrange, DroughtRed
	for _, c := range []struct {
		name   string
		ladder ladder
		start  DroughtLevel
		limits []thresholds
		values [][]float64 // per period and indicator
		want   []DroughtLevel
		waits  []int // periods in which the least duration holds
	}{
		{
			name: "enters and leaves with hysteresis", limits: []thresholds{storageThresholds()},
			values: [][]float64{{70}, {49}, {55}, {59.9}, {60.1}},
			want:   []DroughtLevel{n, b, b, b, n},
		},
		{
			name: "a value on the entry enters, on the exit leaves", limits: []thresholds{storageThresholds()},
			values: [][]float64{{50}, {60}}, want: []DroughtLevel{b, n},
		},
		{
			name: "without hysteresis a value on the threshold stays in", limits: []thresholds{rateThresholds()},
			values: [][]float64{{0.1}, {0.1}, {0.0999}}, want: []DroughtLevel{b, b, n},
		},
		{
			name: "jumps over levels to worse ones", limits: []thresholds{storageThresholds()},
			values: [][]float64{{70}, {25}, {10}}, want: []DroughtLevel{n, o, r},
		},
		{
			name: "step by step to worse ones", ladder: ladder{stepUp: true}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{10}, {10}, {10}, {10}, {10}}, want: []DroughtLevel{b, y, o, r, r},
		},
		{
			name: "recovers step by step", limits: []thresholds{storageThresholds()},
			values: [][]float64{{15}, {90}, {90}, {90}, {90}}, want: []DroughtLevel{r, o, y, b, n},
		},
		{
			name: "recovers directly to none", ladder: ladder{jumpDown: true}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{15}, {90}}, want: []DroughtLevel{r, n},
		},
		{
			name: "recovers directly to the level that still holds", ladder: ladder{jumpDown: true}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{15}, {55}, {60}}, want: []DroughtLevel{r, b, n},
		},
		{
			name: "lasts its least duration", ladder: ladder{least: [droughtLevels]int{0, 3, 0, 0, 0}}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{45}, {90}, {90}, {90}}, want: []DroughtLevel{b, b, b, n}, waits: []int{1, 2},
		},
		{
			name: "each step of the recovery lasts its own", ladder: ladder{least: [droughtLevels]int{0, 2, 2, 0, 0}}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{40}, {90}, {90}, {90}, {90}}, want: []DroughtLevel{y, y, b, b, n}, waits: []int{1, 3},
		},
		{
			name: "worse levels do not wait", ladder: ladder{least: [droughtLevels]int{0, 9, 9, 9, 9}}, limits: []thresholds{storageThresholds()},
			values: [][]float64{{45}, {5}}, want: []DroughtLevel{b, r},
		},
		{
			name: "any indicator calls, all must leave", limits: []thresholds{storageThresholds(), rateThresholds()},
			values: [][]float64{{90, 0.3}, {15, 0}, {90, 0.4}, {90, 0}}, want: []DroughtLevel{o, r, r, o},
		},
		{
			name: "all indicators call, any one leaves", ladder: ladder{all: true}, limits: []thresholds{storageThresholds(), rateThresholds()},
			values: [][]float64{{15, 0}, {15, 0.2}, {55, 0.2}, {55, 0.1}}, want: []DroughtLevel{n, y, b, b},
		},
		{
			name: "an indicator without a value is not asked", ladder: ladder{all: true}, limits: []thresholds{storageThresholds(), rateThresholds()},
			values: [][]float64{{35, nan}, {nan, nan}}, want: []DroughtLevel{y, b},
		},
		{
			name: "keeps the level it starts with", start: y, limits: []thresholds{storageThresholds()},
			values: [][]float64{{45}, {55}, {90}}, want: []DroughtLevel{y, b, n},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := machine{ladder: c.ladder, level: c.start, since: -9}
			var got []DroughtLevel
			var waits []int
			for i, v := range c.values {
				if m.decide(i, v, c.limits) {
					waits = append(waits, i)
				}
				got = append(got, m.level)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("levels (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.waits, waits); d != "" {
				t.Errorf("waiting periods (-want +got):\n%s", d)
			}
		})
	}
}

func TestDroughtLevelsAreWords(t *testing.T) {
	t.Parallel()
	for _, l := range DroughtLevels() {
		word, err := l.MarshalText()
		var back DroughtLevel
		if err != nil || back.UnmarshalText(word) != nil || back != l || l.Name().ZH == "" || l.Name().EN == "" {
			t.Errorf("%d: %q %v %v", l, word, back, l.Name())
		}
	}
	if new(DroughtLevel).UnmarshalText([]byte("purple")) == nil {
		t.Error("purple is no level")
	}
}

// TestZoneHedging is RULES DR-14: demands 600, 500, 1500, 200 (the base flow)
// under the factors of the warning zone and of the dry zone.
func TestZoneHedging(t *testing.T) {
	t.Parallel()
	demands := []float64{600, 500, 1500, 200}
	for name, c := range map[string]struct{ factors, want []float64 }{
		"warning": {[]float64{1, .9, .7, 1}, []float64{600, 450, 1050, 200}},
		"dry":     {[]float64{.95, .7, .4, .8}, []float64{570, 350, 600, 160}},
	} {
		for i, d := range demands {
			bands := []Band{{Volume: []float64{d / 2}}, {Volume: []float64{d / 2}}}
			restrict(bands, 0, c.factors[i])
			if got := bands[0].Volume[0] + bands[1].Volume[0]; math.Abs(got-c.want[i]) > 1e-9 {
				t.Errorf("%s, demand %g: %g, want %g", name, d, got, c.want[i])
			}
			if full := math.Min(d/2, c.want[i]); math.Abs(bands[0].Volume[0]-full) > 1e-9 {
				t.Errorf("%s, demand %g: the important half gets %g, want %g", name, d, bands[0].Volume[0], full)
			}
		}
	}
}

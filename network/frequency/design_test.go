package frequency

import "testing"

func TestDesignNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p      float64
		zh, en string
	}{
		{0.20, "丰水年", "wet year"},
		{0.25, "丰水年", "wet year"},
		{0.50, "平水年", "normal year"},
		{0.75, "偏枯年", "moderately dry year"},
		{0.90, "枯水年", "dry year"},
		{0.95, "特枯年", "very dry year"},
		{1 - 0.05, "特枯年", "very dry year"},
		{0.97, "极端枯水年", "extremely dry year"},
		{0.98, "极端枯水年", "extremely dry year"},
		{0.99, "极端枯水年", "extremely dry year"},
		{0.60, "P=60%年", "P=60% year"},
		{0.999, "P=99.9%年", "P=99.9% year"},
	} {
		if got, want := DesignName(c.p), (Name{ZH: c.zh, EN: c.en}); got != want {
			t.Errorf("P = %v: got %+v, want %+v", c.p, got, want)
		}
	}
}

func TestDesignsAreOrderedAndNamed(t *testing.T) {
	t.Parallel()
	last := 0.0
	for _, d := range Designs() {
		if d.P <= last || d.Name != DesignName(d.P) {
			t.Errorf("got %+v after P = %v", d, last)
		}
		last = d.P
	}
}

func TestReturnPeriods(t *testing.T) {
	t.Parallel()
	near(t, "dry, P = 95 %", DryReturn(0.95), 20, 1e-12)
	near(t, "wet, P = 5 %", WetReturn(0.05), 20, 1e-12)
}

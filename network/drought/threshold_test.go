package drought

import (
	"encoding/json"
	"testing"
)

func TestDefaultBandsAreInOrderGradedAndSourced(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, b := range DefaultBands() {
		if err := b.Check(); err != nil {
			t.Error(err)
		}
		if seen[b.ID] || b.Name.ZH == "" || b.Name.EN == "" {
			t.Errorf("%s: repeated or unnamed", b.ID)
		}
		seen[b.ID] = true
	}
	city := DefaultBand(BandCity)
	if city.Grade() != C || city.Light.Grade != B || !city.Extreme.Configurable() || city.Light.Configurable() {
		t.Errorf("grades of city shortage: %+v", city)
	}
}

func TestALimitBelongsToTheCategoryThatTheStandardSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		band string
		x    float64
		want Category
	}{
		{BandIndex, -0.49, None},
		{BandIndex, -0.5, Light},
		{BandIndex, -1, Moderate},
		{BandIndex, -1.5, Severe},
		{BandIndex, -1.99, Severe},
		{BandIndex, -2, Extreme},
		{BandMonthAnomaly, -39.9, None},
		{BandMonthAnomaly, -40, Light},
		{BandMonthAnomaly, -95, Extreme},
		{BandSeasonAnomaly, -25, Light},
		{BandSeasonAnomaly, -70, Severe},
		{BandYearAnomaly, -45, Extreme},
		{BandCropArea, 0, None},
		{BandCropArea, 30, Light},
		{BandCropArea, 31, Moderate},
		{BandCropArea, 80, Severe},
		{BandCropArea, 80.1, Extreme},
		{BandDrinking, 20, Light},
		{BandDrinking, 60.5, Extreme},
		{BandCity, 4.9, None},
		{BandCity, 5, Light},
		{BandCity, 10, Light},
		{BandCity, 30.1, Extreme},
		{BandSoil, 60, Light},
		{BandSoil, 60.1, None},
		{BandSoil, 30, Extreme},
		{BandFarmCounty, 0.69, Light},
		{BandFarmCounty, 2.2, Extreme},
		{BandFarmNation, 0.05, Light},
	} {
		if got := DefaultBand(c.band).Category(c.x); got != c.want {
			t.Errorf("%s at %v: got %v, want %v", c.band, c.x, got, c.want)
		}
	}
}

func TestCategoriesKeepTheirNameInJSON(t *testing.T) {
	t.Parallel()
	data := must(json.Marshal(Categories()))(t)
	if string(data) != `["none","light","moderate","severe","extreme"]` {
		t.Errorf("got %s", data)
	}
	var back []Category
	if err := json.Unmarshal(data, &back); err != nil || len(back) != 5 || back[4] != Extreme {
		t.Errorf("got %v, %v", back, err)
	}
	if json.Unmarshal([]byte(`["wet"]`), &back) == nil {
		t.Error("unknown category: no error")
	}
}

func TestMeasuresOfTheLaw(t *testing.T) {
	t.Parallel()
	if n := len(Measures(None)); n != 0 {
		t.Errorf("no drought: %d measures", n)
	}
	light, severe := Measures(Moderate), Measures(Severe)
	if len(light) != 4 || len(severe) != 9 {
		t.Errorf("%d measures in moderate, %d in severe drought", len(light), len(severe))
	}
	for _, m := range severe[4:] {
		if m.Article != 35 {
			t.Errorf("%s is of article %d", m.ID, m.Article)
		}
	}
	if EmergencyPeriod(Severe) || !EmergencyPeriod(Extreme) {
		t.Error("the emergency period belongs to extreme drought")
	}
}

package drought

import "fenhu/network/frequency"

// The IDs of the default bands.
const (
	BandIndex         = "index"
	BandMonthAnomaly  = "anomaly-month"
	BandSeasonAnomaly = "anomaly-season"
	BandYearAnomaly   = "anomaly-year"
	BandPercentile    = "percentile"
	BandCropArea      = "crop-area"
	BandDrinking      = "drinking-water"
	BandCity          = "city-shortage"
	BandSoil          = "soil-moisture"
	BandFarmNation    = "farm-nation"
	BandFarmProvince  = "farm-province"
	BandFarmCity      = "farm-city"
	BandFarmCounty    = "farm-county"
)

// DefaultBands returns every classification that the product knows, in the order
// of tables. A limit of grade C or D is a setting of the study.
func DefaultBands() []Bands {
	const (
		index    = "GB/T 20481-2017"
		anomaly  = "GB/T 20481, 降水量距平百分率"
		national = "国家防汛抗旱应急预案（旧版）"
		regional = "SL 424 / GB/T 32135"
	)
	return []Bands{
		falling(BandIndex, "SPI、SPEI、MCI 等级", "SPI, SPEI and MCI", "-", B, index, -0.5, -1.0, -1.5, -2.0),
		falling(BandMonthAnomaly, "月降水距平等级", "precipitation anomaly of a month", "%", C, anomaly, -40, -60, -80, -95),
		falling(BandSeasonAnomaly, "季降水距平等级", "precipitation anomaly of a season", "%", C, anomaly, -25, -50, -70, -80),
		falling(BandYearAnomaly, "年降水距平等级", "precipitation anomaly of a year", "%", C, anomaly, -15, -30, -40, -45),
		falling(BandPercentile, "来水、蓄水百分位等级", "percentile of streamflow or storage", "%", C, "U.S. Drought Monitor, D1–D4", 20, 10, 5, 2),
		open(rising(BandCropArea, "受旱面积占比等级", "crop area hit, of the area sown", "%", B, national, 0, 30, 50, 80), true),
		open(rising(BandDrinking, "因旱饮水困难人口占比等级", "people short of drinking water", "%", B, national, 0, 20, 40, 60), true),
		city(open(rising(BandCity, "城市干旱缺水率等级", "shortage rate of a city", "%", B, national, 5, 10, 20, 30), false)),
		falling(BandSoil, "土壤相对湿度等级（壤土）", "relative soil moisture (loam)", "%", C, regional, 60, 50, 40, 30),
		rising(BandFarmNation, "全国农业旱情等级", "farm drought of the nation", "-", C, regional, 0.05, 0.1, 0.2, 0.3),
		rising(BandFarmProvince, "省级农业旱情等级", "farm drought of a province", "-", C, regional, 0.1, 0.5, 0.9, 1.5),
		rising(BandFarmCity, "市级农业旱情等级", "farm drought of a city", "-", C, regional, 0.1, 0.6, 1.2, 2.1),
		rising(BandFarmCounty, "县级农业旱情等级", "farm drought of a county", "-", C, regional, 0.1, 0.7, 1.2, 2.2),
	}
}

// DefaultBand returns the default bands of an ID. It panics on an ID that
// DefaultBands does not hold.
func DefaultBand(id string) Bands {
	for _, b := range DefaultBands() {
		if b.ID == id {
			return b
		}
	}
	panic("drought: no bands " + id)
}

func rising(id, zh, en, unit string, g Grade, source string, light, moderate, severe, extreme float64) Bands {
	at := func(x float64) Threshold { return Threshold{Value: x, Grade: g, Source: source} }
	return Bands{
		ID: id, Name: frequency.Name{ZH: zh, EN: en}, Unit: unit,
		Light: at(light), Moderate: at(moderate), Severe: at(severe), Extreme: at(extreme),
	}
}

func falling(id, zh, en, unit string, g Grade, source string, light, moderate, severe, extreme float64) Bands {
	b := rising(id, zh, en, unit, g, source, light, moderate, severe, extreme)
	b.Falling = true
	return b
}

// open gives the limits themselves to the milder category, as the national plan
// writes them ("up to 30 %"); the lightest limit only where light is set.
func open(b Bands, light bool) Bands {
	b.Light.Open = light
	b.Moderate.Open, b.Severe.Open, b.Extreme.Open = true, true, true
	return b
}

// city marks the two upper limits of city shortage, which no text seen confirms.
func city(b Bands) Bands {
	b.Severe.Grade, b.Extreme.Grade = C, C
	return b
}

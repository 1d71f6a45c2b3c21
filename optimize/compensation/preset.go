package compensation

import (
	"fmt"
	"slices"
	"strconv"

	"fenhu/network"
	"fenhu/network/quality"
)

// Preset is a published scheme: a rule with its figures.
type Preset struct {
	ID    string
	Rule  string
	Title network.Text
	Terms Terms
	// Cite is where the figures come from, Grade how far to trust them (the
	// worst of the figures: A official, B secondary, C general knowledge, D our own).
	Cite  string
	Grade string
	// Treasury says that the upstream side pays, and is paid by, the common
	// superior instead of the downstream side.
	Treasury bool
	// From and To are the years for which it was published; 0 = open.
	From, To int
}

// years names the years for which a preset was published, such as 2012–2014.
func (p *Preset) years() string {
	switch {
	case p.From == 0 && p.To == 0:
		return ""
	case p.To == 0:
		return strconv.Itoa(p.From) + "–"
	}
	return fmt.Sprintf("%d–%d", p.From, p.To)
}

// holds says whether it was published for a year.
func (p *Preset) holds(year int) bool { return year >= p.From && (p.To == 0 || year <= p.To) }

// Presets are the schemes of RULES EC-20 in order. Their figures are a starting
// point: what an agreement says goes first.
func Presets() []Preset {
	type p = map[string][]float64
	of := func(values ...float64) []float64 { return values }
	const none = 0
	organic := []quality.Indicator{quality.COD, quality.NH3N}
	three := []quality.Indicator{quality.COD, quality.NH3N, quality.TP}
	manganese := []quality.Indicator{quality.CODMn, quality.NH3N, quality.TP}
	xinan := []quality.Indicator{quality.CODMn, quality.NH3N, quality.TP, quality.TN}
	return []Preset{
		{"SX-2013", "tiers", network.Text{ZH: "山西省跨界断面考核（2013）", EN: "Shanxi sections (2013)"}, Terms{Params: p{
			"kept_quarter": of(10), "kept_year": of(100), "recovered": of(100), "class_up": of(50),
		}, Indicators: organic}, "山西省财政厅、环保厅 2013，关于完善地表水跨界断面水质考核生态补偿机制的通知", "C", true, 2013, 0},
		{"FEN-T", "template", network.Text{ZH: "汾河流域横向补偿（模板，示例参数）", EN: "Fen basin (template, sample figures)"}, Terms{}, "汾河流域上下游横向生态补偿机制试点 2021；金额未公开", "D", false, 2021, 0},
		{"XAJ-R1", "index", network.Text{ZH: "新安江第一轮", EN: "Xin'an river, round 1"}, Terms{Indicators: xinan}, "皖浙 2012–2014", "C", false, 2012, 2014},
		{"XAJ-R2", "index", network.Text{ZH: "新安江第二轮", EN: "Xin'an river, round 2"}, Terms{Params: p{"k0": of(0.89), "amount": of(20000), "extra_below": of(0.95), "extra": of(10000)}, Indicators: xinan}, "皖浙 2015–2017", "C", false, 2015, 2017},
		{"XAJ-R3", "index", network.Text{ZH: "新安江第三轮", EN: "Xin'an river, round 3"}, Terms{Params: p{"k0": of(0.90), "amount": of(20000), "weights": of(0.22, 0.22, 0.28, 0.28)}, Indicators: xinan}, "皖浙 2018–2020", "C", false, 2018, 2020},
		{"YLU-2021", "class-index", network.Text{ZH: "黄河豫鲁段", EN: "Yellow River, Henan and Shandong"}, Terms{Indicators: three}, "豫鲁 2021–2022，刘庄断面", "B", false, 2021, 2022},
		{"YJS-2025", "class-index", network.Text{ZH: "黄河豫晋陕段", EN: "Yellow River, Henan, Shanxi and Shaanxi"}, Terms{Params: p{"pivot": of(2), "point": of(5), "point_cap": of(200), "monthly": of(1), "cap": of(none)}, Indicators: manganese}, "豫晋陕 2025-09，风陵渡大桥断面", "B", false, 2025, 0},
		{"BJ-2015", "classes", network.Text{ZH: "北京市水环境区域补偿", EN: "Beijing"}, Terms{Indicators: three}, "北京市水环境区域补偿办法 2015", "B", false, 2015, 0},
		{"HEB-2016", "steps", network.Text{ZH: "河北省", EN: "Hebei"}, Terms{Indicators: three}, "冀政办字〔2016〕169号", "C", true, 2016, 0},
		{"FLUX-HA", "flux", network.Text{ZH: "河南省水环境生态补偿（2010）", EN: "Henan (2010)"}, Terms{Indicators: organic}, "河南省水环境生态补偿暂行办法 2010", "B", false, 2010, 2016},
		{"FLUX-TH", "flux", network.Text{ZH: "太湖流域（镇江）", EN: "Taihu (Zhenjiang)"}, Terms{Params: p{"nh3n": of(10)}, Indicators: manganese}, "江苏太湖流域 / 镇江市", "A", false, 0, 0},
		{"JS-2021", "tiers", network.Text{ZH: "江苏省双向补偿", EN: "Jiangsu, both ways"}, Terms{Params: p{"bounds": of(0.5, 1), "amounts": of(50, 75, 125), "two_way": of(1), "sum": of(1)}, Indicators: manganese}, "苏环办〔2021〕131号；分档界限未见", "D", false, 2021, 0},
		{"HF", "steps", network.Text{ZH: "合肥市", EN: "Hefei"}, Terms{Params: p{"amount": of(50), "step_cod": of(none), "cap": of(300), "inflow": of(none), "better": of(50), "improved": of(30)}, Indicators: manganese}, "合肥市地表水断面生态补偿", "B", true, 0, 0},
		{"SD-2019", "year-on-year", network.Text{ZH: "山东省", EN: "Shandong"}, Terms{Indicators: []quality.Indicator{quality.NH3N, quality.COD, quality.TP, quality.F}}, "山东省地表水环境质量生态补偿 2019", "C", true, 2019, 0},
		{"ZK", "tiers", network.Text{ZH: "周口市连续分档", EN: "Zhoukou, continuous"}, Terms{Params: p{"bounds": of(0.5, 1, 1.5, 2), "amounts": of(10, 25, 50, 100, 200), "tolerance": of(0.1), "times": of(1), "sum": of(1)}, Indicators: organic}, "周口市", "A", true, 0, 0},
		{"HZ", "linear", network.Text{ZH: "菏泽市线性双向", EN: "Heze, linear"}, Terms{Indicators: organic}, "菏泽市", "B", true, 0, 0},
		{"MIYUN-T", "volume", network.Text{ZH: "增量水量（密云模板）", EN: "extra volume (Miyun template)"}, Terms{}, "京冀密云水库上游；单价未公开", "D", false, 2018, 0},
		{"OWN", "expression", network.Text{ZH: "自定义算式", EN: "formulas of the agreement"}, Terms{}, "协议自定", "D", false, 0, 0},
	}
}

// PresetByID finds a preset; ok is false when there is none.
func PresetByID(id string) (Preset, bool) {
	presets := Presets()
	i := slices.IndexFunc(presets, func(p Preset) bool { return p.ID == id })
	if i < 0 {
		return Preset{}, false
	}
	return presets[i], true
}

package drought

import "fenhu/network/frequency"

// Measure is a measure of 抗旱条例 that a scenario can switch (RULES DR-09).
type Measure struct {
	ID      string         `json:"id"`
	Article int            `json:"article"` // of 抗旱条例 (2009), grade A
	From    Category       `json:"from"`    // lightest category in which it may be taken
	Name    frequency.Name `json:"name"`
}

// AllMeasures returns the measures of articles 34 and 35 in the order of the law.
func AllMeasures() []Measure {
	m := func(id string, article int, from Category, zh, en string) Measure {
		return Measure{ID: id, Article: article, From: from, Name: frequency.Name{ZH: zh, EN: en}}
	}
	return []Measure{
		m("emergency-sources", 34, Light, "启用应急备用水源、应急打井", "use emergency sources, sink emergency wells"),
		m("temporary-pumps", 34, Light, "设置临时抽水泵站、开挖输水渠道", "set up temporary pumps and channels"),
		m("unconventional", 34, Light, "使用再生水、微咸水等非常规水源", "use reclaimed, brackish and other unconventional water"),
		m("deliver-water", 34, Light, "组织向人畜饮水困难地区送水", "carry water to people and livestock without drinking water"),
		m("cut-quotas", 35, Severe, "压减供水指标", "cut supply quotas"),
		m("limit-industry", 35, Severe, "限制或暂停高耗水行业用水", "limit or suspend industries that use much water"),
		m("limit-discharge", 35, Severe, "限制或暂停排放工业污水", "limit or suspend industrial waste water"),
		m("cut-irrigation", 35, Severe, "缩小农业供水范围或减少供水量", "irrigate less land or with less water"),
		m("ration-domestic", 35, Severe, "限时或限量供应城镇居民生活用水", "supply towns at set hours or in set amounts"),
	}
}

// Measures returns the measures that may be taken in a category.
func Measures(c Category) []Measure {
	var out []Measure
	for _, m := range AllMeasures() {
		if c >= m.From {
			out = append(out, m)
		}
	}
	return out
}

// EmergencyPeriod says whether the province may declare a 紧急抗旱期 (article 45).
func EmergencyPeriod(c Category) bool { return c == Extreme }

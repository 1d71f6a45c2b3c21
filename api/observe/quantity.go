// Package observe reads what was measured: storages, levels, flows and rain by
// node and time, from CSV or JSON. It checks everything before anything is
// stored and lists all faults at once; a unit is converted only when the data
// declare it.
//
// The package reads no clock and no files; the caller hands it the bytes, the
// time and the basin.
package observe

import (
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/network/quality"
)

// Quantity is something that is measured at a node.
type Quantity struct {
	ID   string
	Name network.Text
	// Unit is the unit in which values are stored.
	Unit string
	// Min and Max are the bounds of a credible value [Unit]. They are wider than
	// anything measured in the region and catch wrong units and typing errors:
	// design choices of this program, not limits of a standard.
	Min, Max float64
	// Units are the units that data may declare besides Unit, and what they are multiplied by.
	Units []Unit
	// Kinds are the node kinds at which it can be measured; none = all.
	Kinds []string
}

// Unit is a unit that data may declare.
type Unit struct {
	Names  []string
	Factor float64
}

// Quantities is the ordered table of quantities: a new one is one line here.
func Quantities() []Quantity {
	text := func(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }
	return []Quantity{
		{ID: "storage", Name: text("蓄水量", "storage"), Unit: "万m³", Max: 1e7, Kinds: []string{"reservoir"}, Units: []Unit{
			{[]string{"1e4m3", "10⁴ m³", "wan-m3"}, 1}, {[]string{"m³", "m3"}, 1e-4}, {[]string{"百万m³", "million-m3", "hm³", "hm3"}, 100}, {[]string{"亿m³", "1e8m3", "yi-m3"}, 1e4},
		}},
		{ID: "level", Name: text("水位", "level"), Unit: "m", Min: -500, Max: 9000, Units: []Unit{{[]string{"cm"}, 0.01}}},
		{ID: "flow", Name: text("流量", "flow"), Unit: "m³/s", Max: 1e5, Units: []Unit{
			{[]string{"m3/s", "m3s"}, 1}, {[]string{"万m³/d", "1e4m3/d"}, 1 / 8.64}, {[]string{"L/s", "l/s"}, 1e-3},
		}},
		{ID: "rain", Name: text("降水量", "rain"), Unit: "mm", Max: 3000, Units: []Unit{{[]string{"cm"}, 10}}},
		{ID: "evaporation", Name: text("水面蒸发量", "open-water evaporation"), Unit: "mm", Max: 1000, Units: []Unit{{[]string{"cm"}, 10}}},
		{ID: "volume", Name: text("断面水量", "volume"), Unit: "万m³", Max: 1e7, Kinds: []string{"section"}, Units: []Unit{
			{[]string{"1e4m3", "10⁴ m³", "wan-m3"}, 1}, {[]string{"m³", "m3"}, 1e-4}, {[]string{"百万m³", "million-m3", "hm³", "hm3"}, 100}, {[]string{"亿m³", "1e8m3", "yi-m3"}, 1e4},
		}},
		{ID: "class", Name: text("水质类别", "quality class"), Unit: "类", Min: 1, Max: 6, Kinds: []string{"section"}},
		concentration(quality.COD, 1000), concentration(quality.CODMn, 500), concentration(quality.NH3N, 200), concentration(quality.TP, 50),
		concentration(quality.TN, 500), concentration(quality.F, 100), concentration(quality.BOD5, 1000), concentration(quality.DO, 30),
		{ID: "depth", Name: text("地下水埋深", "depth to groundwater"), Unit: "m", Max: 2000, Kinds: []string{"aquifer"}, Units: []Unit{{[]string{"cm"}, 0.01}}},
	}
}

// concentration is an indicator of water quality; most is far above raw sewage.
func concentration(i quality.Indicator, most float64) Quantity {
	l, _ := quality.LimitOf(i)
	return Quantity{ID: string(i), Name: network.Text{ZH: l.Chinese, EN: string(i)}, Unit: "mg/L", Max: most, Units: []Unit{
		{[]string{"mg/l", "g/m³", "g/m3"}, 1}, {[]string{"µg/L", "μg/L", "ug/L"}, 1e-3}, {[]string{"g/L"}, 1000},
	}}
}

// QuantityByID returns a quantity by its id or its Chinese name.
func QuantityByID(id string) (Quantity, bool) {
	list := Quantities()
	i := slices.IndexFunc(list, func(q Quantity) bool { return q.ID == id || q.Name.ZH == id })
	if i < 0 {
		return Quantity{}, false
	}
	return list[i], true
}

// factor is what a value of a declared unit is multiplied by; the empty unit is
// that of the quantity.
func (q Quantity) factor(unit string) (float64, bool) {
	if unit == "" || unit == q.Unit {
		return 1, true
	}
	for _, u := range q.Units {
		if slices.Contains(u.Names, unit) {
			return u.Factor, true
		}
	}
	return 0, false
}

// units lists the units that may be declared.
func (q Quantity) units() string {
	names := []string{q.Unit}
	for _, u := range q.Units {
		names = append(names, u.Names...)
	}
	return strings.Join(names, ", ")
}

// ids lists the quantities.
func ids() string {
	var names []string
	for _, q := range Quantities() {
		names = append(names, q.ID)
	}
	return strings.Join(names, ", ")
}

// Quality says how far a value can be relied on.
type Quality string

// The qualities. A missing value says that the instrument gave none. The states
// of a section say that it was not to be judged: no water, ice, works, or data
// taken out after a disaster.
const (
	Good      Quality = "good"
	Suspect   Quality = "suspect"
	Estimated Quality = "estimated"
	Missing   Quality = "missing"
	Dry       Quality = "dry"
	Frozen    Quality = "frozen"
	Suspended Quality = "suspended"
	Removed   Quality = "removed"
)

// State says whether a quality is a state of a section, which needs no value.
func (q Quality) State() bool { return q == Dry || q == Frozen || q == Suspended || q == Removed }

// QualityInfo names a quality.
type QualityInfo struct {
	ID   Quality
	Name network.Text
}

// Qualities is the ordered table of qualities.
func Qualities() []QualityInfo {
	return []QualityInfo{
		{Good, network.Text{ZH: "正常", EN: "good"}},
		{Suspect, network.Text{ZH: "可疑", EN: "suspect"}},
		{Estimated, network.Text{ZH: "插补", EN: "estimated"}},
		{Missing, network.Text{ZH: "缺测", EN: "missing"}},
		{Dry, network.Text{ZH: "断流", EN: "dry"}},
		{Frozen, network.Text{ZH: "结冰", EN: "frozen"}},
		{Suspended, network.Text{ZH: "停考", EN: "suspended"}},
		{Removed, network.Text{ZH: "剔除", EN: "removed"}},
	}
}

// qualityOf reads a quality by its id or its Chinese name; empty is good.
func qualityOf(s string) (Quality, bool) {
	if s == "" {
		return Good, true
	}
	for _, q := range Qualities() {
		if s == string(q.ID) || s == q.Name.ZH {
			return q.ID, true
		}
	}
	return "", false
}

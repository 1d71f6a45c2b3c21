package network

import "slices"

// DroughtPlan is an operator's plan for droughts: indicators that call one of
// four levels, and what each level switches. Only a run without foresight obeys
// it: before each window the level is decided from what has happened so far.
//
// Nothing is inherited between levels: each states all of its measures. The
// trigger tables of the official plans are not public (RULES DR-12), so
// thresholds are configuration with a grade.
type DroughtPlan struct {
	RuleBase
	Combine    string             `json:"combine" enum:"any|all" doc:"a level is called by any of the indicators that speak about it (default) or only by all" zh:"指标组合"`
	Escalation string             `json:"escalation" enum:"direct|stepwise" doc:"to worse levels at once (default) or one level a period" zh:"升级方式"`
	Recovery   string             `json:"recovery" enum:"stepwise|direct" doc:"to milder levels one at a time (default) or at once" zh:"降级方式"`
	Initial    string             `json:"initial" enum:"none|blue|yellow|orange|red" doc:"level in force before the run (default none)" zh:"初始等级"`
	Indicators []DroughtIndicator `json:"indicators" req:"true" doc:"what calls the levels" zh:"指标"`
	Emergency  []EmergencySource  `json:"emergency" doc:"sources that are closed until a level opens them" zh:"应急水源"`
	Blue       DroughtMeasures    `json:"blue" req:"true" doc:"measures of level Ⅳ" zh:"Ⅳ级（蓝色）措施"`
	Yellow     DroughtMeasures    `json:"yellow" req:"true" doc:"measures of level Ⅲ" zh:"Ⅲ级（黄色）措施"`
	Orange     DroughtMeasures    `json:"orange" req:"true" doc:"measures of level Ⅱ" zh:"Ⅱ级（橙色）措施"`
	Red        DroughtMeasures    `json:"red" req:"true" doc:"measures of level Ⅰ" zh:"Ⅰ级（红色）措施"`
}

// DroughtIndicator is a figure of what has happened, compared with thresholds.
type DroughtIndicator struct {
	ID      string `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH  string `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN  string `json:"name_en" doc:"English name" zh:"英文名称"`
	Measure string `json:"measure" req:"true" enum:"storage|useful|warning|dry|inflow|shortage|deficit" doc:"storage [万m³], useful (share of useful storage), warning or dry (storage ÷ drought line), inflow (÷ its normal), shortage (rate beyond the plan's own cuts), deficit (rate with them)" zh:"指标类型"`
	UserGroup
	Periods    int       `json:"periods" min:"1" max:"1000" doc:"last periods counted, for inflow, shortage and deficit (default 1)" zh:"累计时段数"`
	Cumulative bool      `json:"cumulative" doc:"count from the start of the accounting year instead" zh:"自年度起累计"`
	ReferenceP float64   `json:"reference_p" unit:"%" min:"0" max:"99.9" doc:"frequency of the year that inflow is compared with; 0 = long-term mean" zh:"参照频率"`
	Blue       Threshold `json:"blue" doc:"of level Ⅳ; left out = the indicator does not speak about it" zh:"Ⅳ级阈值"`
	Yellow     Threshold `json:"yellow" doc:"of level Ⅲ" zh:"Ⅲ级阈值"`
	Orange     Threshold `json:"orange" doc:"of level Ⅱ" zh:"Ⅱ级阈值"`
	Red        Threshold `json:"red" doc:"of level Ⅰ" zh:"Ⅰ级阈值"`
}

// Name is the indicator's name in both languages; the id where it has none.
func (x DroughtIndicator) Name() Text {
	if x.NameZH == "" && x.NameEN == "" {
		return Text{x.ID, x.ID}
	}
	return Text{x.NameZH, x.NameEN}
}

// Threshold is where a level begins and where it ends again, in the unit of the
// indicator. The distance between both is the hysteresis.
type Threshold struct {
	Enter Quantity `json:"enter" min:"0" max:"1e8" doc:"value on which the level begins, by month" zh:"进入阈值"`
	Exit  Quantity `json:"exit" min:"0" max:"1e8" doc:"value on which it ends again (default: that of enter)" zh:"退出阈值"`
}

// UserGroup selects demands, or nodes of another kind by their ids.
type UserGroup struct {
	Regions []string `json:"regions" doc:"regions; left out = all" zh:"行政区"`
	City    string   `json:"city" doc:"all regions of a city" zh:"市"`
	Sectors []Sector `json:"sectors" enum:"sectors" doc:"sectors; left out = all" zh:"行业"`
	Nodes   []string `json:"nodes" doc:"single nodes instead" zh:"节点"`
}

func (u UserGroup) has(n *Network, d *Demand) bool {
	if len(u.Nodes) > 0 {
		return slices.Contains(u.Nodes, d.ID)
	}
	return Users{Regions: u.Regions, City: u.City, Sectors: u.Sectors}.has(n, d)
}

// EmergencySource is a project or nodes that carry nothing until a level is
// reached. Of several entries for a node the one of the highest level reached
// counts.
type EmergencySource struct {
	Project string   `json:"project" doc:"project whose members are the source" zh:"工程"`
	Nodes   []string `json:"nodes" doc:"single transfers, outside sources or aquifers" zh:"节点"`
	From    string   `json:"from" req:"true" enum:"blue|yellow|orange|red" doc:"mildest level that opens it" zh:"启用等级"`
	Share   *float64 `json:"share" unit:"-" min:"0" max:"1" doc:"share of the capacity that is opened (default 1)" zh:"启用比例"`
}

// DroughtMeasures is what one level switches.
type DroughtMeasures struct {
	MinPeriods int                `json:"min_periods" min:"0" max:"1000" doc:"periods that the level lasts at least before a milder one" zh:"最短持续时段"`
	Demand     []DemandCut        `json:"demand" doc:"restrictions of demand; where several match the strictest counts" zh:"限制供水"`
	BaseFlow   Quantity           `json:"base_flow" unit:"-" min:"0" max:"1" doc:"multiplies the base-flow targets of all sections" zh:"生态基流系数"`
	Rules      []DroughtRule      `json:"rules" doc:"rules that change" zh:"规则调整"`
	Bans       []Users            `json:"bans" doc:"users that must not take from sources (users.from)" zh:"禁用水源"`
	Prefer     []SourcePreference `json:"prefer" doc:"change of the order of sources" zh:"水源次序"`
	Reserve    []StorageReserve   `json:"reserve" doc:"storage that only the most important levels may draw on" zh:"预留蓄水"`
	Note       string             `json:"note" doc:"free text" zh:"说明"`
}

// DemandCut restricts demands to a share of what they want. The least important
// part is cut first: the essential share of a demand comes last.
type DemandCut struct {
	UserGroup
	Factor Quantity `json:"factor" req:"true" unit:"-" min:"0" max:"1" doc:"share of the demand that may be supplied, by month" zh:"限制系数"`
}

// DroughtRule changes the figure of a rule: the upper limit, or the lower one of
// a minimum outflow. Of an annual limit the whole year's figure is taken.
type DroughtRule struct {
	Rule   string   `json:"rule" req:"true" doc:"rule" zh:"规则"`
	Factor *float64 `json:"factor" unit:"-" min:"0" max:"100" doc:"multiplies its limit" zh:"倍比"`
	Off    bool     `json:"off" doc:"lift it" zh:"停用"`
}

// SourcePreference makes a source more or less attractive when water is drawn
// at least cost. It is no money: costs are reported without it.
type SourcePreference struct {
	Node  string  `json:"node" req:"true" doc:"transfer, aquifer, outside source, or a source that demands draw from" zh:"水源节点"`
	Price float64 `json:"price" req:"true" unit:"元/m³" min:"-1000" max:"1000" doc:"added to its price for the choice; negative = preferred" zh:"附加单价"`
}

// StorageReserve is storage that only important users may draw on: below it the
// levels of the priority order up to and including `until` are served, the
// others only with what does not lower it further (旱限水位, RULES DR-13). With
// `keep` it is a share of what is available, the one-point hedging of RULES
// DR-14 with k = 1 − keep.
type StorageReserve struct {
	Node    string   `json:"node" req:"true" doc:"reservoir" zh:"水库"`
	Line    string   `json:"line" enum:"warning|dry" doc:"its drought line" zh:"旱限线"`
	Storage Quantity `json:"storage" unit:"万m³" min:"0" max:"1e8" doc:"a storage by month instead, dead storage included" zh:"蓄水量"`
	Keep    *float64 `json:"keep" unit:"-" min:"0" max:"0.99" doc:"instead: share of storage above dead storage and inflow that stays in store" zh:"留存比例"`
	Until   string   `json:"until" doc:"last priority level that may draw on it; left out = none" zh:"可动用至级别"`
}

// Measures are those of a level; of no drought there are none.
func (r *DroughtPlan) Measures(l DroughtLevel) *DroughtMeasures {
	switch l {
	case DroughtBlue:
		return &r.Blue
	case DroughtYellow:
		return &r.Yellow
	case DroughtOrange:
		return &r.Orange
	case DroughtRed:
		return &r.Red
	default:
		return new(DroughtMeasures)
	}
}

// Threshold is that of a level; not set for no drought.
func (x *DroughtIndicator) Threshold(l DroughtLevel) Threshold {
	switch l {
	case DroughtBlue:
		return x.Blue
	case DroughtYellow:
		return x.Yellow
	case DroughtOrange:
		return x.Orange
	case DroughtRed:
		return x.Red
	default:
		return Threshold{}
	}
}

// The measures of indicators.
const (
	MeasureStorage  = "storage"
	MeasureUseful   = "useful"
	MeasureWarning  = "warning"
	MeasureDry      = "dry"
	MeasureInflow   = "inflow"
	MeasureShortage = "shortage"
	MeasureDeficit  = "deficit"
)

// Unit is the unit of the indicator's value.
func (x *DroughtIndicator) Unit() string {
	if x.Measure == MeasureStorage {
		return "万m³"
	}
	return "-"
}

// Falling says that low values are the bad ones.
func (x *DroughtIndicator) Falling() bool {
	return x.Measure != MeasureShortage && x.Measure != MeasureDeficit
}

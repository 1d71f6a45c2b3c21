package network

// Classes of demand that a level can serve besides the sectors.
const (
	ClassBaseFlow  = "base-flow" // ecological base flow at control sections
	ClassEssential = "essential" // essential share of irrigation and industry
)

// Objectives that a level can pursue besides serving demands.
const (
	ObjectiveCost       = "cost"        // least pumping energy and prices
	ObjectiveEndStorage = "end-storage" // least shortfall of end-storage targets
	ObjectiveSpill      = "spill"       // least spill and outflow
	ObjectiveReserve    = "reserve"     // least draw on reserved storage; made by drought plans only
	ObjectiveQuality    = "quality"     // least water that would dilute sections to their targets; made by quality.target_after only
)

// Level is one priority level: it either serves classes of demand or pursues
// an objective. Levels are solved in order; what a level reached is never given
// up for a later one.
type Level struct {
	ID        string   `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH    string   `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN    string   `json:"name_en" doc:"English name" zh:"英文名称"`
	Serves    []string `json:"serves" doc:"sectors, base-flow, essential, or ids of single demands and sections" zh:"保障对象"`
	Objective string   `json:"objective" enum:"cost|end-storage|spill" doc:"objective instead of demands" zh:"目标"`
}

// Name is the level's name in both languages.
func (l Level) Name() Text { return Text{l.NameZH, l.NameEN} }

// DefaultLevels is the priority order of RULES AL-01: domestic first (Water
// Law art. 21), then ecological base flow (Yellow River Protection Law art.
// 45), then essential irrigation and industry, the rest of them, landscape;
// last least cost, end storage and spill.
func DefaultLevels() []Level {
	return []Level{
		{ID: "domestic", NameZH: "城乡生活", NameEN: "domestic", Serves: []string{string(UrbanDomestic), string(RuralDomestic)}},
		{ID: "base-flow", NameZH: "生态基流", NameEN: "ecological base flow", Serves: []string{ClassBaseFlow}},
		{ID: "essential", NameZH: "口粮灌溉与重点工业", NameEN: "key irrigation and essential industry", Serves: []string{ClassEssential}},
		{ID: "irrigation", NameZH: "一般灌溉与林牧渔畜", NameEN: "other irrigation and livestock", Serves: []string{string(Irrigation), string(Livestock)}},
		{ID: "industry", NameZH: "一般工业与三产", NameEN: "other industry and services", Serves: []string{string(Industry), string(Services)}},
		{ID: "landscape", NameZH: "河道外生态", NameEN: "landscape and off-stream ecology", Serves: []string{string(Ecology)}},
		{ID: "cost", NameZH: "供水成本最小", NameEN: "least cost", Objective: ObjectiveCost},
		{ID: "end-storage", NameZH: "期末蓄水", NameEN: "end storage", Objective: ObjectiveEndStorage},
		{ID: "spill", NameZH: "弃水最少", NameEN: "least spill", Objective: ObjectiveSpill},
	}
}

// Order is the document's priority order, or the default one.
func (n *Network) Order() []Level {
	if len(n.Levels) > 0 {
		return n.Levels
	}
	return DefaultLevels()
}

func classIDs() []string { return append(sectorIDs(), ClassBaseFlow, ClassEssential) }

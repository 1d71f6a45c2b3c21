package network

// Base is what every node has.
type Base struct {
	ID     string  `json:"id" req:"true" doc:"identifier, lower-case letters, digits and hyphens advised" zh:"标识"`
	Kind   string  `json:"kind" req:"true" doc:"kind of node" zh:"类型"`
	NameZH string  `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN string  `json:"name_en" doc:"English name" zh:"英文名称"`
	River  string  `json:"river" doc:"river or system it belongs to" zh:"河流"`
	Region string  `json:"region" doc:"region it lies in" zh:"行政区"`
	Lon    float64 `json:"lon" unit:"°" min:"-180" max:"180" doc:"longitude, WGS 84; 0 beside lat 0 = not known" zh:"经度"`
	Lat    float64 `json:"lat" unit:"°" min:"-90" max:"90" doc:"latitude, WGS 84" zh:"纬度"`
	Source string  `json:"source" doc:"source of the figures" zh:"来源"`
	Grade  string  `json:"grade" enum:"A|B|C|D" doc:"grade of the weakest figure, its position aside: A official, B secondary, C general knowledge, D estimate" zh:"数据等级"`
	Note   string  `json:"note" doc:"free text" zh:"说明"`
}

// Position is where the node lies, longitude and latitude in WGS 84 [°]; not ok
// when the document does not say.
func (b *Base) Position() (lon, lat float64, ok bool) {
	return b.Lon, b.Lat, b.Lon != 0 || b.Lat != 0
}

// Name is the node's name in both languages; the id where it has none.
func (b *Base) Name() Text {
	t := Text{b.NameZH, b.NameEN}
	if t.ZH == "" && t.EN == "" {
		t = Text{b.ID, b.ID}
	}
	return t
}

// Info returns the node's common part.
func (b *Base) Info() *Base { return b }

// Estimated says whether the node's figures are our own estimate (grade D).
func (b *Base) Estimated() bool { return b.Grade == "D" }

// Node is one thing that exists. A kind of node is one file: a struct of
// fields with their units and ranges in tags, check, and the two passes of
// lowering.
type Node interface {
	Info() *Base
	// check adds the faults that the field tags cannot find.
	check(c *checker)
	// points adds the node's vertices to the graph.
	points(b *builder)
	// connect adds the node's arcs and limits; all vertices exist by then.
	connect(b *builder)
}

// KindInfo describes a kind of node.
type KindInfo struct {
	ID   string
	Name Text
	New  func() Node
	// Main is the role of the flow that a rule or project means when it names a
	// node of this kind without a role.
	Main Role
}

// kindTable is the ordered table of node kinds: a new kind is one file and one
// line here.
var kindTable = []KindInfo{
	{"inflow", Text{"来水", "inflow"}, func() Node { return new(Inflow) }, RoleRunoff},
	{"boundary", Text{"界外水源", "outside source"}, func() Node { return new(Boundary) }, RoleInflow},
	{"junction", Text{"汇流点", "junction"}, func() Node { return new(Junction) }, ""},
	{"reach", Text{"河段", "river reach"}, func() Node { return new(Reach) }, RoleFlow},
	{"reservoir", Text{"水库", "reservoir"}, func() Node { return new(Reservoir) }, RoleStorage},
	{"transfer", Text{"输水工程", "transfer"}, func() Node { return new(Transfer) }, RoleTransfer},
	{"aquifer", Text{"地下水", "aquifer"}, func() Node { return new(Aquifer) }, RolePumping},
	{"treatment", Text{"污水再生", "treatment"}, func() Node { return new(Treatment) }, RoleReclaimed},
	{"demand", Text{"用户", "demand"}, func() Node { return new(Demand) }, RoleDelivery},
	{"section", Text{"控制断面", "control section"}, func() Node { return new(Section) }, RoleFlow},
	{"hydropower", Text{"水电站", "hydropower"}, func() Node { return new(Hydropower) }, RoleGeneration},
	{"outlet", Text{"出口", "outlet"}, func() Node { return new(Outlet) }, RoleOutflow},
}

// Kinds returns the kinds in table order.
func Kinds() []KindInfo { return append([]KindInfo(nil), kindTable...) }

func kindByID(id string) *KindInfo {
	for i := range kindTable {
		if kindTable[i].ID == id {
			return &kindTable[i]
		}
	}
	return nil
}

// MainRole is the role of the flow that a rule or project means when it names x
// without a role; empty when x has none or is nil.
func MainRole(x Node) Role {
	if x == nil {
		return ""
	}
	if info := kindByID(x.Info().Kind); info != nil {
		return info.Main
	}
	return ""
}

package network

// Role says what a flow or state of a node is. Results are addressed by node
// and role, so that tables, exports and compensation rules need no code per
// kind of node.
type Role string

// The roles of arcs.
const (
	RoleInflow     Role = "inflow"     // water entering from outside that may be declined (a boundary source)
	RoleFlow       Role = "flow"       // water in a river
	RoleTransfer   Role = "transfer"   // water in a canal, tunnel, pipe or pumping station
	RoleSupply     Role = "supply"     // withdrawal from a source for one demand, before network losses
	RoleDelivery   Role = "delivery"   // water that reaches a user
	RolePumping    Role = "pumping"    // groundwater drawn from an aquifer
	RoleTreated    Role = "treated"    // sewage treated and discharged
	RoleBypass     Role = "bypass"     // sewage beyond the plant's capacity
	RoleReclaimed  Role = "reclaimed"  // sewage turned into reclaimed water
	RoleSpill      Role = "spill"      // uncontrolled release of a reservoir
	RoleOutflow    Role = "outflow"    // water leaving the modelled area
	RoleGeneration Role = "generation" // water through turbines
)

// The roles of states and of terms that follow from states.
const (
	RoleRunoff      Role = "runoff" // natural inflow of a catchment or spring, or recharge
	RoleStorage     Role = "storage"
	RoleLevel       Role = "level"
	RoleEvaporation Role = "evaporation"
	RoleSeepage     Role = "seepage"
	RoleDemand      Role = "demand"
	RoleShortage    Role = "shortage"
	RoleTarget      Role = "target"
	RoleRestriction Role = "restriction" // demand that a drought plan does not admit
)

// RoleInfo describes a role.
type RoleInfo struct {
	ID   Role
	Name Text
	Unit string
}

var roleTable = []RoleInfo{
	{RoleRunoff, Text{"天然来水", "natural inflow"}, "万m³"},
	{RoleInflow, Text{"界外引入", "inflow from outside"}, "万m³"},
	{RoleFlow, Text{"河道流量", "river flow"}, "万m³"},
	{RoleTransfer, Text{"输水量", "transfer"}, "万m³"},
	{RoleSupply, Text{"取水量", "withdrawal"}, "万m³"},
	{RoleDelivery, Text{"供水量", "delivery"}, "万m³"},
	{RolePumping, Text{"地下水开采量", "groundwater pumping"}, "万m³"},
	{RoleTreated, Text{"达标排放量", "treated discharge"}, "万m³"},
	{RoleBypass, Text{"超能力排放量", "untreated bypass"}, "万m³"},
	{RoleReclaimed, Text{"再生水量", "reclaimed water"}, "万m³"},
	{RoleSpill, Text{"弃水", "spill"}, "万m³"},
	{RoleOutflow, Text{"出境水量", "outflow"}, "万m³"},
	{RoleGeneration, Text{"发电用水", "turbined flow"}, "万m³"},
	{RoleStorage, Text{"时段末蓄水量", "storage"}, "万m³"},
	{RoleLevel, Text{"时段末水位", "level"}, "m"},
	{RoleEvaporation, Text{"蒸发损失", "evaporation"}, "万m³"},
	{RoleSeepage, Text{"渗漏量", "seepage"}, "万m³"},
	{RoleDemand, Text{"需水量", "demand"}, "万m³"},
	{RoleShortage, Text{"缺水量", "shortage"}, "万m³"},
	{RoleTarget, Text{"目标水量", "target"}, "万m³"},
	{RoleRestriction, Text{"限供水量", "planned restriction"}, "万m³"},
}

// flowRoles are the roles of arcs: what a rule can count. They end where the
// states begin.
func flowRoles() []string {
	var ids []string
	for _, r := range roleTable {
		if r.ID == RoleStorage {
			break
		}
		if r.ID != RoleRunoff {
			ids = append(ids, string(r.ID))
		}
	}
	return ids
}

// Roles returns all roles with label and unit.
func Roles() []RoleInfo { return append([]RoleInfo(nil), roleTable...) }

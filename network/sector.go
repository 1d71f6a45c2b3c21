package network

// Sector is what a demand uses water for; the columns of the supply–demand
// table (RULES UN-05).
type Sector string

// The sectors, in the order of the supply–demand table.
const (
	UrbanDomestic Sector = "urban-domestic"
	RuralDomestic Sector = "rural-domestic"
	Industry      Sector = "industry"
	Services      Sector = "services"
	Irrigation    Sector = "irrigation"
	Livestock     Sector = "livestock"
	Ecology       Sector = "ecology"
)

// SectorInfo describes a sector.
type SectorInfo struct {
	ID   Sector
	Name Text
	// Loss is the economic loss of a missing m³ when the document gives none
	// [元/m³]: our assumption, grade D (no published figure found). It prices
	// water values only and never decides who is served.
	Loss float64
}

// Sectors is the ordered table of sectors.
var sectorTable = []SectorInfo{
	{UrbanDomestic, Text{"城镇生活", "urban domestic"}, 30},
	{RuralDomestic, Text{"农村生活", "rural domestic"}, 30},
	{Industry, Text{"工业", "industry"}, 15},
	{Services, Text{"建筑业及三产", "construction and services"}, 15},
	{Irrigation, Text{"农田灌溉", "irrigation"}, 2.5},
	{Livestock, Text{"林牧渔畜", "livestock, forestry, fishery"}, 2.5},
	{Ecology, Text{"河道外生态", "off-stream ecology"}, 2},
}

// Sectors returns the sectors in table order.
func Sectors() []SectorInfo { return append([]SectorInfo(nil), sectorTable...) }

// SectorByID returns a sector's description.
func SectorByID(s Sector) (SectorInfo, bool) {
	for _, i := range sectorTable {
		if i.ID == s {
			return i, true
		}
	}
	return SectorInfo{}, false
}

func sectorIDs() []string {
	ids := make([]string, len(sectorTable))
	for i, s := range sectorTable {
		ids[i] = string(s.ID)
	}
	return ids
}

// Origin is where water came from; the supply columns of the supply–demand table.
type Origin string

// The origins, in table order.
const (
	Surface     Origin = "surface"     // local surface water
	Groundwater Origin = "groundwater" // pumped from an aquifer
	Yellow      Origin = "yellow"      // diverted from the Yellow River
	Reclaimed   Origin = "reclaimed"   // treated and used again
	OtherOrigin Origin = "other"       // mine water, rain harvest and the like
)

// OriginInfo describes an origin.
type OriginInfo struct {
	ID   Origin
	Name Text
}

var originTable = []OriginInfo{
	{Surface, Text{"地表水", "surface"}},
	{Groundwater, Text{"地下水", "groundwater"}},
	{Yellow, Text{"引黄水", "Yellow River"}},
	{Reclaimed, Text{"再生水", "reclaimed"}},
	{OtherOrigin, Text{"其他", "other"}},
}

// Origins returns the origins in table order.
func Origins() []OriginInfo { return append([]OriginInfo(nil), originTable...) }

// OriginIndex is the position of o in the table, -1 when unknown.
func OriginIndex(o Origin) int {
	for i, x := range originTable {
		if x.ID == o {
			return i
		}
	}
	return -1
}

func originIDs() []string {
	ids := make([]string, len(originTable))
	for i, o := range originTable {
		ids[i] = string(o.ID)
	}
	return ids
}

package network

// Format is the version of the document format.
const Format = "fenhu/1"

// Network is a whole document: one water system with its users, projects,
// rules and the settings of a run. It holds everything that decides a result,
// so two equal networks give equal results.
type Network struct {
	Format       string       `json:"format" req:"true" enum:"fenhu/1" doc:"document format" zh:"文档格式"`
	ID           string       `json:"id" req:"true" doc:"identifier of the basin" zh:"流域标识"`
	NameZH       string       `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN       string       `json:"name_en" doc:"English name" zh:"英文名称"`
	Note         string       `json:"note" doc:"free text" zh:"说明"`
	PlanningYear int          `json:"planning_year" min:"1900" max:"2200" doc:"planning year whose figures are used" zh:"水平年"`
	Calendar     Calendar     `json:"calendar" req:"true" doc:"steps of the run" zh:"计算时段"`
	Hydrology    Hydrology    `json:"hydrology" doc:"which inflow the run uses" zh:"来水条件"`
	Prices       Prices       `json:"prices" doc:"prices that several nodes share" zh:"公用价格"`
	Quality      WaterQuality `json:"quality" doc:"water quality: which pollutants are followed; left out = none" zh:"水质"`
	Levels       []Level      `json:"levels" doc:"priority order; left out = the default order" zh:"用水优先序"`
	Zones        []Zone       `json:"zones" doc:"functional zones and what counts as essential in them" zh:"主体功能区"`
	Regions      []Region     `json:"regions" doc:"counties and cities" zh:"行政区"`
	Profiles     []Profile    `json:"profiles" doc:"named monthly distributions" zh:"月分配"`
	Nodes        []Node       `json:"nodes" req:"true" doc:"what exists" zh:"节点"`
	Projects     []Project    `json:"projects" doc:"bundles of nodes that are switched together" zh:"工程"`
	Rules        []Rule       `json:"rules" doc:"regulations" zh:"规则"`

	lines map[string]int // line of each path in the YAML text, for faults
	cells []string       // names of the places that lines count, for a workbook
}

// Name is the basin's name in both languages.
func (n *Network) Name() Text { return Text{n.NameZH, n.NameEN} }

// Calendar says which steps a run has.
type Calendar struct {
	Start     string   `json:"start" req:"true" doc:"first month, YYYY-MM" zh:"起始年月"`
	Step      StepKind `json:"step" enum:"month|xun|day" doc:"length of a step (default month)" zh:"时段长度"`
	Periods   int      `json:"periods" min:"1" max:"36600" doc:"number of steps (default one year)" zh:"时段数"`
	YearStart int      `json:"year_start" min:"1" max:"12" doc:"first month of the accounting year: 1 calendar year, 6 or 7 hydrological year" zh:"年度起始月"`
}

// Hydrology says which inflow the run uses.
type Hydrology struct {
	P        float64 `json:"p" unit:"%" min:"0" max:"99.9" doc:"exceedance frequency of the design year; 0 = long-term mean" zh:"来水频率"`
	Observed bool    `json:"observed" doc:"use the observed series of the inflow nodes" zh:"采用实测系列"`
}

// Prices are prices that several nodes share.
type Prices struct {
	Electricity float64            `json:"electricity" unit:"元/kWh" min:"0" max:"100" doc:"electricity price of pumping stations and turbines" zh:"电价"`
	Shortage    map[Sector]float64 `json:"shortage" unit:"元/m³" min:"0" max:"1e6" doc:"economic loss of a missing m³ by sector; prices water values only, never decides priority" zh:"缺水损失"`
	BaseFlow    float64            `json:"base_flow" unit:"元/m³" min:"0" max:"1e6" doc:"loss of a missing m³ of ecological base flow; prices water values only" zh:"生态基流缺水损失"`
}

// ShortageLoss is the loss [元/m³] of a missing m³ in sector s.
func (p Prices) ShortageLoss(s Sector) float64 {
	if v, ok := p.Shortage[s]; ok {
		return v
	}
	info, _ := SectorByID(s)
	return info.Loss
}

// baseFlowLoss is the default loss of a missing m³ of base flow [元/m³], our
// assumption (grade D).
const baseFlowLoss = 5

// BaseFlowLoss is the loss [元/m³] of a missing m³ of ecological base flow.
func (p Prices) BaseFlowLoss() float64 {
	if p.BaseFlow > 0 {
		return p.BaseFlow
	}
	return baseFlowLoss
}

// Zone is a class of the functional-zone plan (主体功能区). Its shares say how
// much of a sector's demand counts as essential there and is served on the
// level "essential", before the rest of the sector.
type Zone struct {
	ID        string             `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH    string             `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN    string             `json:"name_en" doc:"English name" zh:"英文名称"`
	Essential map[Sector]float64 `json:"essential" unit:"-" min:"0" max:"1" doc:"essential share of a sector's demand" zh:"重点保障比例"`
	Grade     string             `json:"grade" enum:"A|B|C|D" doc:"grade of the shares" zh:"数据等级"`
	Source    string             `json:"source" doc:"source of the shares" zh:"来源"`
}

// Region is a county, or a user group outside the planned area.
type Region struct {
	ID         string  `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH     string  `json:"name_zh" req:"true" doc:"Chinese name" zh:"中文名称"`
	NameEN     string  `json:"name_en" doc:"English name" zh:"英文名称"`
	City       string  `json:"city" doc:"city it belongs to" zh:"所属市"`
	CityZH     string  `json:"city_zh" doc:"Chinese name of the city" zh:"市名"`
	Zone       string  `json:"zone" doc:"functional zone" zh:"主体功能区"`
	Outside    bool    `json:"outside" doc:"users on the same rivers outside the planned area" zh:"区外"`
	Population float64 `json:"population" unit:"person" min:"0" doc:"resident population" zh:"常住人口"`
	GDP        float64 `json:"gdp" unit:"亿元" min:"0" doc:"gross domestic product" zh:"地区生产总值"`
	Area       float64 `json:"area" unit:"km²" min:"0" doc:"area" zh:"面积"`
	Source     string  `json:"source" doc:"source" zh:"来源"`
	Grade      string  `json:"grade" enum:"A|B|C|D" doc:"grade of the weakest figure" zh:"数据等级"`
}

// Name is the region's name in both languages.
func (r Region) Name() Text { return Text{r.NameZH, r.NameEN} }

// Profile is a named monthly distribution.
type Profile struct {
	ID     string    `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH string    `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN string    `json:"name_en" doc:"English name" zh:"英文名称"`
	Months []float64 `json:"months" req:"true" by:"month" unit:"-" min:"0" max:"1" doc:"twelve fractions that sum to 1" zh:"各月比例"`
	Source string    `json:"source" doc:"source" zh:"来源"`
	Grade  string    `json:"grade" enum:"A|B|C|D" doc:"grade" zh:"数据等级"`
}

// Project is a named bundle of nodes and of changes that a scenario switches
// as one.
type Project struct {
	ID           string   `json:"id" req:"true" doc:"identifier" zh:"标识"`
	NameZH       string   `json:"name_zh" req:"true" doc:"Chinese name" zh:"中文名称"`
	NameEN       string   `json:"name_en" doc:"English name" zh:"英文名称"`
	Commissioned int      `json:"commissioned" min:"1900" max:"2200" doc:"year of commissioning; off before it" zh:"投运年份"`
	Status       string   `json:"status" enum:"built|building|approved|planned" doc:"status" zh:"状态"`
	On           *bool    `json:"on" doc:"switched on or off; left out = on from the year of commissioning" zh:"启用"`
	Members      []string `json:"members" doc:"nodes that exist only while the project is on" zh:"所属节点"`
	Measure      []string `json:"measure" doc:"nodes whose flow counts as the project's volume (default: members)" zh:"水量计算节点"`
	WhenOn       []Change `json:"when_on" doc:"changes that hold while the project is on" zh:"启用时的变更"`
	Capacity     Quantity `json:"capacity" unit:"万m³/a" min:"0" doc:"design volume a year, for utilisation" zh:"设计年供水量"`
	Source       string   `json:"source" doc:"source" zh:"来源"`
	Grade        string   `json:"grade" enum:"A|B|C|D" doc:"grade of the weakest figure" zh:"数据等级"`
	Note         string   `json:"note" doc:"free text" zh:"说明"`
}

// Name is the project's name in both languages.
func (p Project) Name() Text { return Text{p.NameZH, p.NameEN} }

// IsOn says whether the project is on in a planning year.
func (p Project) IsOn(year int) bool {
	if p.On != nil {
		return *p.On
	}
	return p.Commissioned <= year
}

// Horizon is the sequence of steps of the run.
func (n *Network) Horizon() (Horizon, error) { return n.Calendar.horizon() }

// RegionByID returns a region, nil when there is none.
func (n *Network) RegionByID(id string) *Region {
	for i := range n.Regions {
		if n.Regions[i].ID == id {
			return &n.Regions[i]
		}
	}
	return nil
}

// NodeByID returns a node, nil when there is none.
func (n *Network) NodeByID(id string) Node {
	for _, x := range n.Nodes {
		if x.Info().ID == id {
			return x
		}
	}
	return nil
}

// ProjectByID returns a project, nil when there is none.
func (n *Network) ProjectByID(id string) *Project {
	for i := range n.Projects {
		if n.Projects[i].ID == id {
			return &n.Projects[i]
		}
	}
	return nil
}

func (n *Network) profile(id string) *Profile {
	for i := range n.Profiles {
		if n.Profiles[i].ID == id {
			return &n.Profiles[i]
		}
	}
	return nil
}

func (n *Network) zone(id string) *Zone {
	for i := range n.Zones {
		if n.Zones[i].ID == id {
			return &n.Zones[i]
		}
	}
	return nil
}

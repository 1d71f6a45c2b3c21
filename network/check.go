package network

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// say makes a Text from two formats with the same arguments.
func say(zh, en string, args ...any) Text {
	return Text{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

func parseFinite(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// Check returns every fault of the network: fields first, then references,
// then structure. Faults that are warnings do not prevent a run.
func (n *Network) Check() Faults {
	faults := n.check(true)
	n.locate(faults)
	return faults
}

// locate names the cells of faults whose lines are numbers of cells.
func (n *Network) locate(faults Faults) {
	if n.cells == nil {
		return
	}
	for i := range faults {
		if at := faults[i].Line; at > 0 && at <= len(n.cells) {
			faults[i].Cell = n.cells[at-1]
		}
		faults[i].Line = 0
	}
}

// check leaves the structure out where the document has faults that check
// cannot see, since only a faultless network can be lowered.
func (n *Network) check(structure bool) Faults {
	c := &checker{n: n, nodes: map[string]Node{}}
	c.document()
	for i, x := range n.Nodes {
		c.enter(fmt.Sprintf("nodes[%d]", i), x.Info().ID)
		c.common(x)
		x.check(c)
	}
	for i, r := range n.Rules {
		c.enter(fmt.Sprintf("rules[%d]", i), r.Info().ID)
		r.check(c)
	}
	c.projects()
	c.waterQuality()
	if structure && len(c.faults.Errors()) == 0 {
		c.structure()
	}
	for i := range c.faults {
		c.faults[i].Line = n.line(c.faults[i].Path)
	}
	c.faults.sort()
	return c.faults
}

// line is the line of a path in the YAML text, or of the nearest part of it.
func (n *Network) line(path string) int {
	for path != "" {
		if l, ok := n.lines[path]; ok {
			return l
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return 0
}

// checker collects faults; enter says whose.
type checker struct {
	n      *Network
	nodes  map[string]Node
	faults Faults
	path   string
	id     string
}

func (c *checker) enter(path, id string) { c.path, c.id = path, id }

func (c *checker) at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

func (c *checker) add(key string, problem, remedy Text, warning bool) {
	path := c.path
	if key != "" {
		if path != "" {
			path += "."
		}
		path += key
	}
	c.faults = append(c.faults, Fault{Path: path, ID: c.id, Problem: problem, Remedy: remedy, Warning: warning})
}

func (c *checker) fault(key string, problem, remedy Text) { c.add(key, problem, remedy, false) }

func (c *checker) warn(key string, problem, remedy Text) { c.add(key, problem, remedy, true) }

// end says in which direction a node is used by a reference.
type end int

const (
	inlet  end = iota // water is led to it
	outlet            // water is drawn from it
)

// ref checks that id names a node that water can be led to or drawn from.
func (c *checker) ref(key, id string, e end) {
	if id == "" {
		c.fault(key, Text{"没有填写节点", "names no node"}, Text{"填写节点标识", "give the id of a node"})
		return
	}
	x, ok := c.nodes[id]
	if !ok {
		c.fault(key, say("没有名为 %q 的节点", "there is no node %q", id), c.nearest(id))
		return
	}
	switch x.(type) {
	case *Reach, *Transfer, *Inflow, *Hydropower:
		c.fault(key, say("%q 是线状节点，不能作为端点", "%q is a connection and cannot be an end point", id), Text{"指向它所连接的汇流点或水库", "name the junction or reservoir it connects"})
	case *Demand:
		c.fault(key, say("%q 是用户；用户自己列出水源与退水去向", "%q is a demand; demands list their own sources and returns", id), Text{"改用汇流点", "use a junction"})
	case *Outlet:
		if e == outlet {
			c.fault(key, say("%q 是出口，不能从中取水", "%q is an outlet; no water can be drawn from it", id), Text{"在出口之前取水", "draw water before the outlet"})
		}
	case *Boundary:
		if e == inlet {
			c.fault(key, say("%q 是界外水源，不能向其输水", "%q is an outside source; no water can be led to it", id), Text{"改为汇流点", "use a junction"})
		}
	}
}

// nearest proposes the known id closest to a misspelt one.
func (c *checker) nearest(id string) Text {
	best, distance := "", len(id)/2+1
	for known := range c.nodes {
		if max(len(id), len(known)) > longestWord {
			continue
		}
		if d := editDistance(id, known); d < distance || d == distance && known < best {
			best, distance = known, d
		}
	}
	if best == "" {
		return Text{"核对节点标识", "check the id"}
	}
	return say("是否为 %q", "did you mean %q", best)
}

// longestWord bounds what is compared letter by letter [bytes]; nobody looks
// for a typing error in anything longer.
const longestWord = 100

// editDistance is the Levenshtein distance of two ids.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(y)]
}

func (c *checker) distinct(a, b string) {
	if a != "" && a == b {
		c.fault("to", say("起点与终点同为 %q", "both ends are %q", a), Text{"改正其一", "mend one of them"})
	}
}

func (c *checker) profile(key, id string) {
	if c.n.profile(id) == nil {
		c.fault(key, say("没有名为 %q 的月分配", "there is no profile %q", id), Text{"在 profiles 中定义", "define it under profiles"})
	}
}

func (c *checker) month(key, s string) {
	if s == "" {
		return
	}
	if _, err := time.Parse("2006-01", s); err != nil {
		c.fault(key, say("%q 不是年月", "%q is not a month", s), Text{"写成 YYYY-MM", "write YYYY-MM"})
	}
}

// ordered checks lower ≤ upper in every month of the planning year.
func (c *checker) ordered(lowKey string, low Quantity, upKey string, up Quantity) {
	if !low.IsSet() || !up.IsSet() {
		return
	}
	for m := 1; m <= 12; m++ {
		if a, b := low.At(c.n.PlanningYear, m), up.At(c.n.PlanningYear, m); a > b {
			c.fault(lowKey, say("%d月 %g 大于 %s %g", "in month %d %g is above %s %g", m, a, upKey, b), Text{"核对两者", "check both"})
			return
		}
	}
}

func (c *checker) observed(key string, o *Observed) {
	if o.CSV == "" && len(o.Values) == 0 {
		c.fault(key, Text{"既没有 csv 也没有 values", "has neither csv nor values"}, Text{"填写其一", "give one of them"})
		return
	}
	if len(o.Values) == 0 {
		return // the decoder reported why
	}
	if _, err := o.horizon(); err != nil {
		c.fault(key, problemOf(err), Text{"改正起始日期", "mend the start"})
		return
	}
	h, err := c.n.Horizon()
	if err != nil || !c.n.Hydrology.Observed {
		return
	}
	if ok, err := o.covers(h); err == nil && !ok {
		start, months := o.Range()
		c.fault(key, say("系列自 %s 起 %d 个月，不能覆盖计算时段", "the series runs %[2]d months from %[1]s and does not cover the calendar", start, months), Text{"调整 calendar，或延长系列", "change the calendar or extend the series"})
	}
}

func (c *checker) common(x Node) {
	b := x.Info()
	if b.ID == "" {
		c.fault("id", Text{"没有标识", "has no id"}, Text{"填写 id", "give id"})
	}
	if info := kindByID(b.Kind); info == nil || reflect.TypeOf(info.New()) != reflect.TypeOf(x) {
		c.fault("kind", say("类型 %q 与节点内容不符", "the kind %q does not fit the node", b.Kind), Text{"改正 kind", "mend kind"})
	}
	if b.Region != "" && c.n.RegionByID(b.Region) == nil {
		c.fault("region", say("没有名为 %q 的行政区", "there is no region %q", b.Region), Text{"在 regions 中定义", "define it under regions"})
	}
}

func (c *checker) document() {
	n := c.n
	c.enter("", "")
	if len(n.Nodes) == 0 {
		c.fault("nodes", Text{"没有节点", "there are no nodes"}, Text{"至少需要一个来水和一个用户", "give at least an inflow and a demand"})
	}
	if _, err := n.Horizon(); err != nil {
		key := "calendar"
		if _, bad := time.Parse("2006-01", n.Calendar.Start); bad != nil {
			key = "calendar.start"
		}
		c.fault(key, problemOf(err), Text{"例如 start: 2025-01, step: month, periods: 12", "for example start: 2025-01, step: month, periods: 12"})
	}
	if n.PlanningYear == 0 {
		c.fault("planning_year", Text{"没有水平年", "has no planning year"}, Text{"例如 planning_year: 2025", "for example planning_year: 2025"})
	}
	for i, x := range n.Nodes {
		id := x.Info().ID
		if _, dup := c.nodes[id]; dup && id != "" {
			c.enter("", id)
			c.fault(fmt.Sprintf("nodes[%d].id", i), say("标识 %q 重复", "the id %q is used twice", id), Text{"改用不同的标识", "use another id"})
		}
		c.nodes[id] = x
	}
	c.unique("regions", len(n.Regions), func(i int) string { return n.Regions[i].ID })
	c.unique("zones", len(n.Zones), func(i int) string { return n.Zones[i].ID })
	c.unique("profiles", len(n.Profiles), func(i int) string { return n.Profiles[i].ID })
	c.unique("projects", len(n.Projects), func(i int) string { return n.Projects[i].ID })
	c.unique("levels", len(n.Levels), func(i int) string { return n.Levels[i].ID })
	c.unique("rules", len(n.Rules), func(i int) string { return n.Rules[i].Info().ID })
	for i, r := range n.Regions {
		c.enter(fmt.Sprintf("regions[%d]", i), r.ID)
		if r.Zone != "" && n.zone(r.Zone) == nil {
			c.fault("zone", say("没有名为 %q 的功能区", "there is no zone %q", r.Zone), Text{"在 zones 中定义", "define it under zones"})
		}
	}
	for i, p := range n.Profiles {
		c.enter(fmt.Sprintf("profiles[%d]", i), p.ID)
		sum := 0.0
		for _, v := range p.Months {
			sum += v
		}
		if len(p.Months) != 12 {
			c.fault("months", say("有 %d 个数，应为 12 个", "has %d numbers, want 12", len(p.Months)), Text{"自一月起逐月填写", "give one for each month from January"})
		} else if math.Abs(sum-1) > profileTolerance {
			c.fault("months", say("合计 %.4f，应为 1", "sum to %.4f, want 1", sum), Text{"月比例之和须为 1（若填的是百分数，请除以 100）", "the fractions must sum to 1 (divide percentages by 100)"})
		}
	}
	c.levels()
	c.enter("", "")
}

// profileTolerance allows for fractions printed to four digits.
const profileTolerance = 2e-3

func (c *checker) unique(list string, count int, id func(int) string) {
	seen := map[string]bool{}
	for i := range count {
		if v := id(i); v != "" && seen[v] {
			c.enter("", v)
			c.fault(fmt.Sprintf("%s[%d].id", list, i), say("标识 %q 重复", "the id %q is used twice", v), Text{"改用不同的标识", "use another id"})
		} else {
			seen[v] = true
		}
	}
}

func (c *checker) levels() {
	known := map[string]bool{}
	for _, id := range classIDs() {
		known[id] = true
	}
	served := map[string]string{}
	for i, l := range c.n.Levels {
		c.enter(fmt.Sprintf("levels[%d]", i), l.ID)
		if (l.Objective == "") == (len(l.Serves) == 0) {
			c.fault("", Text{"须且只能填写 serves 或 objective 之一", "needs either serves or objective"}, Text{"", ""})
		}
		for j, s := range l.Serves {
			key := fmt.Sprintf("serves[%d]", j)
			if !known[s] && c.nodes[s] == nil {
				c.fault(key, say("%q 既不是行业也不是节点", "%q is neither a sector nor a node", s), say("可用：%s，或用户、断面的标识", "known are %s, and ids of demands and sections", strings.Join(classIDs(), ", ")))
			}
			if other, dup := served[s]; dup {
				c.fault(key, say("%q 已由级别 %s 保障", "%q is served by level %s already", s, other), Text{"只保留一处", "keep it once"})
			}
			served[s] = l.ID
		}
	}
	if len(c.n.Levels) > 0 {
		c.enter("levels", "")
		for _, id := range classIDs() {
			if _, ok := served[id]; !ok {
				c.warn("", say("没有级别保障 %s，此类用水将最后且无序供给", "no level serves %s; such demands get what is left", id), Text{"把它加入某一级的 serves", "add it to the serves of a level"})
			}
		}
	}
}

func (c *checker) projects() {
	for i, p := range c.n.Projects {
		c.enter(fmt.Sprintf("projects[%d]", i), p.ID)
		for _, list := range []struct {
			key string
			ids []string
		}{{"members", p.Members}, {"measure", p.Measure}} {
			for j, m := range list.ids {
				if c.nodes[m] == nil {
					c.fault(c.at(list.key, j), say("没有名为 %q 的节点", "there is no node %q", m), c.nearest(m))
				}
			}
		}
		if len(p.Members) == 0 && len(p.WhenOn) == 0 {
			c.warn("members", Text{"没有节点也没有变更，开关它不起作用", "has neither members nor changes: switching it does nothing"}, Text{"填写 members 或 when_on", "give members or when_on"})
		}
		for j, ch := range p.WhenOn {
			path := fmt.Sprintf("projects[%d].when_on[%d]", i, j)
			c.enter(path, p.ID)
			if err := ch.try(c.n); err != nil {
				c.fault("", problemOf(err), Text{"核对变更", "check the change"})
			}
		}
	}
	c.enter("", "")
}

package observe

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fenhu/network"
	"fenhu/network/quality"
)

// MostValues is the most values that are taken at once.
const MostValues = 100_000

// mostFaults is how many faults are listed; a wrong column makes one a line.
const mostFaults = 200

// Value is one checked value.
type Value struct {
	Node     string
	Quantity string
	At       time.Time // UTC
	// Value is the measured value in the unit of its quantity; nil = missing.
	Value   *float64
	Quality Quality
	Source  string
}

// Options say how data are read.
type Options struct {
	// Basin is the basin whose nodes the data name; required.
	Basin *network.Network
	// Zone is the time zone of times without one; required.
	Zone *time.Location
	// Now is the time of reading: later values are faults. Required.
	Now time.Time
	// Source is the source of values that name none.
	Source string
}

// entry is one value as it was written, with where it stands.
type entry struct {
	path  string // in JSON
	place string // in words
	at    int    // line; 0 in JSON

	node, quantity, time, value, unit, quality, sourceOf string
}

type reader struct {
	Options
	faults network.Faults
	more   int
	seen   map[key]string
	nodes  map[string]network.Node
	out    []Value
}

type key struct {
	node, quantity string
	at             time.Time
}

// fault adds a fault of a field; the arguments go into both texts.
func (r *reader) fault(e entry, field, zh, en string, args ...any) {
	r.add(e, field, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

func (r *reader) add(e entry, field, zh, en string) {
	if len(r.faults) >= mostFaults {
		r.more++
		return
	}
	path := field
	if e.path != "" {
		path = strings.TrimSuffix(e.path+"."+field, ".")
	}
	r.faults = append(r.faults, network.Fault{
		Path: path, ID: e.node, Line: e.at, Problem: network.Text{ZH: zh, EN: en},
	})
}

// check checks all entries; wrong are the faults that were found before.
func check(entries []entry, wrong network.Faults, o Options) ([]Value, error) {
	r := &reader{Options: o, faults: wrong, seen: make(map[key]string, len(entries)), nodes: map[string]network.Node{}}
	for _, n := range o.Basin.Nodes {
		r.nodes[n.Info().ID] = n
	}
	if len(entries) == 0 && len(wrong) == 0 {
		r.fault(entry{}, "values", "没有数据", "there are no values")
	}
	if len(entries) > MostValues {
		r.fault(entry{}, "values", "%d 个数据超过每次 %d 个，请分次导入", "%d values are more than %d; import them in parts", len(entries), MostValues)
		entries = nil
	}
	for _, e := range entries {
		r.one(e)
	}
	if r.more > 0 {
		n := r.more
		r.more = 0
		r.faults = append(r.faults, network.Fault{Path: "…", Problem: network.Text{ZH: fmt.Sprintf("另有 %d 处错误", n), EN: fmt.Sprintf("and %d more faults", n)}})
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return r.out, nil
}

func (r *reader) one(e entry) {
	before := len(r.faults) + r.more
	v := Value{Node: e.node, Source: e.sourceOf}
	if v.Source == "" {
		v.Source = r.Source
	}
	if len(v.Source) > 200 {
		r.fault(e, "source", "来源超过 200 字节", "the source is longer than 200 bytes")
	}
	node := r.nodes[e.node]
	if node == nil {
		r.fault(e, "node", "流域 %[2]s 没有节点 %[1]q", "basin %[2]s has no node %[1]q", e.node, r.Basin.ID)
	}
	q, known := QuantityByID(e.quantity)
	if !known {
		r.fault(e, "quantity", "未知的要素 %q；可选：%s", "unknown quantity %q; choose %s", e.quantity, ids())
	}
	v.Quantity = q.ID
	if known && node != nil && len(q.Kinds) > 0 && !slices.Contains(q.Kinds, node.Info().Kind) {
		r.fault(e, "quantity", "%s 只在 %s 上观测，节点的类型是 %s", "%[1]s is measured at a %[2]s, and the node is a %[3]s", q.ID, strings.Join(q.Kinds, ", "), node.Info().Kind)
	}
	var ok bool
	if v.At, ok = instant(e.time, r.Zone); !ok {
		r.fault(e, "time", "时间 %q 应为 2025-06（月值）、2025-06-01、2025-06-01 08:00 或 RFC 3339", "time %q is not like 2025-06 for a month, 2025-06-01, 2025-06-01 08:00 or RFC 3339", e.time)
	} else if v.At.After(r.Now.Add(time.Hour)) {
		r.fault(e, "time", "时间 %q 在将来", "time %q lies in the future", e.time)
	} else if v.At.Year() < 1800 {
		r.fault(e, "time", "时间 %q 早于 1800 年", "time %q is before 1800", e.time)
	}
	if v.Quality, ok = qualityOf(e.quality); !ok {
		r.fault(e, "quality", "未知的质量标志 %q；可选：good, suspect, estimated, missing, dry, frozen, suspended, removed", "unknown quality %q; choose good, suspect, estimated, missing, dry, frozen, suspended or removed", e.quality)
	}
	r.number(e, q, known, node, &v)
	if len(r.faults)+r.more > before {
		return
	}
	k := key{v.Node, v.Quantity, v.At}
	if first, twice := r.seen[k]; twice {
		r.add(e, "time", "与"+zhPlace(first)+"重复：同一节点、要素与时间", "repeats "+first+": the same node, quantity and time")
		return
	}
	r.seen[k] = e.place
	r.out = append(r.out, v)
}

func zhPlace(place string) string {
	if n, ok := strings.CutPrefix(place, "line "); ok {
		return "第 " + n + " 行"
	}
	return " " + place + " "
}

// capacityMargin is how far above its largest known storage a reservoir may
// have been measured: floods surcharge it by tens of percent, while a wrong
// unit is wrong by a factor of 100 at least.
const capacityMargin = 2

// number reads the value and compares it with its bounds.
func (r *reader) number(e entry, q Quantity, known bool, node network.Node, v *Value) {
	if v.Quality.State() && node != nil && node.Info().Kind != "section" {
		r.fault(e, "quality", "%s 只用于断面", "%s is for sections only", string(v.Quality))
		return
	}
	if e.value == "" {
		if v.Quality.State() {
			return
		}
		if v.Quality != Missing && e.quality != "" || e.quality == "" {
			r.fault(e, "value", "没有数值；缺测、断流、结冰时质量标志填 missing、dry、frozen", "there is no value; for a gap write the quality missing, for a dry or frozen river dry or frozen")
		}
		return
	}
	if v.Quality == Missing {
		r.fault(e, "value", "缺测的记录不能有数值 %s", "a missing value cannot be %s", e.value)
		return
	}
	text := e.value
	if c, err := quality.ParseClass(text); q.ID == "class" && err == nil {
		text = strconv.Itoa(int(c))
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		r.fault(e, "value", "%q 不是数值", "%q is not a number", e.value)
		return
	}
	if !known {
		return
	}
	factor, ok := q.factor(e.unit)
	if !ok {
		r.fault(e, "unit", "%s 没有单位 %q；可选：%s", "%s has no unit %q; choose %s", q.ID, e.unit, q.units())
		return
	}
	x *= factor
	if x < q.Min || x > q.Max {
		r.fault(e, "value", "%g %s 不在 %g 与 %g 之间；数值若为其他单位，请注明单位", "%g %s is not between %g and %g; declare the unit if it is another", x, q.Unit, q.Min, q.Max)
		return
	}
	if v.Quality == Dry && x != 0 {
		r.fault(e, "value", "断流时不能有数值 %s", "a dry river cannot have the value %s", e.value)
		return
	}
	if q.ID == "class" && x != math.Trunc(x) {
		r.fault(e, "value", "%q 不是水质类别", "%q is no class of water quality", e.value)
		return
	}
	if reservoir, ok := node.(*network.Reservoir); ok && q.ID == "storage" {
		most := reservoir.Normal
		for _, row := range reservoir.Table {
			most = max(most, row.Storage)
		}
		if x > capacityMargin*most {
			r.fault(e, "value", "%g 万m³ 超过水库已知最大库容 %g 万m³ 的 %g 倍；数值若为其他单位，请注明单位", "%g 万m³ is more than the largest known storage %g 万m³ times %g; declare the unit if it is another", x, most, float64(capacityMargin))
			return
		}
	}
	v.Value = &x
}

// instant reads a time; those without a zone are of zone.
func instant(s string, zone *time.Location) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC().Truncate(time.Microsecond), true
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.DateTime, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006/1/2", "2006/1/2 15:04", "2006-01"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

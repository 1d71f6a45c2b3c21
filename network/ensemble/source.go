package ensemble

import (
	"cmp"
	"fmt"
	"strings"

	"fenhu/network"
)

// The bounds of an ensemble.
const (
	DefaultTraces = 200
	MostTraces    = 20_000
	// mostVolumes bounds traces × inflow nodes × steps: 1.6 GB of numbers.
	mostVolumes = 200e6
)

// Source says where the traces of an ensemble come from.
type Source struct {
	// Kind is one of Kinds; empty = synthetic.
	Kind string `json:"kind,omitempty"`
	// Traces is how many are drawn; 0 = 200, for design 20. The record's years and a
	// forecast file bring their own number.
	Traces int `json:"traces,omitempty"`
	// Seed makes the draw repeatable.
	Seed uint64 `json:"seed,omitempty"`
	// Model is for synthetic traces; nil = DefaultModel.
	Model *Model `json:"model,omitempty"`
	// Design is for kind design; its pool is synthetic.
	Design *Design `json:"design,omitempty"`
	// CSV and Unit are for kind forecast; see Forecast. Unit "" = m3s.
	CSV  []byte `json:"csv,omitempty"`
	Unit string `json:"unit,omitempty"`
	// Factors are applied to the traces in the end.
	Factors []Factor `json:"factors,omitempty"`
}

// Kind is a way to make traces.
type Kind struct {
	ID    string
	Title network.Text
	make  func(*Source, *network.Network, network.Horizon) (*Set, error)
}

// Kinds are the ways to make traces: a new one is one line here.
func Kinds() []Kind {
	return []Kind{
		{"synthetic", network.Text{ZH: "随机模拟（多站一阶自回归）", EN: "synthetic (multisite autoregressive)"}, (*Source).synthetic},
		{"sequential", network.Text{ZH: "实测年份依次滑动", EN: "years of the record in turn (index-sequential)"}, (*Source).sequential},
		{"bootstrap", network.Text{ZH: "最近邻重采样", EN: "nearest-neighbour bootstrap of the record"}, (*Source).bootstrap},
		{"design", network.Text{ZH: "设计干旱（历时与烈度）", EN: "design droughts (duration and severity)"}, (*Source).design},
		{"forecast", network.Text{ZH: "导入的集合预报", EN: "imported forecast ensemble"}, (*Source).forecast},
	}
}

// designPool is how many synthetic traces a design drought is judged by.
const designPool = 2000

// Generate makes the traces for a network that has passed Check. The error is
// network.Faults with paths in the source, such as model.lag1 or csv:7.
func (s *Source) Generate(n *network.Network) (*Set, error) {
	h, err := n.Horizon()
	if err != nil {
		return nil, err
	}
	kinds := Kinds()
	want := cmp.Or(s.Kind, kinds[0].ID)
	for _, k := range kinds {
		if k.ID != want {
			continue
		}
		if wrong := s.check(n, h); len(wrong) > 0 {
			return nil, wrong
		}
		set, err := k.make(s, n, h)
		if err != nil {
			return nil, err
		}
		if err := set.Scale(h, s.Factors); err != nil {
			return nil, err
		}
		return set, set.Check(h.Len())
	}
	ids := make([]string, len(kinds))
	for i := range kinds {
		ids[i] = kinds[i].ID
	}
	list := strings.Join(ids, ", ")
	return nil, network.Faults{{Path: "kind", Problem: said("未知的系列来源 %q", "unknown source %q", s.Kind), Remedy: network.Text{ZH: "可选：" + list, EN: "choose one of " + list}}}
}

// check bounds what is asked for before anything is made.
func (s *Source) check(n *network.Network, h network.Horizon) (wrong network.Faults) {
	if s.Traces < 0 || s.Traces > MostTraces {
		wrong = append(wrong, network.Fault{Path: "traces", Problem: said("%d 条过程不在 1 与 %d 之间", "%d traces are not between 1 and %d", s.Traces, MostTraces)})
	}
	inflows := 0
	for _, x := range n.Nodes {
		if _, ok := x.(*network.Inflow); ok {
			inflows++
		}
	}
	if volumes := float64(s.Traces) * float64(inflows) * float64(h.Len()); volumes > mostVolumes {
		wrong = append(wrong, network.Fault{Path: "traces", Problem: said("%d 条 × %d 个节点 × %d 个时段过多", "%d traces × %d nodes × %d periods are too many", s.Traces, inflows, h.Len()), Remedy: network.Text{ZH: "减少过程数或时段数", EN: "ask for fewer traces or periods"}})
	}
	for _, x := range []struct {
		path, kind string
		given      bool
	}{{"model", "synthetic, design", s.Model != nil}, {"design", "design", s.Design != nil}, {"csv", "forecast", len(s.CSV) > 0}, {"unit", "forecast", s.Unit != ""}} {
		if x.given && !strings.Contains(x.kind, cmp.Or(s.Kind, "synthetic")) {
			wrong = append(wrong, network.Fault{Path: x.path, Problem: said("只用于 %s", "is for %s only", x.kind), Remedy: network.Text{ZH: "删去，或改变 kind", EN: "leave it out, or change kind"}})
		}
	}
	return wrong
}

func (s *Source) model() Model {
	if s.Model == nil {
		return DefaultModel()
	}
	return *s.Model
}

func (s *Source) synthetic(n *network.Network, h network.Horizon) (*Set, error) {
	set, err := Synthetic(n, h, s.model(), cmp.Or(s.Traces, DefaultTraces), s.Seed)
	return set, under("model", err)
}

func (s *Source) sequential(n *network.Network, h network.Horizon) (*Set, error) {
	r, err := RecordOf(n)
	if err != nil {
		return nil, err
	}
	return Sequential(r, h)
}

func (s *Source) bootstrap(n *network.Network, h network.Horizon) (*Set, error) {
	r, err := RecordOf(n)
	if err != nil {
		return nil, err
	}
	return Bootstrap(r, h, cmp.Or(s.Traces, DefaultTraces), s.Seed)
}

func (s *Source) design(n *network.Network, h network.Horizon) (*Set, error) {
	if s.Design == nil {
		return nil, network.Faults{{Path: "design", Problem: network.Text{ZH: "没有给出历时与频率", EN: "duration and frequency are not given"}, Remedy: network.Text{ZH: "填写 design.months 与 design.p", EN: "give design.months and design.p"}}}
	}
	if wrong := s.Design.check(h); len(wrong) > 0 {
		return nil, wrong
	}
	pool, err := Synthetic(n, h, s.model(), designPool, s.Seed)
	if err != nil {
		return nil, under("model", err)
	}
	const few = 20
	set, _, err := DesignDrought(pool, h, *s.Design, cmp.Or(s.Traces, few))
	return set, err
}

func (s *Source) forecast(n *network.Network, h network.Horizon) (*Set, error) {
	return Forecast(n, h, s.CSV, cmp.Or(s.Unit, "m3s"))
}

// under puts the faults of a part of the source under its name; those of the
// document keep their path.
func under(part string, err error) error {
	faults, ok := err.(network.Faults) //nolint:errorlint // the generators return it as it is
	if !ok {
		return err
	}
	out := append(network.Faults(nil), faults...)
	for i := range out {
		if !strings.HasPrefix(out[i].Path, "nodes") {
			out[i].Path = fmt.Sprintf("%s.%s", part, out[i].Path)
		}
	}
	return out
}

// Title says in words where the traces come from.
func (s *Source) Title() network.Text {
	kinds := Kinds()
	for _, k := range kinds {
		if k.ID == s.Kind {
			return k.Title
		}
	}
	return kinds[0].Title
}

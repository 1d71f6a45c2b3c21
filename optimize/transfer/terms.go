package transfer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

// Figure is a number that is configuration, with its grade and source.
type Figure struct {
	Value  float64 `json:"value" yaml:"value"`
	Grade  string  `json:"grade" yaml:"grade"`
	Source string  `json:"source" yaml:"source"`
}

// Alternative is another source that a recipient could turn to.
type Alternative struct {
	Project string  `json:"project,omitempty" yaml:"project"` // whose water it is: no alternative to itself
	NameZH  string  `json:"name_zh" yaml:"name_zh"`
	NameEN  string  `json:"name_en" yaml:"name_en"`
	Cost    float64 `json:"cost" yaml:"cost"` // [元/m³]
	Grade   string  `json:"grade" yaml:"grade"`
	Source  string  `json:"source" yaml:"source"`
}

// Party is a payee that is no region of the basin.
type Party struct {
	ID     string `json:"id" yaml:"id"`
	NameZH string `json:"name_zh" yaml:"name_zh"`
	NameEN string `json:"name_en" yaml:"name_en"`
}

// Upper says what bounds the unit value from above.
type Upper string

// The upper bounds.
const (
	ByAlternative Upper = "alternative" // the cheapest other source
	ByDual        Upper = "dual"        // the water value where it is delivered, less carrying
	ByBenefit     Upper = "benefit"     // what all recipients gain, per m³
)

// Terms are all figures and choices of a computation that are no facts of the
// network. None is official: the parties have to agree on them.
type Terms struct {
	// Projects are those whose water is paid for; empty = all that draw on rivers
	// which end elsewhere than those of their users.
	Projects []string `json:"projects,omitempty" yaml:"projects"`
	// Owners name who is paid for the water of an inflow, spring or boundary source;
	// others belong to their region, or to themselves.
	Owners  map[string]string `json:"owners,omitempty" yaml:"owners"`
	Parties []Party           `json:"parties,omitempty" yaml:"parties"`
	// Classes are the quality classes of owners' water, 1 to 6; others have SourceClass.
	Classes     map[string]int `json:"classes,omitempty" yaml:"classes"`
	SourceClass Figure         `json:"source_class" yaml:"source_class"` // G
	WantedClass Figure         `json:"wanted_class" yaml:"wanted_class"` // T
	Bonus       Figure         `json:"bonus" yaml:"bonus"`               // δ for each class [-]
	// Unpaid is α, the part of the value that prices and taxes do not cover already.
	// Paid [元/m³] replaces it by 1 − Paid/value.
	Unpaid Figure  `json:"unpaid" yaml:"unpaid"`
	Paid   *Figure `json:"paid,omitempty" yaml:"paid"`
	// Weight places the unit value between its bounds: 0 lower, 1 upper. UnitValue
	// replaces it [元/m³] and is clipped to the bounds.
	Weight       Figure        `json:"weight" yaml:"weight"`
	UnitValue    *Figure       `json:"unit_value,omitempty" yaml:"unit_value"`
	Upper        Upper         `json:"upper" yaml:"upper"`
	Incomes      []Income      `json:"incomes,omitempty" yaml:"incomes"`
	Loads        []Load        `json:"loads,omitempty" yaml:"loads"`
	Alternatives []Alternative `json:"alternatives,omitempty" yaml:"alternatives"`
	// Key is the key by which the recipients pay.
	Key string `json:"key" yaml:"key"`
	// Raise lifts a charge below what users at the source lose up to it.
	Raise bool `json:"raise" yaml:"raise"`
	// Merge joins the smallest recipients beyond twelve to one player; otherwise
	// Shapley's value of more players is sampled, with Pairs pairs of orders.
	Merge bool `json:"merge" yaml:"merge"`
	Pairs int  `json:"pairs" yaml:"pairs"`
}

// DefaultTerms are figures of our own for any basin: grade D throughout, but for
// limits of GB 3838 inside the loads.
func DefaultTerms() Terms {
	own := func(v float64) Figure { return Figure{v, "D", "assumption"} }
	return Terms{
		SourceClass: own(2), WantedClass: own(3), Bonus: own(0.10), Unpaid: Figure{0.62, "D", "example of the method, not a measured share"},
		Weight: own(0.5), Upper: ByAlternative, Key: "use", Raise: true, Pairs: 200,
		Loads: []Load{
			{Indicator: "COD", Without: 20, With: 15, Price: 0.25, Grade: "D", Source: "limits of classes Ⅲ and Ⅱ, GB 3838-2002; price: assumption"},
			{Indicator: "NH3-N", Without: 1, With: 0.5, Price: 1, Grade: "D", Source: "limits of classes Ⅲ and Ⅱ, GB 3838-2002; price: assumption"},
		},
	}
}

// mostTerms bounds a document of terms.
const mostTerms = 1 << 20

// DecodeTerms reads terms in YAML over the default ones. The error is
// network.Faults: what is unknown or out of range.
func DecodeTerms(data []byte) (Terms, error) {
	t := DefaultTerms()
	if len(data) > mostTerms {
		return t, network.Faults{fault("", "文件超过 1 MB", "the file is larger than 1 MB")}
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	err := d.Decode(&t)
	if typed, ok := errors.AsType[*yaml.TypeError](err); ok {
		var wrong network.Faults
		for _, line := range typed.Errors {
			for _, kind := range []string{"Terms", "Figure", "Income", "Load", "Alternative", "Party"} {
				line = strings.ReplaceAll(line, " in type transfer."+kind, "")
			}
			wrong = append(wrong, fault("", "%s", "%s", line))
		}
		return t, wrong
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return t, network.Faults{fault("", "%v", "%v", err)}
	}
	if wrong := t.Check(); len(wrong) > 0 {
		return t, wrong
	}
	return t, nil
}

// Check returns every fault of the terms that needs no network.
func (t *Terms) Check() network.Faults {
	var wrong network.Faults
	within := func(path string, v, lo, hi float64) {
		if !(v >= lo && v <= hi) {
			wrong = append(wrong, fault(path, "%g 不在 %g 与 %g 之间", "%g is not between %g and %g", v, lo, hi))
		}
	}
	graded := func(path, grade string) {
		if !slices.Contains([]string{"A", "B", "C", "D"}, grade) {
			wrong = append(wrong, fault(path+".grade", "等级 %q 应为 A、B、C 或 D", "the grade %q is none of A, B, C, D", grade))
		}
	}
	for _, x := range []struct {
		path   string
		f      *Figure
		lo, hi float64
	}{
		{"source_class", &t.SourceClass, 1, 6},
		{"wanted_class", &t.WantedClass, 1, 6},
		{"bonus", &t.Bonus, 0, 1},
		{"unpaid", &t.Unpaid, 0, 1},
		{"paid", t.Paid, 0, 1000},
		{"weight", &t.Weight, 0, 1},
		{"unit_value", t.UnitValue, 0, 1000},
	} {
		if x.f != nil {
			within(x.path+".value", x.f.Value, x.lo, x.hi)
			graded(x.path, x.f.Grade)
		}
	}
	for _, f := range []struct {
		path string
		v    float64
	}{{"source_class", t.SourceClass.Value}, {"wanted_class", t.WantedClass.Value}} {
		if f.v != math.Trunc(f.v) {
			wrong = append(wrong, fault(f.path+".value", "水质类别 %g 不是整数", "the class %g is no whole number", f.v))
		}
	}
	for owner, class := range t.Classes {
		within("classes."+owner, float64(class), 1, 6)
	}
	for i, x := range t.Loads {
		at := fmt.Sprintf("loads[%d]", i)
		within(at+".without", x.Without, 0, 1e4)
		within(at+".with", x.With, 0, max(0, x.Without))
		within(at+".price", x.Price, 0, 1e4)
		graded(at, x.Grade)
	}
	for i, x := range t.Alternatives {
		at := fmt.Sprintf("alternatives[%d]", i)
		within(at+".cost", x.Cost, 0, 1000)
		graded(at, x.Grade)
	}
	for i := range t.Incomes {
		x, at := &t.Incomes[i], fmt.Sprintf("incomes[%d]", i)
		within(at+".caused", x.Caused, 0, 1)
		for path, v := range map[string]float64{".urban": x.Urban, ".rural": x.Rural, ".urban_reference": x.UrbanReference, ".rural_reference": x.RuralReference} {
			within(at+path, v, 0, 1e7)
		}
		for path, v := range map[string]float64{".urban_people": x.UrbanPeople, ".rural_people": x.RuralPeople} {
			within(at+path, v, 0, 1e5)
		}
		graded(at, x.Grade)
	}
	if !slices.Contains([]Upper{ByAlternative, ByDual, ByBenefit}, t.Upper) {
		wrong = append(wrong, fault("upper", "上限 %q 应为 alternative、dual 或 benefit", "%q is none of alternative, dual, benefit", t.Upper))
	}
	if _, ok := KeyByID(t.Key); !ok {
		wrong = append(wrong, fault("key", "没有分摊键 %q；可选：%s", "there is no key %q; choose %s", t.Key, strings.Join(keyIDs(), ", ")))
	}
	within("pairs", float64(t.Pairs), 2, 1e5)
	slices.SortStableFunc(wrong, func(a, b network.Fault) int { return cmp.Compare(a.Path, b.Path) })
	return wrong
}

// Fit returns what the terms name that the network does not have.
func (t *Terms) Fit(n *network.Network) network.Faults {
	var wrong network.Faults
	for i, id := range t.Projects {
		at := fmt.Sprintf("projects[%d]", i)
		p := n.ProjectByID(id)
		switch {
		case p == nil:
			wrong = append(wrong, fault(at, "没有名为 %q 的工程", "there is no project %q", id))
		case !slices.ContainsFunc(p.Members, func(m string) bool { _, ok := n.NodeByID(m).(*network.Transfer); return ok }):
			wrong = append(wrong, fault(at, "工程 %q 没有输水线路", "project %q has no transfers", id))
		case slices.Contains(t.Projects[:i], id):
			wrong = append(wrong, fault(at, "工程 %q 重复", "project %q is listed twice", id))
		}
	}
	for node, owner := range t.Owners {
		if n.NodeByID(node) == nil {
			wrong = append(wrong, fault("owners."+node, "没有名为 %q 的节点", "there is no node %q", node))
		}
		known := n.RegionByID(owner) != nil || n.NodeByID(owner) != nil || slices.ContainsFunc(t.Parties, func(p Party) bool { return p.ID == owner })
		if !known {
			wrong = append(wrong, fault("owners."+node, "没有名为 %q 的一方；在 parties 中列出", "there is no party %q; list it under parties", owner))
		}
	}
	slices.SortStableFunc(wrong, func(a, b network.Fault) int { return cmp.Compare(a.Path, b.Path) })
	return wrong
}

// owner is who is paid for the water that enters at a node.
func (t *Terms) owner(n *network.Network, node string) string {
	if o, ok := t.Owners[node]; ok {
		return o
	}
	if x := n.NodeByID(node); x != nil && x.Info().Region != "" {
		return x.Info().Region
	}
	return node
}

// class is the quality class of an owner's water.
func (t *Terms) class(owner string) int {
	if c, ok := t.Classes[owner]; ok {
		return c
	}
	return int(t.SourceClass.Value)
}

func fault(path, zh, en string, args ...any) network.Fault {
	return network.Fault{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

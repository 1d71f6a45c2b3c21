package compensation

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/network/quality"
)

// Agreement is what 生态保护补偿条例 art. 17 wants written down, as far as it
// decides what is paid.
type Agreement struct {
	ID       string   `json:"id" yaml:"id"`
	Scope    string   `json:"scope,omitempty" yaml:"scope"`       // (1) scope of the compensation
	Targets  string   `json:"targets,omitempty" yaml:"targets"`   // (2) expected targets, monitoring, judging
	Duties   string   `json:"duties,omitempty" yaml:"duties"`     // (3) the protector's duties
	Mode     string   `json:"mode,omitempty" yaml:"mode"`         // (4) cash, and how it is carried out
	From     int      `json:"from" yaml:"from"`                   // (5) term: first year
	To       int      `json:"to" yaml:"to"`                       // and last year
	Breach   string   `json:"breach,omitempty" yaml:"breach"`     // (6) breach
	Other    string   `json:"other,omitempty" yaml:"other"`       // (7) other
	Sections []string `json:"sections" yaml:"sections"`           // that it judges
	Upstream []Party  `json:"upstream" yaml:"upstream"`           // the side that hands the water over
	Down     []Party  `json:"downstream" yaml:"downstream"`       // the side that receives it
	Superior string   `json:"superior,omitempty" yaml:"superior"` // the treasury above both, where it pays and is paid
	Preset   string   `json:"preset" yaml:"preset"`
	// Params replace figures of the preset.
	Params map[string][]float64 `json:"params,omitempty" yaml:"params"`
	// Formulas are the agreement's own rule, with the preset OWN.
	Formulas []Formula `json:"formulas,omitempty" yaml:"formulas"`
	Caps     Caps      `json:"caps,omitzero" yaml:"caps"`
	// Aims say what sections are judged against, where records are made from
	// observations.
	Aims map[string]Aim `json:"aims,omitempty" yaml:"aims"`
}

// Party is one of a side, with its share of what the side pays or receives.
type Party struct {
	ID    string  `json:"id" yaml:"id"`
	Share float64 `json:"share,omitempty" yaml:"share"` // [-]; all left out = evenly
	// Shares replace Share for single indicators: the party's part of the pollution.
	Shares map[quality.Indicator]float64 `json:"shares,omitempty" yaml:"shares"`
}

// Check returns every fault of an agreement, with its path.
func (a *Agreement) Check() network.Faults {
	var wrong network.Faults
	bad := func(path, zh, en string, args ...any) {
		wrong = append(wrong, network.Fault{Path: path, ID: a.ID, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	if a.ID == "" {
		bad("id", "没有协议编号", "has no id")
	}
	if a.From < 1900 || a.To < a.From || a.To > 2200 {
		bad("to", "期限 %d–%d 有误", "the term %d–%d is wrong", a.From, a.To)
	}
	if len(a.Sections) == 0 {
		bad("sections", "没有断面", "names no section")
	}
	for _, side := range []struct {
		path    string
		parties []Party
	}{{"upstream", a.Upstream}, {"downstream", a.Down}} {
		checkSide(side.path, side.parties, bad)
	}
	for i, x := range a.Upstream {
		if slices.ContainsFunc(a.Down, func(y Party) bool { return x.ID == y.ID }) {
			bad(fmt.Sprintf("upstream[%d]", i), "%q 同在两侧", "%q is on both sides", x.ID)
		}
	}
	for path, v := range map[string]float64{"caps.month": a.Caps.Month, "caps.year": a.Caps.Year} {
		if !(v >= 0 && v <= mostWan) {
			bad(path, "上限 %g 万元不在 0 与 %g 之间", "the cap %g 万元 is not between 0 and %g", v, float64(mostWan))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.Aims)) {
		if !slices.Contains(a.Sections, id) {
			bad("aims."+id, "不是协议的断面", "is no section of the agreement")
		}
		aim := a.Aims[id]
		aim.check("aims."+id, bad)
	}
	p, ok := PresetByID(a.Preset)
	if !ok {
		ids := make([]string, 0, len(Presets()))
		for _, x := range Presets() {
			ids = append(ids, x.ID)
		}
		bad("preset", "没有规则 %q；可选：%s", "there is no preset %q; choose one of %s", a.Preset, strings.Join(ids, ", "))
		return wrong
	}
	if p.Treasury && a.Superior == "" {
		bad("superior", "规则 %s 由上级财政结算，须填写上级", "preset %s is settled with the treasury above both; name it", a.Preset)
	}
	rule, _ := RuleByID(p.Rule)
	_, faults := rule.complete(a.terms(p))
	return append(wrong, faults...)
}

func checkSide(path string, parties []Party, bad func(path, zh, en string, args ...any)) {
	if len(parties) == 0 {
		bad(path, "没有一方", "has no party")
	}
	seen, sum, given := map[string]bool{}, 0.0, 0
	single := map[quality.Indicator]float64{}
	for i, x := range parties {
		at := fmt.Sprintf("%s[%d]", path, i)
		if x.ID == "" || seen[x.ID] {
			bad(at+".id", "名称为空或重复", "is empty or there twice")
		}
		seen[x.ID] = true
		if !(x.Share >= 0) || math.IsInf(x.Share, 0) {
			bad(at+".share", "份额 %g 不是非负数", "the share %g is not 0 or more", x.Share)
		}
		if x.Share != 0 {
			given++
		}
		sum += x.Share
		for k, v := range x.Shares {
			if !(v >= 0 && v <= 1) {
				bad(at+".shares."+string(k), "份额 %g 不在 0 与 1 之间", "the share %g is not between 0 and 1", v)
			}
			single[k] += v
		}
	}
	for _, l := range quality.Standard() {
		if total, ok := single[l.Indicator]; ok && math.Abs(total-1) > 1e-6 {
			bad(path, "%s 的份额之和为 %g，应为 1", "the shares of %s sum to %g, want 1", l.Indicator, total)
		}
	}
	if given > 0 && math.Abs(sum-1) > 1e-6 {
		bad(path, "份额之和为 %g，应为 1", "the shares sum to %g, want 1", sum)
	}
}

// terms are the preset's figures with the agreement's own.
func (a *Agreement) terms(p Preset) Terms {
	t := Terms{Params: map[string][]float64{}, Indicators: p.Terms.Indicators, Formulas: a.Formulas}
	maps.Copy(t.Params, p.Terms.Params)
	maps.Copy(t.Params, a.Params)
	return t
}

// shares of a side for an indicator, evenly where none are given.
func shares(parties []Party, of quality.Indicator) []float64 {
	out := make([]float64, len(parties))
	given := false
	for i, x := range parties {
		out[i] = x.Share
		if v, ok := x.Shares[of]; ok {
			out[i] = v
		}
		given = given || out[i] > 0
	}
	if !given {
		for i := range out {
			out[i] = 1
		}
	}
	return out
}

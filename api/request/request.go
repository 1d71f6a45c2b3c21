// Package request is how a run is asked for: a basin and the differences to
// it. The command line and the HTTP service fill the same Request, so that both
// make the same run of the same words.
//
// The chain is one straight way: document → Decode → one Scenario of all
// differences → Apply → calendar → Check. It reads no clock and no files; the
// caller hands it the bytes.
package request

import (
	"fmt"
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/optimize"
)

// Request is what a run is asked for besides its basin. The zero value is the
// basin as its document has it.
type Request struct {
	// Year is the planning year; 0 = the document's.
	Year int `json:"year,omitempty"`
	// P is the exceedance frequency of the inflow in percent, 0 = the long-term mean; nil = the document's.
	P *float64 `json:"p,omitempty"`
	// Observed runs on the observed series of the inflows.
	Observed bool `json:"observed,omitempty"`
	// Inflow is a CSV file of observed series that replaces those of the
	// document: the date, then one column an inflow, named by its id. It implies Observed.
	Inflow []byte `json:"inflow,omitempty"`
	// InflowUnit is the unit of Inflow: m3s (default) or volume, 万m³ a period.
	InflowUnit string `json:"inflow_unit,omitempty"`
	// Scenario is a scenario in YAML or JSON; its changes come first.
	Scenario []byte `json:"scenario,omitempty"`
	// On and Off are projects to switch.
	On  []string `json:"on,omitempty"`
	Off []string `json:"off,omitempty"`
	// Set are single values to set, last of all.
	Set []Assignment `json:"set,omitempty"`
	// Step is the step of the calendar; empty = the document's.
	Step network.StepKind `json:"step,omitempty"`
	// Periods is the number of periods; 0 = the document's, or whole years of the new step.
	Periods int `json:"periods,omitempty"`

	// Mode, Window and Advance are those of optimize.Options.
	Mode    optimize.Mode `json:"mode,omitempty"`
	Window  int           `json:"window,omitempty"`
	Advance int           `json:"advance,omitempty"`
	// Transfer are the terms (YAML or JSON) of a study of what is owed for water of
	// another basin, made after the run; nil = none.
	Transfer []byte `json:"transfer,omitempty"`
	// NoCertificate leaves out what a proof of the result needs, for a smaller file.
	NoCertificate bool `json:"no_certificate,omitempty"`

	// Ensemble runs many inflow traces instead of one; nil = one.
	Ensemble *Ensemble `json:"ensemble,omitempty"`
}

// Assignment sets the value at a path of the document, written in YAML.
type Assignment struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

// Options are the options of the run; the caller adds solver, clock and progress.
func (r *Request) Options() optimize.Options {
	return optimize.Options{Mode: r.Mode, Window: r.Window, Advance: r.Advance, Certificate: !r.NoCertificate}
}

// Network decodes a document and applies the request. open reads the CSV files
// that the document names; it may be nil. The faults hold warnings when the
// error is nil; the error is network.Faults with every fault that could be
// found, where the path of a fault in the request is the name of its field.
func (r *Request) Network(document []byte, open network.Open) (*network.Network, network.Faults, error) {
	n, faults, err := Decode(document, open)
	if err != nil {
		return nil, faults, err
	}
	s, labels, wrong := r.scenario(n)
	wrong = append(wrong, r.checkOptions()...)
	if len(wrong) > 0 {
		return nil, wrong, wrong
	}
	out, err := s.Apply(n)
	if err != nil {
		wrong = named(err, labels)
		return nil, wrong, wrong
	}
	if wrong = r.inflow(out); len(wrong) > 0 {
		return nil, wrong, wrong
	}
	r.calendar(out)
	if wrong = r.Ensemble.shorten(out); len(wrong) > 0 {
		return nil, wrong, wrong
	}
	faults = out.Check()
	if e := faults.Errors(); len(e) > 0 {
		return nil, faults, e
	}
	if wrong = r.Ensemble.check(out); len(wrong) > 0 {
		return nil, wrong, wrong
	}
	return out, faults, nil
}

// scenario is the list of all changes, with the name of each for its faults.
func (r *Request) scenario(n *network.Network) (s network.Scenario, labels []string, wrong network.Faults) {
	add := func(label, kind string, do network.Changer) {
		s.Changes = append(s.Changes, network.Change{Kind: kind, Do: do})
		labels = append(labels, label)
	}
	if len(r.Scenario) > 0 {
		given, err := network.DecodeScenario(r.Scenario)
		if err != nil {
			wrong = append(wrong, named(err, nil)...)
			for i := range wrong {
				wrong[i].Path = "scenario: " + wrong[i].Path
			}
		}
		s = given
		for i, c := range given.Changes {
			labels = append(labels, fmt.Sprintf("scenario: changes[%d].%s", i, c.Kind))
		}
	}
	if r.Year != 0 {
		add("year", "year", &network.YearChange{To: r.Year})
	}
	if r.P != nil {
		add("p", "inflow", &network.InflowChange{P: r.P})
	}
	if r.Observed || len(r.Inflow) > 0 {
		yes := true
		add("inflow", "inflow", &network.InflowChange{Observed: &yes})
	}
	for _, x := range []struct {
		label string
		ids   []string
		on    bool
	}{{"on", r.On, true}, {"off", r.Off, false}} {
		for _, id := range x.ids {
			if n.ProjectByID(id) == nil {
				wrong = append(wrong, network.Fault{
					Path:    x.label,
					Problem: network.Text{ZH: fmt.Sprintf("没有名为 %q 的工程", id), EN: fmt.Sprintf("there is no project %q", id)},
					Remedy:  projects(n),
				})
				continue
			}
			add(x.label, "project", &network.ProjectChange{ID: id, On: x.on})
		}
	}
	for _, id := range r.On {
		if slices.Contains(r.Off, id) {
			wrong = append(wrong, network.Fault{
				Path:    "on",
				Problem: network.Text{ZH: fmt.Sprintf("工程 %q 同时启用和停用", id), EN: fmt.Sprintf("project %q is switched both on and off", id)},
				Remedy:  network.Text{ZH: "只保留一处", EN: "keep one of them"},
			})
		}
	}
	for _, x := range r.Set {
		c, err := network.SetValue(x.Path, x.Value)
		if err != nil {
			for _, f := range named(err, nil) {
				f.Path = "set " + x.Path
				wrong = append(wrong, f)
			}
			continue
		}
		add("set "+x.Path, c.Kind, c.Do)
	}
	return s, labels, wrong
}

func (r *Request) checkOptions() network.Faults {
	var wrong network.Faults
	add := func(path, zh, en, remedyZH, remedyEN string) {
		wrong = append(wrong, network.Fault{Path: path, Problem: network.Text{ZH: zh, EN: en}, Remedy: network.Text{ZH: remedyZH, EN: remedyEN}})
	}
	if r.P != nil && !(*r.P >= 0 && *r.P < 100) {
		add("p", fmt.Sprintf("频率 %g 不在 0 与 100 之间", *r.P), fmt.Sprintf("frequency %g is not between 0 and 100", *r.P), "填写百分数，如 95；0 为多年平均", "write a percentage such as 95; 0 is the mean")
	}
	if r.P != nil && (r.Observed || len(r.Inflow) > 0) {
		add("p", "频率与实测系列只能选一", "a frequency and an observed series exclude each other", "去掉其中之一", "leave one of them out")
	}
	if r.Year != 0 && (r.Year < 1900 || r.Year > 2200) {
		add("year", fmt.Sprintf("水平年 %d 不在 1900 与 2200 之间", r.Year), fmt.Sprintf("planning year %d is not between 1900 and 2200", r.Year), "", "")
	}
	switch r.Mode {
	case "", optimize.Foresight, optimize.Rolling:
	default:
		add("mode", fmt.Sprintf("未知的计算方式 %q", r.Mode), fmt.Sprintf("unknown mode %q", r.Mode), "可选：foresight, rolling", "choose foresight or rolling")
	}
	if r.Ensemble != nil && (r.Mode != "" || r.Window != 0 || r.Advance != 0) {
		add("mode", "多情景计算逐时段进行，不能选择计算方式", "an ensemble is run step by step; a mode, window or advance cannot be chosen", "去掉 mode、window、advance", "leave mode, window and advance out")
	}
	if r.Ensemble != nil && len(r.Transfer) > 0 {
		add("transfer", "多情景计算不计算跨流域补偿", "an ensemble does not compute cross-basin compensation", "去掉 transfer，或另提交一次计算", "leave transfer out, or submit another run for it")
	}
	switch r.Step {
	case "", network.StepMonth, network.StepXun, network.StepDay:
	default:
		add("step", fmt.Sprintf("未知的时段长度 %q", r.Step), fmt.Sprintf("unknown step %q", r.Step), "可选：month, xun, day", "choose month, xun or day")
	}
	switch r.InflowUnit {
	case "", "m3s", "volume":
	default:
		add("inflow_unit", fmt.Sprintf("未知的单位 %q", r.InflowUnit), fmt.Sprintf("unknown unit %q", r.InflowUnit), "可选：m3s, volume", "choose m3s or volume")
	}
	for _, x := range []struct {
		path  string
		value int
	}{{"periods", r.Periods}, {"window", r.Window}, {"advance", r.Advance}} {
		if x.value < 0 {
			add(x.path, fmt.Sprintf("%d 小于零", x.value), fmt.Sprintf("%d is negative", x.value), "填写时段数", "write a number of periods")
		}
	}
	return wrong
}

// projects lists the projects as a remedy.
func projects(n *network.Network) network.Text {
	ids := make([]string, len(n.Projects))
	for i := range n.Projects {
		ids[i] = n.Projects[i].ID
	}
	if len(ids) == 0 {
		return network.Text{ZH: "文档中没有工程", EN: "the document has no projects"}
	}
	list := strings.Join(ids, ", ")
	return network.Text{ZH: "可用的工程：" + list, EN: "projects: " + list}
}

// named turns an error of package network into faults that say which part of
// the request they lie in: a path changes[i] becomes labels[i].
func named(err error, labels []string) network.Faults {
	faults, ok := err.(network.Faults) //nolint:errorlint // Faults is the error type of Decode and Apply and is not wrapped there
	if !ok {
		return network.Faults{{Problem: network.Text{ZH: err.Error(), EN: err.Error()}}}
	}
	out := append(network.Faults(nil), faults...)
	for i := range out {
		var at int
		if _, err := fmt.Sscanf(out[i].Path, "changes[%d]", &at); err == nil && at >= 0 && at < len(labels) {
			out[i].Path = labels[at]
		}
	}
	return out
}

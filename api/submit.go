package api

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"fenhu/api/auth"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
)

// RunBody is what a run is asked for: a basin, a scenario, and the options that
// the command line has too.
type RunBody struct {
	Basin    string `json:"basin" minLength:"1" maxLength:"100" doc:"basin id"`
	Version  int    `json:"version,omitempty" minimum:"0" doc:"of the basin; 0 = the current one"`
	Scenario string `json:"scenario,omitempty" maxLength:"100" doc:"scenario id; its changes and those of its ancestors come first"`
	Title    string `json:"title,omitempty" maxLength:"200"`
	Pinned   bool   `json:"pinned,omitempty" doc:"kept when old runs are deleted"`

	RunOptions
	P *float64 `json:"p,omitempty" minimum:"0" maximum:"99.9" doc:"exceedance frequency of the inflow in percent; 0 = the long-term mean; absent = the document's"`

	Ensemble *EnsembleBody `json:"ensemble,omitempty" doc:"run many inflow traces instead of one, step by step without foresight"`
}

// RunOptions are the options of a run apart from its basin, scenario and frequency.
type RunOptions struct {
	Changes    []map[string]any `json:"changes,omitempty" maxItems:"1000" doc:"further changes, as in a scenario"`
	Year       int              `json:"year,omitempty" minimum:"0" maximum:"2200" doc:"planning year; 0 = the document's"`
	Observed   bool             `json:"observed,omitempty" doc:"run on the observed series of the document"`
	Inflow     string           `json:"inflow,omitempty" doc:"a CSV text of observed series: the date, then one column an inflow"`
	InflowUnit string           `json:"inflow_unit,omitempty" enum:"m3s,volume" doc:"of inflow; volume is 万m³ a period"`
	On         []string         `json:"on,omitempty" maxItems:"1000" doc:"projects to switch on"`
	Off        []string         `json:"off,omitempty" maxItems:"1000" doc:"projects to switch off"`
	Set        []Assignment     `json:"set,omitempty" maxItems:"1000" doc:"single values to set, last of all"`
	Step       string           `json:"step,omitempty" enum:"month,xun,day" doc:"absent = the document's"`
	Periods    int              `json:"periods,omitempty" minimum:"0" maximum:"100000" doc:"0 = the document's, or whole years of the new step"`
	Mode       string           `json:"mode,omitempty" enum:"foresight,rolling" doc:"absent = foresight"`
	Window     int              `json:"window,omitempty" minimum:"0" maximum:"100000" doc:"periods that a rolling window sees; 0 = a quarter of a year"`
	Advance    int              `json:"advance,omitempty" minimum:"0" maximum:"100000" doc:"periods kept of each window; 0 = 1"`

	Transfer map[string]any `json:"transfer,omitempty" doc:"also compute what is owed for water of another basin: its terms, as in docs/compensation.md; {} = the default ones"`

	NoCertificate bool `json:"no_certificate,omitempty" doc:"leave out what verifying needs"`
}

// Assignment sets the value at a path of the document.
type Assignment struct {
	Path  string `json:"path" minLength:"1" maxLength:"500" doc:"such as nodes.res-fenhe.initial"`
	Value any    `json:"value" doc:"a number, a text or a list"`
}

// request is the body in the words of the command line. The second result is
// the number of changes that come from scenarios.
func requestOf(ctx context.Context, db *store.DB, b RunBody) (*request.Request, int, error) {
	r := &request.Request{
		Year: b.Year, P: b.P, Observed: b.Observed, Inflow: []byte(b.Inflow), InflowUnit: b.InflowUnit, On: b.On, Off: b.Off,
		Step: network.StepKind(b.Step), Periods: b.Periods, Mode: optimize.Mode(b.Mode), Window: b.Window, Advance: b.Advance, NoCertificate: b.NoCertificate,
	}
	if b.Transfer != nil {
		var err error
		if r.Transfer, err = json.Marshal(b.Transfer); err != nil {
			return nil, 0, err
		}
	}
	if b.Ensemble != nil {
		r.Ensemble = b.Ensemble.request()
	}
	for _, x := range b.Set {
		value, isText := x.Value.(string)
		if !isText {
			data, err := json.Marshal(x.Value)
			if err != nil {
				return nil, 0, err
			}
			value = string(data)
		}
		r.Set = append(r.Set, request.Assignment{Path: x.Path, Value: value})
	}
	_, all, inherited, err := changes(ctx, db, b.Basin, b.Scenario, "body.scenario", b.Changes)
	if err != nil || len(all) == 0 {
		return r, 0, err
	}
	r.Scenario, err = changesDocument(all)
	return r, inherited, err
}

// newRun checks that the one who makes a request may run the basin, and all
// inputs of the run.
func (s *Server) newRun(ctx context.Context, b RunBody) (store.NewRun, error) {
	if err := s.usable(ctx, b.Basin, auth.Engineer, noBasin(b.Basin)); err != nil {
		return store.NewRun{}, err
	}
	return newRun(ctx, s.Store, b)
}

func noBasin(id string) error {
	return wrong("body.basin", "没有流域 %q 或它的该版本", "there is no basin %q, or no such version of it", id)
}

// newRun checks all inputs of a run, so that a run that was accepted is one
// that can be made.
func newRun(ctx context.Context, db *store.DB, b RunBody) (store.NewRun, error) {
	document, version, err := db.BasinDocument(ctx, b.Basin, b.Version)
	if errors.Is(err, store.ErrNotFound) {
		return store.NewRun{}, noBasin(b.Basin)
	}
	if err != nil {
		return store.NewRun{}, err
	}
	r, inherited, err := requestOf(ctx, db, b)
	if err != nil {
		return store.NewRun{}, err
	}
	n, _, err := r.Network(document, nil)
	if err != nil {
		return store.NewRun{}, ofRequest(err, inherited)
	}
	if err := checkTransfer(r.Transfer, n); err != nil {
		return store.NewRun{}, err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return store.NewRun{}, err
	}
	return store.NewRun{
		BasinID: b.Basin, BasinVersion: version.Version, ScenarioID: b.Scenario, Request: data, Title: strings.TrimSpace(b.Title), Pinned: b.Pinned,
	}, nil
}

// ofRequest says where in the body of the request a fault lies: the paths of
// package request are the names of its fields.
func ofRequest(err error, inherited int) error {
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		return err
	}
	out := append(network.Faults(nil), faults...)
	for i := range out {
		p := out[i].Path
		if change, ok := strings.CutPrefix(p, "scenario: "); ok {
			out[i].Path, out[i].Line = changePath(change, inherited), 0
			continue
		}
		switch field, _, _ := strings.Cut(p, " "); field {
		case "year", "p", "inflow", "inflow_unit", "on", "off", "set", "step", "periods", "mode", "window", "advance":
			out[i].Path = "body." + p
		default:
			if strings.HasPrefix(p, "ensemble.") {
				out[i].Path = "body." + p
			} // otherwise a place in the changed document
		}
	}
	return out
}

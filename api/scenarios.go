package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/network"
)

// ScenarioBody is what a scenario is made of: its differences from its parent.
type ScenarioBody struct {
	Basin   string           `json:"basin" minLength:"1" maxLength:"100" doc:"basin id"`
	Parent  string           `json:"parent,omitempty" maxLength:"100" doc:"scenario id; absent = the basin itself"`
	NameZH  string           `json:"name_zh" minLength:"1" maxLength:"100"`
	NameEN  string           `json:"name_en,omitempty" maxLength:"100"`
	Note    string           `json:"note,omitempty" maxLength:"2000"`
	Changes []map[string]any `json:"changes" maxItems:"1000" doc:"each an object with one key, the kind: inflow, demand, year, project, capacity, outage, rule, order, set"`
	Version int              `json:"version,omitempty" minimum:"0" doc:"when replacing: the version the change was made from; 0 = do not ask"`
}

// Scenario is a scenario with its own changes.
type Scenario struct {
	store.Scenario
	Changes json.RawMessage `json:"changes"`
}

// changesDocument is a list of changes as a scenario document.
func changesDocument(changes any) ([]byte, error) {
	return json.Marshal(map[string]any{"changes": changes})
}

func (s *Server) shown(x store.Scenario) (Scenario, error) {
	c, err := changesOf(x)
	if err != nil {
		return Scenario{}, err
	}
	data, err := json.Marshal(c)
	return Scenario{Scenario: x, Changes: data}, err
}

// changesOf are a stored scenario's own changes; never nil.
func changesOf(x store.Scenario) ([]network.Change, error) {
	d, err := network.DecodeScenario(x.Changes)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %v", x.ID, err) //nolint:errorlint // a stored scenario that cannot be read is no fault of the request
	}
	return append([]network.Change{}, d.Changes...), nil
}

// ScenarioQuery selects scenarios.
type ScenarioQuery struct {
	Paged
	Basin  string `query:"basin" maxLength:"100" doc:"basin id"`
	Parent string `query:"parent" maxLength:"100" doc:"scenario id"`
}

func (s *Server) listScenarios(ctx context.Context, in *ScenarioQuery) (*Reply[List[Scenario]], error) {
	l, err := s.Store.Scenarios(ctx, store.ScenarioFilter{Page: in.page(), Sight: sight(ctx), BasinID: in.Basin, ParentID: in.Parent})
	if err != nil {
		return nil, err
	}
	items := make([]Scenario, 0, len(l.Items))
	for _, x := range l.Items {
		shown, err := s.shown(x)
		if err != nil {
			return nil, err
		}
		items = append(items, shown)
	}
	return list(items, l.Next), nil
}

func (s *Server) getScenario(ctx context.Context, in *ByID) (*Reply[Scenario], error) {
	x, err := s.Store.Scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(x)
	return reply(shown), err
}

// scenario checks the body of a scenario against its basin and parent.
func (s *Server) scenario(ctx context.Context, b ScenarioBody) (store.Scenario, error) {
	if err := s.usable(ctx, b.Basin, auth.Engineer, wrong("body.basin", "没有流域 %q", "there is no basin %q", b.Basin)); err != nil {
		return store.Scenario{}, err
	}
	document, all, inherited, err := changes(ctx, s.Store, b.Basin, b.Parent, "body.parent", b.Changes)
	if err != nil {
		return store.Scenario{}, err
	}
	text, _, err := s.Store.BasinDocument(ctx, b.Basin, 0)
	if err != nil {
		return store.Scenario{}, err
	}
	n, _, err := network.Decode(text, nil)
	if err != nil {
		return store.Scenario{}, err
	}
	whole := network.Scenario{Changes: all}
	if _, err := whole.Apply(n); err != nil {
		return store.Scenario{}, inBody(err, inherited)
	}
	return store.Scenario{BasinID: b.Basin, ParentID: b.Parent, NameZH: b.NameZH, NameEN: b.NameEN, Note: b.Note, Changes: document, Version: b.Version}, nil
}

// changes are a body's own changes as a document, and after the ones inherited
// from a scenario, whose number is returned too. path is where the body names
// that scenario.
func changes(ctx context.Context, db *store.DB, basin, from, path string, own []map[string]any) (document []byte, all []network.Change, inherited int, err error) {
	if own == nil {
		own = []map[string]any{}
	}
	if document, err = changesDocument(own); err != nil {
		return nil, nil, 0, err
	}
	d, err := network.DecodeScenario(document)
	if err != nil {
		return nil, nil, 0, inBody(err, 0)
	}
	if all, err = lineage(ctx, db, basin, from, path); err != nil {
		return nil, nil, 0, err
	}
	return document, append(all, d.Changes...), len(all), nil
}

// lineage are the changes of a scenario of a basin and of its ancestors, in
// order; none for no scenario. path is where the request names it.
func lineage(ctx context.Context, db *store.DB, basin, id, path string) ([]network.Change, error) {
	if id == "" {
		return nil, nil
	}
	line, err := db.Lineage(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && line[0].BasinID != basin { // of which basin it is may be hidden
		return nil, wrong(path, "流域 %q 没有情景 %q", "the basin %q has no scenario %q", basin, id)
	}
	if err != nil {
		return nil, err
	}
	var all []network.Change
	for _, x := range line {
		own, err := changesOf(x)
		if err != nil {
			return nil, err
		}
		all = append(all, own...)
	}
	return all, nil
}

func (s *Server) createScenario(ctx context.Context, in *With[ScenarioBody]) (*Made[Scenario], error) {
	x, err := s.scenario(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	if x, err = s.Store.CreateScenario(ctx, actor(ctx), x); err != nil {
		return nil, err
	}
	shown, err := s.shown(x)
	return &Made[Scenario]{Status: http.StatusCreated, Location: Prefix + "/scenarios/" + x.ID, Body: shown}, err
}

// PutScenario is the request to replace a scenario.
type PutScenario struct {
	ByID
	Body ScenarioBody
}

func (s *Server) updateScenario(ctx context.Context, in *PutScenario) (*Reply[Scenario], error) {
	old, err := s.Store.Scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if old.BasinID != in.Body.Basin {
		return nil, wrong("body.basin", "情景属于流域 %q，不能改变", "the scenario is of the basin %q, which cannot be changed", old.BasinID)
	}
	x, err := s.scenario(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	x.ID = in.ID
	if x, err = s.Store.UpdateScenario(ctx, actor(ctx), x); err != nil {
		return nil, err
	}
	shown, err := s.shown(x)
	return reply(shown), err
}

func (s *Server) deleteScenario(ctx context.Context, in *ByID) (*Empty, error) {
	return &Empty{}, s.Store.DeleteScenario(ctx, actor(ctx), in.ID)
}

// Effective is one change that applies to a scenario.
type Effective struct {
	Scenario string          `json:"scenario" doc:"id of the scenario that brings it"`
	NameZH   string          `json:"name_zh"`
	NameEN   string          `json:"name_en"`
	Change   json.RawMessage `json:"change"`
}

func (s *Server) getEffective(ctx context.Context, in *ByID) (*Reply[List[Effective]], error) {
	line, err := s.Store.Lineage(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out []Effective
	for _, x := range line {
		own, err := changesOf(x)
		if err != nil {
			return nil, err
		}
		for _, c := range own {
			data, err := json.Marshal(c)
			if err != nil {
				return nil, err
			}
			out = append(out, Effective{Scenario: x.ID, NameZH: x.NameZH, NameEN: x.NameEN, Change: data})
		}
	}
	return list(out, ""), nil
}

// inBody says of the faults of changes where in the body of the request they
// lie; the first skip changes are those of ancestors.
func inBody(err error, skip int) error {
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		return err
	}
	out := append(network.Faults(nil), faults...)
	for i := range out {
		out[i].Path = changePath(out[i].Path, skip)
		out[i].Line = 0 // of a text that the client has not seen
	}
	return out
}

// changePath is where a change of a list lies in the body.
func changePath(path string, skip int) string {
	var at int
	if _, err := fmt.Sscanf(path, "changes[%d]", &at); err != nil {
		return "body." + path
	}
	rest := path[len(fmt.Sprintf("changes[%d]", at)):]
	if at < skip {
		return fmt.Sprintf("body.parent (change %d)%s", at, rest)
	}
	return fmt.Sprintf("body.changes[%d]%s", at-skip, rest)
}

package api

import (
	"context"
	"encoding/json"

	"fenhu/api/auth"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/network"
)

// RulesQuery is a request for the rules of a basin.
type RulesQuery struct {
	ByID
	Version int    `query:"version" minimum:"0" doc:"0 = the current one, or that of the run"`
	Run     string `query:"run" maxLength:"100" doc:"run id: also how much of each limit it uses"`
}

// RuleItem is a regulation of a basin.
type RuleItem struct {
	ID   string          `json:"id"`
	Kind string          `json:"kind"`
	Name string          `json:"name" doc:"in the language of the request"`
	Type string          `json:"type" doc:"the kind in words"`
	Off  bool            `json:"off"`
	Rule json.RawMessage `json:"rule" doc:"as in the document; the schema says the units"`
	Use  []RuleUse       `json:"use,omitempty" doc:"in the run: one for each period of the limit; volumes 万m³"`
}

// RuleUse is how much of a limit a run uses.
type RuleUse struct {
	From       string  `json:"from"`
	To         string  `json:"to"`
	Sense      string  `json:"sense" doc:"≤ or ≥"`
	Used       float64 `json:"used"`
	Limit      float64 `json:"limit"`
	Share      float64 `json:"share" doc:"used ÷ limit"`
	Binding    bool    `json:"binding"`
	WaterValue float64 `json:"water_value" doc:"of one more m³ of the limit [元/m³]"`
}

func (s *Server) listRules(ctx context.Context, in *RulesQuery) (*Reply[List[RuleItem]], error) {
	version := in.Version
	use := map[string][]RuleUse{}
	if in.Run != "" {
		if err := s.permitted(ctx, store.ObjectRun, in.Run, auth.Viewer); err != nil {
			return nil, err
		}
		r, err := s.Store.Run(ctx, in.Run)
		if err != nil {
			return nil, err
		}
		if r.BasinID != in.ID {
			return nil, wrong("query.run", "该计算属于流域 %q", "the run is of the basin %q", r.BasinID)
		}
		if version == 0 {
			version = r.BasinVersion
		}
		a, err := s.result(ctx, in.Run, parts.Quotas)
		if err != nil {
			return nil, err
		}
		for _, q := range a.Quotas {
			use[q.ID] = append(use[q.ID], RuleUse{q.From, q.To, q.Sense, q.Used, q.Limit, q.Share, q.Binding, q.WaterValue})
		}
	}
	document, _, err := s.Store.BasinDocument(ctx, in.ID, version)
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(document, nil)
	if err != nil {
		return nil, err
	}
	data, err := n.EncodeJSON()
	if err != nil {
		return nil, err
	}
	var encoded struct {
		Rules []json.RawMessage `json:"rules"`
	}
	if err := json.Unmarshal(data, &encoded); err != nil {
		return nil, err
	}
	kinds := map[string]network.Text{}
	for _, k := range network.RuleKinds() {
		kinds[k.ID] = k.Name
	}
	l := lang(ctx)
	out := make([]RuleItem, len(n.Rules))
	for i, r := range n.Rules {
		b := r.Info()
		out[i] = RuleItem{ID: b.ID, Kind: b.Kind, Name: b.Name().In(l), Type: kinds[b.Kind].In(l), Off: b.Off, Rule: encoded.Rules[i], Use: use[b.ID]}
	}
	return list(out, ""), nil
}

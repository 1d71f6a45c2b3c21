package api

import (
	"context"
	"encoding/json"
	"net/http"

	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/network/quality"
	"fenhu/optimize/compensation"
)

// PresetInfo is a published scheme of compensation.
type PresetInfo struct {
	ID         string              `json:"id"`
	NameZH     string              `json:"name_zh"`
	NameEN     string              `json:"name_en"`
	Rule       string              `json:"rule"`
	RuleZH     string              `json:"rule_zh"`
	RuleEN     string              `json:"rule_en"`
	Cite       string              `json:"cite"`
	Grade      string              `json:"grade" doc:"of its figures, the worst: A official, B secondary, C general knowledge, D our own; C and D are configuration"`
	From       int                 `json:"from,omitempty" doc:"first year for which it was published"`
	To         int                 `json:"to,omitempty" doc:"last such year"`
	Treasury   bool                `json:"treasury" doc:"settled with the treasury above both sides"`
	Indicators []quality.Indicator `json:"indicators"`
	Params     []ParamInfo         `json:"params"`
}

// ParamInfo is a figure of a scheme.
type ParamInfo struct {
	Key    string    `json:"key"`
	NameZH string    `json:"name_zh"`
	NameEN string    `json:"name_en"`
	Unit   string    `json:"unit"`
	List   bool      `json:"list" doc:"a list of figures"`
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Values []float64 `json:"values" doc:"of the preset"`
}

func (*Server) listPresets(context.Context, *None) (*Reply[List[PresetInfo]], error) {
	return list(PresetInfos(), ""), nil
}

// PresetInfos are all schemes with their figures.
func PresetInfos() []PresetInfo {
	var out []PresetInfo
	for _, p := range compensation.Presets() {
		rule, _ := compensation.RuleByID(p.Rule)
		x := PresetInfo{
			ID: p.ID, NameZH: p.Title.ZH, NameEN: p.Title.EN, Rule: p.Rule, RuleZH: rule.Title.ZH, RuleEN: rule.Title.EN, Cite: p.Cite, Grade: p.Grade,
			From: p.From, To: p.To, Treasury: p.Treasury, Indicators: p.Terms.Indicators, Params: []ParamInfo{},
		}
		if x.Indicators == nil {
			x.Indicators = []quality.Indicator{}
		}
		for _, f := range rule.Params {
			values := f.Default
			if v, own := p.Terms.Params[f.Key]; own {
				values = v
			}
			x.Params = append(x.Params, ParamInfo{f.Key, f.Title.ZH, f.Title.EN, f.Unit, f.Length == 0, f.Min, f.Max, values})
		}
		out = append(out, x)
	}
	return out
}

// AgreementQuery selects agreements.
type AgreementQuery struct {
	Paged
	Basin string `query:"basin" maxLength:"100" doc:"basin id"`
}

func (s *Server) listAgreements(ctx context.Context, in *AgreementQuery) (*Reply[List[store.AgreementVersion]], error) {
	l, err := s.Store.Agreements(ctx, sight(ctx), in.Basin, store.Page{Limit: in.Limit, Cursor: in.Cursor})
	return list(l.Items, l.Next), err
}

// AgreementBody is an agreement with why it is stored.
type AgreementBody struct {
	Basin     string                 `json:"basin" minLength:"1" maxLength:"100" doc:"basin id"`
	Note      string                 `json:"note,omitempty" maxLength:"2000"`
	Version   int                    `json:"version,omitempty" minimum:"0" doc:"when replacing: the version the change was made from; 0 = do not ask"`
	Agreement compensation.Agreement `json:"agreement"`
}

// CheckAgreement checks an agreement against its basin and makes it ready to
// store. The error is network.Faults with every fault.
func CheckAgreement(a compensation.Agreement, n *network.Network, note string) (store.AgreementVersion, error) {
	wrong := a.Check()
	_, unknown := compensation.Aims(&a, n, a.From)
	if wrong = append(wrong, unknown...); len(wrong) > 0 {
		return store.AgreementVersion{}, wrong
	}
	body, err := json.Marshal(a)
	return store.AgreementVersion{BasinID: n.ID, Code: a.ID, Preset: a.Preset, FirstYear: a.From, LastYear: a.To, Note: note, Body: body}, err
}

func (s *Server) checkedAgreement(ctx context.Context, b AgreementBody) (store.AgreementVersion, error) {
	if err := s.usable(ctx, b.Basin, auth.Engineer, noBasin(b.Basin)); err != nil {
		return store.AgreementVersion{}, err
	}
	n, err := basinNetwork(ctx, s.Store, b.Basin)
	if err != nil {
		return store.AgreementVersion{}, err
	}
	a, err := CheckAgreement(b.Agreement, n, b.Note)
	if faults := faultsOf(err); faults != nil {
		for i := range faults {
			faults[i].Path = "body.agreement." + faults[i].Path
		}
		return a, faults
	}
	a.BasinID = b.Basin
	return a, err
}

func (s *Server) createAgreement(ctx context.Context, in *With[AgreementBody]) (*Made[store.AgreementVersion], error) {
	a, err := s.checkedAgreement(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	a, err = s.Store.CreateAgreement(ctx, actor(ctx), a)
	return &Made[store.AgreementVersion]{Status: http.StatusCreated, Location: Prefix + "/agreements/" + a.ID, Body: a}, err
}

// AgreementVersion is a request for a version of an agreement.
type AgreementVersion struct {
	ByID
	Version int `query:"version" minimum:"0" doc:"0 = the last"`
}

func (s *Server) getAgreement(ctx context.Context, in *AgreementVersion) (*Reply[store.AgreementVersion], error) {
	a, err := s.Store.Agreement(ctx, in.ID, in.Version)
	return reply(a), err
}

// PutAgreement is the request to store the next version of an agreement.
type PutAgreement struct {
	ByID
	Body AgreementBody
}

func (s *Server) updateAgreement(ctx context.Context, in *PutAgreement) (*Reply[store.AgreementVersion], error) {
	was, err := s.Store.Agreement(ctx, in.ID, 0)
	if err != nil {
		return nil, err
	}
	if was.BasinID != in.Body.Basin {
		return nil, wrong("body.basin", "协议属于流域 %q，不能改变", "the agreement belongs to basin %q, which cannot change", was.BasinID)
	}
	a, err := s.checkedAgreement(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	a.ID = in.ID
	a, err = s.Store.AddAgreementVersion(ctx, actor(ctx), in.Body.Version, a)
	return reply(a), err
}

func (s *Server) listAgreementVersions(ctx context.Context, in *ByID) (*Reply[List[store.AgreementVersion]], error) {
	l, err := s.Store.AgreementVersions(ctx, in.ID)
	return list(l, ""), err
}

// RecordsQuery asks what an agreement would be settled from.
type RecordsQuery struct {
	ByID
	Year int    `query:"year" required:"true" minimum:"1900" maximum:"2200"`
	Run  string `query:"run" maxLength:"100" doc:"run id, for flows that were not measured"`
}

func (s *Server) listRecords(ctx context.Context, in *RecordsQuery) (*Reply[List[compensation.Record]], error) {
	stored, err := s.Store.Agreement(ctx, in.ID, 0)
	if err != nil {
		return nil, err
	}
	b, err := s.basis(ctx, stored, in.Year, in.Run)
	if err != nil {
		return nil, err
	}
	return list(b.Records, ""), nil
}

// basis gathers what a stored agreement is settled from. run may be empty.
func (s *Server) basis(ctx context.Context, stored store.AgreementVersion, year int, run string) (*Basis, error) {
	a, err := ReadAgreement(stored)
	if err != nil {
		return nil, err
	}
	n, err := basinNetwork(ctx, s.Store, stored.BasinID)
	if err != nil {
		return nil, err
	}
	n.ID = stored.BasinID
	if run == "" {
		return StoredBasis(ctx, s.Store, a, n, year, nil, "")
	}
	r, err := s.runOf(ctx, stored.BasinID, run)
	if err != nil {
		return nil, err
	}
	return StoredBasis(ctx, s.Store, a, n, year, r, run)
}

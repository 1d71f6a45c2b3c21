package api

import (
	"context"

	"fenhu/optimize/compensation"
)

// TryAgreement is the request to settle an agreement otherwise.
type TryAgreement struct {
	ByID
	Body TrialBody
}

// TrialBody says for which period and how.
type TrialBody struct {
	Period  string `json:"period" minLength:"4" maxLength:"7" doc:"2025 or 2025-07"`
	Version int    `json:"version,omitempty" minimum:"0" doc:"version of the agreement on trial; 0 = the last"`
	Run     string `json:"run,omitempty" maxLength:"100" doc:"run id, for flows that were not measured"`
	Variant
}

// tryAgreement settles an agreement as it is and otherwise, and stores neither.
func (s *Server) tryAgreement(ctx context.Context, in *TryAgreement) (*Reply[Trial], error) {
	period, ok := compensation.ParsePeriod(in.Body.Period)
	if !ok {
		return nil, wrong("body.period", "时段 %q 应为 2025-07 或 2025", "the period %q is not like 2025-07 or 2025", in.Body.Period)
	}
	stored, err := s.Store.Agreement(ctx, in.ID, 0)
	if err != nil {
		return nil, err
	}
	b, err := s.basis(ctx, stored, period.Year, in.Body.Run)
	if err != nil {
		return nil, err
	}
	base, err := compensation.Settle(&b.Agreement, period, b.Records)
	if err != nil {
		return nil, underBody(err)
	}
	on := b
	if in.Body.Version != 0 && in.Body.Version != stored.Version {
		if stored, err = s.Store.Agreement(ctx, in.ID, in.Body.Version); err != nil {
			return nil, err
		}
		if on, err = s.basis(ctx, stored, period.Year, in.Body.Run); err != nil {
			return nil, err
		}
	}
	t, err := Try(base, on.Agreement, period, on.Records, &in.Body.Variant)
	if err != nil {
		return nil, underBody(err)
	}
	t.Names = SettlementNames(b.Network, t.Base, t.Trial)
	return reply(*t), nil
}

// Replay is the request to settle the period of a statement again.
type Replay struct {
	ByID
	Body ReplayBody
}

// ReplayBody says from what and how.
type ReplayBody struct {
	Data    string `json:"data,omitempty" enum:"then,now" doc:"the records that the statement was drawn up from, or those that are in force now; absent = then"`
	Version int    `json:"version,omitempty" minimum:"0" doc:"version of the agreement; 0 = that of the statement"`
	Variant
}

// replayStatement settles the period of a statement again. From the same
// records, under the same rule, every amount is the same.
func (s *Server) replayStatement(ctx context.Context, in *Replay) (*Reply[Trial], error) {
	x, err := s.Store.Statement(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if x.AgreementID == "" {
		return nil, wrong("id", "该结算单不是按断面协议编制的，不能重算", "the statement is of no agreement about sections and cannot be replayed")
	}
	v, n, err := s.view(ctx, x)
	if err != nil {
		return nil, err
	}
	version := in.Body.Version
	if version == 0 {
		version = x.AgreementVersion
	}
	stored, err := s.Store.Agreement(ctx, x.AgreementID, version)
	if isNotFound(err) {
		return nil, wrong("body.version", "协议没有版本 %d", "the agreement has no version %d", version)
	}
	if err != nil {
		return nil, err
	}
	a, err := ReadAgreement(stored)
	if err != nil {
		return nil, err
	}
	period, _ := compensation.ParsePeriod(x.Period)
	records := v.Content.Records
	if in.Body.Data == "now" {
		b, err := s.basis(ctx, stored, period.Year, x.RunID)
		if err != nil {
			return nil, err
		}
		records = b.Records
	}
	t, err := Try(v.Content, a, period, records, &in.Body.Variant)
	if err != nil {
		return nil, underBody(err)
	}
	t.Names = SettlementNames(n, t.Base, t.Trial)
	return reply(*t), nil
}

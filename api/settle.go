package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
)

// settlementZone is the zone whose days and months count for compensation.
const settlementZone = "Asia/Shanghai"

// Basis is what an agreement is settled from: the network of its basin and the
// records of a year.
type Basis struct {
	Agreement compensation.Agreement
	Network   *network.Network
	Records   []compensation.Record
}

// ReadAgreement decodes a stored agreement.
func ReadAgreement(a store.AgreementVersion) (compensation.Agreement, error) {
	var out compensation.Agreement
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return out, fmt.Errorf("agreement %s: %w", a.ID, err)
	}
	return out, nil
}

// basinNetwork reads the network of a stored basin.
func basinNetwork(ctx context.Context, db *store.DB, id string) (*network.Network, error) {
	document, _, err := db.BasinDocument(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(document, nil)
	return n, err
}

// StoredBasis gathers what an agreement is settled from for a year: what is
// stored of observations at its sections, in force now. run fills in flows that
// were not measured; nil = none.
func StoredBasis(ctx context.Context, db *store.DB, a compensation.Agreement, n *network.Network, year int, run *optimize.Allocation, runID string) (*Basis, error) {
	aims, wrong := compensation.Aims(&a, n, year)
	if len(wrong) > 0 {
		return nil, wrong
	}
	zone, err := time.LoadLocation(settlementZone)
	if err != nil {
		return nil, err
	}
	var seen []compensation.Observed
	for _, section := range compensation.Places(aims) {
		all, err := AllObservations(ctx, db, store.ObservationFilter{
			BasinID: n.ID, Node: section, Since: time.Date(year-1, 1, 1, 0, 0, 0, 0, zone), Before: time.Date(year+1, 1, 1, 0, 0, 0, 0, zone),
		})
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			x := compensation.Observed{Section: o.Node, Quantity: o.Quantity, At: o.At.In(zone), Value: o.Value, Revision: o.Revision, Source: o.Source}
			switch s := compensation.State(o.Quality); s {
			case compensation.Dry, compensation.Frozen, compensation.Suspended, compensation.Removed:
				x.State = s
			default:
			}
			seen = append(seen, x)
		}
	}
	b := &Basis{Agreement: a, Network: n, Records: compensation.FromObservations(seen, aims, year)}
	if run != nil {
		if b.Records, err = compensation.FromRun(b.Records, run, runID); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Variant is how a settlement differs from what was agreed and found.
type Variant struct {
	Preset   string                 `json:"preset,omitempty" maxLength:"50" doc:"another preset, with its own figures; absent = the agreement's"`
	Params   map[string][]float64   `json:"params,omitempty" doc:"figures instead of those of the preset or agreement"`
	Formulas []compensation.Formula `json:"formulas,omitempty" maxItems:"50" doc:"with the preset OWN"`
	Changes  []compensation.WhatIf  `json:"changes,omitempty" maxItems:"200" doc:"what if sections were otherwise"`
}

// treasury is the party above both sides where an agreement names none and a
// preset on trial needs one.
const treasury = "treasury"

// Of is an agreement with another preset or other figures.
func (v *Variant) Of(a compensation.Agreement) compensation.Agreement {
	if v.Preset != "" && v.Preset != a.Preset {
		a.Preset, a.Params, a.Formulas = v.Preset, nil, nil
	}
	if len(v.Params) > 0 {
		params := make(map[string][]float64, len(a.Params)+len(v.Params))
		maps.Copy(params, a.Params)
		maps.Copy(params, v.Params)
		a.Params = params
	}
	if len(v.Formulas) > 0 {
		a.Formulas = v.Formulas
	}
	if p, ok := compensation.PresetByID(a.Preset); ok && p.Treasury {
		a.Superior = cmp.Or(a.Superior, treasury)
	}
	return a
}

// Trial is a settlement beside the one that it is compared with.
type Trial struct {
	Base       *compensation.Statement `json:"base"`
	Trial      *compensation.Statement `json:"trial"`
	Difference compensation.Difference `json:"difference"`
	Names      map[string]network.Text `json:"names" doc:"of sections and parties"`
}

// Try settles records of a period under a variant and compares it with base.
func Try(base *compensation.Statement, a compensation.Agreement, period compensation.Period, records []compensation.Record, v *Variant) (*Trial, error) {
	if len(v.Changes) > 0 {
		var err error
		if records, err = compensation.Suppose(records, v.Changes); err != nil {
			return nil, err
		}
	}
	a = v.Of(a)
	s, err := compensation.Settle(&a, period, records)
	if err != nil {
		return nil, err
	}
	return &Trial{Base: base, Trial: s, Difference: compensation.Differ(base, s)}, nil
}

// SettlementNames are the names of the sections and parties of statements.
func SettlementNames(n *network.Network, statements ...*compensation.Statement) map[string]network.Text {
	out := map[string]network.Text{}
	of := PlaceNames(n)
	for _, s := range statements {
		for i := range s.Lines {
			for _, id := range []string{s.Lines[i].Section, s.Lines[i].Payer, s.Lines[i].Payee} {
				if id != "" {
					out[id] = of(id)
				}
			}
		}
		for i := range s.Records {
			out[s.Records[i].Section] = of(s.Records[i].Section)
		}
	}
	return out
}

// PlaceNames finds the names of sections and of parties that are regions.
func PlaceNames(n *network.Network) func(string) network.Text {
	return func(id string) network.Text {
		if id == treasury {
			return network.Text{ZH: "上级财政", EN: "the treasury above"}
		}
		if n != nil {
			if r := n.RegionByID(id); r != nil {
				return r.Name()
			}
			if x := n.NodeByID(id); x != nil {
				return x.Info().Name()
			}
		}
		return network.Text{ZH: id, EN: id}
	}
}

// NewStatement is a settlement as it is stored.
func NewStatement(a store.AgreementVersion, s *compensation.Statement, run, note string) (store.StatementRecord, error) {
	body, err := json.Marshal(s)
	return store.StatementRecord{
		BasinID: a.BasinID, AgreementID: a.ID, AgreementVersion: a.Version, Code: a.Code, Kind: "section", Period: s.Period, Preset: s.Preset, RuleVersion: s.RuleVersion,
		Grade: s.Grade, RunID: run, Lines: len(s.Lines), Total: int64(s.Total), Note: note, Body: body,
	}, err
}

// LedgerEntries are stored entries as the computation takes them.
func LedgerEntries(stored []store.LedgerEntry) []compensation.Entry {
	out := make([]compensation.Entry, len(stored))
	for i, e := range stored {
		out[i] = compensation.Entry{
			Agreement: e.Code, Kind: compensation.EntryKind(e.Kind), Section: e.Section, Period: e.Period, Date: e.Date,
			Payer: e.Payer, Payee: e.Payee, Amount: compensation.Money(e.Amount), Note: e.Note,
		}
	}
	return out
}

// Posting turns a confirmed statement into the entries that follow it.
func Posting(now time.Time) func(store.StatementRecord, []store.LedgerEntry) ([]store.LedgerEntry, error) {
	return func(s store.StatementRecord, posted []store.LedgerEntry) ([]store.LedgerEntry, error) {
		zone, err := time.LoadLocation(settlementZone)
		if err != nil {
			return nil, err
		}
		var what compensation.Statement
		if err := json.Unmarshal(s.Body, &what); err != nil {
			return nil, err
		}
		var out []store.LedgerEntry
		for _, e := range compensation.Post(&what, LedgerEntries(posted), now.In(zone).Format(time.DateOnly)) {
			out = append(out, store.LedgerEntry{
				Code: e.Agreement, Kind: string(e.Kind), Section: e.Section, Period: e.Period, Date: e.Date, Payer: e.Payer, Payee: e.Payee, Amount: int64(e.Amount),
			})
		}
		return out, nil
	}
}

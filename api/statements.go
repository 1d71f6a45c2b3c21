package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"fenhu/api/auth"
	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
)

// StatementQuery selects statements.
type StatementQuery struct {
	Paged
	Basin     string                `query:"basin" maxLength:"100" doc:"basin id"`
	Agreement string                `query:"agreement" maxLength:"100" doc:"agreement id"`
	Period    string                `query:"period" maxLength:"10" doc:"2025 or 2025-07"`
	Status    store.StatementStatus `query:"status" enum:"drawn,confirmed,rejected"`
}

func (s *Server) listStatements(ctx context.Context, in *StatementQuery) (*Reply[List[store.StatementRecord]], error) {
	l, err := s.Store.Statements(ctx, sight(ctx), store.StatementFilter{
		Page: store.Page{Limit: in.Limit, Cursor: in.Cursor}, BasinID: in.Basin, AgreementID: in.Agreement, Period: in.Period, Status: in.Status,
	})
	return list(l.Items, l.Next), err
}

// StatementBody asks for a statement to be drawn up.
type StatementBody struct {
	Agreement string `json:"agreement" minLength:"1" maxLength:"100" doc:"agreement id"`
	Version   int    `json:"version,omitempty" minimum:"0" doc:"of the agreement; 0 = the last"`
	Period    string `json:"period" minLength:"4" maxLength:"7" doc:"2025 or 2025-07"`
	Run       string `json:"run,omitempty" maxLength:"100" doc:"run id, for flows that were not measured"`
	Note      string `json:"note,omitempty" maxLength:"2000"`
}

// DrawStatement is the request to draw up a statement.
type DrawStatement struct {
	DryRun bool `query:"dry_run" doc:"only compute it"`
	Body   StatementBody
}

// StatementView is a statement with its content.
type StatementView struct {
	store.StatementRecord
	Content *compensation.Statement `json:"content"`
	Names   map[string]network.Text `json:"names" doc:"of sections and parties"`
}

func (s *Server) drawStatement(ctx context.Context, in *DrawStatement) (*Made[StatementView], error) {
	period, ok := compensation.ParsePeriod(in.Body.Period)
	if !ok {
		return nil, wrong("body.period", "时段 %q 应为 2025-07 或 2025", "the period %q is not like 2025-07 or 2025", in.Body.Period)
	}
	stored, err := s.agreementOf(ctx, in.Body.Agreement, in.Body.Version)
	if err != nil {
		return nil, err
	}
	b, err := s.basis(ctx, stored, period.Year, in.Body.Run)
	if err != nil {
		return nil, err
	}
	content, err := compensation.Settle(&b.Agreement, period, b.Records)
	if err != nil {
		return nil, underBody(err)
	}
	x, err := NewStatement(stored, content, in.Body.Run, in.Body.Note)
	if err != nil {
		return nil, err
	}
	view := StatementView{StatementRecord: x, Content: content, Names: SettlementNames(b.Network, content)}
	if in.DryRun {
		return &Made[StatementView]{Status: http.StatusOK, Body: view}, nil
	}
	if view.StatementRecord, err = s.Store.CreateStatement(ctx, actor(ctx), x); err != nil {
		return nil, err
	}
	return &Made[StatementView]{Status: http.StatusCreated, Location: Prefix + "/statements/" + view.ID, Body: view}, nil
}

// agreementOf is the agreement that a body names, for one who may change its basin.
func (s *Server) agreementOf(ctx context.Context, id string, version int) (store.AgreementVersion, error) {
	none := wrong("body.agreement", "没有协议 %q 或它的该版本", "there is no agreement %q, or no such version of it", id)
	if err := s.permitted(ctx, store.ObjectAgreement, id, auth.Engineer); isNotFound(err) {
		return store.AgreementVersion{}, none
	} else if err != nil {
		return store.AgreementVersion{}, err
	}
	a, err := s.Store.Agreement(ctx, id, version)
	if isNotFound(err) {
		return a, none
	}
	return a, err
}

// runOf is the result of a run of a basin, as far as settlements need it.
func (s *Server) runOf(ctx context.Context, basin, id string) (*optimize.Allocation, error) {
	none := wrong("body.run", "流域 %[2]s 没有计算 %[1]q", "basin %[2]s has no run %[1]q", id, basin)
	if err := s.permitted(ctx, store.ObjectRun, id, auth.Viewer); isNotFound(err) {
		return nil, none
	} else if err != nil {
		return nil, err
	}
	r, err := s.Store.Run(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.BasinID != basin {
		return nil, none
	}
	return s.result(ctx, id, parts.Head, parts.Sections)
}

// view reads a stored statement with its content.
func (s *Server) view(ctx context.Context, x store.StatementRecord) (*StatementView, *network.Network, error) {
	v := &StatementView{StatementRecord: x, Content: new(compensation.Statement)}
	if err := json.Unmarshal(x.Body, v.Content); err != nil {
		return nil, nil, fmt.Errorf("statement %s: %w", x.ID, err)
	}
	n, err := basinNetwork(ctx, s.Store, x.BasinID)
	if err != nil {
		return nil, nil, err
	}
	v.Names = SettlementNames(n, v.Content)
	return v, n, nil
}

func (s *Server) getStatement(ctx context.Context, in *ByID) (*Reply[StatementView], error) {
	x, err := s.Store.Statement(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, _, err := s.view(ctx, x)
	if err != nil {
		return nil, err
	}
	return reply(*v), nil
}

// Decide is the request to confirm or reject a statement.
type Decide struct {
	ByID
	Body DecideBody
}

// DecideBody says why.
type DecideBody struct {
	Note string `json:"note,omitempty" maxLength:"2000"`
}

func (s *Server) confirmStatement(ctx context.Context, in *Decide) (*Reply[store.StatementRecord], error) {
	x, err := s.Store.DecideStatement(ctx, actor(ctx), in.ID, store.StatementConfirmed, in.Body.Note, Posting(s.Now()))
	return reply(x), err
}

func (s *Server) rejectStatement(ctx context.Context, in *Decide) (*Reply[store.StatementRecord], error) {
	x, err := s.Store.DecideStatement(ctx, actor(ctx), in.ID, store.StatementRejected, in.Body.Note, nil)
	return reply(x), err
}

// StatementFile is a request for a statement as a file.
type StatementFile struct {
	ByID
	File string       `path:"file" maxLength:"40" doc:"statement.xlsx, statement.csv, statement.txt or statement.json"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = that of the request"`
}

func (s *Server) getStatementFile(ctx context.Context, in *StatementFile) (*File, error) {
	x, err := s.Store.Statement(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, n, err := s.view(ctx, x)
	if err != nil {
		return nil, err
	}
	by := Signatures(&x)
	entries, err := s.Store.Ledger(ctx, store.LedgerFilter{BasinID: x.BasinID, Code: x.Code}, MostEntries)
	if err != nil {
		return nil, err
	}
	by.Cleared = compensation.Clear(v.Content, LedgerEntries(entries))
	tables := export.StatementTables(v.Content, by, PlaceNames(n))
	return s.tablesFile(ctx, "statement", in.File, in.Lang, x.BasinID+"-"+x.Code+"-"+x.Period, tables, v)
}

// Signatures are who drew a statement up and who decided about it.
func Signatures(x *store.StatementRecord) export.Signatures {
	out := export.Signatures{ID: x.ID, Version: x.AgreementVersion, Hash: x.Hash, DrawnBy: x.DrawnBy, DrawnAt: x.Created, Status: string(x.Status)}
	if d := x.Decision; d != nil {
		out.DecidedBy, out.DecidedAt, out.Note = d.Name, d.At, d.Note
	}
	return out
}

// tablesFile answers with tables as the file that is asked for; data is what
// JSON holds.
func (s *Server) tablesFile(ctx context.Context, name, asking string, l network.Lang, title string, tables []export.Table, data any) (*File, error) {
	format, ok := export.FormatByExtension(asking)
	if !ok || asking != name+format.Extension || format.Whole && format.ID != "json" {
		return nil, notFound("文件", "file", asking)
	}
	if format.Single && len(tables) > 1 {
		tables = tables[:1]
	}
	var b bytes.Buffer
	d := export.Document{Heading: tables[0].Title, Tables: tables, Data: data, Lang: asked(ctx, l), Made: s.Now(), ByteOrderMark: true}
	if err := format.Write(&b, d); err != nil {
		return nil, err
	}
	return file(format.MediaType, "", title+format.Extension, b.Bytes()), nil
}

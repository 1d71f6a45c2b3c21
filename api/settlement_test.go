package api_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/optimize/compensation"
	"fenhu/seeds"
)

// fenAgreement is the worked example of RULES EC-03 at Shanglan.
func fenAgreement() compensation.Agreement {
	return compensation.Agreement{
		ID: "fen-1", From: 2021, To: 2030, Sections: []string{"sec-shanglan"}, Preset: "FEN-T",
		Upstream: []compensation.Party{{ID: "gujiao"}}, Down: []compensation.Party{{ID: "jiancaoping"}},
		Aims: map[string]compensation.Aim{"sec-shanglan": {Target: "III", EcoFlow: []float64{3}, Baseline: []float64{900}}},
	}
}

const fenMonth = "node,quantity,time,value\nsec-shanglan,class,2025-07,Ⅱ\nsec-shanglan,flow,2025-07,4.10\nsec-shanglan,volume,2025-07,1099\n"

func observe(ctx context.Context, t *testing.T, x *service, c *client.Client, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, x.URL+api.Prefix+"/observations?basin=fen-hutuo", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Key)
	r.Header.Set("Content-Type", "text/csv")
	answer, err := x.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
}

func TestAStatementIsDrawnUpConfirmedByAnotherAndPosted(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	engineer, approver, viewer := x.key(t, auth.Engineer), x.key(t, auth.Approver), x.key(t, auth.Viewer)
	do := func(c *client.Client, method, path string, body, out any) {
		t.Helper()
		if err := c.Do(ctx, method, path, body, out); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	var agreement store.AgreementVersion
	do(engineer, http.MethodPost, "/agreements", api.AgreementBody{Basin: "fen-hutuo", Agreement: fenAgreement()}, &agreement)
	observe(ctx, t, x, engineer, fenMonth)

	var records api.List[compensation.Record]
	do(viewer, http.MethodGet, "/agreements/"+agreement.ID+"/records?year=2025", nil, &records)
	if len(records.Items) != 1 || records.Items[0].Flow != 4.1 || len(records.Items[0].Cites) != 3 {
		t.Errorf("records %+v", records.Items)
	}
	var s api.StatementView
	draw := api.StatementBody{Agreement: agreement.ID, Period: "2025"}
	do(engineer, http.MethodPost, "/statements?dry_run=true", draw, &s)
	if s.ID != "" || s.Content.Total != 89_950_000 {
		t.Errorf("dry run %+v", s)
	}
	do(engineer, http.MethodPost, "/statements", draw, &s)
	if s.Status != store.StatementDrawn || s.Content.Total != 89_950_000 || s.Names["gujiao"].ZH != "古交市" || s.Content.Lines[0].Cites[0].Revision != 1 {
		t.Errorf("statement %+v of %+v", s.StatementRecord, s.Content)
	}
	path := "/statements/" + s.ID
	if status := statusOf(engineer.Do(ctx, http.MethodPost, path+"/confirm", api.DecideBody{}, nil)); status != http.StatusForbidden {
		t.Errorf("an engineer confirms: %d", status)
	}
	var own api.StatementView
	do(approver, http.MethodPost, "/statements", draw, &own)
	if status := statusOf(approver.Do(ctx, http.MethodPost, "/statements/"+own.ID+"/confirm", api.DecideBody{}, nil)); status != http.StatusConflict {
		t.Errorf("who drew it up confirms: %d", status)
	}
	do(approver, http.MethodPost, "/statements/"+own.ID+"/reject", api.DecideBody{Note: "重复"}, nil)
	var confirmed store.StatementRecord
	do(approver, http.MethodPost, path+"/confirm", api.DecideBody{Note: "同意"}, &confirmed)
	if confirmed.Status != store.StatementConfirmed || confirmed.Decision.Name != "approver" || confirmed.Decision.Note != "同意" {
		t.Errorf("confirmed %+v", confirmed)
	}
	for _, again := range []string{"/confirm", "/reject"} {
		if status := statusOf(approver.Do(ctx, http.MethodPost, path+again, api.DecideBody{}, nil)); status != http.StatusConflict {
			t.Errorf("%s again: %d", again, status)
		}
	}
	do(engineer, http.MethodPost, "/ledger/payments", map[string]any{
		"basin": "fen-hutuo", "agreement": "fen-1", "kind": "payment", "period": "2025", "date": "2026-03-01", "payer": "jiancaoping", "payee": "gujiao", "amount": "899500.00",
	}, nil)
	var ledger api.LedgerView
	do(viewer, http.MethodGet, "/ledger?basin=fen-hutuo", nil, &ledger)
	if len(ledger.Entries) != 2 || ledger.Entries[0].Amount+ledger.Entries[1].Amount != 2*89_950_000 || len(ledger.Books[len(ledger.Books)-1].Open) != 0 {
		t.Errorf("ledger %+v", ledger)
	}

	// Corrected data, drawn up anew: the difference is posted, the old statement stays.
	observe(ctx, t, x, engineer, "node,quantity,time,value\nsec-shanglan,class,2025-07,Ⅳ\nsec-shanglan,flow,2025-07,2.25\nsec-shanglan,volume,2025-07,603\n")
	var trial api.Trial
	do(viewer, http.MethodPost, path+"/replay", api.ReplayBody{}, &trial)
	if !trial.Difference.Same || trial.Trial.RuleVersion != s.RuleVersion {
		t.Errorf("the statement does not replay: %+v", trial.Difference)
	}
	do(viewer, http.MethodPost, path+"/replay", api.ReplayBody{Data: "now"}, &trial)
	if trial.Difference.Same || trial.Difference.Parties[0].Change+trial.Difference.Parties[1].Change != 0 || trial.Trial.Total != 72_350_000 {
		t.Errorf("with the data of now: %+v", trial.Difference)
	}
	do(viewer, http.MethodPost, path+"/replay", api.ReplayBody{Variant: api.Variant{Preset: "MIYUN-T"}}, &trial)
	if trial.Trial.Total != 19_900_000 {
		t.Errorf("under another rule %s, want 0.1·199 万元", trial.Trial.Total)
	}
	do(viewer, http.MethodPost, "/agreements/"+agreement.ID+"/trial", api.TrialBody{Period: "2025-07", Variant: api.Variant{Changes: []compensation.WhatIf{{Section: "sec-shanglan", FlowM3s: 1}}}}, &trial)
	if got := trial.Trial.Balances; len(got) != 2 || trial.Difference.Same {
		t.Errorf("what if: %+v", trial.Difference)
	}
	var second api.StatementView
	do(engineer, http.MethodPost, "/statements", draw, &second)
	do(approver, http.MethodPost, "/statements/"+second.ID+"/confirm", api.DecideBody{}, nil)
	do(viewer, http.MethodGet, "/ledger?basin=fen-hutuo&by=month", nil, &ledger)
	var adjusted compensation.Money
	for _, e := range ledger.Entries {
		if e.Kind == compensation.Adjustment && e.Payer == "gujiao" && e.Statement == second.ID {
			adjusted += e.Amount
		}
	}
	if adjusted != 89_950_000+72_350_000 {
		t.Errorf("adjusted by %s, want 1623000.00", adjusted)
	}
	do(viewer, http.MethodGet, path, nil, &s)
	if s.Content.Total != 89_950_000 || s.Status != store.StatementConfirmed {
		t.Errorf("the first statement changed: %+v", s.StatementRecord)
	}
	var l api.List[store.StatementRecord]
	do(viewer, http.MethodGet, "/statements?basin=fen-hutuo&status=confirmed&agreement="+agreement.ID, nil, &l)
	if len(l.Items) != 2 {
		t.Errorf("%d confirmed statements, want 2", len(l.Items))
	}
	for name, want := range map[string]string{
		path + "/files/statement.xlsx": "PK", path + "/files/statement.csv?lang=en": "Shanglan", path + "/files/statement.json": `"content"`, path + "/files/statement.txt?lang=zh": "待确认",
		"/ledger/files/ledger.csv?basin=fen-hutuo&lang=en": "closing", "/ledger/files/ledger.xlsx?basin=fen-hutuo": "PK",
	} {
		answer, err := viewer.Send(ctx, http.MethodGet, name, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		data, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if want == "待确认" { // it is confirmed, and says by whom
			if strings.Contains(string(data), want) || !strings.Contains(string(data), "approver") {
				t.Errorf("%s:\n%s", name, data)
			}
		} else if !strings.Contains(string(data), want) {
			t.Errorf("%s lacks %q: %.300s", name, want, data)
		}
	}
	if status := statusOf(viewer.Do(ctx, http.MethodGet, path+"/files/balance.csv", nil, nil)); status != http.StatusNotFound {
		t.Errorf("an unknown file: %d", status)
	}
	var trail api.List[store.Entry]
	do(x.key(t, auth.Admin), http.MethodGet, "/audit?object=statement&object_id="+s.ID, nil, &trail)
	if len(trail.Items) != 2 || trail.Items[0].Action != store.ActionConfirm || trail.Items[0].Actor.Name != "approver" {
		t.Errorf("audit trail %+v", trail.Items)
	}
}

func TestFaultsOfAgreementsAndPaymentsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	bad := fenAgreement()
	bad.Preset, bad.Sections, bad.From = "X", []string{"nowhere"}, 1
	for _, f := range []struct {
		path  string
		body  any
		wants []string
	}{
		{"/agreements", api.AgreementBody{Basin: "fen-hutuo", Agreement: bad}, []string{"body.agreement.preset", "body.agreement.sections[0]", "body.agreement.to", "body.agreement.aims.sec-shanglan"}},
		{"/agreements", api.AgreementBody{Basin: "none", Agreement: fenAgreement()}, []string{"body.basin"}},
		{"/statements", api.StatementBody{Agreement: "none", Period: "2025"}, []string{"body.agreement"}},
		{"/statements", api.StatementBody{Agreement: "none", Period: "July!!"}, []string{"body.period"}},
		{"/ledger/payments", map[string]any{"basin": "fen-hutuo", "agreement": "none", "kind": "payment", "date": "soon", "payer": "a", "payee": "a", "amount": "-1"}, []string{"body.amount", "body.payee", "body.date", "body.agreement"}},
	} {
		err := c.Do(ctx, http.MethodPost, f.path, f.body, nil)
		if status := statusOf(err); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %v", f.path, status, err)
			continue
		}
		for _, want := range f.wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v lacks %s", f.path, err, want)
			}
		}
	}
}

func TestVersionsOfAnAgreementStay(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	var first, second store.AgreementVersion
	body := api.AgreementBody{Basin: "fen-hutuo", Agreement: fenAgreement()}
	if err := c.Do(ctx, http.MethodPost, "/agreements", body, &first); err != nil {
		t.Fatal(err)
	}
	if status := statusOf(c.Do(ctx, http.MethodPost, "/agreements", body, nil)); status != http.StatusConflict {
		t.Errorf("the same again: %d", status)
	}
	body.Agreement.Params, body.Version, body.Note = map[string][]float64{"kq": {60}}, 1, "2026 年续签"
	if err := c.Do(ctx, http.MethodPut, "/agreements/"+first.ID, body, &second); err != nil || second.Version != 2 {
		t.Fatalf("%+v, %v", second, err)
	}
	if status := statusOf(c.Do(ctx, http.MethodPut, "/agreements/"+first.ID, body, nil)); status != http.StatusConflict {
		t.Errorf("a change of an old version: %d", status)
	}
	var versions api.List[store.AgreementVersion]
	if err := c.Do(ctx, http.MethodGet, "/agreements/"+first.ID+"/versions", nil, &versions); err != nil || len(versions.Items) != 2 || versions.Items[0].Version != 2 {
		t.Errorf("%+v, %v", versions, err)
	}
	observe(ctx, t, x, c, fenMonth)
	var trial api.Trial
	if err := c.Do(ctx, http.MethodPost, "/agreements/"+first.ID+"/trial", api.TrialBody{Period: "2025", Version: 1}, &trial); err != nil {
		t.Fatal(err)
	}
	if trial.Base.Total != 99_950_000 || trial.Trial.Total != 89_950_000 {
		t.Errorf("version 2 comes to %s and version 1 to %s, want 999500.00 and 899500.00", trial.Base.Total, trial.Trial.Total)
	}
}

// The seed's year of observations settles for every county through the client,
// in months and in the year, and what is paid is received to the 分.
func TestAYearOfTheSeedIsSettledInTheService(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	engineer, approver := x.key(t, auth.Engineer), x.key(t, auth.Approver)
	data, err := seeds.File("fen-hutuo", seeds.Observations)
	if err != nil {
		t.Fatal(err)
	}
	observe(ctx, t, x, engineer, string(data))
	text, err := seeds.File("fen-hutuo", seeds.Agreements)
	if err != nil {
		t.Fatal(err)
	}
	list, err := compensation.DecodeAgreements(text)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]compensation.Money{}
	for _, a := range list {
		stored, err := engineer.CreateAgreement(ctx, api.AgreementBody{Basin: "fen-hutuo", Agreement: a})
		if err != nil {
			t.Fatal(err)
		}
		for _, period := range []string{"2025-03", "2025"} {
			s, err := engineer.DrawStatement(ctx, api.StatementBody{Agreement: stored.ID, Period: period})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := approver.ConfirmStatement(ctx, s.ID, ""); err != nil {
				t.Fatal(err)
			}
			if again, err := engineer.ReplayStatement(ctx, s.ID, api.ReplayBody{Data: "now"}); err != nil || !again.Difference.Same {
				t.Errorf("%s %s does not settle to the same again: %v", a.ID, period, err)
			}
			if period == "2025" {
				for _, b := range s.Content.Balances {
					want[b.Party] += b.Net
				}
			}
			for _, l := range s.Content.Lines {
				if len(l.Cites) == 0 || l.Source == "" || l.Grade != "D" {
					t.Errorf("a line of %s cites nothing: %+v", a.ID, l)
				}
			}
		}
	}
	got, err := engineer.Ledger(ctx, "fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	sum := compensation.Money(0)
	for _, a := range got.Books[len(got.Books)-1].Accounts {
		sum += a.Closing
		if a.Closing != want[a.Party] {
			t.Errorf("%s closes with %s, want %s", a.Party, a.Closing, want[a.Party])
		}
	}
	if sum != 0 {
		t.Errorf("the accounts sum to %s", sum)
	}
	for _, county := range []string{"gujiao", "jiancaoping", "yangqu", "xinghualing", "wanbailin", "yingze", "fanshi", "daixian", "yuanping", "xinfu", "dingxiang", "wutai"} {
		if _, there := want[county]; !there {
			t.Errorf("%s is not settled", county)
		}
	}
	if file, err := engineer.StatementFile(ctx, "none", "statement.xlsx"); err == nil {
		t.Errorf("a file of %d bytes of no statement", len(file))
	}
}

package client

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"fenhu/api"
	"fenhu/api/store"
)

// Agreements lists the agreements of a basin in their last versions.
func (c *Client) Agreements(ctx context.Context, basin string) ([]store.AgreementVersion, error) {
	var l api.List[store.AgreementVersion]
	err := c.Do(ctx, http.MethodGet, "/agreements?"+url.Values{"limit": {"500"}, "basin": {basin}}.Encode(), nil, &l)
	return l.Items, err
}

// CreateAgreement stores an agreement.
func (c *Client) CreateAgreement(ctx context.Context, b api.AgreementBody) (store.AgreementVersion, error) {
	var a store.AgreementVersion
	err := c.Do(ctx, http.MethodPost, "/agreements", b, &a)
	return a, err
}

// TryAgreement settles an agreement as it is and otherwise, and stores neither.
func (c *Client) TryAgreement(ctx context.Context, id string, b api.TrialBody) (api.Trial, error) {
	var t api.Trial
	err := c.Do(ctx, http.MethodPost, "/agreements/"+url.PathEscape(id)+"/trial", b, &t)
	return t, err
}

// DrawStatement draws up a statement.
func (c *Client) DrawStatement(ctx context.Context, b api.StatementBody) (api.StatementView, error) {
	var s api.StatementView
	err := c.Do(ctx, http.MethodPost, "/statements", b, &s)
	return s, err
}

// Statement returns a statement with its content.
func (c *Client) Statement(ctx context.Context, id string) (api.StatementView, error) {
	var s api.StatementView
	err := c.Do(ctx, http.MethodGet, "/statements/"+url.PathEscape(id), nil, &s)
	return s, err
}

// ConfirmStatement confirms a statement that somebody else drew up, and posts it.
func (c *Client) ConfirmStatement(ctx context.Context, id, note string) (store.StatementRecord, error) {
	return c.decide(ctx, id, "confirm", note)
}

// RejectStatement rejects a statement.
func (c *Client) RejectStatement(ctx context.Context, id, note string) (store.StatementRecord, error) {
	return c.decide(ctx, id, "reject", note)
}

func (c *Client) decide(ctx context.Context, id, decision, note string) (store.StatementRecord, error) {
	var s store.StatementRecord
	err := c.Do(ctx, http.MethodPost, "/statements/"+url.PathEscape(id)+"/"+decision, api.DecideBody{Note: note}, &s)
	return s, err
}

// ReplayStatement settles the period of a statement again.
func (c *Client) ReplayStatement(ctx context.Context, id string, b api.ReplayBody) (api.Trial, error) {
	var t api.Trial
	err := c.Do(ctx, http.MethodPost, "/statements/"+url.PathEscape(id)+"/replay", b, &t)
	return t, err
}

// StatementFile returns a statement as a file, such as statement.xlsx.
func (c *Client) StatementFile(ctx context.Context, id, name string) ([]byte, error) {
	answer, err := c.Send(ctx, http.MethodGet, "/statements/"+url.PathEscape(id)+"/files/"+url.PathEscape(name), nil, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

// Ledger returns the ledger of a basin by the year.
func (c *Client) Ledger(ctx context.Context, basin string) (api.LedgerView, error) {
	var v api.LedgerView
	err := c.Do(ctx, http.MethodGet, "/ledger?"+url.Values{"basin": {basin}}.Encode(), nil, &v)
	return v, err
}

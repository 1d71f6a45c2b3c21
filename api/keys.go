package api

import (
	"context"
	"net/http"
	"time"

	"fenhu/api/auth"
	"fenhu/api/store"
)

func (s *Server) listKeys(ctx context.Context, in *Paged) (*Reply[List[store.APIKey]], error) {
	p := auth.From(ctx)
	owner := p.UserID
	if p.Role == auth.Admin {
		owner = ""
	}
	l, err := s.Store.APIKeys(ctx, owner, in.page())
	return list(l.Items, l.Next), err
}

// NewKey is an API key to create.
type NewKey struct {
	Name   string   `json:"name" minLength:"1" maxLength:"100" doc:"what it is for"`
	Scopes []string `json:"scopes,omitempty" maxItems:"3" enum:"read,write,admin" doc:"what it may do at most; read when absent"`
	Days   int      `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"until it expires; 0 = 365"`
}

// CreatedKey is a new key with its secret.
type CreatedKey struct {
	store.APIKey
	Key string `json:"key" doc:"shown this once"`
}

// createKey makes a key for the one who asks. A key cannot make keys, so that
// one that was lost and revoked leaves nothing behind.
func (s *Server) createKey(ctx context.Context, in *With[NewKey]) (*Made[CreatedKey], error) {
	p := auth.From(ctx)
	if p.Means != auth.BySession {
		return nil, refuse(http.StatusForbidden, "只能在登录后新建密钥（或在服务器上用 fenhu key add）", "keys are made by session only (or on the server, with fenhu key add)")
	}
	scopes, err := auth.ParseScopes(in.Body.Scopes)
	if err != nil {
		return nil, wrong("body.scopes", "未知的范围", "%v", err)
	}
	k := auth.NewKey()
	stored, err := s.Store.CreateAPIKey(ctx, actor(ctx), store.APIKey{
		UserID: p.UserID, Name: in.Body.Name, Prefix: k.Prefix, Hash: k.Hash, Scopes: scopes,
		Expires: s.Now().Add(time.Duration(or(in.Body.Days, 365)) * 24 * time.Hour),
	})
	return &Made[CreatedKey]{Status: http.StatusCreated, Location: Prefix + "/keys/" + stored.ID, Body: CreatedKey{stored, k.Whole}}, err
}

func (s *Server) revokeKey(ctx context.Context, in *ByID) (*Reply[store.APIKey], error) {
	p := auth.From(ctx)
	k, err := s.Store.APIKey(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if k.UserID != p.UserID && p.Role != auth.Admin {
		return nil, store.ErrNotFound // as if there were none
	}
	k, err = s.Store.RevokeAPIKey(ctx, actor(ctx), in.ID)
	return reply(k), err
}

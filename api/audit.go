package api

import (
	"context"

	"fenhu/api/store"
)

// AuditQuery selects entries of the audit trail.
type AuditQuery struct {
	Paged
	User     string `query:"user" maxLength:"100" doc:"user id"`
	Action   string `query:"action" maxLength:"40" doc:"create, update, delete, cancel, finish, login, logout"`
	Object   string `query:"object" maxLength:"40" doc:"basin, scenario, run, user, session, key, project"`
	ObjectID string `query:"object_id" maxLength:"100"`
	Since    string `query:"since" maxLength:"40" doc:"date or RFC 3339 time"`
	Before   string `query:"before" maxLength:"40" doc:"date or RFC 3339 time"`
}

func (s *Server) listAudit(ctx context.Context, in *AuditQuery) (*Reply[List[store.Entry]], error) {
	since, err := timestamp("since", in.Since)
	if err != nil {
		return nil, err
	}
	before, err := timestamp("before", in.Before)
	if err != nil {
		return nil, err
	}
	l, err := s.Store.Audit(ctx, store.AuditFilter{
		Page: in.page(), UserID: in.User, Action: store.Action(in.Action),
		Object: in.Object, ObjectID: in.ObjectID, Since: since, Before: before,
	})
	return list(l.Items, l.Next), err
}

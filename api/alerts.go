package api

import (
	"context"

	"fenhu/api/store"
)

// AlertQuery selects alerts.
type AlertQuery struct {
	Paged
	Basin    string `query:"basin" maxLength:"100" doc:"basin id"`
	Schedule string `query:"schedule" maxLength:"100" doc:"schedule id"`
	Open     bool   `query:"open" doc:"only those that are not over"`
}

func (s *Server) listAlerts(ctx context.Context, in *AlertQuery) (*Reply[List[store.Alert]], error) {
	l, err := s.Store.Alerts(ctx, store.AlertFilter{
		Page: in.page(), Sight: sight(ctx), BasinID: in.Basin, ScheduleID: in.Schedule, Open: in.Open,
	})
	return list(l.Items, l.Next), err
}

// AlertHistory is an alert with all that happened to it.
type AlertHistory struct {
	store.Alert
	Events []store.AlertEvent `json:"events" doc:"the oldest first, with whom was told and whether it arrived"`
}

func (s *Server) getAlert(ctx context.Context, in *ByID) (*Reply[AlertHistory], error) {
	a, events, err := s.Store.Alert(ctx, in.ID)
	return reply(AlertHistory{a, events}), err
}

// Acknowledge is the request to take notice of an alert.
type Acknowledge struct {
	ByID
	Body AcknowledgeBody
}

// AcknowledgeBody says what is done about it.
type AcknowledgeBody struct {
	Note string `json:"note,omitempty" maxLength:"2000" doc:"what is done about it"`
}

func (s *Server) acknowledgeAlert(ctx context.Context, in *Acknowledge) (*Reply[store.Alert], error) {
	a, err := s.Store.AcknowledgeAlert(ctx, actor(ctx), in.ID, in.Body.Note)
	return reply(a), err
}

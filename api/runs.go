package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"fenhu/api/request"
	"fenhu/api/store"
)

// RunQuery selects runs.
type RunQuery struct {
	Paged
	Basin    string   `query:"basin" maxLength:"100" doc:"basin id"`
	Scenario string   `query:"scenario" maxLength:"100" doc:"scenario id"`
	User     string   `query:"user" maxLength:"100" doc:"user id"`
	Status   []string `query:"status" maxItems:"6" enum:"queued,running,done,infeasible,failed,cancelled" doc:"any of these, separated by commas"`
	Title    string   `query:"title" maxLength:"200" doc:"part of the title"`
	Since    string   `query:"since" maxLength:"40" doc:"date or RFC 3339 time"`
	Before   string   `query:"before" maxLength:"40" doc:"date or RFC 3339 time"`
}

func (s *Server) listRuns(ctx context.Context, in *RunQuery) (*Reply[List[store.Run]], error) {
	f := store.RunFilter{Page: in.page(), Sight: sight(ctx), BasinID: in.Basin, ScenarioID: in.Scenario, CreatedBy: in.User, Title: in.Title}
	for _, status := range in.Status {
		f.Status = append(f.Status, store.RunStatus(status))
	}
	var err error
	if f.Since, err = timestamp("since", in.Since); err != nil {
		return nil, err
	}
	if f.Before, err = timestamp("before", in.Before); err != nil {
		return nil, err
	}
	l, err := s.Store.Runs(ctx, f)
	return list(l.Items, l.Next), err
}

// SubmitRun is the request to submit a run.
type SubmitRun struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"submitting the same again with the same key returns the first run; something else is refused"`
	Body RunBody
}

func accepted(r store.Run) *Made[store.Run] {
	return &Made[store.Run]{Status: http.StatusAccepted, Location: Prefix + "/runs/" + r.ID, Body: r}
}

func (s *Server) submitRun(ctx context.Context, in *SubmitRun) (*Made[store.Run], error) {
	r, err := s.Submit(ctx, in.Body, in.Key)
	if err != nil {
		return nil, err
	}
	return accepted(r), nil
}

// Submit checks all inputs of a run and submits it for the principal of ctx.
// Submitting again with the same key, unless it is empty, returns the first run.
func (s *Server) Submit(ctx context.Context, b RunBody, key string) (store.Run, error) {
	n, err := s.newRun(ctx, b)
	if err != nil {
		return store.Run{}, err
	}
	n.Key = key
	r, err := s.Queue.Submit(ctx, actor(ctx), n)
	if err != nil {
		return store.Run{}, err
	}
	// The run of another basin is perhaps one that is no longer seen.
	if r.BasinID != n.BasinID || !sameRequest(r.Request, n.Request) {
		return store.Run{}, refuse(http.StatusConflict, "Idempotency-Key %q 已用于另一计算；换一个", "the Idempotency-Key %q was used for another run; choose another", key)
	}
	return r, nil
}

// sameRequest says whether two stored requests ask for the same, whichever
// version of the program stored them.
func sameRequest(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var decoded request.Request
	if json.Unmarshal(a, &decoded) != nil {
		return false
	}
	again, err := json.Marshal(decoded)
	return err == nil && bytes.Equal(again, b)
}

func (s *Server) getRun(ctx context.Context, in *ByID) (*Reply[store.Run], error) {
	r, err := s.Store.Run(ctx, in.ID)
	return reply(r), err
}

// RunChange changes what is given.
type RunChange struct {
	Title  *string `json:"title,omitempty" maxLength:"200"`
	Pinned *bool   `json:"pinned,omitempty"`
}

// SetRun is the request to change a run's title or pin.
type SetRun struct {
	ByID
	Body RunChange
}

func (s *Server) setRun(ctx context.Context, in *SetRun) (*Reply[store.Run], error) {
	r, err := s.Store.Run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	set(&r.Title, in.Body.Title)
	set(&r.Pinned, in.Body.Pinned)
	r, err = s.Store.SetRun(ctx, actor(ctx), in.ID, strings.TrimSpace(r.Title), r.Pinned)
	return reply(r), err
}

func (s *Server) deleteRun(ctx context.Context, in *ByID) (*Empty, error) {
	return &Empty{}, s.Store.DeleteRun(ctx, actor(ctx), in.ID)
}

func (s *Server) cancelRun(ctx context.Context, in *ByID) (*Made[store.Run], error) {
	r, err := s.Queue.Cancel(ctx, actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return accepted(r), nil
}

func (s *Server) rerun(ctx context.Context, in *ByID) (*Made[store.Run], error) {
	r, err := s.Queue.Rerun(ctx, actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return accepted(r), nil
}

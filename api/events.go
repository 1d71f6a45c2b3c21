package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"fenhu/api/store"
)

// Stream is an answer that is written bit by bit.
type Stream struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Buffering    string `header:"X-Accel-Buffering"`
	Body         func(huma.Context)
}

// quiet is the longest time without a byte, so that proxies keep the stream open.
const quiet = 15 * time.Second

// getEvents sends the run as an event whenever something about it changes:
// event progress while it is under way, event finished at its end, which ends
// the stream. The data of both is the run as JSON.
func (s *Server) getEvents(ctx context.Context, in *ByID) (*Stream, error) {
	r, err := s.Store.Run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &Stream{ContentType: "text/event-stream", CacheControl: "no-store", Buffering: "no", Body: func(hc huma.Context) {
		hc.SetStatus(http.StatusOK)
		if err := s.stream(hc.Context(), echoOf(hc).Response(), r); err != nil && !errors.Is(err, context.Canceled) {
			s.log.Debug().Err(err).Str("run", in.ID).Msg("event stream ended")
		}
	}}, nil
}

func (s *Server) stream(ctx context.Context, w http.ResponseWriter, r store.Run) error {
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	tick := time.NewTicker(s.Poll)
	defer tick.Stop()
	var sent store.Run
	last := s.Now()
	for {
		switch now := s.Now(); {
		case !reflect.DeepEqual(r, sent):
			kind := "progress"
			if r.Status.Final() {
				kind = "finished"
			}
			data, err := json.Marshal(r)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", kind, data); err != nil {
				return err
			}
			sent, last = r, now
		case now.Sub(last) > quiet:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return err
			}
			last = now
		}
		if err := control.Flush(); err != nil {
			return err
		}
		if r.Status.Final() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closing:
			return nil
		case <-tick.C:
		}
		var err error
		if r, err = s.Store.Run(ctx, r.ID); err != nil {
			return err
		}
	}
}

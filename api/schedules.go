package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"fenhu/api/alert"
	"fenhu/api/auth"
	"fenhu/api/schedule"
	"fenhu/api/store"
)

// ScheduleBody is a schedule: what is done, and when.
type ScheduleBody struct {
	Basin       string `json:"basin" minLength:"1" maxLength:"100" doc:"basin id"`
	NameZH      string `json:"name_zh" minLength:"1" maxLength:"100"`
	NameEN      string `json:"name_en,omitempty" maxLength:"100"`
	Note        string `json:"note,omitempty" maxLength:"2000"`
	Cron        string `json:"cron" minLength:"1" maxLength:"100" doc:"minute, hour, day of month, month, day of week, such as 0 8 * * *; or @daily and its like"`
	Zone        string `json:"zone,omitempty" maxLength:"60" doc:"time zone of cron; absent = Asia/Shanghai"`
	CatchUp     string `json:"catch_up,omitempty" enum:"skip,once,all" doc:"what becomes of ticks that passed while no server ran; absent = once"`
	CatchUpMost int    `json:"catch_up_most,omitempty" minimum:"0" maximum:"100" doc:"most ticks fired at one time; 0 = 10"`
	Paused      bool   `json:"paused,omitempty"`
	Version     int    `json:"version,omitempty" minimum:"0" doc:"when replacing: the version the change was made from; 0 = do not ask"`
	ScheduleSpec
}

// ScheduleSpec is what a schedule does each time.
type ScheduleSpec struct {
	BasinVersion int            `json:"basin_version,omitempty" minimum:"0" doc:"0 = the one that is current at the time"`
	Start        string         `json:"start,omitempty" enum:"document,tick" doc:"first month of the runs: the document's, or that of the tick; absent = document"`
	Initial      InitialStorage `json:"initial,omitzero"`
	Work         Work           `json:"work"`
	Alerts       *alert.Watch   `json:"alerts,omitempty" doc:"what of the results is grave, and whom to tell; absent = nobody is told"`
}

// InitialStorage says from which storages the runs start.
type InitialStorage struct {
	From        string `json:"from,omitempty" enum:"document,latest" doc:"the document's, or the last that was observed before the tick; absent = document"`
	MaxAgeHours int    `json:"max_age_hours,omitempty" minimum:"0" maximum:"8760" doc:"oldest observation that is taken; 0 = 48"`
	Otherwise   string `json:"otherwise,omitempty" enum:"fail,document" doc:"what to do where there is none: fail, or take the document's; absent = fail"`
}

// The choices of a schedule.
const (
	startDocument     = "document"
	startTick         = "tick"
	initialDocument   = "document"
	initialLatest     = "latest"
	otherwiseFail     = "fail"
	otherwiseDocument = "document"

	defaultAgeHours = 48
	mostAgeHours    = 8760
)

// Schedule is a schedule with its next ticks.
type Schedule struct {
	store.Schedule
	Ticks []time.Time `json:"ticks" doc:"the next five; none while paused"`
}

// ShowSchedule adds the next ticks to a schedule.
func ShowSchedule(s store.Schedule, now time.Time) Schedule {
	out := Schedule{Schedule: s, Ticks: []time.Time{}}
	t, err := schedule.Parse(s.Cron, s.Zone, 0, now)
	if err != nil || s.Paused {
		return out // the scheduler logs what is wrong
	}
	out.Ticks = append(out.Ticks, t.Ticks(now, 5)...)
	return out
}

// ScheduleQuery selects schedules.
type ScheduleQuery struct {
	Paged
	Basin string `query:"basin" maxLength:"100" doc:"basin id"`
}

func (s *Server) listSchedules(ctx context.Context, in *ScheduleQuery) (*Reply[List[Schedule]], error) {
	l, err := s.Store.Schedules(ctx, sight(ctx), in.Basin, in.page())
	items := make([]Schedule, 0, len(l.Items))
	for _, x := range l.Items {
		items = append(items, ShowSchedule(x, s.Now()))
	}
	return list(items, l.Next), err
}

func (s *Server) getSchedule(ctx context.Context, in *ByID) (*Reply[Schedule], error) {
	x, err := s.Store.Schedule(ctx, in.ID)
	return reply(ShowSchedule(x, s.Now())), err
}

func (s *Server) createSchedule(ctx context.Context, in *With[ScheduleBody]) (*Made[Schedule], error) {
	x, err := s.checkSchedule(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	x, err = s.Store.CreateSchedule(ctx, actor(ctx), x)
	return &Made[Schedule]{Status: http.StatusCreated, Location: Prefix + "/schedules/" + x.ID, Body: ShowSchedule(x, s.Now())}, err
}

// PutSchedule is the request to replace a schedule.
type PutSchedule struct {
	ByID
	Body ScheduleBody
}

func (s *Server) updateSchedule(ctx context.Context, in *PutSchedule) (*Reply[Schedule], error) {
	if _, err := s.Store.Schedule(ctx, in.ID); err != nil {
		return nil, err
	}
	x, err := s.checkSchedule(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	x.ID = in.ID
	x, err = s.Store.UpdateSchedule(ctx, actor(ctx), x)
	return reply(ShowSchedule(x, s.Now())), err
}

func (s *Server) deleteSchedule(ctx context.Context, in *ByID) (*Empty, error) {
	return &Empty{}, s.Store.DeleteSchedule(ctx, actor(ctx), in.ID)
}

func (s *Server) pauseSchedule(ctx context.Context, in *ByID) (*Reply[Schedule], error) {
	x, err := s.Store.SetSchedulePaused(ctx, actor(ctx), in.ID, true, time.Time{})
	return reply(ShowSchedule(x, s.Now())), err
}

func (s *Server) resumeSchedule(ctx context.Context, in *ByID) (*Reply[Schedule], error) {
	x, err := ResumeSchedule(ctx, s.Store, actor(ctx), in.ID, s.Now())
	return reply(ShowSchedule(x, s.Now())), err
}

// ResumeSchedule lets a paused schedule go on with its next tick after now.
func ResumeSchedule(ctx context.Context, db *store.DB, who store.Actor, id string, now time.Time) (store.Schedule, error) {
	x, err := db.Schedule(ctx, id)
	if err != nil {
		return x, err
	}
	t, err := schedule.Parse(x.Cron, x.Zone, 0, now)
	if err != nil {
		return x, err
	}
	return db.SetSchedulePaused(ctx, who, id, false, t.Next(now))
}

func (s *Server) fireSchedule(ctx context.Context, in *ByID) (*Made[store.Firing], error) {
	f, err := s.Queue.FireNow(ctx, actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &Made[store.Firing]{Status: http.StatusAccepted, Location: Prefix + "/schedules/" + in.ID + "/firings", Body: f}, nil
}

// FiringQuery is a request for the history of a schedule.
type FiringQuery struct {
	ByID
	Paged
}

func (s *Server) listFirings(ctx context.Context, in *FiringQuery) (*Reply[List[store.Firing]], error) {
	if _, err := s.Store.Schedule(ctx, in.ID); err != nil {
		return nil, err
	}
	l, err := s.Store.Firings(ctx, in.ID, in.page())
	return list(l.Items, l.Next), err
}

// checkSchedule also checks that the one who makes the request may use the basin.
func (s *Server) checkSchedule(ctx context.Context, b ScheduleBody) (store.Schedule, error) {
	if err := s.usable(ctx, b.Basin, auth.Engineer, noBasin(b.Basin)); err != nil {
		return store.Schedule{}, err
	}
	x, err := CheckSchedule(ctx, s.Store, b, s.Now())
	return x, underBody(err)
}

// underBody says that the faults lie in the body of the request.
func underBody(err error) error {
	faults := faultsOf(err)
	if faults == nil {
		return err
	}
	moved := slices.Clone(faults)
	for i := range moved {
		moved[i].Path = "body." + moved[i].Path
	}
	return moved
}

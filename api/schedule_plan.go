package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"fenhu/api/jobs"
	"fenhu/api/observe"
	"fenhu/api/schedule"
	"fenhu/api/store"
	"fenhu/network"
)

// Planner makes the runs of schedules, for the queue.
func Planner(db *store.DB) jobs.Plan {
	return func(ctx context.Context, s store.Schedule, tick time.Time) ([]store.NewRun, error) {
		var spec ScheduleSpec
		if err := json.Unmarshal(s.Spec, &spec); err != nil {
			return nil, fmt.Errorf("schedule %s: %w", s.ID, err)
		}
		return plan(ctx, db, s, spec, tick)
	}
}

// plan makes the runs of one tick.
func plan(ctx context.Context, db *store.DB, s store.Schedule, spec ScheduleSpec, tick time.Time) ([]store.NewRun, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil, wrong("zone", "没有时区 %q", "there is no time zone %q", s.Zone)
	}
	base := RunBody{Basin: s.BasinID, Version: spec.BasinVersion}
	document, version, err := db.BasinDocument(ctx, s.BasinID, spec.BasinVersion)
	if isNotFound(err) {
		return nil, wrong("basin", "没有流域 %q 或它的该版本", "there is no basin %q, or no such version of it", s.BasinID)
	}
	if err != nil {
		return nil, err
	}
	base.Version = version.Version // all runs of a firing are of one version
	if spec.Start == startTick {
		base.Set = append(base.Set, Assignment{Path: "calendar.start", Value: monthOf(tick, zone)})
		base.Ensemble = &EnsembleBody{From: tick.In(zone).Format(time.DateOnly)}
	}
	if spec.Initial.From == initialLatest {
		storages, err := initialStorages(ctx, db, s.BasinID, document, spec.Initial, tick)
		if err != nil {
			return nil, err
		}
		base.Set = append(base.Set, storages...)
	}
	given := spec.Work.kinds()
	if len(given) != 1 {
		return nil, wrong("work", "应恰好给出一种工作：runs 或 ensemble", "give exactly one kind of work: runs or ensemble")
	}
	name := network.Text{ZH: s.NameZH, EN: s.NameEN}.In(network.ZH)
	return given[0].plan(ctx, db, base, name+" "+tick.In(zone).Format("2006-01-02 15:04"))
}

// initialStorages sets the storages at the start to what was measured last
// before the tick, by values that are good or estimated.
func initialStorages(ctx context.Context, db *store.DB, basin string, document []byte, from InitialStorage, tick time.Time) ([]Assignment, error) {
	n, _, err := network.Decode(document, nil)
	if err != nil {
		return nil, err
	}
	seen, err := db.LatestObservations(ctx, basin, "storage", tick, string(observe.Good), string(observe.Estimated))
	if err != nil {
		return nil, err
	}
	last := map[string]store.Observation{}
	for _, o := range seen {
		last[o.Node] = o
	}
	age := time.Duration(or(from.MaxAgeHours, defaultAgeHours)) * time.Hour
	var (
		out    []Assignment
		faults network.Faults
	)
	for _, x := range n.Nodes {
		r, ok := x.(*network.Reservoir)
		if !ok {
			continue
		}
		o, there := last[r.ID]
		switch {
		case there && tick.Sub(o.At) <= age:
			out = append(out, Assignment{Path: "nodes." + r.ID + ".initial", Value: *o.Value})
		case from.Otherwise == otherwiseDocument:
		case !there:
			faults = append(faults, wrong("initial", "水库 %s 没有蓄水量观测值", "reservoir %s has no observed storage", r.ID)...)
		default:
			faults = append(faults, wrong("initial", "水库 %[1]s 最近的蓄水量观测于 %[2]s，早于 %[3]d 小时之前", "the last observed storage of reservoir %[1]s is of %[2]s, more than %[3]d h ago",
				r.ID, o.At.Format(time.RFC3339), int(age.Hours()))...)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

// CheckSchedule checks a schedule and returns what is to be stored, with its
// next tick after now. Everything but the age of observations is tried out, so
// that what was accepted can be done.
func CheckSchedule(ctx context.Context, db *store.DB, b ScheduleBody, now time.Time) (store.Schedule, error) {
	b.Zone = or(b.Zone, schedule.DefaultZone)
	b.CatchUp = or(b.CatchUp, string(schedule.Once))
	b.CatchUpMost = or(b.CatchUpMost, 10)
	b.Start = or(b.Start, startDocument)
	b.Initial.From = or(b.Initial.From, initialDocument)
	b.Initial.Otherwise = or(b.Initial.Otherwise, otherwiseFail)
	var faults network.Faults
	choose := func(path, value string, from ...string) {
		if slices.Contains(from, value) {
			return
		}
		faults = append(faults, wrong(path, "%q 不可用；可选 %v", "it cannot be %q; choose one of %v", value, from)...)
	}
	choose("catch_up", b.CatchUp, string(schedule.Skip), string(schedule.Once), string(schedule.All))
	choose("start", b.Start, startDocument, startTick)
	choose("initial.from", b.Initial.From, initialDocument, initialLatest)
	choose("initial.otherwise", b.Initial.Otherwise, otherwiseFail, otherwiseDocument)
	if b.CatchUpMost < 1 || b.CatchUpMost > schedule.MostCaughtUp {
		faults = append(faults, wrong("catch_up_most", "%d 不在 1 与 %d 之间", "%d is not between 1 and %d", b.CatchUpMost, schedule.MostCaughtUp)...)
	}
	if b.Initial.MaxAgeHours < 0 || b.Initial.MaxAgeHours > mostAgeHours {
		faults = append(faults, wrong("initial.max_age_hours", "%d 不在 0 与 %d 之间", "%d is not between 0 and %d", b.Initial.MaxAgeHours, mostAgeHours)...)
	}
	if b.NameZH == "" {
		faults = append(faults, wrong("name_zh", "缺少名称", "the name is missing")...)
	}
	if b.Alerts != nil {
		faults = append(faults, b.Alerts.Check("alerts")...)
	}
	t, err := schedule.Parse(b.Cron, b.Zone, schedule.Shortest, now)
	faults = append(faults, faultsOf(err)...)
	if len(faults) > 0 {
		return store.Schedule{}, faults
	}
	out := store.Schedule{
		BasinID: b.Basin, NameZH: b.NameZH, NameEN: b.NameEN, Note: b.Note, Cron: b.Cron, Zone: b.Zone, CatchUp: b.CatchUp, CatchUpMost: b.CatchUpMost,
		Paused: b.Paused, Version: b.Version,
	}
	if !b.Paused {
		out.Next = t.Next(now)
	}
	trial := b.ScheduleSpec
	trial.Initial = InitialStorage{From: initialDocument}
	if _, err := plan(ctx, db, out, trial, now); err != nil {
		return store.Schedule{}, err
	}
	out.Spec, err = json.Marshal(b.ScheduleSpec)
	return out, err
}

// faultsOf are the faults of an error, nil when it is another one.
func faultsOf(err error) network.Faults {
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		return nil
	}
	return faults
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

package main

import (
	"context"
	"fmt"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
)

// designYearOfRuns is the planning year of the runs that a service begins with.
const designYearOfRuns = 2025

// designRuns submits the design years of the built-in basin as a client would,
// pinned and each once for a version of the basin, and waits for them where
// this process makes runs.
func (a *app) designRuns(ctx context.Context, db *store.DB, s *api.Server, wait bool) error {
	ctx = auth.With(ctx, auth.Principal{Name: "system", Role: auth.Admin, SeesAll: true})
	basin, err := db.Basin(ctx, defaultBasin)
	if err != nil {
		return err
	}
	var runs []store.Run
	for _, y := range demoYears() {
		title := fmt.Sprintf("%d P=%g%%%s", designYearOfRuns, y.p, a.say(y.name.ZH, y.name.EN))
		r, err := s.Submit(ctx, api.RunBody{Basin: basin.ID, Version: basin.Version, RunOptions: api.RunOptions{Year: designYearOfRuns}, P: &y.p, Title: title, Pinned: true},
			fmt.Sprintf("design-year %s/%d %d P=%g", basin.ID, basin.Version, designYearOfRuns, y.p))
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	for _, r := range runs {
		for wait && !r.Status.Final() {
			select {
			case <-ctx.Done():
				return nil // serving ends at once, and the run is put back
			case <-time.After(100 * time.Millisecond):
			}
			if r, err = db.Run(ctx, r.ID); err != nil {
				return err
			}
		}
		fmt.Fprintf(a.out, "%s %s  %s  %s\n", a.say("计算", "run"), r.ID, r.Status, r.Title)
	}
	return nil
}

package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// TestAKilledEnsembleHasTheSameResult kills the service in the middle of an
// ensemble, and on PostgreSQL a worker beside it, and compares the bits of the traces
// with those of a run that nobody disturbed.
func TestAKilledEnsembleHasTheSameResult(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		addr := freeAddress(t)
		common := []string{"--db", url, "--rescue-after", "1s", "--workers", "2"}
		starts := [][]string{append([]string{"serve", "--dev", "--rate", "-1", "--addr", addr}, common...)}
		if !strings.HasPrefix(url, "sqlite:") {
			starts = append(starts, append([]string{"worker"}, common...))
		}
		var running []*process
		for _, args := range starts {
			running = append(running, start(t, "", args...))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		c := &client.Client{URL: "http://" + addr, Language: "en"}
		s := &submitter{c: c, ids: map[string]string{}}
		s.submit(ctx, t, "the service answers")
		body := api.RunBody{Basin: "fen-hutuo", Ensemble: &api.EnsembleBody{Traces: 70, Seed: 5}, RunOptions: api.RunOptions{Periods: 6}}
		first, err := c.Submit(ctx, body)
		if err != nil {
			t.Fatal(err)
		}
		undisturbed, err := c.Wait(ctx, first.ID, 100*time.Millisecond)
		if err != nil || undisturbed.Status != store.RunDone {
			t.Fatalf("%+v, %v", undisturbed, err)
		}
		second, err := c.Submit(ctx, body)
		if err != nil {
			t.Fatal(err)
		}
		for victim := range running {
			awaitTraces(ctx, t, c, second.ID, 5)
			running[victim].kill(t)
			running[victim] = start(t, "", starts[victim]...)
		}
		for {
			r, err := c.Run(ctx, second.ID)
			if err == nil && r.Status.Final() {
				if r.Status != store.RunDone || r.ResultHash != undisturbed.ResultHash || r.Summary != undisturbed.Summary {
					t.Errorf("after the kill: %s (%s), hash %s, undisturbed %s", r.Status, r.Error, r.ResultHash, undisturbed.ResultHash)
				}
				if r.Attempts < 1 {
					t.Errorf("begun %d times", r.Attempts)
				}
				return
			}
			if ctx.Err() != nil {
				t.Fatalf("run %+v, %v", r, err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
}

// awaitTraces waits until some traces of a run are done.
func awaitTraces(ctx context.Context, t *testing.T, c *client.Client, run string, traces int) {
	t.Helper()
	for ctx.Err() == nil {
		if r, err := c.Run(ctx, run); err == nil && (r.Progress.Done >= traces || r.Status.Final()) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("no trace was done in time")
}

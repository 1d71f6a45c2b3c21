package jobs_test

import (
	"encoding/json"
	"testing"
	"time"

	"fenhu/api/jobs"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

const fewTraces = `{"periods":4,"ensemble":{"source":{"traces":50,"seed":7}}}`

// TestAnEnsembleIsTheSameForAnyNumberOfWorkers compares the bits of the traces by
// the hash of all batches.
func TestAnEnsembleIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var first store.Run
		for _, workers := range []int{1, 2, 4} {
			b := setup(t, url, func(c *jobs.Config) { c.Workers = workers })
			r := b.await(t, b.submit(t, fewTraces).ID, 3*time.Minute, func(r store.Run) bool { return r.Status.Final() })
			if r.Status != store.RunDone || r.Progress.Done != 50 || r.Progress.Levels != 50 {
				t.Fatalf("%d workers: %s (%s), progress %+v", workers, r.Status, r.Error, r.Progress)
			}
			if first.ID == "" {
				first = r
				p, err := b.db.ResultPart(t.Context(), r.ID, string(parts.Ensemble))
				if err != nil {
					t.Fatal(err)
				}
				data, err := p.Data()
				if err != nil {
					t.Fatal(err)
				}
				var o parts.Outlook
				if err := json.Unmarshal(data, &o); err != nil {
					t.Fatal(err)
				}
				checkOutlook(t, &o)
			}
			if r.ResultHash != first.ResultHash || r.Summary != first.Summary {
				t.Errorf("%d workers: hash %s, summary %+v; one worker: %s, %+v", workers, r.ResultHash, r.Summary, first.ResultHash, first.Summary)
			}
			if d, err := b.db.BatchesDone(t.Context(), r.ID); err != nil || d.Batches != 0 {
				t.Errorf("batches left behind: %+v, %v", d, err)
			}
		}
	})
}

func checkOutlook(t *testing.T, o *parts.Outlook) {
	t.Helper()
	if o.Traces != 50 || len(o.Failed) > 0 || len(o.Steps) != 4 || len(o.Ends) != 4 || len(o.Chances) != len(o.Regions) || len(o.Lines) != len(o.Reservoirs) {
		t.Fatalf("outlook of %d traces, %d failed, %d steps", o.Traces, len(o.Failed), len(o.Steps))
	}
	for _, r := range o.Regions {
		if o.Names[r.ID].ZH == "" {
			t.Errorf("region %s has no name", r.ID)
		}
	}
	for i := range o.Chances {
		for _, at := range o.Chances[i] {
			for k := range at {
				if at[k] < 0 || at[k] > 1 || k > 0 && at[k] > at[k-1] {
					t.Fatalf("region %d: chances %v must fall as the rate rises", i, at)
				}
			}
		}
	}
}

// TestAnEnsembleIsCancelledAndRunAgain cancels a run in the middle, batches and all,
// and runs the first one again.
func TestAnEnsembleIsCancelledAndRunAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		whole := b.await(t, b.submit(t, fewTraces).ID, 3*time.Minute, func(r store.Run) bool { return r.Status.Final() })
		again := b.submit(t, fewTraces)
		b.await(t, again.ID, time.Minute, func(r store.Run) bool { return r.Progress.Done > 0 })
		if r, err := b.q.Cancel(t.Context(), engineer, again.ID); err != nil {
			t.Fatalf("%+v, %v", r, err)
		}
		if r := b.await(t, again.ID, time.Minute, func(r store.Run) bool { return r.Status.Final() }); r.Status != store.RunCancelled {
			t.Fatalf("cancelled run is %s", r.Status)
		}
		if d, err := b.db.BatchesDone(t.Context(), again.ID); err != nil || d.Batches != 0 {
			t.Errorf("a cancelled run keeps batches: %+v, %v", d, err)
		}
		rerun, err := b.q.Rerun(t.Context(), engineer, whole.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r := b.await(t, rerun.ID, 3*time.Minute, func(r store.Run) bool { return r.Status.Final() }); r.ResultHash != whole.ResultHash {
			t.Errorf("the run again has hash %s, first %s (%s)", r.ResultHash, whole.ResultHash, r.Error)
		}
	})
}

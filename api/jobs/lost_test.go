package jobs_test

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"fenhu/api/jobs"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
	"fenhu/optimize"
	"fenhu/optimize/highs"
)

// workerURL names, in the environment, the database on which this test program
// is to work instead of testing.
const workerURL = "FENHU_TEST_WORKER_URL"

func TestMain(m *testing.M) {
	if url := os.Getenv(workerURL); url != "" {
		work(url)
	}
	os.Exit(m.Run())
}

// work makes runs until it is killed.
func work(url string) {
	ctx := context.Background()
	db, err := store.Open(ctx, url, time.Now)
	if err == nil {
		var q *jobs.Queue
		if q, err = jobs.New(ctx, killable(db)); err == nil {
			err = q.Start(ctx)
		}
	}
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	select {}
}

func killable(db *store.DB) jobs.Config {
	return jobs.Config{
		Store: db, Solver: highs.New(highs.Options{}), Now: time.Now, Log: zerolog.New(os.Stderr).Level(zerolog.ErrorLevel),
		RescueAfter: time.Second, Plan: planSmall, Single: db.Kind() == store.SQLite,
	}
}

func TestKilledWorkersLoseNothingAndRepeatNothing(t *testing.T) {
	t.Parallel()
	const kills = 5
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.Solver = nil })
		var ids []string
		for i := range kills {
			for range 2 {
				ids = append(ids, b.submit(t, `{"p":50,"periods":24}`).ID)
			}
			kill := startWorker(t, url)
			// From the middle of starting to the middle of the runs.
			time.Sleep(time.Duration(100+i*i*120) * time.Millisecond)
			kill()
		}
		startWorker(t, url)
		hashes, attempts := map[string]int{}, 0
		for _, id := range ids {
			r := b.await(t, id, 3*time.Minute, final)
			if r.Status != store.RunDone {
				t.Errorf("%s: %s", r.Status, r.Error)
			}
			hashes[r.ResultHash]++
			attempts += r.Attempts
			trail, err := b.db.Audit(t.Context(), store.AuditFilter{ObjectID: id, Action: store.ActionFinish})
			if err != nil || len(trail.Items) != 1 {
				t.Errorf("finished %d times, %v", len(trail.Items), err)
			}
		}
		if len(hashes) != 1 {
			t.Errorf("results differ: %v", hashes)
		}
		t.Logf("%d runs begun %d times, %d kills", len(ids), attempts, kills)
	})
}

// startWorker starts this program as a worker; it is killed by what is
// returned, or after the test.
func startWorker(t *testing.T, url string) (kill func()) {
	t.Helper()
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), workerURL+"="+url)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	kill = func() {
		once.Do(func() {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
			_ = cmd.Wait() // it was killed
		})
	}
	t.Cleanup(kill)
	return kill
}

// endless is a solver that works until it is interrupted.
type endless struct {
	optimize.Solver
	reached chan struct{} // closed when a run has come to the solver
	once    *sync.Once
}

func newEndless() endless {
	return endless{highs.New(highs.Options{}), make(chan struct{}), new(sync.Once)}
}

func (e endless) Open(p *optimize.Problem) (optimize.Session, error) {
	s, err := e.Solver.Open(p)
	return endlessSession{s, e}, err
}

type endlessSession struct {
	optimize.Session
	e endless
}

func (s endlessSession) Solve(ctx context.Context, _ *optimize.Solution) error {
	s.e.once.Do(func() { close(s.e.reached) })
	<-ctx.Done()
	return ctx.Err()
}

// TestAWorkerTakenForLostDoesNotEndTheJobOfTheNext has a worker whose signs of
// life come an hour late: it lives, but everybody takes it for lost.
func TestAWorkerTakenForLostDoesNotEndTheJobOfTheNext(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.Solver = nil })
		b.add(t, "al-01-priority")
		begin := func(solver optimize.Solver, late time.Duration) *jobs.Queue {
			now := func() time.Time { return time.Now().Add(-late) }
			q, err := jobs.New(t.Context(), jobs.Config{Store: storetest.Open(t, url, now), Solver: solver, Now: now, Workers: 1, RescueAfter: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if err := q.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			return q
		}
		end := func(q *jobs.Queue) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Second)
			defer cancel()
			if err := q.Stop(ctx); err != nil {
				t.Error(err)
			}
		}
		r := b.submitTo(t, "al-01-priority", `{}`)
		late, next := newEndless(), newEndless()
		first := begin(late, time.Hour)
		<-late.reached
		second := begin(next, 0)
		<-next.reached // it has taken the run from the first, which notices …
		end(first)     // … and has said by now what becomes of the job
		end(second)    // in the middle of the run
		third := begin(highs.New(highs.Options{}), 0)
		if r = b.await(t, r.ID, time.Minute, final); r.Status != store.RunDone {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
		end(third)
	})
}

func TestARunWithoutAJobIsTakenUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.Solver = nil })
		b.add(t, "al-01-priority")
		r := b.submitTo(t, "al-01-priority", `{}`)
		write, _ := b.db.Pools()
		if n, err := deleted(write.Exec(`DELETE FROM river_job WHERE kind = 'run'`)); err != nil || n != 1 {
			t.Fatalf("%d jobs deleted, %v", n, err)
		}
		setup(t, url, func(c *jobs.Config) { c.RescueAfter = 200 * time.Millisecond })
		if r = b.await(t, r.ID, time.Minute, final); r.Status != store.RunDone {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
	})
}

func deleted(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func TestARunThatIsAlwaysLostIsGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.Solver = nil })
		b.add(t, "al-01-priority")
		often, rarely := b.submitTo(t, "al-01-priority", `{}`), b.submitTo(t, "al-01-priority", `{}`)
		for id, times := range map[string]int{often.ID: 30, rarely.ID: 29} {
			for range times { // workers that take it and are never heard of again
				if _, err := b.db.TakeRun(t.Context(), id, time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
		}
		setup(t, url, func(c *jobs.Config) { c.RescueAfter = 200 * time.Millisecond })
		if r := b.await(t, often.ID, time.Minute, final); r.Status != store.RunFailed || !strings.Contains(r.Error, "begun 30 times") {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
		if r := b.await(t, rarely.ID, time.Minute, final); r.Status != store.RunDone {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
	})
}

// Package jobs makes the runs that were submitted: a queue in the database of
// package store, and workers that take runs from it, allocate the water and
// store what comes out.
//
// A submitted run is one transaction, and so is a finished one; between the two
// a worker may be killed at any moment and the run is taken up again. It is
// finished once all the same.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/rs/zerolog"

	"fenhu/api/alert"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
)

// Config says how runs are made.
type Config struct {
	// Store is the database; required.
	Store *store.DB
	// Solver makes the runs; required by Start, not by Submit. Each run has sessions of its own.
	Solver optimize.Solver
	// Now is the clock; required.
	Now func() time.Time
	// Log is told what workers do; the zero value is silent.
	Log zerolog.Logger
	// Open reads the CSV files that a document of a basin names; nil = there are none.
	Open network.Open
	// Workers is the number of runs made at the same time; 0 = 2.
	Workers int
	// RunTimeout is the most time for one run, after which it has failed; 0 = 30 min.
	RunTimeout time.Duration
	// RescueAfter is how long a run may go without a sign of life of its worker
	// before another takes it up; 0 = 30 s.
	RescueAfter time.Duration
	// Attempts is how often a run is begun, after its worker was lost or the
	// database failed, before it has failed; 0 = 30. Stopping in good order does
	// not count.
	//
	// A run whose worker is killed cannot be told from a run that kills its
	// worker, by its need of memory perhaps. Giving up an innocent run loses what
	// was accepted, so the number is large; that a guilty one does not take all
	// others with it again and again is the business of the pauses between its
	// attempts (see pause), in which others come to their end.
	Attempts int
	// Single says that no other process works on the database, so that runs
	// found running at the start are taken up at once. True for `fenhu serve` on SQLite.
	Single bool
	// Retention is how long finished runs that are not pinned are kept; 0 = for ever.
	Retention time.Duration
	// Plan makes the runs of schedules; nil = schedules are not looked after.
	Plan Plan
	// Sender delivers alerts; nil = one without e-mail and secrets.
	Sender *alert.Sender
	// DeliverAgain is how long the second attempt of a delivery waits, the
	// following ones twice as long each; 0 = 10 s.
	DeliverAgain time.Duration
	// PublicURL is where people reach the service, for links in alerts; empty = no links.
	PublicURL string
}

// Queue takes runs and makes them. It is safe for concurrent use.
type Queue struct {
	c       Config
	client  *river.Client[*sql.Tx]
	rescuer *rescuer
	clock   *scheduler
	worker  *runWorker // nil without a solver
	started atomic.Bool
	stopped atomic.Bool
}

// New prepares a queue, bringing the tables of the job library up to date.
// Until Start it only takes runs.
func New(ctx context.Context, c Config) (*Queue, error) {
	if c.Store == nil || c.Now == nil {
		return nil, errors.New("jobs: a store and a clock are required")
	}
	c = c.withDefaults()
	d := newDriver(c.Store)
	if err := migrate(ctx, c.Store, d); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	q := &Queue{c: c}
	rc := &river.Config{
		Logger:               slog.New(zerolog.NewSlogHandler(c.Log)),
		MaxAttempts:          jobAttempts * c.Attempts,
		JobTimeout:           c.RunTimeout + time.Minute,
		RescueStuckJobsAfter: c.RunTimeout + 2*time.Minute,
	}
	if c.Solver != nil {
		q.worker = newRunWorker(c)
		workers := river.NewWorkers()
		river.AddWorker(workers, q.worker)
		river.AddWorker(workers, &batchWorker{c: c, run: q.worker})
		river.AddWorker(workers, &retentionWorker{c: c})
		rc.Workers = workers
		rc.Queues = map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: c.Workers},
			upkeepQueue:        {MaxWorkers: 1},
		}
		river.AddWorker(workers, &deliveryWorker{c: c})
		rc.Queues[deliveryQueue] = river.QueueConfig{MaxWorkers: 4}
		rc.PeriodicJobs = []*river.PeriodicJob{retention()}
		if c.Store.Kind() == store.SQLite {
			rc.FetchPollInterval = sqlitePoll
		}
	}
	var err error
	if q.client, err = river.NewClient(d, rc); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	q.rescuer = &rescuer{c: c, d: d, client: q.client, worker: q.worker}
	return q, nil
}

const (
	// jobAttempts makes the job of a run outlive the attempts that the run
	// itself counts: a job also counts when a worker died before it began the run.
	jobAttempts = 10
	// sqlitePoll is how often new jobs are looked for where nothing tells of them.
	sqlitePoll = 200 * time.Millisecond
	// upkeepQueue holds the jobs that are not runs, so that long runs do not hold them up.
	upkeepQueue = "upkeep"
)

func (c Config) withDefaults() Config {
	if c.Workers <= 0 {
		c.Workers = 2
	}
	if c.RunTimeout <= 0 {
		c.RunTimeout = 30 * time.Minute
	}
	if c.Sender == nil {
		c.Sender = &alert.Sender{Now: c.Now, Secret: func(name string) (string, error) { return "", fmt.Errorf("webhook: no secret %s", name) }}
	}
	if c.DeliverAgain <= 0 {
		c.DeliverAgain = 10 * time.Second
	}
	if c.RescueAfter <= 0 {
		c.RescueAfter = 30 * time.Second
	}
	if c.Attempts <= 0 {
		c.Attempts = 30
	}
	return c
}

// Submit stores a run and its job in one transaction.
func (q *Queue) Submit(ctx context.Context, who store.Actor, n store.NewRun) (store.Run, error) {
	return q.c.Store.SubmitRun(ctx, who, n, q.enqueue)
}

// Rerun submits a run with the inputs of another: the same basin version and
// the same request.
func (q *Queue) Rerun(ctx context.Context, who store.Actor, id string) (store.Run, error) {
	r, err := q.c.Store.Run(ctx, id)
	if err != nil {
		return store.Run{}, err
	}
	return q.Submit(ctx, who, store.NewRun{
		BasinID: r.BasinID, BasinVersion: r.BasinVersion, ScenarioID: r.ScenarioID, RerunOf: r.ID, Request: r.Request, Title: r.Title,
	})
}

// Cancel asks for a run to be stopped; see store.DB.CancelRun. A run that this
// process is making is told at once.
func (q *Queue) Cancel(ctx context.Context, who store.Actor, id string) (store.Run, error) {
	r, err := q.c.Store.CancelRun(ctx, who, id)
	if err == nil && q.worker != nil {
		q.worker.cancel(id)
	}
	return r, err
}

// Start begins to make runs, until Stop; the end of ctx does not stop it.
func (q *Queue) Start(ctx context.Context) error {
	if q.worker == nil {
		return errors.New("jobs: runs cannot be made without a solver")
	}
	if q.c.Single {
		if err := q.rescuer.rescue(ctx, q.c.Now()); err != nil {
			return fmt.Errorf("jobs: %w", err)
		}
	}
	ctx = context.WithoutCancel(ctx)
	if err := q.client.Start(ctx); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	q.rescuer.start(ctx)
	q.clock = &scheduler{q: q}
	q.clock.start(ctx)
	q.started.Store(true)
	return nil
}

// Stop takes no more runs and waits for those being made. When ctx ends first,
// they are interrupted and left to be taken up again.
func (q *Queue) Stop(ctx context.Context) error {
	if !q.started.Swap(false) {
		return nil
	}
	q.stopped.Store(true)
	q.clock.stop()
	q.rescuer.stop()
	err := q.client.Stop(ctx)
	if err == nil || ctx.Err() == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoments)
	defer cancel()
	return q.client.StopAndCancel(ctx)
}

// lastMoments is how long an interrupted worker has to put its run back.
const lastMoments = 10 * time.Second

// Healthy says whether the queue does what it is there for, for readiness: one
// that was never started takes runs for workers elsewhere.
func (q *Queue) Healthy() bool { return !q.stopped.Load() }

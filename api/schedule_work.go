package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fenhu/api/store"
	"fenhu/network"
)

// Work is what a schedule does: an object with one key, the kind. A new kind is
// one file with a type that is a work, one field here and its line in kinds.
type Work struct {
	Runs     *RunsWork     `json:"runs,omitempty" doc:"a run for each scenario and each frequency"`
	Ensemble *EnsembleWork `json:"ensemble,omitempty" doc:"an ensemble run for each scenario"`
}

// work is a kind of work.
type work interface {
	// plan makes the runs of one firing. base holds the basin, its version and
	// what the schedule sets: storages and start. title names the firing.
	plan(ctx context.Context, db *store.DB, base RunBody, title string) ([]store.NewRun, error)
}

// kinds is the ordered table of kinds of work, with what was given of each.
func (w Work) kinds() []work {
	var given []work
	add := func(x work, is bool) {
		if is {
			given = append(given, x)
		}
	}
	add(w.Runs, w.Runs != nil)
	add(w.Ensemble, w.Ensemble != nil)
	return given
}

// mostRuns is the most runs of one firing.
const mostRuns = 50

// RunsWork makes a run for each combination of a scenario and a frequency.
type RunsWork struct {
	Scenarios []string   `json:"scenarios,omitempty" maxItems:"50" doc:"scenario ids; an empty id is the basin itself; absent = that alone"`
	P         []float64  `json:"p,omitempty" maxItems:"50" minimum:"0" maximum:"99.9" doc:"exceedance frequencies in percent; 0 = the long-term mean; absent = the document's alone"`
	Options   RunOptions `json:"options,omitzero" doc:"options of all runs, as in POST /runs"`
}

func (w *RunsWork) plan(ctx context.Context, db *store.DB, base RunBody, title string) ([]store.NewRun, error) {
	scenarios := w.Scenarios
	if len(scenarios) == 0 {
		scenarios = []string{""}
	}
	frequencies := []*float64{nil}
	if len(w.P) > 0 {
		frequencies = nil
		for i := range w.P {
			frequencies = append(frequencies, &w.P[i])
		}
	}
	if n := len(scenarios) * len(frequencies); n > mostRuns {
		return nil, wrong("work.runs", "每次要做 %d 个计算，超过 %d 个", "%d runs each time are more than %d", n, mostRuns)
	}
	var made firedRuns
	for _, scenario := range scenarios {
		name, err := scenarioName(ctx, db, scenario)
		if err != nil {
			return nil, err
		}
		for _, p := range frequencies {
			b := base
			b.RunOptions, b.Ensemble = w.Options, nil
			b.Set = append(slices.Clone(base.Set), w.Options.Set...)
			b.Scenario, b.P, b.Title = scenario, p, title
			if p != nil && *p > 0 {
				b.Title += fmt.Sprintf(" · P=%g%%", *p)
			} else if p != nil {
				b.Title += " · 多年平均"
			}
			if name != "" {
				b.Title += " · " + name
			}
			err := made.add(ctx, db, b, func(path string) string { return "work.runs." + path })
			if err != nil {
				return nil, err
			}
		}
	}
	return made.all()
}

// firedRuns are the runs of one firing, or all faults of their inputs.
type firedRuns struct {
	runs   []store.NewRun
	faults network.Faults
}

// add makes a run; place says where in the work a path of its body comes from.
func (f *firedRuns) add(ctx context.Context, db *store.DB, b RunBody, place func(string) string) error {
	b.Title = clip(b.Title, 200)
	run, err := newRun(ctx, db, b)
	if list := faultsOf(err); list != nil {
		for _, x := range list {
			x.Path = place(strings.TrimPrefix(x.Path, "body."))
			f.faults = append(f.faults, x)
		}
		return nil
	}
	if err == nil {
		f.runs = append(f.runs, run)
	}
	return err
}

func (f *firedRuns) all() ([]store.NewRun, error) {
	if len(f.faults) > 0 {
		return nil, f.faults
	}
	return f.runs, nil
}

// scenarioName is the Chinese name of a scenario, empty for none; a scenario
// that is not there is found when its run is checked.
func scenarioName(ctx context.Context, db *store.DB, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	x, err := db.Scenario(ctx, id)
	if isNotFound(err) {
		return "", nil
	}
	return x.NameZH, err
}

// monthOf is the month of a tick in a zone, as a calendar has it.
func monthOf(tick time.Time, zone *time.Location) string { return tick.In(zone).Format("2006-01") }

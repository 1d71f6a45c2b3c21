package api

import (
	"context"
	"slices"
	"strings"

	"fenhu/api/store"
)

// EnsembleWork makes an ensemble run for each scenario.
type EnsembleWork struct {
	Scenarios []string     `json:"scenarios,omitempty" maxItems:"50" doc:"scenario ids; an empty id is the basin itself; absent = that alone"`
	Ensemble  EnsembleBody `json:"traces,omitzero" doc:"where the traces come from and how far they reach, as ensemble in POST /runs"`
	Options   RunOptions   `json:"options,omitzero" doc:"options of all runs, as in POST /runs"`
}

// plan makes the runs of one firing. base.Ensemble holds the day of the tick.
func (w *EnsembleWork) plan(ctx context.Context, db *store.DB, base RunBody, title string) ([]store.NewRun, error) {
	scenarios := w.Scenarios
	if len(scenarios) == 0 {
		scenarios = []string{""}
	}
	var made firedRuns
	for _, scenario := range scenarios {
		name, err := scenarioName(ctx, db, scenario)
		if err != nil {
			return nil, err
		}
		b, e := base, w.Ensemble
		if base.Ensemble != nil && e.From == "" {
			e.From = base.Ensemble.From
		}
		b.RunOptions, b.Ensemble = w.Options, &e
		b.Set = append(slices.Clone(base.Set), w.Options.Set...)
		b.Scenario, b.Title = scenario, title+" · 多情景"
		if name != "" {
			b.Title += " · " + name
		}
		if err := made.add(ctx, db, b, placeInEnsembleWork); err != nil {
			return nil, err
		}
	}
	return made.all()
}

// placeInEnsembleWork is where a path of a run's body lies in the work.
func placeInEnsembleWork(path string) string {
	if rest, ok := strings.CutPrefix(path, "ensemble."); ok {
		path = "traces." + rest
	}
	return "work.ensemble." + path
}

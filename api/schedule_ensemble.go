package api

import (
	"context"
	"slices"
	"strings"

	"fenhu/api/store"
	"fenhu/network"
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
	var (
		out    []store.NewRun
		faults network.Faults
	)
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
		b.Title = clip(b.Title, 200)
		run, err := newRun(ctx, db, b)
		if list := faultsOf(err); list != nil {
			for _, f := range list {
				f.Path = strings.TrimPrefix(f.Path, "body.")
				if rest, ok := strings.CutPrefix(f.Path, "ensemble."); ok {
					f.Path = "traces." + rest
				}
				f.Path = "work.ensemble." + f.Path
				faults = append(faults, f)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, run)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

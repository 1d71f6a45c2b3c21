package main

import (
	"context"
	"errors"
	"strings"

	"fenhu/api/request"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
)

// solver is the solver of all commands.
func solver() *highs.Solver { return highs.New(highs.Options{}) }

// network reads a basin and applies a request; warnings go to standard error.
func (a *app) network(name string, r *request.Request) (*network.Network, error) {
	src, err := a.basin(name)
	if err != nil {
		return nil, err
	}
	n, faults, err := r.Network(src.document, src.open)
	if err != nil {
		return nil, flagged(err)
	}
	a.printFaults(a.err, faults.Warnings())
	return n, nil
}

// flagged names the flags in the faults of a request.
func flagged(err error) error {
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		return err
	}
	out := append(network.Faults(nil), faults...)
	for i := range out {
		field, _, _ := strings.Cut(out[i].Path, " ")
		switch field = strings.TrimSuffix(field, ":"); field {
		case "year", "p", "inflow", "inflow_unit", "scenario", "set", "on", "off", "step", "periods", "mode", "window", "advance":
			out[i].Path = "--" + strings.ReplaceAll(field, "_", "-") + strings.TrimPrefix(out[i].Path, field)
		}
	}
	return out
}

// solve runs a network.
func (a *app) solve(ctx context.Context, n *network.Network, r *request.Request, progress func(optimize.Progress)) (*optimize.Allocation, error) {
	return a.solveBy(ctx, solver(), n, r, progress)
}

// solveBy runs a network on a solver.
func (a *app) solveBy(ctx context.Context, by optimize.Solver, n *network.Network, r *request.Request, progress func(optimize.Progress)) (*optimize.Allocation, error) {
	o := r.Options()
	o.Solver, o.Now, o.Progress = by, a.now, progress
	log := a.log()
	log.Info().Str("basin", n.ID).Int("year", n.PlanningYear).Float64("p", n.Hydrology.P).Msg("run started")
	result, err := optimize.Allocate(ctx, n, o)
	if err != nil {
		log.Info().Err(err).Msg("run stopped")
		return nil, err
	}
	log.Info().Str("status", result.Status).Int("columns", result.Size.Columns).Int("rows", result.Size.Rows).Int("passes", result.Size.Passes).
		Float64("seconds", result.Seconds.Total).Msg("run finished")
	return result, nil
}

package jobs

import (
	"context"
	"encoding/json"

	"fenhu/api/request"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/transfer"
)

// transferStudy says what is owed for water of another basin in the network of a
// run, as JSON. Coalitions count as levels of its progress.
func transferStudy(ctx context.Context, c Config, n *network.Network, asked *request.Request, progress func(optimize.Progress)) ([]byte, error) {
	terms, err := transfer.DecodeTerms(asked.Transfer)
	if err != nil {
		return nil, err
	}
	o := transfer.Options{Run: asked.Options(), Workers: 1}
	o.Run.Solver, o.Run.Now = c.Solver, c.Now
	if progress != nil {
		o.Progress = func(project string, done, all int) {
			progress(optimize.Progress{Level: project, Done: done, Levels: all})
		}
	}
	s, err := transfer.Compute(ctx, n, terms, o)
	if err != nil {
		return nil, err
	}
	return json.Marshal(s)
}

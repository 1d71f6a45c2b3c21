package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/links"
	"fenhu/optimize/mps"
)

// newSolveLinksCmd solves an open links table.
func newSolveLinksCmd(a *app) *cobra.Command {
	var (
		out, format, as string
		limit           time.Duration
	)
	cmd := &cobra.Command{
		Use:   "solve-links " + a.say("文件.csv", "FILE.csv"),
		Short: a.say("求解开放弧表：每行一条弧的时间展开网络", "solve an open links table: a time-expanded network, an arc a line"),
		Long: a.say(`求解弧表（CSV，可用 gzip 或 xz 压缩，- 为标准输入），列为 i,j,k,cost,amplitude,lower_bound,upper_bound：
到达 j 的水量 X 使 i 减少 X/amplitude；SOURCE、SINK 以外的节点进出平衡；上下限达到 ±1e12 为不限；
使 Σ cost·X 最小。--out 文件夹中写 flow.csv、node-dual.csv、bound-dual.csv。`,
			`Solve a links table (CSV, plain or packed by gzip or xz, - for standard input) with
the columns i,j,k,cost,amplitude,lower_bound,upper_bound. An arc brings X to j and takes
X/amplitude from i; all nodes but SOURCE and SINK balance; a bound of ±1e12 or beyond is
none; Σ cost·X is least. --out FOLDER gets flow.csv, node-dual.csv and bound-dual.csv.`),
		Example: `  fenhu solve-links ca_1y.csv.xz --out results
  xzcat ca_10y.csv.xz | fenhu solve-links - --format json`,
		Args: a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "table" && format != "json" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：table, json", format), EN: fmt.Sprintf("unknown format %q; choose table or json", format)})
			}
			ctx := cmd.Context()
			if limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, limit)
				defer cancel()
			}
			r, err := a.solveLinks(ctx, args[0], out, as)
			if err != nil {
				return err
			}
			if format == "json" {
				err = a.json(r)
			} else {
				err = a.printLinksResult(r)
			}
			return errors.Join(err, r.exit())
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "out", "o", "", a.say("写入流量与对偶值的文件夹", "folder for the flows and duals"))
	flags.StringVar(&format, "format", "table", a.say("概要的格式 table|json", "format of the summary, table|json"))
	flags.StringVar(&as, "mps", "", a.say("把线性规划写成 MPS 文件，供其他求解器核对", "file that gets the linear programme as MPS, for other solvers to check"))
	flags.DurationVar(&limit, "time-limit", 0, a.say("时间限制，如 90s、10m；0 为不限", "time limit, such as 90s or 10m; 0 = none"))
	return cmd
}

// linksResult is the summary of a solved links table.
type linksResult struct {
	File       string           `json:"file"`
	Solver     string           `json:"solver"`
	Status     string           `json:"status"`
	Objective  *float64         `json:"objective"` // null where there is no optimum
	Rows       int              `json:"rows"`
	Columns    int              `json:"columns"`
	Nonzeros   int              `json:"nonzeros"`
	Iterations int              `json:"iterations"`
	Seconds    linksSeconds     `json:"seconds"`
	PeakMB     float64          `json:"peak_mb"` // of the whole process, 0 where the system does not say
	Residuals  *links.Residuals `json:"residuals"`
	Lacking    []links.Lack     `json:"lacking,omitempty"` // of an infeasible table
}

// linksSeconds is the time that each part took, by the clock on the wall.
type linksSeconds struct {
	Read  float64 `json:"read"`
	Build float64 `json:"build"`
	Solve float64 `json:"solve"`
	Write float64 `json:"write"`
	Total float64 `json:"total"`
}

// exit is the exit code of a status.
func (r *linksResult) exit() error {
	switch r.Status {
	case optimize.StatusOptimal.String():
		return nil
	case optimize.StatusInfeasible.String(), optimize.StatusUnbounded.String():
		return exitError(exitInfeasible)
	case optimize.StatusTimeLimit.String(), optimize.StatusInterrupted.String():
		return exitError(exitStopped)
	default:
		return exitError(exitInternal)
	}
}

// solveLinks reads, solves and writes.
func (a *app) solveLinks(ctx context.Context, file, out, as string) (*linksResult, error) {
	start := a.now()
	r := &linksResult{File: file}
	in, err := a.stream("solve-links", file)
	if err != nil {
		return nil, err
	}
	table, err := links.Read(in)
	if err := errors.Join(err, in.Close()); err != nil {
		return nil, err
	}
	r.Seconds.Read = a.now().Sub(start).Seconds()

	begin := a.now()
	x, err := table.Network()
	if err != nil {
		return nil, err
	}
	p := x.Problem
	r.Rows, r.Columns, r.Nonzeros = p.NumRows(), p.NumCols(), len(p.Value)
	if as != "" {
		if err := a.saveStream(as, func(w io.Writer) error { return mps.Write(w, "links", p) }); err != nil {
			return nil, err
		}
	}
	s := solver()
	r.Solver = s.Name() + " " + s.Version()
	session, err := s.Open(p)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	r.Seconds.Build = a.now().Sub(begin).Seconds()

	begin = a.now()
	var solution optimize.Solution
	err = session.Solve(ctx, &solution)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		solution.Status = optimize.StatusTimeLimit
	case err != nil:
		return nil, err
	}
	if solution.Status == optimize.StatusInfeasible {
		if r.Lacking, err = table.Diagnose(ctx, x, s); err != nil {
			return nil, err
		}
	}
	r.Status, r.Iterations = solution.Status.String(), solution.Iterations
	r.Seconds.Solve = a.now().Sub(begin).Seconds()

	begin = a.now()
	if solution.Status == optimize.StatusOptimal {
		residuals := x.Residuals(&solution)
		r.Objective, r.Residuals = &solution.Objective, &residuals
		if out != "" {
			if err := a.writeLinks(out, table, x, &solution); err != nil {
				return nil, err
			}
		}
	}
	r.Seconds.Write = a.now().Sub(begin).Seconds()
	r.Seconds.Total = a.now().Sub(start).Seconds()
	r.PeakMB = peakMB()
	return r, nil
}

// writeLinks writes the three files of a solution.
func (a *app) writeLinks(dir string, t *links.Table, x *links.Network, s *optimize.Solution) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // results are for others to read
		return err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"flow.csv", func(w io.Writer) error { return t.WriteFlow(w, s) }},
		{"node-dual.csv", func(w io.Writer) error { return t.WriteNodeDual(w, x, s) }},
		{"bound-dual.csv", func(w io.Writer) error { return t.WriteBoundDual(w, s) }},
	} {
		if err := a.saveStream(filepath.Join(dir, f.name), f.write); err != nil {
			return err
		}
	}
	return nil
}

// saveStream writes a file that is too large to be made in memory first: an error
// leaves the old one as it was.
func (a *app) saveStream(path string, write func(io.Writer) error) error {
	part := path + ".part"
	f, err := os.Create(part)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	fmt.Fprintln(a.err, a.say("已写入 ", "wrote ")+path)
	return nil
}

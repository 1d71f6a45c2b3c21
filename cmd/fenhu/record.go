package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fenhu/optimize"
	"fenhu/optimize/mps"
)

// recording is a folder that gets every programme of a run as an MPS file, and a
// list of what HiGHS found, so that others can check it.
type recording struct {
	dir  string
	list strings.Builder
}

// solver shows what it solves to the recording.
func (r *recording) solver(a *app) (optimize.Solver, error) {
	if err := os.MkdirAll(r.dir, 0o755); err != nil { //nolint:gosec // results are for others to read
		return nil, err
	}
	r.list.WriteString("file,rows,columns,nonzeros,status,objective\n")
	return &mps.Recorder{Solver: solver(), Solved: func(n int, p *optimize.Problem, s *optimize.Solution) error {
		name := fmt.Sprintf("pass-%04d", n)
		objective := ""
		if s.Status == optimize.StatusOptimal {
			objective = strconv.FormatFloat(s.Objective, 'g', -1, 64)
		}
		fmt.Fprintf(&r.list, "%s.mps,%d,%d,%d,%s,%s\n", name, p.NumRows(), p.NumCols(), len(p.Value), s.Status, objective)
		return a.saveStream(filepath.Join(r.dir, name+".mps"), func(w io.Writer) error { return mps.Write(w, name, p) })
	}}, nil
}

// end writes the list.
func (r *recording) end(a *app) error {
	return a.saveFile(filepath.Join(r.dir, "passes.csv"), []byte(r.list.String()))
}

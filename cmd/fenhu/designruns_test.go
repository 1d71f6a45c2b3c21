package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/store"
)

// A service that begins with the design years has them once, however often it
// is started, and a client that asks for the same run gets the same result.
func TestTheDesignYearsAreThereAtTheStart(t *testing.T) {
	t.Parallel()
	db := "sqlite:" + filepath.Join(t.TempDir(), "fenhu.db")
	for i := range 2 {
		p := serve(t, "--dev", "--design-years", "--db", db)
		c := p.client("")
		var runs api.List[store.Run]
		if err := c.Do(t.Context(), http.MethodGet, "/runs?title=P%3D", nil, &runs); err != nil || len(runs.Items) != 3 {
			t.Fatalf("start %d: %d runs, %v", i+1, len(runs.Items), err)
		}
		hashes := map[float64]string{}
		for _, r := range runs.Items {
			if r.Status != store.RunDone || !r.Pinned || r.Summary.Year != 2025 || r.CreatedBy != "" {
				t.Errorf("run %+v", r)
			}
			hashes[r.Summary.P] = r.ResultHash
		}
		freq := 75.0
		mine, err := c.Submit(t.Context(), api.RunBody{Basin: "fen-hutuo", RunOptions: api.RunOptions{Year: 2025}, P: &freq, Title: "mine"})
		if err != nil {
			t.Fatal(err)
		}
		if mine, err = c.Wait(t.Context(), mine.ID, 50*time.Millisecond); err != nil || mine.ResultHash == "" || mine.ResultHash != hashes[75] {
			t.Errorf("submitted over HTTP: %s, %v; at the start: %v", mine.ResultHash, err, hashes)
		}
		if code := p.stop(t); code != exitOK {
			t.Errorf("stopped with code %d", code)
		}
	}
}

func TestAnAddressInUseIsExplained(t *testing.T) {
	t.Parallel()
	first := serve(t, "--dev")
	second := start(t, "", "serve", "--addr", strings.TrimPrefix(first.url(), "http://"), "--db", "sqlite:"+filepath.Join(t.TempDir(), "other.db"))
	_ = second.cmd.Wait() // the code tells
	if code := second.cmd.ProcessState.ExitCode(); code != exitFaulty || !strings.Contains(second.errors(), "is in use") || !strings.Contains(second.errors(), "--addr") {
		t.Errorf("code %d: %s", code, second.errors())
	}
}

package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"fenhu/api/client"
)

// reading is what a reader does, in turn.
func (l *load) reading() []reading {
	run := "/runs/" + l.first.ID
	return []reading{
		{"result", run + "/result", ""},
		{"run", run, ""},
		{"result", run + "/result", ""},
		{"list", "/runs?limit=50", ""},
		{"unchanged", run + "/result", l.tag},
		{"table", run + "/tables/balance.csv", ""},
	}
}

// reading is a request of a reader; with the tag of what it has, 304 is expected.
type reading struct{ name, path, tag string }

func (l *load) read(ctx context.Context, who int) {
	turns := l.reading()
	for n := 0; l.more(ctx, n); n++ {
		r := turns[(who+n)%len(turns)]
		l.timed(r.name, func() error {
			var header http.Header
			if r.tag != "" {
				header = http.Header{"If-None-Match": {r.tag}}
			}
			answer, err := l.client.Send(ctx, http.MethodGet, r.path, nil, header)
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			if changed := answer.StatusCode != http.StatusNotModified; changed != (r.tag == "") {
				return fmt.Errorf("status %d", answer.StatusCode)
			}
			_, err = io.Copy(io.Discard, answer.Body)
			return err
		})
	}
}

func (l *load) submit(ctx context.Context, who int) {
	// Keys are new in each test, so that no run of another is counted.
	name := fmt.Sprintf("%s-%d", l.first.ID, who)
	for n := 0; l.more(ctx, n); n++ {
		key := fmt.Sprintf("%s-%d", name, n)
		l.timed("submit", func() error {
			r, err := l.client.SubmitOnce(ctx, key, l.body(key))
			if err == nil {
				l.mu.Lock()
				defer l.mu.Unlock()
				l.runs = append(l.runs, r.ID)
				l.report.Submitted++
			}
			return err
		})
		if l.Pause > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(l.Pause):
			}
		}
	}
}

// timed makes a request and counts what came of it.
func (l *load) timed(name string, request func() error) {
	begin := l.Now()
	err := request()
	took := l.Now().Sub(begin)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.report.Requests++
	s := l.report.at(name)
	s.took = append(s.took, took)
	if err == nil {
		return
	}
	if refused, ok := errors.AsType[*client.ProblemError](err); ok {
		if refused.Status < http.StatusInternalServerError {
			s.refused++
			l.report.Refused++
		} else {
			s.failed++
			l.report.Failed++
		}
	} else {
		s.broken++
		l.report.Broken++
	}
	l.report.note(name + ": " + err.Error())
}

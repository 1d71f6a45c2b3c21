// Package load has many clients use a service at once, reading results and
// submitting runs, and reports what they saw: how long it took, what was
// refused, and whether a run that was accepted got lost.
package load

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"fenhu/api"
	"fenhu/api/client"
	"fenhu/api/store"
)

// Config says who does what. A client is one who waits for each answer before
// the next request.
type Config struct {
	// URL is where the service is, and Key an API key of it with the scope write; empty = none is needed.
	URL, Key string
	// Readers read results, states, lists and tables; Submitters submit runs.
	Readers, Submitters int
	// Requests is how many requests each client makes; 0 = as many as For allows.
	Requests int
	// For is how long clients begin new requests; 0 = until they have made Requests.
	For time.Duration
	// Basin is the basin whose runs are submitted; empty = a small one, made when absent.
	Basin string
	// Pause is the time between the requests of a submitter.
	Pause time.Duration
	// Patience is how long accepted runs are waited for at the end before they
	// count as lost; 0 = 5 min.
	Patience time.Duration
	// Now is the clock; required.
	Now func() time.Time
}

//go:embed basin.yaml
var basin []byte

// basinID is the id in basin.yaml.
const basinID = "load-test"

// Run lets the clients loose and waits for the runs that they submitted. The
// error says that it could not begin; what the clients saw is in the report.
func Run(ctx context.Context, c Config) (*Report, error) {
	if c.Now == nil || c.Readers < 0 || c.Submitters < 0 || c.Requests <= 0 && c.For <= 0 {
		return nil, errors.New("load: a clock, numbers of clients, and a number of requests or a time are required")
	}
	if c.Patience <= 0 {
		c.Patience = 5 * time.Minute
	}
	l := &load{Config: c, report: &Report{Readers: c.Readers, Submitters: c.Submitters, operations: map[string]*seen{}}}
	l.client = &client.Client{URL: c.URL, Key: c.Key, Language: "en", HTTP: &http.Client{
		Timeout:   2 * time.Minute,
		Transport: &http.Transport{MaxIdleConnsPerHost: c.Readers + c.Submitters, Proxy: http.ProxyFromEnvironment},
	}}
	if err := l.prepare(ctx); err != nil {
		return nil, err
	}
	begin := c.Now()
	if c.For > 0 {
		l.end = begin.Add(c.For)
	}
	var wg sync.WaitGroup
	for i := range c.Readers {
		wg.Go(func() { l.read(ctx, i) })
	}
	for i := range c.Submitters {
		wg.Go(func() { l.submit(ctx, i) })
	}
	wg.Wait()
	l.report.Took = c.Now().Sub(begin)
	l.settle(ctx)
	l.report.Finished = l.report.Submitted - l.report.Lost
	l.report.Whole = c.Now().Sub(begin)
	return l.report, ctx.Err()
}

type load struct {
	Config
	client *client.Client
	end    time.Time // zero = none
	first  store.Run // a run that is done, for the readers and to compare with
	tag    string    // ETag of its result

	mu     sync.Mutex
	runs   []string // accepted
	report *Report
}

// prepare makes the basin if need be, and the run that the readers read.
func (l *load) prepare(ctx context.Context) error {
	if l.Basin == "" {
		l.Basin = basinID
		_, err := l.client.CreateBasin(ctx, basin)
		if refused, ok := errors.AsType[*client.ProblemError](err); ok && refused.Status == http.StatusConflict {
			err = nil // it is there already
		}
		if err != nil {
			return fmt.Errorf("load: basin: %w", err)
		}
	}
	r, err := l.client.Submit(ctx, l.body("reference"))
	if err == nil {
		r, err = l.client.Wait(ctx, r.ID, 100*time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("load: first run: %w", err)
	}
	if r.Status != store.RunDone {
		return fmt.Errorf("load: the first run is %s: %s", r.Status, r.Error)
	}
	l.first = r
	answer, err := l.client.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/result", nil, nil)
	if err != nil {
		return fmt.Errorf("load: first result: %w", err)
	}
	l.tag = answer.Header.Get("ETag")
	return answer.Body.Close()
}

func (l *load) body(title string) api.RunBody {
	return api.RunBody{Basin: l.Basin, Title: "load " + title, RunOptions: api.RunOptions{NoCertificate: true}}
}

// more says whether a client that has made n requests makes another.
func (l *load) more(ctx context.Context, n int) bool {
	return ctx.Err() == nil && (l.Requests <= 0 || n < l.Requests) && (l.end.IsZero() || l.Now().Before(l.end))
}

// settle waits for the accepted runs.
func (l *load) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, l.Patience)
	defer cancel()
	for _, id := range l.runs {
		r, err := l.client.Wait(ctx, id, 100*time.Millisecond)
		if err != nil || r.Status != store.RunDone || r.ResultHash != l.first.ResultHash {
			l.report.Lost++
			l.report.note(fmt.Sprintf("run %s: %s %s, result %s, want %s; %v", id, r.Status, r.Error, r.ResultHash, l.first.ResultHash, err))
			continue
		}
		l.report.at("finish").took = append(l.report.at("finish").took, r.Finished.Sub(r.Created))
	}
}

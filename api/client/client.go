// Package client speaks to the service from Go, in the service's own types. It
// covers the life of a run; other routes are reached with Do.
package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fenhu/api"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/optimize"
)

// Client speaks to one service.
type Client struct {
	// URL is where the service is, such as http://127.0.0.1:8642; required.
	URL string
	// Key is an API key; empty = none.
	Key string
	// HTTP makes the requests; nil = http.DefaultClient. Sessions need one with a cookie jar.
	HTTP *http.Client
	// Language is the language of messages, zh or en; empty = zh.
	Language string

	csrf string
}

// ProblemError is what the service answers when it refuses.
type ProblemError struct {
	Status   int    `json:"status"`
	Title    string `json:"title"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
	Errors   []struct {
		Location string `json:"location"`
		Message  string `json:"message"`
	} `json:"errors"`
}

func (p *ProblemError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s: %s", p.Status, p.Title, p.Detail)
	for _, e := range p.Errors {
		fmt.Fprintf(&b, "\n%s: %s", e.Location, e.Message)
	}
	return b.String()
}

// Send makes a request below api.Prefix; body is JSON unless it is bytes, which
// are sent as YAML. The caller closes the answer's body. The error is a
// *ProblemError when the service refused.
func (c *Client) Send(ctx context.Context, method, path string, body any, header http.Header) (*http.Response, error) {
	var in io.Reader
	media := "application/json"
	switch b := body.(type) {
	case nil:
	case []byte:
		in, media = bytes.NewReader(b), "application/yaml"
	default:
		data, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.URL, "/")+api.Prefix+path, in)
	if err != nil {
		return nil, err
	}
	maps.Copy(r.Header, header)
	if in != nil {
		r.Header.Set("Content-Type", media)
	}
	if c.Key != "" {
		r.Header.Set("Authorization", "Bearer "+c.Key)
	}
	if c.csrf != "" {
		r.Header.Set("X-CSRF-Token", c.csrf)
	}
	if c.Language != "" {
		r.Header.Set("Accept-Language", c.Language)
	}
	h := c.HTTP
	if h == nil {
		h = http.DefaultClient
	}
	answer, err := h.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < http.StatusBadRequest {
		return answer, nil
	}
	defer answer.Body.Close()
	p := &ProblemError{Status: answer.StatusCode, Title: http.StatusText(answer.StatusCode)}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(p); err != nil {
		p.Detail = "the answer is no problem document"
	}
	return nil, p
}

// Do makes a request and reads the JSON of its answer into out, which may be nil.
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	answer, err := c.Send(ctx, method, path, body, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if out == nil || answer.StatusCode == http.StatusNoContent {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.NewDecoder(answer.Body).Decode(out)
}

// LogIn begins a session; the HTTP client must keep cookies.
func (c *Client) LogIn(ctx context.Context, login, password string) (api.Session, error) {
	var s api.Session
	err := c.Do(ctx, http.MethodPost, "/session", api.Credentials{Login: login, Password: password}, &s)
	c.csrf = s.CSRF
	return s, err
}

// Basins lists the basins.
func (c *Client) Basins(ctx context.Context) ([]store.Basin, error) {
	var l api.List[store.Basin]
	err := c.Do(ctx, http.MethodGet, "/basins?limit=500", nil, &l)
	return l.Items, err
}

// CreateBasin stores a document as a new basin.
func (c *Client) CreateBasin(ctx context.Context, document []byte) (api.Checked, error) {
	var out api.Checked
	err := c.Do(ctx, http.MethodPost, "/basins", document, &out)
	return out, err
}

// CheckBasin lists the faults of a document and stores nothing.
func (c *Client) CheckBasin(ctx context.Context, document []byte) (api.Checked, error) {
	var out api.Checked
	err := c.Do(ctx, http.MethodPost, "/basins?dry_run=true", document, &out)
	return out, err
}

// Submit submits a run.
func (c *Client) Submit(ctx context.Context, b api.RunBody) (store.Run, error) {
	return c.SubmitOnce(ctx, "", b)
}

// SubmitOnce submits a run that may have been submitted already: the service
// makes one run of all submissions of a user with the same key. After an error
// that is no *ProblemError nobody knows whether the run was taken; submit it
// again with the same key.
func (c *Client) SubmitOnce(ctx context.Context, key string, b api.RunBody) (store.Run, error) {
	var (
		r      store.Run
		header http.Header
	)
	if key != "" {
		header = http.Header{"Idempotency-Key": {key}}
	}
	answer, err := c.Send(ctx, http.MethodPost, "/runs", b, header)
	if err != nil {
		return r, err
	}
	defer answer.Body.Close()
	err = json.NewDecoder(answer.Body).Decode(&r)
	return r, err
}

// Run returns the state of a run.
func (c *Client) Run(ctx context.Context, id string) (store.Run, error) {
	var r store.Run
	err := c.Do(ctx, http.MethodGet, "/runs/"+url.PathEscape(id), nil, &r)
	return r, err
}

// Cancel asks for a run to be stopped.
func (c *Client) Cancel(ctx context.Context, id string) (store.Run, error) {
	var r store.Run
	err := c.Do(ctx, http.MethodPost, "/runs/"+url.PathEscape(id)+"/cancel", nil, &r)
	return r, err
}

// Wait polls a run until it is over.
func (c *Client) Wait(ctx context.Context, id string, every time.Duration) (store.Run, error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		r, err := c.Run(ctx, id)
		if err != nil || r.Status.Final() {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-tick.C:
		}
	}
}

// Follow calls see with the state of a run whenever it changes, until it is over.
func (c *Client) Follow(ctx context.Context, id string, see func(store.Run)) (store.Run, error) {
	var r store.Run
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+url.PathEscape(id)+"/events", nil, nil)
	if err != nil {
		return r, err
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		r = store.Run{}
		if err := json.Unmarshal([]byte(data), &r); err != nil {
			return r, err
		}
		if see != nil {
			see(r)
		}
		if r.Status.Final() {
			return r, nil
		}
	}
	if err := lines.Err(); err != nil {
		return r, err
	}
	return r, errors.New("the stream ended before the run")
}

// Result returns the result of a run, without its certificate.
func (c *Client) Result(ctx context.Context, id string) (*optimize.Allocation, error) {
	a := new(optimize.Allocation)
	err := c.Do(ctx, http.MethodGet, "/runs/"+url.PathEscape(id)+"/result", nil, a)
	return a, err
}

// Table returns a table as a file, such as balance.csv.
func (c *Client) Table(ctx context.Context, id, name string) ([]byte, error) {
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+url.PathEscape(id)+"/tables/"+url.PathEscape(name), nil, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

// Verify proves the result of a run without a solver.
func (c *Client) Verify(ctx context.Context, id string) (optimize.Verification, error) {
	var v optimize.Verification
	err := c.Do(ctx, http.MethodPost, "/runs/"+url.PathEscape(id)+"/verify", nil, &v)
	return v, err
}

// Compare says what differs between runs; the first is the base.
func (c *Client) Compare(ctx context.Context, runs ...string) (api.Comparison, error) {
	var out api.Comparison
	err := c.Do(ctx, http.MethodGet, "/compare?"+url.Values{"runs": {strings.Join(runs, ",")}}.Encode(), nil, &out)
	return out, err
}

// Ensemble reads the result of an ensemble run.
func (c *Client) Ensemble(ctx context.Context, run string) (*parts.Outlook, error) {
	o := new(parts.Outlook)
	return o, c.Do(ctx, http.MethodGet, "/runs/"+url.PathEscape(run)+"/ensemble", nil, o)
}

// Figure reads a figure of an ensemble run, such as shortage.svg.
func (c *Client) Figure(ctx context.Context, run, file string) ([]byte, error) {
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+url.PathEscape(run)+"/figures/"+url.PathEscape(file), nil, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

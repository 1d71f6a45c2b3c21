package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// heard is an answer as it came, with nothing unpacked.
type heard struct {
	status int
	header http.Header
	body   []byte
}

// ask makes a bare GET request.
func (x *service) ask(t *testing.T, path, key string, header http.Header) heard {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		r.Header = header.Clone()
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if r.Header.Get("Accept-Encoding") == "" {
		r.Header.Set("Accept-Encoding", "identity")
	}
	answer, err := x.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return heard{answer.StatusCode, answer.Header, body}
}

// TestTooManyRequestsAreToldWhenToTryAgain also checks whom the limit counts:
// the address of the connection, or behind a proxy the one that the proxy saw,
// whatever the client itself pretends.
func TestTooManyRequestsAreToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	same := func(int) string { return "198.51.100.1" }
	another := func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }
	for _, c := range []struct {
		name    string
		proxied bool
		from    func(int) string // X-Forwarded-For of each request
		refused bool
	}{
		{"one client", false, func(int) string { return "" }, true},
		{"a client that pretends to be many", false, another, true},
		{"a client behind a proxy", true, same, true},
		{"many clients behind a proxy", true, another, false},
		{"a client that pretends to be many behind a proxy", true, func(i int) string { return another(i) + ", " + same(i) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := setup(t, func(s *api.Config) { s.Rate, s.Burst, s.Proxied = 1, 2, c.proxied })
			refused := 0
			for i := range 30 { // more than the limit lets through in half a minute
				header := http.Header{}
				if from := c.from(i); from != "" {
					header.Set("X-Forwarded-For", from)
				}
				answer := x.ask(t, api.Prefix+"/basins", "", header)
				switch answer.status {
				case http.StatusUnauthorized:
				case http.StatusTooManyRequests:
					refused++
					if answer.header.Get("Retry-After") != "1" || answer.header.Get("Content-Type") != "application/problem+json" {
						t.Errorf("refused with %v", answer.header)
					}
				default:
					t.Errorf("status %d", answer.status)
				}
			}
			if (refused > 0) != c.refused {
				t.Errorf("%d requests refused", refused)
			}
			if answer := x.ask(t, "/healthz", "", nil); answer.status != http.StatusOK {
				t.Errorf("the probe is limited, too: %d", answer.status)
			}
		})
	}
}

func TestARequestThatTakesTooLongIsToldSo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		x := setupOn(t, url, func(c *api.Config) { c.Timeout = time.Nanosecond })
		x.addUsers(t)
		answer := x.ask(t, api.Prefix+"/basins", x.key(t, auth.Viewer).Key, nil)
		if answer.status != http.StatusServiceUnavailable || answer.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %s", answer.status, answer.body)
		}
	})
}

func TestAnswersAreCompressedWhereTheClientTakesIt(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	x.addUsers(t)
	key := x.key(t, auth.Engineer).Key
	for accept, want := range map[string]string{"gzip": "gzip", "identity": "", "br": ""} {
		answer := x.ask(t, api.Prefix+"/schema", key, http.Header{"Accept-Encoding": {accept}})
		if got := answer.header.Get("Content-Encoding"); answer.status != http.StatusOK || got != want {
			t.Errorf("%s: %d, encoding %q, want %q", accept, answer.status, got, want)
		}
		if plain := len(answer.body) > 0 && answer.body[0] == '{'; plain != (want == "") {
			t.Errorf("%s: begins with %q", accept, answer.body[:min(4, len(answer.body))])
		}
	}
}

// waiting is a service whose queue makes nothing, so that runs stay as they are.
func waiting(t *testing.T) (*service, *client.Client, store.Run) {
	t.Helper()
	x := setup(t, nil)
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	if err := x.queue.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := c.Submit(t.Context(), api.RunBody{Basin: "fen-hutuo"})
	if err != nil {
		t.Fatal(err)
	}
	return x, c, r
}

// TestEventsComeAtOnce reads the first event of a run that does not move: it is
// neither compressed nor held back until there is more.
func TestEventsComeAtOnce(t *testing.T) {
	t.Parallel()
	_, c, run := waiting(t)
	answer, err := c.Send(t.Context(), http.MethodGet, "/runs/"+run.ID+"/events", nil, http.Header{"Accept-Encoding": {"gzip"}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if h := answer.Header; h.Get("Content-Encoding") != "" || h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("header %v", h)
	}
	lines := bufio.NewScanner(answer.Body)
	var got []string
	for len(got) < 2 && lines.Scan() {
		got = append(got, lines.Text())
	}
	var seen store.Run
	if len(got) < 2 || got[0] != "event: progress" || json.Unmarshal([]byte(strings.TrimPrefix(got[1], "data: ")), &seen) != nil || seen.ID != run.ID {
		t.Errorf("stream %q", got)
	}
	if _, err := c.Cancel(t.Context(), run.ID); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(answer.Body) // ends with the run
	if err != nil || !strings.Contains(string(rest), "event: finished") {
		t.Errorf("the rest is %q, %v", rest, err)
	}
}

// TestOpenEventStreamsDoNotHoldUpTheEnd stops a service to which clients listen.
func TestOpenEventStreamsDoNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	x, c, run := waiting(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	const grace = 10 * time.Minute // longer than the test may take
	go func() { ended <- x.api.Serve(ctx, l, grace) }()
	var wg sync.WaitGroup
	listening := make(chan struct{}, 5)
	for range cap(listening) {
		wg.Go(func() {
			one := &client.Client{URL: "http://" + l.Addr().String(), Key: c.Key, HTTP: &http.Client{Transport: new(http.Transport)}}
			if _, err := one.Follow(t.Context(), run.ID, func(store.Run) { listening <- struct{}{} }); err == nil {
				t.Error("the stream ended with a run that is not over")
			}
		})
	}
	for range cap(listening) {
		<-listening
	}
	stop()
	select {
	case err := <-ended:
		if err != nil && !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the service waits for those who listen")
	}
	wg.Wait()
}

// TestARunInProgressIsCancelled cancels a run of 50 years when the solver is at
// work.
func TestARunInProgressIsCancelled(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	r, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", RunOptions: api.RunOptions{Periods: 600}})
	if err != nil {
		t.Fatal(err)
	}
	var asked time.Time
	r, err = c.Follow(ctx, r.ID, func(now store.Run) {
		if now.Progress.Levels == 0 || !asked.IsZero() {
			return
		}
		asked = time.Now()
		if _, err := c.Cancel(ctx, now.ID); err != nil {
			t.Error(err)
		}
	})
	if err != nil || r.Status != store.RunCancelled || r.Error != "cancelled by engineer" {
		t.Errorf("%s (%s), %v", r.Status, r.Error, err)
	}
	t.Logf("over %s after it was asked for, at level %d of %d", time.Since(asked).Round(time.Millisecond), r.Progress.Done, r.Progress.Levels)
	if _, err := c.Result(ctx, r.ID); statusOf(err) != http.StatusNotFound {
		t.Errorf("result of a cancelled run: %v", err)
	}
}

// TestAKeyMakesOneRun submits with one key many times at once, as each of two users.
func TestAKeyMakesOneRun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		x := setupOn(t, url, nil)
		x.addUsers(t)
		var (
			wg  sync.WaitGroup
			mu  sync.Mutex
			ids = map[string]int{}
		)
		for _, role := range []auth.Role{auth.Engineer, auth.Admin} {
			c := x.key(t, role)
			for range 20 {
				wg.Go(func() {
					r, err := c.SubmitOnce(t.Context(), "today", api.RunBody{Basin: "fen-hutuo", RunOptions: api.RunOptions{NoCertificate: true}})
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					ids[r.ID]++
				})
			}
		}
		wg.Wait()
		l, err := x.db.Runs(t.Context(), store.RunFilter{})
		if err != nil || len(ids) != 2 || len(l.Items) != 2 {
			t.Errorf("runs by id %v, %d stored, %v", ids, len(l.Items), err)
		}
	})
}

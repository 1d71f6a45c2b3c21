package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// kills is how often a process is killed in the test below, on each database;
// FENHU_KILLS asks for more, as make kill-test does.
const kills = 5

// TestKillsLoseNothingAndRepeatNothing kills the service, or on PostgreSQL one
// of the service and a worker, at random moments while runs are submitted. A
// client that does not hear that its run was taken submits it again with the same key.
func TestKillsLoseNothingAndRepeatNothing(t *testing.T) {
	t.Parallel()
	times := kills
	if n, err := strconv.Atoi(os.Getenv("FENHU_KILLS")); err == nil {
		times = n
	}
	storetest.Each(t, func(t *testing.T, url string) {
		addr := freeAddress(t)
		common := []string{"--db", url, "--rescue-after", "1s", "--workers"}
		starts := [][]string{append([]string{"serve", "--dev", "--rate", "-1", "--addr", addr}, append(common, "2")...)}
		if !strings.HasPrefix(url, "sqlite:") {
			starts[0][len(starts[0])-1] = "1"
			starts = append(starts, append([]string{"worker"}, append(common, "1")...))
		}
		var running []*process
		for _, args := range starts {
			running = append(running, start(t, "", args...))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Duration(times)*15*time.Second)
		defer cancel()
		s := &submitter{c: &client.Client{URL: "http://" + addr, Language: "en"}, ids: map[string]string{}}
		reference := s.submit(ctx, t, "reference")
		undisturbed, err := s.c.Wait(ctx, reference, 50*time.Millisecond)
		if err != nil || undisturbed.Status != store.RunDone {
			t.Fatalf("%+v, %v", undisturbed, err)
		}

		random := rand.New(rand.NewPCG(1, uint64(times)))
		enough := make(chan struct{})
		var wg sync.WaitGroup
		for who := range 2 {
			wg.Go(func() {
				for i := 0; ; i++ {
					s.submit(ctx, t, fmt.Sprintf("%d-%d", who, i))
					select {
					case <-enough:
						return
					case <-ctx.Done():
						return
					case <-time.After(time.Second):
					}
				}
			})
		}
		for range times {
			time.Sleep(time.Duration(50+random.IntN(2500)) * time.Millisecond)
			victim := random.IntN(len(running))
			running[victim].kill(t)
			running[victim] = start(t, "", starts[victim]...)
		}
		close(enough)
		wg.Wait()
		if again := s.submit(ctx, t, "reference"); again != reference { // the service is back once it answers
			t.Errorf("the first run is %s, was %s", again, reference)
		}
		s.check(ctx, t, undisturbed)
	})
}

// submitter submits runs and remembers what it was told.
type submitter struct {
	c *client.Client

	mu      sync.Mutex
	ids     map[string]string // of the runs that were accepted, by key
	repeats int
}

// submit submits a run until it is accepted; nothing but a broken connection
// is an excuse. Now and then it submits again what was accepted.
func (s *submitter) submit(ctx context.Context, t *testing.T, key string) string {
	p := 95.0
	body := api.RunBody{Basin: "fen-hutuo", P: &p, RunOptions: api.RunOptions{Periods: 24, NoCertificate: true}, Title: key}
	for {
		r, err := s.c.SubmitOnce(ctx, key, body)
		if refused, ok := errors.AsType[*client.ProblemError](err); ok || ctx.Err() != nil {
			t.Errorf("run %s was not taken: %v, %v", key, refused, ctx.Err())
			return ""
		}
		s.mu.Lock()
		if err == nil {
			before := s.ids[key]
			s.ids[key] = r.ID
			s.mu.Unlock()
			if before != "" && before != r.ID {
				t.Errorf("key %s made the runs %s and %s", key, before, r.ID)
			}
			if before != "" || !strings.HasSuffix(key, "0") {
				return r.ID
			}
			continue
		}
		s.repeats++
		s.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
}

// check looks at all runs when they are over: each once, each done, all alike.
func (s *submitter) check(ctx context.Context, t *testing.T, undisturbed store.Run) {
	t.Helper()
	lost := 0
	for key, id := range s.ids {
		r, err := s.c.Wait(ctx, id, 100*time.Millisecond)
		if err != nil || r.Status != store.RunDone || r.ResultHash != undisturbed.ResultHash || r.Title != key {
			t.Errorf("run %s (%s): %s %s after %d attempts, result %s, %v", key, id, r.Status, r.Error, r.Attempts, r.ResultHash, err)
		}
		lost += r.Attempts - 1
		var ends api.List[store.Entry]
		if err := s.c.Do(ctx, http.MethodGet, "/audit?action=finish&object=run&object_id="+id, nil, &ends); err != nil || len(ends.Items) != 1 {
			t.Errorf("run %s (%s) ended %d times, %v", key, id, len(ends.Items), err)
		}
	}
	stored := 0
	for next := "?limit=500"; next != ""; {
		var l api.List[store.Run]
		if err := s.c.Do(ctx, http.MethodGet, "/runs"+next, nil, &l); err != nil {
			t.Fatal(err)
		}
		stored += len(l.Items)
		if next = l.Next; next != "" {
			next = "?limit=500&cursor=" + next
		}
	}
	if stored != len(s.ids) {
		t.Errorf("%d runs are stored, %d were accepted", stored, len(s.ids))
	}
	t.Logf("%d runs accepted, %d submissions repeated after a broken connection, %d attempts lost", len(s.ids), s.repeats, lost)
}

// freeAddress is an address at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

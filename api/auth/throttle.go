package auth

import (
	"sync"
	"time"
)

// Throttle slows down guessing: after a number of failures under one name a
// further attempt must wait, twice as long each time. It is safe for concurrent
// use and forgets names that have been quiet.
type Throttle struct {
	now func() time.Time

	mu   sync.Mutex
	seen map[string]attempts
}

type attempts struct {
	failures int
	last     time.Time
}

// Limits of the throttle: failures without a wait, the first and the longest
// wait, and the number of names at which old ones are forgotten.
const (
	freeFailures = 5
	firstWait    = 2 * time.Second
	longestWait  = 15 * time.Minute
	manyNames    = 10_000
)

// NewThrottle returns a throttle that reads the clock now.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, seen: map[string]attempts{}}
}

// Wait returns how long an attempt under name must still wait, 0 for not at all.
func (t *Throttle) Wait(name string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.seen[name]
	return max(0, wait(a.failures)-t.now().Sub(a.last))
}

// Fail counts a failure under name.
func (t *Throttle) Fail(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.seen) >= manyNames {
		for n, a := range t.seen {
			if now.Sub(a.last) > longestWait {
				delete(t.seen, n)
			}
		}
	}
	a := t.seen[name]
	if now.Sub(a.last) > 2*longestWait {
		a.failures = 0
	}
	t.seen[name] = attempts{a.failures + 1, now}
}

// Succeed forgets the failures under name.
func (t *Throttle) Succeed(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, name)
}

func wait(failures int) time.Duration {
	over := failures - freeFailures
	if over < 0 {
		return 0
	}
	return min(longestWait, firstWait<<min(over, 20))
}

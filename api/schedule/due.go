package schedule

import (
	"slices"
	"time"
)

// CatchUp says what becomes of ticks that passed while no server ran.
type CatchUp string

// The policies.
const (
	Skip CatchUp = "skip" // nothing
	Once CatchUp = "once" // the last of them, unless a later tick is on time
	All  CatchUp = "all"  // all of them, the last few when there are many
)

const (
	// Grace is how late a tick may be noticed and still be on time.
	Grace = 2 * time.Minute
	// farthest is how far back missed ticks are looked for.
	farthest = 31 * 24 * time.Hour
	// MostCaughtUp is the most ticks that are fired at one time.
	MostCaughtUp = 100
)

// Decision is what is due.
type Decision struct {
	Fire []Tick
	// Missed is the number of ticks that are given up, from the first to the last.
	Missed              int
	MissedFrom, LastOne time.Time
	// Next is the tick to wait for; zero = there is none.
	Next time.Time
}

// Tick is a tick to fire.
type Tick struct {
	At time.Time
	// Late is set for one that is caught up.
	Late bool
}

// Due decides what to fire at now, when next is the first tick that nobody has
// decided on. At most most ticks are fired, the latest ones.
func Due(t Timetable, next, now time.Time, policy CatchUp, most int) Decision {
	most = min(max(most, 1), MostCaughtUp)
	if early := now.Add(-farthest); next.Before(early) {
		next = t.Next(early)
	}
	var (
		d    Decision
		give = func(at time.Time) {
			if d.Missed++; d.MissedFrom.IsZero() {
				d.MissedFrom = at
			}
			d.LastOne = at
		}
		late, inTime []Tick
	)
	for ; !next.IsZero() && !next.After(now); next = t.Next(next) {
		if now.Sub(next) <= Grace {
			inTime = append(inTime, Tick{At: next})
		} else if late = append(late, Tick{At: next, Late: true}); len(late) > most {
			give(late[0].At)
			late = late[1:]
		}
	}
	d.Next = next
	keep := len(late)
	switch policy {
	case All:
	case Once:
		keep = 0
		if len(inTime) == 0 {
			keep = min(1, len(late))
		}
	default:
		keep = 0
	}
	all := slices.Concat(late[len(late)-keep:], inTime)
	for _, x := range late[:len(late)-keep] {
		give(x.At)
	}
	for len(all) > most {
		give(all[0].At)
		all = all[1:]
	}
	d.Fire = all
	return d
}

package alert

import "time"

// RunsRule is the rule that every schedule has: its runs come to a feasible result.
const RunsRule = "runs"

// Event is what happens to an alert.
type Event string

// The events. Fell tells nobody: it is in the record.
const (
	Opened       Event = "opened"
	Rose         Event = "rose"
	Fell         Event = "fell"
	Reminded     Event = "reminded"
	Cleared      Event = "cleared"
	Escalated    Event = "escalated"
	Acknowledged Event = "acknowledged"
	Nothing      Event = ""
)

// Tells says whether an event is delivered.
func (e Event) Tells() bool {
	switch e {
	case Opened, Rose, Reminded, Cleared, Escalated:
		return true
	default:
		return false
	}
}

// State is an open alert.
type State struct {
	Level        Level
	Acknowledged bool
	Told         time.Time // last time that somebody was told
}

// Decide says what a new reading does to what is open; open is nil when nothing
// is. The same state is not told again until remind has passed, never when that
// is zero or the alert was acknowledged.
func Decide(open *State, level Level, now time.Time, remind time.Duration) Event {
	switch {
	case open == nil && level == None:
		return Nothing
	case open == nil:
		return Opened
	case level == None:
		return Cleared
	case level.graver(open.Level):
		return Rose
	case level != open.Level:
		return Fell
	case remind > 0 && !open.Acknowledged && now.Sub(open.Told) >= remind:
		return Reminded
	default:
		return Nothing
	}
}

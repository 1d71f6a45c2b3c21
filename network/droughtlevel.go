package network

import (
	"fmt"
	"math"
)

// DroughtLevel is the level of an operator's response to drought (抗旱应急响应,
// RULES DR-12): Ⅳ blue, Ⅲ yellow, Ⅱ orange, Ⅰ red; 0 is no drought.
type DroughtLevel int

// The levels, the mildest first.
const (
	NoDrought DroughtLevel = iota
	DroughtBlue
	DroughtYellow
	DroughtOrange
	DroughtRed
)

// droughtLevels is the number of levels, no drought included.
const droughtLevels = int(DroughtRed) + 1

var droughtLevelTable = [droughtLevels]struct {
	id   string
	name Text
}{
	{"none", Text{"无", "none"}},
	{"blue", Text{"Ⅳ级（蓝色）", "Ⅳ (blue)"}},
	{"yellow", Text{"Ⅲ级（黄色）", "Ⅲ (yellow)"}},
	{"orange", Text{"Ⅱ级（橙色）", "Ⅱ (orange)"}},
	{"red", Text{"Ⅰ级（红色）", "Ⅰ (red)"}},
}

// DroughtLevels returns the levels from no drought to red.
func DroughtLevels() []DroughtLevel {
	return []DroughtLevel{NoDrought, DroughtBlue, DroughtYellow, DroughtOrange, DroughtRed}
}

// String is the word of the document: none, blue, yellow, orange or red.
func (l DroughtLevel) String() string {
	if l < NoDrought || l > DroughtRed {
		return fmt.Sprintf("DroughtLevel(%d)", int(l))
	}
	return droughtLevelTable[l].id
}

// Name is the level's name in both languages.
func (l DroughtLevel) Name() Text {
	if l < NoDrought || l > DroughtRed {
		return Text{l.String(), l.String()}
	}
	return droughtLevelTable[l].name
}

// MarshalText writes the word of the document.
func (l DroughtLevel) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the word of the document.
func (l *DroughtLevel) UnmarshalText(data []byte) error {
	for i := range droughtLevelTable {
		if droughtLevelTable[i].id == string(data) {
			*l = DroughtLevel(i)
			return nil
		}
	}
	return fmt.Errorf("no drought level %q", data)
}

// droughtLevel reads a word of the document; an empty one is none.
func droughtLevel(word string) DroughtLevel {
	var l DroughtLevel
	_ = l.UnmarshalText([]byte(word)) // the decoder has refused other words
	return l
}

// thresholds are those of one indicator for every level; NaN = the indicator
// says nothing about the level. A falling indicator is worse the lower it is,
// as a storage; the others are worse the higher they are, as a shortage.
type thresholds struct {
	falling     bool
	enter, exit [droughtLevels]float64
}

func noThresholds(falling bool) thresholds {
	x := thresholds{falling: falling}
	for l := range x.enter {
		x.enter[l], x.exit[l] = math.NaN(), math.NaN()
	}
	return x
}

// speaks says whether value and level can be judged.
func (x *thresholds) speaks(l DroughtLevel, value float64) bool {
	return !math.IsNaN(value) && !math.IsNaN(x.enter[l])
}

// onThreshold is the relative distance within which a value counts as exactly on
// a threshold: the feasibility tolerance of the solvers, so that their rounding
// does not decide about a level.
const onThreshold = 1e-7

// beyond is how far a value is on the dry side of a threshold, 0 on it.
func (x *thresholds) beyond(value, threshold float64) float64 {
	d := value - threshold
	if x.falling {
		d = -d
	}
	if math.Abs(d) <= onThreshold*(1+math.Abs(threshold)) {
		return 0
	}
	return d
}

// entered: a value exactly on the entry threshold enters.
func (x *thresholds) entered(l DroughtLevel, value float64) bool {
	return x.beyond(value, x.enter[l]) >= 0
}

// held: a value exactly on the exit threshold has left, unless it is on the
// entry threshold too.
func (x *thresholds) held(l DroughtLevel, value float64) bool {
	return x.beyond(value, x.exit[l]) > 0 || x.entered(l, value)
}

// ladder says how a plan moves between its levels.
type ladder struct {
	all      bool               // all indicators must agree, instead of any
	stepUp   bool               // one level at a time to worse levels
	jumpDown bool               // straight to the level that still holds, instead of one level at a time
	least    [droughtLevels]int // periods that a level lasts at least before it is left for a milder one
}

// machine is the state of a plan: pure, so that the same values always give the
// same levels.
type machine struct {
	ladder
	level DroughtLevel
	since int // period in which the level began
}

// decide moves the machine to the level of period t by the values of the
// indicators, NaN where one has no value yet. It says whether the level would
// have been left but for its least duration.
//
//	worse:  the highest level whose entry is met, at once, whatever the duration
//	milder: when the exit of the present level is met and its duration is over
func (m *machine) decide(t int, values []float64, limits []thresholds) (waits bool) {
	worst := NoDrought
	for l := DroughtRed; l > m.level; l-- {
		if m.met(l, values, limits, (*thresholds).entered) {
			worst = l
			break
		}
	}
	if worst > m.level {
		if m.stepUp {
			worst = m.level + 1
		}
		m.level, m.since = worst, t
		return false
	}
	if m.level == NoDrought || m.met(m.level, values, limits, (*thresholds).held) {
		return false
	}
	if t-m.since < m.least[m.level] {
		return true
	}
	milder := m.level - 1
	if m.jumpDown {
		for milder > NoDrought && !m.met(milder, values, limits, (*thresholds).held) {
			milder--
		}
	}
	m.level, m.since = milder, t
	return false
}

// met combines the indicators that speak about level l; where none does, it is
// not met.
func (m *machine) met(l DroughtLevel, values []float64, limits []thresholds, test func(*thresholds, DroughtLevel, float64) bool) bool {
	spoken := false
	for i := range limits {
		if !limits[i].speaks(l, values[i]) {
			continue
		}
		spoken = true
		if yes := test(&limits[i], l, values[i]); yes != m.all {
			return yes
		}
	}
	return spoken && m.all
}

package frequency

import (
	"fmt"
	"math"
	"strconv"
)

// Name is a label in the two languages of the product.
type Name struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Design is a design representative year (设计代表年).
type Design struct {
	P float64 `json:"p"` // exceedance probability of the annual inflow [-]
	Name
}

// Designs returns the usual design years from wet to dry. Planning reports show
// 50, 75 and 95 % (in the arid north 50, 75 and 90 or 95 %) beside the long-term
// mean. General professional knowledge; the list of a study is a setting.
func Designs() []Design {
	ps := []float64{0.20, 0.50, 0.75, 0.90, 0.95, 0.97}
	out := make([]Design, len(ps))
	for i, p := range ps {
		out[i] = Design{P: p, Name: DesignName(p)}
	}
	return out
}

// DesignName names the year of exceedance probability p: 丰水年 at 20 and 25 %,
// 平水年 at 50 %, 偏枯年 at 75 %, 枯水年 at 90 %, 特枯年 at 95 % and 极端枯水年 from 97
// to 99 %. Between these points practice has no common names, and the year is named
// by its frequency.
func DesignName(p float64) Name {
	const slack = 1e-9
	at := func(q float64) bool { return math.Abs(p-q) < slack }
	switch {
	case at(0.20), at(0.25):
		return Name{ZH: "丰水年", EN: "wet year"}
	case at(0.50):
		return Name{ZH: "平水年", EN: "normal year"}
	case at(0.75):
		return Name{ZH: "偏枯年", EN: "moderately dry year"}
	case at(0.90):
		return Name{ZH: "枯水年", EN: "dry year"}
	case at(0.95):
		return Name{ZH: "特枯年", EN: "very dry year"}
	case p > 0.97-slack && p < 0.99+slack:
		return Name{ZH: "极端枯水年", EN: "extremely dry year"}
	}
	pct := strconv.FormatFloat(p*100, 'g', 6, 64)
	return Name{ZH: fmt.Sprintf("P=%s%%年", pct), EN: fmt.Sprintf("P=%s%% year", pct)}
}

// DryReturn is the return period T = 1/(1−p) of a year as dry as p or drier
// [years]. p must be inside (0,1).
func DryReturn(p float64) float64 { return 1 / (1 - p) }

// WetReturn is the return period T = 1/p of a year as wet as p or wetter [years].
// p must be inside (0,1).
func WetReturn(p float64) float64 { return 1 / p }

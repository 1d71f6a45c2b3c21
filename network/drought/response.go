package drought

import (
	"fmt"

	"fenhu/network/frequency"
)

// Response is a level of emergency response (应急响应等级), the order is the order
// of alarm: 0 is none, then Ⅳ, Ⅲ, Ⅱ and Ⅰ, the highest.
type Response uint8

// The levels of response.
const (
	NoResponse  Response = iota
	ResponseIV           // Ⅳ, blue
	ResponseIII          // Ⅲ, yellow
	ResponseII           // Ⅱ, orange
	ResponseI            // Ⅰ, red
)

// Responses returns the levels from none to Ⅰ.
func Responses() []Response {
	return []Response{NoResponse, ResponseIV, ResponseIII, ResponseII, ResponseI}
}

// Name is the level with the colour of its warning.
func (r Response) Name() frequency.Name {
	switch r {
	case NoResponse:
		return frequency.Name{ZH: "无响应", EN: "none"}
	case ResponseIV:
		return frequency.Name{ZH: "Ⅳ级（蓝）", EN: "Ⅳ (blue)"}
	case ResponseIII:
		return frequency.Name{ZH: "Ⅲ级（黄）", EN: "Ⅲ (yellow)"}
	case ResponseII:
		return frequency.Name{ZH: "Ⅱ级（橙）", EN: "Ⅱ (orange)"}
	case ResponseI:
		return frequency.Name{ZH: "Ⅰ级（红）", EN: "Ⅰ (red)"}
	}
	s := fmt.Sprintf("Response(%d)", uint8(r))
	return frequency.Name{ZH: s, EN: s}
}

// Trigger starts a response when enough counties are in a category or a worse one.
type Trigger struct {
	Response Response  `json:"response"`
	Category Category  `json:"category"`
	Counties Threshold `json:"counties"` // number of counties
}

// DefaultTriggers maps light to Ⅳ up to extreme to Ⅰ, each by one county (RULES
// DR-12). The trigger tables of the provincial and city plans were not found, so all
// of it is a setting.
func DefaultTriggers() []Trigger {
	one := Threshold{Value: 1, Grade: D, Source: "default of this program; set it from the emergency plan that applies"}
	return []Trigger{
		{ResponseIV, Light, one},
		{ResponseIII, Moderate, one},
		{ResponseII, Severe, one},
		{ResponseI, Extreme, one},
	}
}

// Respond is the highest response that the categories of the counties start.
func Respond(triggers []Trigger, counties []Category) Response {
	out := NoResponse
	for _, t := range triggers {
		n := 0
		for _, c := range counties {
			if c >= t.Category && c != None {
				n++
			}
		}
		if n > 0 && float64(n) >= t.Counties.Value {
			out = max(out, t.Response)
		}
	}
	return out
}

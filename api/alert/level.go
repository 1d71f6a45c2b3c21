// Package alert decides when somebody has to be told of a result, what they are
// told, and delivers it by webhook or e-mail. It keeps nothing and reads no
// clock; what is open and what was told is with the caller.
package alert

import "fenhu/network"

// Level is how grave an alert is: 1 to 4, the least number the gravest, as the
// colours of drought warnings have it; 0 = none.
type Level int

// The levels.
const (
	None   Level = 0
	Red    Level = 1 // Ⅰ
	Orange Level = 2 // Ⅱ
	Yellow Level = 3 // Ⅲ
	Blue   Level = 4 // Ⅳ
)

// Name is the level in words.
func (l Level) Name() network.Text {
	switch l {
	case Red:
		return network.Text{ZH: "Ⅰ级（红色）", EN: "level Ⅰ (red)"}
	case Orange:
		return network.Text{ZH: "Ⅱ级（橙色）", EN: "level Ⅱ (orange)"}
	case Yellow:
		return network.Text{ZH: "Ⅲ级（黄色）", EN: "level Ⅲ (yellow)"}
	case Blue:
		return network.Text{ZH: "Ⅳ级（蓝色）", EN: "level Ⅳ (blue)"}
	default:
		return network.Text{ZH: "无预警", EN: "no alert"}
	}
}

// graver says whether l is graver than m.
func (l Level) graver(m Level) bool { return l != None && (m == None || l < m) }

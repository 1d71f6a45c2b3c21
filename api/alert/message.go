package alert

import (
	"fmt"
	"strings"
	"time"

	"fenhu/network"
)

// Message is what is told. It is the body of a webhook.
type Message struct {
	Alert     string       `json:"alert"` // id
	Event     Event        `json:"event"`
	At        time.Time    `json:"at"`
	Level     Level        `json:"level"` // 0 when it is over
	Basin     string       `json:"basin"`
	Schedule  string       `json:"schedule"` // id
	Name      network.Text `json:"name"`     // of the schedule
	Rule      string       `json:"rule"`
	Indicator string       `json:"indicator,omitempty"`
	Of        network.Text `json:"of,omitzero"` // what of the indicator the rule watches
	Unit      string       `json:"unit,omitempty"`
	Value     float64      `json:"value"`
	Threshold float64      `json:"threshold"`
	Places    []Point      `json:"places,omitempty"`
	Run       string       `json:"run,omitempty"` // id
	Link      string       `json:"link,omitempty"`
	Reason    network.Text `json:"reason,omitzero"` // why runs failed
	Subject   network.Text `json:"subject"`
	Text      network.Text `json:"text"`
}

// mostPlaces is how many places a text names.
const mostPlaces = 8

// Write fills Subject and Text from the rest. base is the public address of the
// service, from which the link to the run is made; empty = no link.
func (m *Message) Write(base string) {
	if m.Run != "" && base != "" {
		m.Link = strings.TrimSuffix(base, "/") + "/api/v1/runs/" + m.Run
	}
	level := m.Level.Name()
	name := m.Name
	if name.EN == "" {
		name.EN = name.ZH
	}
	x, _ := IndicatorByID(m.Indicator)
	head := map[Event]network.Text{
		Opened: {ZH: "预警", EN: "alert"}, Rose: {ZH: "预警升级", EN: "alert risen"}, Reminded: {ZH: "预警提醒", EN: "reminder"},
		Escalated: {ZH: "预警未确认", EN: "alert not acknowledged"}, Cleared: {ZH: "预警解除", EN: "alert over"},
	}[m.Event]
	what := x.Name
	if m.Of != (network.Text{}) {
		what = m.Of
	}
	if m.Rule == RunsRule {
		what = network.Text{ZH: "计算未得到可行结果", EN: "runs did not come to a feasible result"}
	}
	m.Subject = network.Text{
		ZH: fmt.Sprintf("【%s·%s】%s：%s", head.ZH, level.ZH, name.ZH, what.ZH), EN: fmt.Sprintf("[%s, %s] %s: %s", head.EN, level.EN, name.EN, what.EN),
	}
	var zh, en strings.Builder
	line := func(z, e string, args ...any) {
		fmt.Fprintf(&zh, z+"\n", args...)
		fmt.Fprintf(&en, e+"\n", args...)
	}
	zh.WriteString(m.Subject.ZH + "\n")
	en.WriteString(m.Subject.EN + "\n")
	if m.Rule == RunsRule {
		if m.Reason != (network.Text{}) {
			zh.WriteString(m.Reason.ZH + "\n")
			en.WriteString(m.Reason.EN + "\n")
		}
	} else {
		relation := "≥"
		if x.Below {
			relation = "≤"
		}
		line("数值 %.4g %s，阈值 %s %g %s（规则 %s）", "value %.4g %s, threshold %s %g %s (rule %s)", m.Value, m.Unit, relation, m.Threshold, m.Unit, m.Rule)
		for i, p := range m.Places {
			if i == mostPlaces {
				line("……另有 %d 处", "… and %d more", len(m.Places)-mostPlaces)
				break
			}
			fmt.Fprintf(&zh, "  %s %.4g %s\n", named(p, network.ZH), p.Value, m.Unit)
			fmt.Fprintf(&en, "  %s %.4g %s\n", named(p, network.EN), p.Value, m.Unit)
		}
	}
	line("流域 %s，时间 %s", "basin %s, time %s", m.Basin, m.At.UTC().Format(time.RFC3339))
	if m.Link != "" {
		line("计算 %s", "run %s", m.Link)
	}
	m.Text = network.Text{ZH: zh.String(), EN: en.String()}
}

func named(p Point, l network.Lang) string {
	if s := p.Name.In(l); s != "" {
		return s
	}
	return p.ID
}

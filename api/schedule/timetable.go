// Package schedule decides when scheduled work is due: timetables in cron
// syntax with a time zone, and what becomes of the ticks that nobody was there
// for. It keeps nothing and reads no clock.
package schedule

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a static binary on a bare machine knows the zones all the same

	"github.com/robfig/cron/v3"

	"fenhu/network"
)

// DefaultZone is the time zone of timetables that name none.
const DefaultZone = "Asia/Shanghai"

// Shortest is the shortest interval that users may ask for with @every.
const Shortest = time.Minute

// Timetable is a sequence of ticks without end.
type Timetable struct {
	zone *time.Location
	at   cron.Schedule
}

// field is one of the five fields of a timetable.
type field struct {
	name   network.Text
	limits string
}

func fields() []field {
	return []field{
		{network.Text{ZH: "分钟", EN: "minute"}, "0–59"},
		{network.Text{ZH: "小时", EN: "hour"}, "0–23"},
		{network.Text{ZH: "日", EN: "day of month"}, "1–31"},
		{network.Text{ZH: "月", EN: "month"}, "1–12, JAN–DEC"},
		{network.Text{ZH: "星期", EN: "day of week"}, "0–6, SUN–SAT"},
	}
}

// Parse reads a timetable: five fields (minute, hour, day of month, month, day
// of week) or @hourly, @daily, @weekly, @monthly, @yearly, @every DURATION. An
// empty zone is DefaultZone. shortest is the least DURATION that is allowed.
// The error is network.Faults with the paths cron and zone. now is where the
// search for the first tick begins: a timetable without one is a fault.
func Parse(expression, zone string, shortest time.Duration, now time.Time) (Timetable, error) {
	var wrong network.Faults
	fault := func(path, zh, en string, args ...any) {
		wrong = append(wrong, network.Fault{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	if zone == "" {
		zone = DefaultZone
	}
	t := Timetable{}
	var err error
	if t.zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
		fault("zone", "没有时区 %q；例如 Asia/Shanghai", "there is no time zone %q; write one such as Asia/Shanghai", zone)
	}
	expression = strings.TrimSpace(expression)
	words := strings.Fields(expression)
	switch {
	case strings.HasPrefix(expression, "TZ="), strings.HasPrefix(expression, "CRON_TZ="):
		fault("cron", "时区写在 zone 中，不写在 cron 里", "the time zone belongs into zone, not into cron")
	case strings.HasPrefix(expression, "@"):
		t.at, err = cron.ParseStandard(expression)
		every, constant := t.at.(cron.ConstantDelaySchedule)
		switch {
		case err != nil:
			fault("cron", "不认识 %q；可用 @hourly、@daily、@weekly、@monthly、@yearly、@every 6h", "%q is not known; there are @hourly, @daily, @weekly, @monthly, @yearly and @every 6h", expression)
		case constant && every.Delay < shortest:
			fault("cron", "间隔 %s 短于 %s", "the interval %s is shorter than %s", every.Delay, shortest)
		}
	case len(words) != 5:
		fault("cron", "%q 有 %d 个字段，应为 5 个：分 时 日 月 星期，例如 0 8 * * *（每日 8 时）", "%q has %d fields, not 5: minute, hour, day of month, month, day of week, such as 0 8 * * * (every day at 8)", expression, len(words))
	default:
		for i, f := range fields() {
			one := []string{"*", "*", "*", "*", "*"}
			one[i] = words[i]
			if _, err := cron.ParseStandard(strings.Join(one, " ")); err != nil {
				wrong = append(wrong, network.Fault{Path: "cron", Problem: network.Text{
					ZH: fmt.Sprintf("%s字段 %q 有误；可用 %s、*、a-b、a,b、*/n", f.name.ZH, words[i], f.limits),
					EN: fmt.Sprintf("the %s field cannot be %q; it takes %s, *, a-b, a,b and */n", f.name.EN, words[i], f.limits),
				}})
			}
		}
		if len(wrong) == 0 {
			t.at, err = cron.ParseStandard(expression)
			if err != nil {
				fault("cron", "无法读取 %q", "cannot read %q", expression)
			}
		}
	}
	if len(wrong) == 0 && t.Next(now).IsZero() {
		fault("cron", "%q 永远不会到点，例如 2 月 30 日", "%q never comes, like the 30th of February", expression)
	}
	if len(wrong) > 0 {
		return Timetable{}, wrong
	}
	return t, nil
}

// Next is the first tick after a time, in UTC; zero when there is none within
// five years.
func (t Timetable) Next(after time.Time) time.Time {
	next := t.at.Next(after.In(t.zone))
	if next.IsZero() {
		return next
	}
	return next.UTC()
}

// Ticks are the first n ticks after a time.
func (t Timetable) Ticks(after time.Time, n int) []time.Time {
	var out []time.Time
	for range n {
		if after = t.Next(after); after.IsZero() {
			break
		}
		out = append(out, after)
	}
	return out
}

// Zone is the time zone.
func (t Timetable) Zone() *time.Location { return t.zone }

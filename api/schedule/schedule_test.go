package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fenhu/api/schedule"
	"fenhu/network"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.Parse("2006-01-02 15:04 -0700", s+" +0800")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func table(t *testing.T, cron, zone string) schedule.Timetable {
	t.Helper()
	x, err := schedule.Parse(cron, zone, schedule.Shortest, at(t, "2025-01-01 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTicksFollowTheCalendarOfTheZone(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, cron, zone, after string
		want                    []string // in +08:00
	}{
		{"every morning, no daylight saving", "0 8 * * *", "", "2025-03-29 09:00", []string{"2025-03-30 08:00", "2025-03-31 08:00"}},
		{"on the tick itself, the next", "0 8 * * *", "", "2025-06-01 08:00", []string{"2025-06-02 08:00"}},
		{"first day of each xun", "0 8 1,11,21 * *", "", "2025-02-20 00:00", []string{"2025-02-21 08:00", "2025-03-01 08:00", "2025-03-11 08:00"}},
		{"the 31st skips short months", "0 0 31 * *", "", "2025-01-31 00:00", []string{"2025-03-31 00:00", "2025-05-31 00:00", "2025-07-31 00:00", "2025-08-31 00:00"}},
		{"leap day", "0 8 29 2 *", "", "2025-01-01 00:00", []string{"2028-02-29 08:00", "2032-02-29 08:00"}},
		{"year's end", "30 23 31 12 *", "", "2025-12-31 23:30", []string{"2026-12-31 23:30"}},
		{"UTC morning is the afternoon", "0 8 * * *", "UTC", "2025-06-01 00:00", []string{"2025-06-01 16:00"}},
	} {
		got := table(t, x.cron, x.zone).Ticks(at(t, x.after), len(x.want))
		for i, w := range x.want {
			if i >= len(got) || !got[i].Equal(at(t, w)) {
				t.Errorf("%s: %v, want %v", x.name, got, x.want)
				break
			}
		}
	}
}

func TestFaultyTimetablesAreExplained(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ cron, zone, path, zh, en string }{
		{"0 8 * *", "", "cron", "4 个字段", "4 fields"},
		{"", "", "cron", "0 个字段", "0 fields"},
		{"60 8 * * *", "", "cron", "分钟字段", "minute field"},
		{"0 24 * * *", "", "cron", "小时字段", "hour field"},
		{"0 8 0 * *", "", "cron", "日字段", "day of month field"},
		{"0 8 * 13 *", "", "cron", "月字段", "month field"},
		{"0 8 * * MO", "", "cron", "星期字段", "day of week field"},
		{"0 8 30 2 *", "", "cron", "永远不会", "never comes"},
		{"@every 1s", "", "cron", "短于", "shorter than"},
		{"@sometimes", "", "cron", "不认识", "not known"},
		{"TZ=UTC 0 8 * * *", "", "cron", "zone", "zone"},
		{"0 8 * * *", "Asia/Taiyuan", "zone", "没有时区", "no time zone"},
		{"0 8 * * *", "Local", "zone", "没有时区", "no time zone"},
	} {
		_, err := schedule.Parse(x.cron, x.zone, schedule.Shortest, at(t, "2025-01-01 00:00"))
		faults, ok := errors.AsType[network.Faults](err)
		if !ok || len(faults) != 1 || faults[0].Path != x.path || !strings.Contains(faults[0].Problem.ZH, x.zh) || !strings.Contains(faults[0].Problem.EN, x.en) {
			t.Errorf("%q %q: %v", x.cron, x.zone, err)
		}
	}
	_, err := schedule.Parse("61 25 * * *", "Nowhere", schedule.Shortest, time.Time{})
	if faults, ok := errors.AsType[network.Faults](err); !ok || len(faults) != 3 {
		t.Errorf("not all faults at once: %v", err)
	}
}

// Three days down, daily at 8: the server stops after the tick of the 1st and is
// back on the 4th.
func TestCatchingUpAfterThreeDays(t *testing.T) {
	t.Parallel()
	daily := table(t, "0 8 * * *", "")
	for _, x := range []struct {
		name   string
		now    string
		policy schedule.CatchUp
		most   int
		fire   []string
		late   int
		missed int
		next   string
	}{
		{"skip", "2025-06-04 12:00", schedule.Skip, 10, nil, 0, 3, "2025-06-05 08:00"},
		{"once", "2025-06-04 12:00", schedule.Once, 10, []string{"2025-06-04 08:00"}, 1, 2, "2025-06-05 08:00"},
		{"all", "2025-06-04 12:00", schedule.All, 10, []string{"2025-06-02 08:00", "2025-06-03 08:00", "2025-06-04 08:00"}, 3, 0, "2025-06-05 08:00"},
		{"all, at most two", "2025-06-04 12:00", schedule.All, 2, []string{"2025-06-03 08:00", "2025-06-04 08:00"}, 2, 1, "2025-06-05 08:00"},
		{"back on time, skip", "2025-06-04 08:01", schedule.Skip, 10, []string{"2025-06-04 08:00"}, 0, 2, "2025-06-05 08:00"},
		{"back on time, once", "2025-06-04 08:01", schedule.Once, 10, []string{"2025-06-04 08:00"}, 0, 2, "2025-06-05 08:00"},
		{"back on time, all", "2025-06-04 08:01", schedule.All, 10, []string{"2025-06-02 08:00", "2025-06-03 08:00", "2025-06-04 08:00"}, 2, 0, "2025-06-05 08:00"},
		{"nothing due", "2025-06-02 07:59", schedule.All, 10, nil, 0, 0, "2025-06-02 08:00"},
		{"a year away, no further back than a month", "2026-06-02 12:00", schedule.Once, 10, []string{"2026-06-02 08:00"}, 1, 30, "2026-06-03 08:00"},
	} {
		d := schedule.Due(daily, at(t, "2025-06-02 08:00"), at(t, x.now), x.policy, x.most)
		late := 0
		for _, f := range d.Fire {
			if f.Late {
				late++
			}
		}
		if len(d.Fire) != len(x.fire) || late != x.late || d.Missed != x.missed || !d.Next.Equal(at(t, x.next)) {
			t.Errorf("%s: %+v", x.name, d)
			continue
		}
		for i, w := range x.fire {
			if !d.Fire[i].At.Equal(at(t, w)) {
				t.Errorf("%s: fires %v, want %v", x.name, d.Fire, x.fire)
			}
		}
	}
}

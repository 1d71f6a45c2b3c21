package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"fenhu/api"
	"fenhu/api/jobs"
	"fenhu/api/store"
)

// newScheduleCmd manages the schedules of the service.
func newScheduleCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schedule",
		Short: a.say("管理定时计算", "manage scheduled runs"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newScheduleListCmd(a), newScheduleShowCmd(a), newScheduleAddCmd(a), newScheduleSetCmd(a), newSchedulePauseCmd(a), newScheduleResumeCmd(a),
		newScheduleRunCmd(a), newScheduleHistoryCmd(a), newScheduleRemoveCmd(a))
	return cmd
}

func newScheduleListCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "list",
		Short: a.say("列出定时计算及下次时间", "list the schedules with their next ticks"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		for page := (store.Page{Limit: 500}); ; {
			l, err := db.Schedules(ctx, store.SeeAll(), "", page)
			if err != nil {
				return err
			}
			for _, s := range l.Items {
				a.printSchedule(s)
			}
			if page.Cursor = l.Next; page.Cursor == "" {
				return nil
			}
		}
	})
}

// printSchedule writes a schedule as one line.
func (a *app) printSchedule(s store.Schedule) {
	next := a.say("已暂停", "paused")
	switch {
	case !s.Next.IsZero():
		next = local(s.Next, s.Zone)
	case !s.Paused:
		next = a.say("不再到点", "no further tick")
	}
	name := s.NameZH
	if a.lang == "en" && s.NameEN != "" {
		name = s.NameEN
	}
	fmt.Fprintf(a.out, "%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, name, s.BasinID, s.Cron, s.Zone, next)
}

// local is a time in the zone of a schedule.
func local(t time.Time, zone string) string {
	if z, err := time.LoadLocation(zone); err == nil {
		t = t.In(z)
	}
	return t.Format("2006-01-02 15:04:05")
}

func newScheduleShowCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "show ID",
		Short: a.say("显示定时计算与其后五次时间（JSON）", "show a schedule with its next five ticks (JSON)"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := db.Schedule(ctx, args[0])
		if err != nil {
			return err
		}
		e := json.NewEncoder(a.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(api.ShowSchedule(s, a.now()))
	})
}

// schedule reads a schedule from a file in YAML or JSON.
func (a *app) schedule(ctx context.Context, db *store.DB, name string) (store.Schedule, error) {
	var body api.ScheduleBody
	data, err := a.file("FILE", name)
	if err != nil {
		return store.Schedule{}, err
	}
	var tree any // the decoder below is the strict one
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return store.Schedule{}, faulty("%s 无法读取：%v", "%s cannot be read: %v", name, err)
	}
	data, err = json.Marshal(tree)
	if err != nil {
		return store.Schedule{}, faulty("%s 无法读取：%v", "%s cannot be read: %v", name, err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return store.Schedule{}, faulty("%s 不是定时计算：%v", "%s is no schedule: %v", name, err)
	}
	return api.CheckSchedule(ctx, db, body, a.now())
}

func newScheduleAddCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "add FILE",
		Short: a.say("按 YAML 或 JSON 文件新建", "add a schedule from a YAML or JSON file"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := a.schedule(ctx, db, args[0])
		if err != nil {
			return err
		}
		if s, err = db.CreateSchedule(ctx, cliActor(), s); err == nil {
			a.printSchedule(s)
		}
		return err
	})
}

func newScheduleSetCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "set ID FILE",
		Short: a.say("按文件修改", "replace a schedule by that of a file"),
		Args:  a.args(2, 2),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := a.schedule(ctx, db, args[1])
		if err != nil {
			return err
		}
		s.ID = args[0]
		if s, err = db.UpdateSchedule(ctx, cliActor(), s); err == nil {
			a.printSchedule(s)
		}
		return err
	})
}

func newSchedulePauseCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "pause ID",
		Short: a.say("暂停", "pause a schedule"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := db.SetSchedulePaused(ctx, cliActor(), args[0], true, time.Time{})
		if err == nil {
			a.printSchedule(s)
		}
		return err
	})
}

func newScheduleResumeCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "resume ID",
		Short: a.say("继续；暂停期间的不补做", "let a schedule go on; what passed is not caught up"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := api.ResumeSchedule(ctx, db, cliActor(), args[0], a.now())
		if err == nil {
			a.printSchedule(s)
		}
		return err
	})
}

func newScheduleRunCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "run ID",
		Short: a.say("立即计算一次（由服务完成）", "do the work now; a service makes the runs"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		q, err := jobs.New(ctx, jobs.Config{Store: db, Now: a.now, Log: a.log(), Plan: api.Planner(db)})
		if err != nil {
			return err
		}
		f, err := q.FireNow(ctx, cliActor(), args[0])
		if err != nil {
			return err
		}
		for _, id := range f.Runs {
			fmt.Fprintln(a.out, id)
		}
		return nil
	})
}

func newScheduleHistoryCmd(a *app) *cobra.Command {
	var most int
	cmd := a.onStore(&cobra.Command{
		Use:   "history ID",
		Short: a.say("历次触发，最近的在前", "the firings of a schedule, the newest first"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		s, err := db.Schedule(ctx, args[0])
		if err != nil {
			return err
		}
		l, err := db.Firings(ctx, s.ID, store.Page{Limit: most})
		if err != nil {
			return err
		}
		for _, f := range l.Items {
			at := a.say("人工", "by hand")
			if !f.Tick.IsZero() {
				at = local(f.Tick, s.Zone)
			}
			count := fmt.Sprintf(a.say("%d 个计算", "%d runs"), len(f.Runs))
			if f.Missed > 0 {
				count = fmt.Sprintf(a.say("自 %s 起 %d 次未做", "%[2]d not fired since %[1]s"), local(f.MissedFrom, s.Zone), f.Missed)
			}
			fmt.Fprintf(a.out, "%s\t%s\t%s\t%s\t%s\n", at, f.Kind, f.Status, count, oneLine(f.Error.In(a.lang)))
		}
		return nil
	})
	cmd.Flags().IntVar(&most, "most", 50, a.say("最多列出多少次，至多 500", "how many to list, at most 500"))
	return cmd
}

func oneLine(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte("\n"), []byte("; "))) }

func newScheduleRemoveCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "remove ID",
		Short: a.say("删除定时计算及其历史，计算保留", "remove a schedule with its history; the runs stay"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		return db.DeleteSchedule(ctx, cliActor(), args[0])
	})
}

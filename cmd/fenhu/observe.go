package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
	"fenhu/api/store"
)

// observationFlags say which measured values are meant.
type observationFlags struct {
	basin, quantity, node, since, before string
}

func (f *observationFlags) addBasin(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.basin, "basin", "fen-hutuo", a.say("流域标识", "basin id"))
}

func (f *observationFlags) addQuantity(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.quantity, "quantity", "", a.say("要素：storage, level, flow, rain, evaporation, depth, volume, class 或指标 COD、NH3-N 等（默认全部）", "storage, level, flow, rain, evaporation, depth, volume, class, or an indicator such as COD or NH3-N (default all)"))
}

// newObserveCmd stores and shows what was measured.
func newObserveCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "observe",
		Short: a.say("导入与查看观测数据（蓄水量、水位、流量、降水、断面水质）", "import and show what was measured: storage, level, flow, rain, water quality"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newObserveImportCmd(a), newObserveLatestCmd(a), newObserveListCmd(a))
	return cmd
}

func newObserveImportCmd(a *app) *cobra.Command {
	var (
		f                  observationFlags
		zone, source, note string
		dry                bool
	)
	cmd := a.onStore(&cobra.Command{
		Use:   "import FILE",
		Short: a.say("导入 CSV、XLSX 或 JSON；有任何错误则整份不导入，并列出全部错误", "import a CSV, XLSX or JSON file as a whole, or list all its faults"),
		Long: a.say(`首行为列名：node,quantity,time,value，可加 unit,quality,source（或 节点,要素,时间,数值,单位,质量,来源）。
时间可为月份（2025-06）。断流、结冰、停考、剔除的断面在 quality 列写 dry、frozen、suspended、removed。
只有写明单位才换算；已有的时刻再次导入即为更正，原值保留。`,
			`The first line names the columns: node,quantity,time,value and perhaps
unit,quality,source. A time may be a month (2025-06). The quality of a section that
is dry, frozen, suspended or taken out says so. Units are converted only where they
are written. A time that has a value already is corrected; the value before is kept.`),
		Args: a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		data, err := a.file("FILE", args[0])
		if err != nil {
			return err
		}
		format := strings.TrimPrefix(strings.ToLower(filepath.Ext(args[0])), ".")
		if format != "json" && format != "xlsx" {
			format = "csv"
		}
		values, err := api.ReadObservations(ctx, db, f.basin, data, format, zone, source, a.now())
		if err != nil {
			return err
		}
		if dry {
			_, err := fmt.Fprintf(a.out, "%s %d\n", a.say("没有错误，数据", "no faults, values"), len(values))
			return err
		}
		done, err := db.AddObservations(ctx, cliActor(), f.basin, note, values)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.out, a.say("新增 %d，更正 %d，未变 %d\n", "added %d, corrected %d, unchanged %d\n"), done.Added, done.Revised, done.Unchanged)
		return err
	})
	f.addBasin(a, cmd)
	cmd.Flags().StringVar(&zone, "zone", "Asia/Shanghai", a.say("未写时区的时间所在时区", "time zone of times without one"))
	cmd.Flags().StringVar(&source, "source", "", a.say("未写来源的数据的来源", "source of values that name none"))
	cmd.Flags().StringVar(&note, "note", "", a.say("导入说明，记入审计", "why, for the audit trail"))
	cmd.Flags().BoolVar(&dry, "dry-run", false, a.say("只检查", "only check"))
	return cmd
}

func newObserveLatestCmd(a *app) *cobra.Command {
	var (
		f   observationFlags
		out observationOutput
	)
	cmd := a.onStore(&cobra.Command{
		Use:   "latest",
		Short: a.say("各节点最近的观测值", "the last value of each node"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		got, err := db.LatestObservations(ctx, f.basin, f.quantity, a.now())
		if err != nil {
			return err
		}
		return out.write(a, got)
	})
	f.addBasin(a, cmd)
	f.addQuantity(a, cmd)
	out.add(a, cmd)
	return cmd
}

func newObserveListCmd(a *app) *cobra.Command {
	var (
		f         observationFlags
		out       observationOutput
		revisions bool
	)
	cmd := a.onStore(&cobra.Command{
		Use:   "list",
		Short: a.say("列出观测值", "list the values"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		filter := store.ObservationFilter{BasinID: f.basin, Node: f.node, Quantity: f.quantity, Revisions: revisions}
		var errs [2]error
		filter.Since, errs[0] = date("--since", f.since)
		filter.Before, errs[1] = date("--before", f.before)
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		all, err := api.AllObservations(ctx, db, filter)
		if err != nil {
			return err
		}
		return out.write(a, all)
	})
	f.addBasin(a, cmd)
	f.addQuantity(a, cmd)
	out.add(a, cmd)
	cmd.Flags().StringVar(&f.node, "node", "", a.say("节点标识（默认全部）", "node id (default all)"))
	cmd.Flags().StringVar(&f.since, "since", "", a.say("起始日期 2025-06-01", "first date, such as 2025-06-01"))
	cmd.Flags().StringVar(&f.before, "before", "", a.say("截止日期（不含）", "date before which"))
	cmd.Flags().BoolVar(&revisions, "revisions", false, a.say("含已被更正的版次", "also what was corrected since"))
	return cmd
}

// date reads an optional date of a flag, in UTC.
func date(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, faulty("%s 的值 %q 应为 2025-06-01 这样的日期", "%s cannot be %q; write a date such as 2025-06-01", flag, s)
	}
	return t, nil
}

// observationOutput says how measured values are written.
type observationOutput struct{ format string }

func (o *observationOutput) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.format, "format", "table", a.say("输出格式 table|csv", "format table|csv"))
}

func (o *observationOutput) write(a *app, list []store.Observation) error {
	format, ok := export.FormatByID(o.format)
	if !ok || format.Binary || format.Whole {
		return faulty("--format 可选 table, csv", "--format is table or csv")
	}
	return format.Write(a.out, export.Document{Tables: []export.Table{api.ObservationTable(list)}, Lang: a.lang})
}

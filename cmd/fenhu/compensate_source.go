package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/observe"
	"fenhu/api/workbook"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
	"fenhu/seeds"
)

// settlementFlags say what is settled from which files.
type settlementFlags struct {
	agreements, id, run, basin, period string
	year                               int
}

func (f *settlementFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.agreements, "agreements", "", a.say("协议文件（YAML）；默认为内置流域的示例协议", "file of agreements (YAML); default the sample ones of the built-in basin"))
	flags.StringVar(&f.id, "agreement", "", a.say("只结算此协议", "settle this agreement only"))
	flags.IntVar(&f.year, "year", 0, a.say("考核年度（默认：去年；内置数据为 2025）", "year to settle (default last year; 2025 for the built-in data)"))
	flags.StringVar(&f.period, "period", "", a.say("考核期：年 2025 或月 2025-07，代替 --year", "period to settle instead of --year: a year 2025 or a month 2025-07"))
	flags.StringVar(&f.basin, "basin", "", a.say("断面所在的流域（默认内置流域）", "basin of the sections (default the built-in one)"))
	flags.StringVar(&f.run, "run", "", a.say("补充断面流量与水量的计算结果（JSON）", "result of a run (JSON) for flows and volumes that were not monitored"))
}

// builtInYear is the year of the observations of the built-in basin.
const builtInYear = 2025

// settlement is what is settled.
type settlement struct {
	network    *network.Network
	agreements []compensation.Agreement
	period     compensation.Period
	// records makes the records of an agreement.
	records func(*compensation.Agreement) ([]compensation.Record, error)
}

// read reads all files, or takes those of the built-in basin.
func (f *settlementFlags) read(a *app, cmd *cobra.Command, args []string) (*settlement, error) {
	src, err := a.basin(f.basin)
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(src.document, src.open)
	if err != nil {
		return nil, err
	}
	s := &settlement{network: n}
	if s.period, err = f.when(a, cmd, len(args) == 0); err != nil {
		return nil, err
	}
	var data []byte
	if f.agreements == "" {
		if data, err = seeds.File(n.ID, seeds.Agreements); err != nil {
			return nil, a.usage(cmd, network.Text{ZH: "缺少 --agreements 协议文件", EN: "--agreements, the file of agreements, is missing"})
		}
	} else if data, err = a.file("--agreements", f.agreements); err != nil {
		return nil, err
	}
	if s.agreements, err = compensation.DecodeAgreements(data); err != nil {
		return nil, err
	}
	s.agreements = slices.DeleteFunc(s.agreements, func(x compensation.Agreement) bool { return f.id != "" && x.ID != f.id })
	if len(s.agreements) == 0 {
		return nil, faulty("没有编号为 %q 的协议", "there is no agreement %q", f.id)
	}
	name := seeds.Observations
	if len(args) > 0 {
		name = args[0]
		data, err = a.file("RECORDS", name)
	} else if data, err = seeds.File(n.ID, name); err != nil {
		return nil, a.usage(cmd, network.Text{ZH: "缺少监测记录文件", EN: "the file of records is missing"})
	}
	if err != nil {
		return nil, err
	}
	if err := s.recordsOf(a, data); err != nil {
		return nil, err
	}
	return s, f.withRun(a, s)
}

// when is the period that is settled.
func (f *settlementFlags) when(a *app, cmd *cobra.Command, builtIn bool) (compensation.Period, error) {
	if f.period != "" {
		p, ok := compensation.ParsePeriod(f.period)
		if !ok {
			return p, a.usage(cmd, network.Text{ZH: "--period 应为 2025 或 2025-07", EN: "--period is like 2025 or 2025-07"})
		}
		return p, nil
	}
	year := f.year
	if year == 0 {
		if year = a.now().Year() - 1; builtIn {
			year = builtInYear
		}
	}
	return compensation.Period{Year: year}, nil
}

// recordsOf reads a file of records, or of observations, which has the column node.
func (s *settlement) recordsOf(a *app, data []byte) error {
	var sections []string
	for _, x := range s.network.Nodes {
		if _, ok := x.(*network.Section); ok {
			sections = append(sections, x.Info().ID)
		}
	}
	if !workbook.Is(data) && !isObservations(data) {
		records, err := compensation.ReadRecords(data, sections)
		s.records = func(*compensation.Agreement) ([]compensation.Record, error) { return records, nil }
		return err
	}
	zone := time.FixedZone("CST", 8*60*60) // China has no summer time
	o := observe.Options{Basin: s.network, Zone: zone, Now: a.now()}
	var values []observe.Value
	var err error
	if workbook.Is(data) {
		var rows [][]string
		if rows, err = workbook.Rows(data); err == nil {
			values, err = observe.ReadRows(rows, o)
		}
	} else {
		values, err = observe.ReadCSV(data, o)
	}
	if err != nil {
		return err
	}
	seen := make([]compensation.Observed, 0, len(values))
	for _, v := range values {
		x := compensation.Observed{Section: v.Node, Quantity: v.Quantity, At: v.At.In(zone), Value: v.Value, Source: v.Source}
		if v.Quality.State() {
			x.State = compensation.State(v.Quality)
		}
		seen = append(seen, x)
	}
	s.records = func(x *compensation.Agreement) ([]compensation.Record, error) {
		aims, wrong := compensation.Aims(x, s.network, s.period.Year)
		if len(wrong) > 0 {
			return nil, wrong
		}
		return compensation.FromObservations(seen, aims, s.period.Year), nil
	}
	return nil
}

// isObservations says whether a file has the header of observations.
func isObservations(data []byte) bool {
	head, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).Read()
	return err == nil && slices.ContainsFunc(head, func(s string) bool {
		s = strings.ToLower(strings.TrimSpace(s))
		return s == "node" || s == "节点"
	})
}

// withRun adds what a run says of sections where nothing was monitored.
func (f *settlementFlags) withRun(a *app, s *settlement) error {
	if f.run == "" {
		return nil
	}
	data, err := a.file("--run", f.run)
	if err != nil {
		return err
	}
	var result optimize.Allocation
	if err := json.Unmarshal(data, &result); err != nil {
		return faulty("--run %s 不是计算结果：%v", "--run %s is no result of a run: %v", f.run, err)
	}
	if len(result.Sections) == 0 {
		return faulty("--run %s 没有断面结果", "--run %s holds no sections", f.run)
	}
	measured := s.records
	s.records = func(x *compensation.Agreement) ([]compensation.Record, error) {
		records, err := measured(x)
		if err != nil {
			return nil, err
		}
		out, err := compensation.FromRun(records, &result, "")
		if err != nil {
			return nil, faulty("--run %s：%v", "--run %s: %v", f.run, err)
		}
		return out, nil
	}
	return nil
}

// settle settles each agreement under a variant.
func (s *settlement) settle(v *api.Variant) ([]*compensation.Statement, error) {
	var out []*compensation.Statement
	for i := range s.agreements {
		records, err := s.records(&s.agreements[i])
		if err != nil {
			return nil, err
		}
		changes := slices.DeleteFunc(slices.Clone(v.Changes), func(c compensation.WhatIf) bool { return !slices.Contains(s.agreements[i].Sections, c.Section) })
		if len(changes) > 0 {
			if records, err = compensation.Suppose(records, changes); err != nil {
				return nil, err
			}
		}
		a := v.Of(s.agreements[i])
		one, err := compensation.Settle(&a, s.period, records)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

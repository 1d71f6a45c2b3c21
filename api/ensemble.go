package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/network/ensemble"
)

// EnsembleBody is what an ensemble is asked for.
type EnsembleBody struct {
	Source       string            `json:"source,omitempty" enum:"synthetic,sequential,bootstrap,design,forecast" doc:"where the traces come from; absent = synthetic"`
	Traces       int               `json:"traces,omitempty" minimum:"0" maximum:"5000" doc:"0 = 200, of design 20; the record and a forecast bring their own number"`
	Seed         uint64            `json:"seed,omitempty" doc:"the same seed gives the same traces"`
	Model        *ensemble.Model   `json:"model,omitempty" doc:"of synthetic and design traces; absent = the default (grade D)"`
	Design       *ensemble.Design  `json:"design,omitempty" doc:"duration and exceedance frequency of design droughts"`
	Forecast     string            `json:"forecast,omitempty" doc:"a CSV text: trace, date, one column an inflow, and weight if traces have one"`
	ForecastUnit string            `json:"forecast_unit,omitempty" enum:"m3s,volume" doc:"of forecast; volume is 万m³ a period"`
	Factors      []ensemble.Factor `json:"factors,omitempty" maxItems:"100" doc:"multiply inflows in the end, as a climate projection does"`
	From         string            `json:"from,omitempty" maxLength:"10" doc:"the day from which days are counted, such as 2025-06-11; absent = the first of the calendar; a schedule with start: tick takes the day of the tick"`
	Days         int               `json:"days,omitempty" minimum:"0" maximum:"3660" doc:"least length of the run in days, in whole periods; 0 = the calendar's"`
	RestOfYear   bool              `json:"rest_of_year,omitempty" doc:"the run ends with the calendar year"`
	TailPercent  float64           `json:"tail_percent,omitempty" minimum:"0" maximum:"100" doc:"share of the worst traces whose mean is told; 0 = 10"`
}

func (b *EnsembleBody) request() *request.Ensemble {
	return &request.Ensemble{
		Source: ensemble.Source{
			Kind: b.Source, Traces: b.Traces, Seed: b.Seed, Model: b.Model, Design: b.Design, CSV: []byte(b.Forecast), Unit: b.ForecastUnit, Factors: b.Factors,
		},
		From: b.From, Days: b.Days, RestOfYear: b.RestOfYear, Tail: b.TailPercent / 100,
	}
}

// isEnsemble says whether a run was asked for an ensemble.
func isEnsemble(r store.Run) bool {
	var asked struct {
		Ensemble *json.RawMessage `json:"ensemble"`
	}
	return json.Unmarshal(r.Request, &asked) == nil && asked.Ensemble != nil
}

func (s *Server) getEnsemble(ctx context.Context, in *ResultQuery) (*File, error) {
	return s.part(ctx, in, string(parts.Ensemble), "")
}

// outlook is the result of an ensemble run with its hash; nil for another run.
func (s *Server) outlook(ctx context.Context, id string) (*parts.Outlook, string, error) {
	have, err := s.Store.ResultParts(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if !slices.ContainsFunc(have, func(p store.Part) bool { return p.Name == string(parts.Ensemble) }) {
		return nil, "", nil
	}
	p, err := s.stored(ctx, id, string(parts.Ensemble))
	if err != nil {
		return nil, "", err
	}
	data, err := p.Data()
	if err != nil {
		return nil, "", err
	}
	o := new(parts.Outlook)
	if err := json.Unmarshal(data, o); err != nil {
		return nil, "", fmt.Errorf("ensemble of run %s: %w", id, err)
	}
	return o, p.Hash, nil
}

// listed are the tables of an ensemble run.
func listed(ctx context.Context, id string, o *parts.Outlook) *Reply[List[TableInfo]] {
	if o == nil {
		return nil
	}
	var out []TableInfo
	for _, t := range export.EnsembleTables(&o.EnsembleSummary, o.Names) {
		info := TableInfo{ID: t.ID, Title: t.Title.In(lang(ctx)), Files: map[string]string{}}
		for _, f := range tableFormats() {
			info.Files[f.ID] = Prefix + "/runs/" + id + "/tables/" + t.ID + f.Extension
		}
		out = append(out, info)
	}
	return list(out, "")
}

// ensembleTable sends a table of an ensemble run, or all of them.
func (s *Server) ensembleTable(ctx context.Context, in *TableQuery, o *parts.Outlook, hash, id string, format export.Format, err error) (*File, error) {
	if err != nil {
		return nil, err
	}
	tables := export.EnsembleTables(&o.EnsembleSummary, o.Names)
	if id == "all" && (format.Single || format.ID == "json") {
		return nil, refuse(http.StatusNotFound, "%s 每个文件只放一张表；请逐张取，或取 all.xlsx", "a file in %s holds one table; take them one by one, or all.xlsx", format.ID)
	}
	if id != "all" {
		var ids []string
		for i := range tables {
			ids = append(ids, tables[i].ID)
		}
		at := slices.Index(ids, id)
		if at < 0 {
			all := strings.Join(ids, ", ")
			return nil, refuse(http.StatusNotFound, "没有表 %q；可选：%s", "there is no table %q; choose %s", id, all)
		}
		tables = tables[at : at+1]
	}
	l := asked(ctx, in.Lang)
	tag := etag(hash, string(in.File), string(l), s.Version)
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	var b bytes.Buffer
	if format.ID == "json" {
		err = json.NewEncoder(&b).Encode(tableJSON(&tables[0], l))
	} else {
		err = format.Write(&b, export.Document{Tables: tables, Data: o, Lang: l, ByteOrderMark: true})
	}
	if err != nil {
		return nil, err
	}
	return file(format.MediaType, tag, in.ID[:min(8, len(in.ID))]+"-"+id+format.Extension, b.Bytes()), nil
}

// nameIn is the name of a place of an ensemble.
func nameIn(o *parts.Outlook, id string) network.Text {
	if name, ok := o.Names[id]; ok {
		return name
	}
	return network.Text{ZH: id, EN: id}
}

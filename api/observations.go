package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"fenhu/api/export"
	"fenhu/api/observe"
	"fenhu/api/store"
	"fenhu/api/workbook"
	"fenhu/network"
)

// ObservationUpload are measured values to store, in CSV or JSON.
type ObservationUpload struct {
	Basin   string `query:"basin" required:"true" maxLength:"100" doc:"basin id"`
	Format  string `query:"format" enum:"csv,json,xlsx" doc:"absent = by Content-Type: text/csv, application/json, or that of Excel"`
	Zone    string `query:"zone" maxLength:"60" default:"Asia/Shanghai" doc:"time zone of times without one"`
	Source  string `query:"source" maxLength:"200" doc:"source of values that name none"`
	Note    string `query:"note" maxLength:"500" doc:"why they are stored, for the audit trail"`
	DryRun  bool   `query:"dry_run" doc:"only check"`
	Type    string `header:"Content-Type"`
	RawBody []byte `contentType:"text/csv"`
}

func (s *Server) addObservations(ctx context.Context, in *ObservationUpload) (*Made[store.Import], error) {
	data := bytes.Clone(in.RawBody) // huma takes the buffer back
	format := in.Format
	switch {
	case format != "":
	case strings.HasPrefix(in.Type, "text/csv"):
		format = "csv"
	case strings.HasPrefix(in.Type, "application/vnd.openxmlformats"):
		format = "xlsx"
	}
	values, err := ReadObservations(ctx, s.Store, in.Basin, data, format, in.Zone, in.Source, s.Now())
	if err != nil {
		return nil, err
	}
	if in.DryRun {
		return &Made[store.Import]{Status: http.StatusOK, Body: store.Import{BasinID: in.Basin, Values: len(values)}}, nil
	}
	done, err := s.Store.AddObservations(ctx, actor(ctx), in.Basin, in.Note, values)
	if err != nil {
		return nil, err
	}
	return &Made[store.Import]{Status: http.StatusCreated, Location: Prefix + "/observations?basin=" + in.Basin, Body: done}, nil
}

// ReadObservations checks values in the format csv, xlsx or else JSON against a
// stored basin. The error is network.Faults with every fault of them.
func ReadObservations(ctx context.Context, db *store.DB, basin string, data []byte, format, zone, source string, now time.Time) ([]store.NewObservation, error) {
	document, _, err := db.BasinDocument(ctx, basin, 0)
	if errors.Is(err, store.ErrNotFound) {
		return nil, wrong("basin", "没有流域 %q", "there is no basin %q", basin)
	}
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(document, nil)
	if err != nil {
		return nil, err
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return nil, wrong("zone", "没有时区 %q", "there is no time zone %q", zone)
	}
	read := observe.ReadJSON
	switch format {
	case "csv":
		read = observe.ReadCSV
	case "xlsx":
		read = func(data []byte, o observe.Options) ([]observe.Value, error) {
			rows, err := workbook.Rows(data)
			if err != nil {
				return nil, err
			}
			return observe.ReadRows(rows, o)
		}
	}
	values, err := read(data, observe.Options{Basin: n, Zone: place, Now: now, Source: source})
	if err != nil {
		return nil, err
	}
	out := make([]store.NewObservation, len(values))
	for i, v := range values {
		out[i] = store.NewObservation{Node: v.Node, Quantity: v.Quantity, At: v.At, Value: v.Value, Quality: string(v.Quality), Source: v.Source}
	}
	return out, nil
}

// ObservationQuery selects measured values.
type ObservationQuery struct {
	Paged
	Basin     string `query:"basin" required:"true" maxLength:"100" doc:"basin id"`
	Node      string `query:"node" maxLength:"100" doc:"node id"`
	Quantity  string `query:"quantity" enum:"storage,level,flow,rain,evaporation,volume,class,COD,CODMn,NH3-N,TP,TN,F,BOD5,DO,depth"`
	Since     string `query:"since" maxLength:"40" doc:"date or RFC 3339 time"`
	Before    string `query:"before" maxLength:"40" doc:"date or RFC 3339 time"`
	Revisions bool   `query:"revisions" doc:"also those that were corrected since"`
}

func (q *ObservationQuery) filter() (store.ObservationFilter, error) {
	f := store.ObservationFilter{
		Page: q.page(), BasinID: q.Basin, Node: q.Node, Quantity: q.Quantity, Revisions: q.Revisions,
	}
	var err error
	if f.Since, err = timestamp("since", q.Since); err != nil {
		return f, err
	}
	f.Before, err = timestamp("before", q.Before)
	return f, err
}

func (s *Server) listObservations(ctx context.Context, in *ObservationQuery) (*Reply[List[store.Observation]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	l, err := s.Store.Observations(ctx, f)
	return list(l.Items, l.Next), err
}

// LatestQuery selects the last values.
type LatestQuery struct {
	Basin    string `query:"basin" required:"true" maxLength:"100" doc:"basin id"`
	Quantity string `query:"quantity" enum:"storage,level,flow,rain,evaporation,volume,class,COD,CODMn,NH3-N,TP,TN,F,BOD5,DO,depth"`
	Until    string `query:"until" maxLength:"40" doc:"date or RFC 3339 time; absent = now"`
}

func (s *Server) latestObservations(ctx context.Context, in *LatestQuery) (*Reply[List[store.Observation]], error) {
	until, err := timestamp("until", in.Until)
	if err != nil {
		return nil, err
	}
	got, err := s.Store.LatestObservations(ctx, in.Basin, in.Quantity, or(until, s.Now()))
	return list(got, ""), err
}

// ObservationFile is a request for measured values as a file.
type ObservationFile struct {
	ObservationQuery
	File string       `path:"file" maxLength:"40" doc:"observations.csv, observations.xlsx or observations.txt"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = that of the request"`
}

// mostInFile is the most values of one file.
const mostInFile = 100_000

func (s *Server) getObservationFile(ctx context.Context, in *ObservationFile) (*File, error) {
	format, ok := export.FormatByExtension(in.File)
	if !ok || in.File != "observations"+format.Extension || format.Whole {
		return nil, notFound("文件", "file", in.File)
	}
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	all, err := AllObservations(ctx, s.Store, f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	d := export.Document{Tables: []export.Table{ObservationTable(all)}, Lang: asked(ctx, in.Lang), Made: s.Now(), ByteOrderMark: true}
	if err := format.Write(&b, d); err != nil {
		return nil, err
	}
	return file(format.MediaType, "", in.Basin+"-"+in.File, b.Bytes()), nil
}

// AllObservations reads the whole list, which must not be too long for a file.
func AllObservations(ctx context.Context, db *store.DB, f store.ObservationFilter) ([]store.Observation, error) {
	var all []store.Observation
	for f.Page = (store.Page{Limit: 500}); ; {
		l, err := db.Observations(ctx, f)
		if err != nil {
			return nil, err
		}
		if all = append(all, l.Items...); len(all) > mostInFile {
			return nil, wrong("query.since", "超过 %d 个数据，请缩小范围", "there are more than %d values; ask for fewer", mostInFile)
		}
		if f.Cursor = l.Next; f.Cursor == "" {
			return all, nil
		}
	}
}

// ObservationTable is a list of measured values as a table.
func ObservationTable(list []store.Observation) export.Table {
	column := func(zh, en string, words bool, decimals int) export.Column {
		return export.Column{Name: network.Text{ZH: zh, EN: en}, Unit: "-", Words: words, Decimals: decimals}
	}
	t := export.Table{
		ID: "observations", Title: network.Text{ZH: "观测数据表", EN: "observations"},
		Columns: []export.Column{
			column("节点", "node", true, 0), column("要素", "quantity", true, 0), column("时间", "time", true, 0), column("数值", "value", false, 3),
			column("单位", "unit", true, 0), column("质量", "quality", true, 0), column("来源", "source", true, 0), column("版次", "revision", false, 0),
		},
	}
	for _, o := range list {
		q, _ := observe.QuantityByID(o.Quantity)
		value := export.None()
		if o.Value != nil {
			value = export.Number(*o.Value)
		}
		quality := export.Words(o.Quality, o.Quality)
		for _, x := range observe.Qualities() {
			if string(x.ID) == o.Quality {
				quality = export.Words(x.Name.ZH, x.Name.EN)
			}
		}
		at := o.At.Format(time.RFC3339)
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Words(o.Node, o.Node), export.Words(q.Name.ZH, q.ID), export.Words(at, at), value,
			export.Words(q.Unit, q.Unit), quality, export.Words(o.Source, o.Source), export.Number(float64(o.Revision)),
		}})
	}
	return t
}

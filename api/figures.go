package api

import (
	"bytes"
	"context"
	"net/http"
	"path"
	"strings"
	"sync"

	"fenhu/api/parts"
	"fenhu/api/plot"
	"fenhu/network"
	"fenhu/optimize"
)

// FigureInfo describes a figure of a run.
type FigureInfo struct {
	ID    string            `json:"id"`
	Title string            `json:"title" doc:"in the language of the request"`
	Files map[string]string `json:"files" doc:"path of the figure by format"`
}

// figure is a figure of an ensemble with its name in addresses.
type figure struct {
	id    string
	title network.Text
	plot  plot.Figure
}

// ensembleFigures are the figures of an ensemble: a new one is one entry here.
func ensembleFigures(o *parts.Outlook) []figure {
	text := func(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }
	short := text("缺水量", "Shortage")
	steps := make([]string, len(o.Steps))
	months := true
	for _, s := range o.Steps {
		months = months && strings.HasSuffix(s, "-01")
	}
	for i, s := range o.Steps {
		steps[i] = s
		if months {
			steps[i] = s[:len("2025-01")]
		}
	}
	add := func(id string, title network.Text, p plot.Figure) figure { return figure{id, title, p} }
	title := text("逐时段缺水量", "Shortage by period")
	out := []figure{add("shortage", title, plot.Fan{Title: title, Name: short, Unit: "万m³", Steps: steps, Quantiles: quantiles(o.Shortage)})}
	title = text("全期缺水量频率曲线", "Shortage of the whole run")
	curve := plot.Exceedance{Title: title, Name: short, Unit: "万m³"}
	for _, p := range o.Curve {
		curve.Values, curve.At = append(curve.Values, p.Value), append(curve.At, p.Probability)
	}
	out = append(out, add("curve", title, curve))
	for _, p := range o.Plans {
		title = text("各级响应概率（"+p.ID+"）", "Probability of the drought levels ("+p.ID+")")
		out = append(out, add("levels-"+p.ID, title, plot.States{Title: title, Steps: steps, Shares: p.Probability}))
	}
	for _, r := range o.Reservoirs {
		name := nameIn(o, r.ID)
		title = text(name.ZH+"蓄水量", "Storage of "+name.EN)
		out = append(out, add("storage-"+r.ID, title, plot.Fan{Title: title, Name: text("蓄水量", "Storage"), Unit: "万m³", Steps: steps, Quantiles: quantiles(r.Storage)}))
	}
	return out
}

// quantiles are bands, whose exceedances fall, as shares of traces that stay below.
func quantiles(bands []optimize.Band) []plot.Quantile {
	shares := []float64{0.05, 0.25, 0.5, 0.75, 0.95}
	out := make([]plot.Quantile, len(shares))
	for i := range out {
		out[i].Share = shares[i]
		for _, b := range bands {
			out[i].Values = append(out[i].Values, b[i])
		}
	}
	return out
}

func (s *Server) ensembleOf(ctx context.Context, id string) (*parts.Outlook, string, error) {
	o, hash, err := s.outlook(ctx, id)
	if err == nil && o == nil {
		err = s.noResult(ctx, id, string(parts.Ensemble))
	}
	return o, hash, err
}

func (s *Server) listFigures(ctx context.Context, in *ByID) (*Reply[List[FigureInfo]], error) {
	o, _, err := s.ensembleOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out []FigureInfo
	for _, f := range ensembleFigures(o) {
		info := FigureInfo{ID: f.id, Title: f.title.In(lang(ctx)), Files: map[string]string{}}
		for _, format := range []plot.Format{plot.SVG, plot.PNG} {
			info.Files[string(format)] = Prefix + "/runs/" + in.ID + "/figures/" + f.id + "." + string(format)
		}
		out = append(out, info)
	}
	return list(out, ""), nil
}

// FigureQuery is a request for a figure as a file.
type FigureQuery struct {
	ByID
	Conditional
	File string       `path:"file" maxLength:"200" doc:"FIGURE.svg or FIGURE.png; GET /runs/{id}/figures lists them"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = as Accept-Language"`
}

func (s *Server) getFigure(ctx context.Context, in *FigureQuery) (*File, error) {
	o, hash, err := s.ensembleOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	format := plot.Format(strings.TrimPrefix(path.Ext(in.File), "."))
	media := map[plot.Format]string{plot.SVG: "image/svg+xml", plot.PNG: "image/png"}[format]
	id := strings.TrimSuffix(in.File, path.Ext(in.File))
	var ids []string
	for _, f := range ensembleFigures(o) {
		ids = append(ids, f.id)
		if f.id != id || media == "" {
			continue
		}
		l := asked(ctx, in.Lang)
		tag := etag(hash, in.File, string(l), s.Version)
		if in.matches(tag) {
			return unchanged(tag), nil
		}
		options := plot.Options{Lang: l, Format: format}
		if format == plot.PNG && l == network.ZH {
			options.Font = s.font()
		}
		var b bytes.Buffer
		if _, err := plot.Write(&b, f.plot, options); err != nil {
			return nil, err
		}
		return file(media, tag, "", b.Bytes()), nil
	}
	all := strings.Join(ids, ", ")
	return nil, refuse(http.StatusNotFound, "没有图 %q；可选：%s，格式 svg 或 png", "there is no figure %q; choose %s, as svg or png", in.File, all)
}

// chineseFont finds the font of figures once; nil when this machine has none.
func chineseFont() func() *plot.Font {
	return sync.OnceValue(func() *plot.Font { return plot.SystemFont(plot.FontPaths()) })
}

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"fenhu/api/auth"
	"fenhu/api/brief"
	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/network"
)

// briefPolicy lets a brief use the styles inside it and nothing else.
const briefPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'; sandbox"

// BriefQuery is a request for the drought brief of a run.
type BriefQuery struct {
	ByID
	Conditional
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = as Accept-Language"`
	With []string     `query:"with" maxItems:"9" doc:"finished runs to compare with, such as the same without the drought plan; ids separated by commas"`
}

func (s *Server) getBriefPage(ctx context.Context, in *BriefQuery) (*File, error) {
	f, err := s.brief(ctx, in, "text/html; charset=utf-8", "", (*brief.Brief).HTML)
	if f != nil {
		f.Policy = briefPolicy
	}
	return f, err
}

func (s *Server) getBriefBook(ctx context.Context, in *BriefQuery) (*File, error) {
	format, _ := export.FormatByID("xlsx")
	return s.brief(ctx, in, format.MediaType, in.ID[:min(8, len(in.ID))]+"-brief.xlsx", (*brief.Brief).XLSX)
}

// brief makes the brief of a finished rolling run and writes it.
func (s *Server) brief(ctx context.Context, in *BriefQuery, media, name string, write func(*brief.Brief, io.Writer, network.Lang) error) (*File, error) {
	l := asked(ctx, in.Lang)
	need := []parts.Name{parts.Counties, parts.Sections, parts.Reservoirs}
	tags := []string{media, string(l), s.Version}
	for _, id := range append([]string{in.ID}, in.With...) {
		if err := s.permitted(ctx, store.ObjectRun, id, auth.Viewer); err != nil {
			return nil, err
		}
		_, tag, err := s.partsOf(ctx, id, need)
		if err != nil {
			return nil, err
		}
		tags = append(tags, tag)
	}
	tag := etag(tags...)
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	from, err := s.briefInput(ctx, in, need)
	if err != nil {
		return nil, err
	}
	b, err := brief.Build(*from)
	if errors.Is(err, brief.ErrForesight) {
		return nil, refuse(http.StatusConflict, "旱情简报须由滚动计算（mode=rolling）编制", "a drought brief needs a rolling run (mode=rolling)")
	}
	if errors.Is(err, brief.ErrNoResult) {
		return nil, refuse(http.StatusConflict, "该计算无可行解，不能编制旱情简报", "the run is infeasible, and there is no brief of it")
	}
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := write(b, &out, l); err != nil {
		return nil, err
	}
	return file(media, tag, name, out.Bytes()), nil
}

// briefInput reads a run, its network, and the runs to compare with.
func (s *Server) briefInput(ctx context.Context, in *BriefQuery, need []parts.Name) (*brief.Input, error) {
	r, err := s.Store.Run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	document, _, err := s.Store.BasinDocument(ctx, r.BasinID, r.BasinVersion)
	if err != nil {
		return nil, err
	}
	var asked request.Request
	if err := json.Unmarshal(r.Request, &asked); err != nil {
		return nil, err
	}
	out := new(brief.Input)
	if out.Network, _, err = asked.Network(document, nil); err != nil {
		return nil, fmt.Errorf("inputs of run %s: %v", r.ID, err) //nolint:errorlint // a run that was made has no faults of this request
	}
	if out.Run, err = s.result(ctx, in.ID, need...); err != nil {
		return nil, err
	}
	out.Made = r.Finished
	for _, id := range in.With {
		other, err := s.Store.Run(ctx, id)
		if err != nil {
			return nil, err
		}
		if other.BasinID != r.BasinID {
			return nil, wrong("query.with", "计算 %q 属于另一流域", "the run %q is of another basin", id)
		}
		a, err := s.result(ctx, id, need...)
		if err != nil {
			return nil, err
		}
		title := or(other.Title, id)
		out.Variants = append(out.Variants, brief.Variant{Name: network.Text{ZH: title, EN: title}, Run: a})
	}
	return out, nil
}

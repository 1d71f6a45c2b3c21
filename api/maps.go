package api

import (
	"bytes"
	"context"

	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
)

// geoJSON is the media type of RFC 7946.
const geoJSON = "application/geo+json"

// RunMapQuery is a request for the map of a run.
type RunMapQuery struct {
	ByID
	Conditional
	Series bool `query:"series" doc:"also a value for each period"`
}

func (s *Server) getRunMap(ctx context.Context, in *RunMapQuery) (*File, error) {
	need := []parts.Name{parts.Nodes, parts.Links, parts.Reservoirs, parts.Quality}
	_, content, err := s.partsOf(ctx, in.ID, need)
	if err != nil {
		return nil, err
	}
	tag := etag(content, "map", s.Version)
	if in.Series {
		tag = etag(content, "map with series", s.Version)
	}
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	a, err := s.result(ctx, in.ID, need...)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := (export.Map{Run: a, Flows: a.Infeasible == nil, Series: in.Series}).Write(&b); err != nil {
		return nil, err
	}
	return file(geoJSON, tag, "", b.Bytes()), nil
}

// BasinMapQuery is a request for the map of a basin.
type BasinMapQuery struct {
	ByID
	Conditional
	Version int `query:"version" minimum:"0" doc:"0 = the current one"`
}

func (s *Server) getBasinMap(ctx context.Context, in *BasinMapQuery) (*File, error) {
	document, v, err := s.Store.BasinDocument(ctx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	tag := etag(v.Hash, "map", s.Version)
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	n, _, err := network.Decode(document, nil)
	if err != nil {
		return nil, err
	}
	nodes, links, err := optimize.Layout(n)
	if err != nil {
		return nil, err
	}
	a := &optimize.Allocation{Basin: optimize.BasinInfo{ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN}, Nodes: nodes, Links: links}
	var b bytes.Buffer
	if err := (export.Map{Run: a}).Write(&b); err != nil {
		return nil, err
	}
	return file(geoJSON, tag, "", b.Bytes()), nil
}

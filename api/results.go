package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/optimize"
)

// ResultQuery is a request for a part of a result.
type ResultQuery struct {
	ByID
	Conditional
	AcceptEncoding string `header:"Accept-Encoding"`
}

// getResult sends the whole result: its parts, joined without being decoded.
func (s *Server) getResult(ctx context.Context, in *ResultQuery) (*File, error) {
	names, tag, err := s.partsOf(ctx, in.ID, parts.All())
	if err != nil {
		return nil, err
	}
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	objects := make([][]byte, len(names))
	for i, name := range names {
		p, err := s.Store.ResultPart(ctx, in.ID, name)
		if err != nil {
			return nil, err
		}
		if objects[i], err = p.Data(); err != nil {
			return nil, err
		}
	}
	whole, err := parts.Join(objects)
	if err != nil {
		return nil, fmt.Errorf("result of run %s: %w", in.ID, err)
	}
	return file("application/json", tag, "", whole), nil
}

func (s *Server) getSummary(ctx context.Context, in *ResultQuery) (*File, error) {
	names, _, err := s.partsOf(ctx, in.ID, nil)
	if err != nil {
		return nil, err
	}
	return s.part(ctx, in, names[0], "")
}

func (s *Server) getCertificate(ctx context.Context, in *ResultQuery) (*File, error) {
	return s.part(ctx, in, store.PartCertificate, "certificate-"+in.ID+".json")
}

// part sends a part of a result as it is stored, compressed where the client
// takes that.
func (s *Server) part(ctx context.Context, in *ResultQuery, part, name string) (*File, error) {
	tag, err := s.resultTag(ctx, in.ID, []string{part})
	if err != nil {
		return nil, err
	}
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	p, err := s.stored(ctx, in.ID, part)
	if err != nil {
		return nil, err
	}
	if strings.Contains(in.AcceptEncoding, "gzip") {
		f := file("application/json", tag, name, p.Gzip)
		f.Encoding = "gzip"
		return f, nil
	}
	data, err := p.Data()
	return file("application/json", tag, name, data), err
}

// resultTag stands for stored parts of the result of a run. It comes of the hash
// of the result, so that it is the same for runs whose results differ in
// nothing but how long they took.
func (s *Server) resultTag(ctx context.Context, id string, names []string) (string, error) {
	hash, err := s.Store.ResultHash(ctx, id, names[0])
	if errors.Is(err, store.ErrNotFound) {
		return "", s.noResult(ctx, id, names[0])
	}
	return etag(append([]string{hash}, names...)...), err
}

// stored is a part of the result of a run; a refusal says why there is none.
func (s *Server) stored(ctx context.Context, id, part string) (store.Part, error) {
	p, err := s.Store.ResultPart(ctx, id, part)
	if !errors.Is(err, store.ErrNotFound) {
		return p, err
	}
	return p, s.noResult(ctx, id, part)
}

// noResult says why a run has no such part of a result.
func (s *Server) noResult(ctx context.Context, id, part string) error {
	r, err := s.Store.Run(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return notFound("计算", "run", id)
	}
	if err != nil {
		return err
	}
	switch {
	case !r.Status.Final():
		return refuse(http.StatusConflict, "计算尚未结束（%s）", "the run is not over yet (%s)", r.Status)
	case part == store.PartTransfer && r.Status == store.RunDone:
		return refuse(http.StatusNotFound, "提交时未要求计算跨流域补偿（transfer）", "the run was submitted without transfer, the terms of cross-basin compensation")
	case isEnsemble(r) && part != string(parts.Ensemble):
		return refuse(http.StatusNotFound, "多情景计算的结果见 /runs/%[1]s/ensemble、tables 与 figures", "the result of an ensemble is at /runs/%[1]s/ensemble, its tables and its figures", id)
	case part == string(parts.Ensemble) && r.Status == store.RunDone && !isEnsemble(r):
		return refuse(http.StatusNotFound, "此计算不是多情景计算", "the run is no ensemble")
	case part == store.PartCertificate && r.Status == store.RunDone:
		return refuse(http.StatusNotFound, "提交时未要求证明（no_certificate）", "the run was submitted without a certificate (no_certificate)")
	default:
		return refuse(http.StatusNotFound, "计算没有结果（%s）", "the run has no result (%s)", r.Status)
	}
}

// partsOf names the stored parts that hold the head and some parts of a result,
// with a tag for them. A run from before results were cut into parts
// has a single one.
func (s *Server) partsOf(ctx context.Context, id string, need []parts.Name) (names []string, tag string, err error) {
	have, err := s.Store.ResultParts(ctx, id)
	if err != nil {
		return nil, "", err
	}
	has := map[string]bool{}
	for _, p := range have {
		has[p.Name] = true
	}
	if has[store.PartResult] {
		names = []string{store.PartResult}
		tag, err = s.resultTag(ctx, id, names)
		return names, tag, err
	}
	for _, name := range parts.All() {
		if name != parts.Head && !slices.Contains(need, name) {
			continue
		}
		if !has[string(name)] {
			return nil, "", s.noResult(ctx, id, string(name))
		}
		names = append(names, string(name))
	}
	tag, err = s.resultTag(ctx, id, names)
	return names, tag, err
}

// result reads the head and some parts of the result of a run.
func (s *Server) result(ctx context.Context, id string, need ...parts.Name) (*optimize.Allocation, error) {
	names, _, err := s.partsOf(ctx, id, need)
	if err != nil {
		return nil, err
	}
	a := new(optimize.Allocation)
	for _, name := range names {
		p, err := s.stored(ctx, id, name)
		if err != nil {
			return nil, err
		}
		data, err := p.Data()
		if err != nil {
			return nil, err
		}
		if err := parts.Read(a, data); err != nil {
			return nil, fmt.Errorf("%s of run %s: %w", name, id, err)
		}
	}
	return a, nil
}

func (s *Server) verifyRun(ctx context.Context, in *ByID) (*Reply[optimize.Verification], error) {
	a, err := s.result(ctx, in.ID, parts.All()...)
	if err != nil {
		return nil, err
	}
	p, err := s.stored(ctx, in.ID, store.PartCertificate)
	if err != nil {
		return nil, err
	}
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	a.Certificate = new(optimize.Certificate)
	if err := json.Unmarshal(data, a.Certificate); err != nil {
		return nil, fmt.Errorf("certificate of run %s: %w", in.ID, err)
	}
	whole, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	v, err := optimize.Verify(whole)
	if err != nil {
		return nil, err
	}
	return reply(*v), nil
}

package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"fenhu/api/auth"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/api/workbook"
	"fenhu/network"
)

// BasinQuery selects basins.
type BasinQuery struct {
	Paged
	Project string `query:"project" maxLength:"100" doc:"project id"`
}

func (s *Server) listBasins(ctx context.Context, in *BasinQuery) (*Reply[List[store.Basin]], error) {
	l, err := s.Store.Basins(ctx, store.BasinFilter{Page: in.page(), Sight: sight(ctx), ProjectID: in.Project})
	return list(l.Items, l.Next), err
}

func (s *Server) getBasin(ctx context.Context, in *ByID) (*Reply[store.Basin], error) {
	b, err := s.Store.Basin(ctx, in.ID)
	return reply(b), err
}

func (s *Server) deleteBasin(ctx context.Context, in *ByID) (*Empty, error) {
	return &Empty{}, s.Store.DeleteBasin(ctx, actor(ctx), in.ID)
}

// BasinChange changes what is given.
type BasinChange struct {
	Project *string `json:"project,omitempty" maxLength:"100" doc:"project id; only its members see the basin; empty = everybody does"`
}

// SetBasin is the request to change a basin.
type SetBasin struct {
	ByID
	Body BasinChange
}

func (s *Server) setBasin(ctx context.Context, in *SetBasin) (*Reply[store.Basin], error) {
	b, err := s.Store.Basin(ctx, in.ID)
	if err != nil || in.Body.Project == nil {
		return reply(b), err
	}
	if id := *in.Body.Project; id != "" {
		if _, err := s.Store.Project(ctx, sight(ctx), id); err != nil {
			return nil, noProject("body.project", id, err)
		}
	}
	b, err = s.Store.SetBasinProject(ctx, actor(ctx), in.ID, *in.Body.Project)
	return reply(b), err
}

// noProject is the fault of a project that is not there, or not for the one who asks.
func noProject(path, id string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return wrong(path, "没有项目 %q", "there is no project %q", id)
	}
	return err
}

// Upload is a document to store, in YAML or JSON or as an Excel workbook.
type Upload struct {
	DryRun  bool   `query:"dry_run" doc:"only check, and list all faults"`
	Note    string `query:"note" maxLength:"500" doc:"what changed"`
	RawBody []byte `contentType:"application/yaml"`
}

// UploadBasin is a document to store as a new basin.
type UploadBasin struct {
	Upload
	Project string `query:"project" maxLength:"100" doc:"project id; only its members see the basin; absent = everybody does"`
}

// UploadVersion is a document to store as the next version of a basin.
type UploadVersion struct {
	ByID
	Upload
	IfVersion int `query:"if_version" minimum:"0" doc:"the version that the change was made from; 0 = do not ask"`
}

// Fault is one fault of a document.
type Fault struct {
	Location string `json:"location" doc:"path in the document"`
	Cell     string `json:"cell,omitempty" doc:"cell of a workbook, as in 水库!F7"`
	ID       string `json:"id,omitempty" doc:"node, rule or project"`
	Line     int    `json:"line,omitempty"`
	Message  string `json:"message" doc:"in the language of the request"`
}

// Checked is what came of a document.
type Checked struct {
	OK       bool                `json:"ok" doc:"the document can be run"`
	Basin    string              `json:"basin,omitempty"`
	Errors   []Fault             `json:"errors"`
	Warnings []Fault             `json:"warnings"`
	Stored   *store.BasinVersion `json:"stored,omitempty" doc:"absent in a dry run"`
}

// Uploaded is the answer to an upload.
type Uploaded = Made[Checked]

func faultsIn(faults network.Faults, l network.Lang) []Fault {
	out := make([]Fault, 0, len(faults))
	for _, f := range faults {
		text := f.Problem.In(l)
		if remedy := f.Remedy.In(l); remedy != "" {
			text += network.Text{ZH: "；", EN: "; "}.In(l) + remedy
		}
		out = append(out, Fault{Location: f.Path, Cell: f.Cell, ID: f.ID, Line: f.Line, Message: text})
	}
	return out
}

// check reads a document and lists all that is wrong with it.
func check(document []byte, open network.Open) (*network.Network, network.Faults) {
	n, faults, err := request.Decode(document, open)
	if err != nil {
		if wrong, ok := errors.AsType[network.Faults](err); ok {
			return nil, wrong
		}
		return nil, network.Faults{{Problem: network.Text{ZH: err.Error(), EN: err.Error()}}}
	}
	_ = faults // Check finds the warnings again
	return n, n.Check()
}

func (s *Server) createBasin(ctx context.Context, in *UploadBasin) (*Uploaded, error) {
	if in.Project != "" {
		role, err := s.Store.ProjectRole(ctx, sight(ctx), in.Project)
		if err != nil {
			return nil, noProject("query.project", in.Project, err)
		}
		if err := enough(auth.Role(role), auth.Engineer); err != nil {
			return nil, err
		}
	}
	return s.upload(ctx, &in.Upload, "", func(b store.NewBasin) (store.BasinVersion, error) {
		b.ProjectID = in.Project
		return s.Store.CreateBasin(ctx, actor(ctx), b)
	})
}

func (s *Server) addVersion(ctx context.Context, in *UploadVersion) (*Uploaded, error) {
	if _, err := s.Store.Basin(ctx, in.ID); err != nil {
		return nil, err
	}
	return s.upload(ctx, &in.Upload, in.ID, func(b store.NewBasin) (store.BasinVersion, error) {
		return s.Store.AddBasinVersion(ctx, actor(ctx), in.IfVersion, b)
	})
}

// upload checks a document and stores it unless it has faults or is only to be
// checked; id is that of the basin it must be of, if any.
func (s *Server) upload(ctx context.Context, in *Upload, id string, put func(store.NewBasin) (store.BasinVersion, error)) (*Uploaded, error) {
	document := bytes.Clone(in.RawBody) // huma takes the buffer back
	n, faults := check(document, nil)
	if n != nil && id != "" && n.ID != id {
		faults = append(faults, wrong("id", "文档的标识是 %q，流域是 %q", "the document's id is %q, the basin's is %q", n.ID, id)...)
	}
	bad := faults.Errors()
	l := lang(ctx)
	out := &Uploaded{Status: http.StatusOK, Body: Checked{OK: len(bad) == 0, Errors: faultsIn(bad, l), Warnings: faultsIn(faults.Warnings(), l)}}
	if n != nil {
		out.Body.Basin = n.ID
	}
	if in.DryRun {
		return out, nil
	}
	if len(bad) > 0 {
		return nil, bad
	}
	if workbook.Is(document) { // what is stored is the document, whatever it came in
		var err error
		if document, err = n.EncodeYAML(); err != nil {
			return nil, err
		}
	}
	v, err := put(store.NewBasin{ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN, Document: document, Note: in.Note})
	if err != nil {
		return nil, err
	}
	out.Status, out.Location, out.Body.Stored = http.StatusCreated, Prefix+"/basins/"+n.ID, &v
	return out, nil
}

// Versions is a request for the versions of a basin.
type Versions struct {
	ByID
	Paged
}

func (s *Server) listVersions(ctx context.Context, in *Versions) (*Reply[List[store.BasinVersion]], error) {
	if _, err := s.Store.Basin(ctx, in.ID); err != nil {
		return nil, err
	}
	l, err := s.Store.BasinVersions(ctx, in.ID, in.page())
	return list(l.Items, l.Next), err
}

// DocumentQuery is a request for a document.
type DocumentQuery struct {
	ByID
	Conditional
	Version int    `query:"version" minimum:"0" doc:"0 = the current one"`
	Format  string `query:"format" enum:"yaml,json,xlsx" default:"yaml" doc:"xlsx = a workbook, in the language of the request"`
}

func (s *Server) getDocument(ctx context.Context, in *DocumentQuery) (*File, error) {
	document, v, err := s.Store.BasinDocument(ctx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	tag := etag(v.Hash, in.Format, string(lang(ctx)))
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	if in.Format == "xlsx" {
		n, _, err := network.Decode(document, nil)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := workbook.Write(&b, n, lang(ctx)); err != nil {
			return nil, err
		}
		return file(workbook.MediaType, tag, in.ID+".xlsx", b.Bytes()), nil
	}
	isJSON := strings.HasPrefix(strings.TrimSpace(string(document)), "{")
	media := "application/yaml"
	if in.Format == "json" {
		media = "application/json"
	}
	if isJSON != (in.Format == "json") { // written in the other form
		n, _, err := network.Decode(document, nil)
		if err != nil {
			return nil, err
		}
		if isJSON {
			document, err = n.EncodeYAML()
		} else {
			document, err = n.EncodeJSON()
		}
		if err != nil {
			return nil, err
		}
	}
	return file(media, tag, in.ID+"."+in.Format, document), nil
}

func (s *Server) getTemplate(ctx context.Context, _ *None) (*File, error) {
	var b bytes.Buffer
	err := workbook.WriteTemplate(&b, lang(ctx))
	return file(workbook.MediaType, "", "basin.xlsx", b.Bytes()), err
}

func (s *Server) getSchema(context.Context, *None) (*File, error) {
	schema, err := network.Schema()
	return file("application/schema+json", "", "", schema), err
}

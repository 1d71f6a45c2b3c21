package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"fenhu/api/auth"
	"fenhu/network"
)

//go:embed pages/*.html
var pageFiles embed.FS

// page is a path outside the resources and the least role that may see it.
type page struct {
	path  string
	role  auth.Role
	serve echo.HandlerFunc
}

// addPages adds the pages and probes around the resources.
func (s *Server) addPages(document *huma.OpenAPI) error {
	templates, err := template.ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return err
	}
	reference, err := referenceOf(document)
	if err != nil {
		return err
	}
	s.addInterface(s.html(templates, "unbuilt.html", func(l network.Lang) any { return map[string]any{"Lang": l, "Prefix": Prefix} }))
	for _, p := range []page{
		{"/healthz", auth.Anyone, func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]string{"status": "ok"}) }},
		{"/readyz", auth.Anyone, s.ready},
		{"/metrics", auth.Viewer, echo.WrapHandler(s.metrics.handler())},
		{"/setup", auth.Anyone, s.html(templates, "setup.html", func(l network.Lang) any { return map[string]any{"Lang": l, "Prefix": Prefix} })},
		{Prefix + "/docs", auth.Anyone, s.html(templates, "docs.html", func(l network.Lang) any { return reference.in(l) })},
	} {
		s.echo.GET(p.path, func(c echo.Context) error {
			if err := permit(whoIs(c), p.role, http.MethodGet, ""); err != nil {
				return err
			}
			return p.serve(c)
		})
	}
	return nil
}

func (s *Server) ready(c echo.Context) error {
	if err := s.Store.Ping(c.Request().Context()); err != nil {
		s.logError(c.Request().Context(), err)
		return refuse(http.StatusServiceUnavailable, "数据库没有应答", "the database does not answer")
	}
	if !s.Queue.Healthy() {
		return refuse(http.StatusServiceUnavailable, "计算队列没有运行", "the workers are not running")
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "ready"})
}

// html serves a page that needs nothing from elsewhere; its scripts and styles
// carry a nonce, so that nothing else runs.
func (s *Server) html(templates *template.Template, name string, data func(network.Lang) any) echo.HandlerFunc {
	return func(c echo.Context) error {
		l := lang(c.Request().Context())
		if q := network.Lang(c.QueryParam("lang")); q == network.ZH || q == network.EN {
			l = q
		}
		nonce := auth.NewToken()
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, name, map[string]any{"Nonce": nonce, "Page": data(l), "EN": l == network.EN}); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+"'")
		return c.HTMLBlob(http.StatusOK, b.Bytes())
	}
}

// reference is the OpenAPI document as the reference page shows it.
type reference struct {
	Title, Version, Description string
	Groups                      []group
	Schemas                     []schemaText
}

type group struct {
	Name   string
	Routes []operation
}

type operation struct {
	Method, Path, ID, Role string
	title                  network.Text
	Title                  string
	Parameters             []parameter
	Body                   string
	Bodies                 string // media types
	Answers                []answerText
}

type parameter struct {
	Name, In, Type, Doc string
	Required            bool
}

type answerText struct{ Status, Media, Schema string }

type schemaText struct{ Name, Text string }

// referenceOf makes the reference from the document itself, so that the two
// cannot differ.
func referenceOf(document *huma.OpenAPI) (*reference, error) {
	out := &reference{Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description}
	for _, r := range routes() {
		op := operationOf(document.Paths[Prefix+r.Path], r.Method)
		if op == nil {
			continue
		}
		o := operation{Method: r.Method, Path: Prefix + r.Path, ID: r.ID, Role: string(r.Role), title: r.Title}
		for _, p := range op.Parameters {
			o.Parameters = append(o.Parameters, parameter{p.Name, p.In, typeName(p.Schema), p.Description, p.Required})
		}
		if op.RequestBody != nil {
			for media, m := range op.RequestBody.Content {
				o.Bodies, o.Body = media, typeName(m.Schema)
			}
		}
		for _, status := range []string{"200", "201", "202", "204", "304"} {
			if a := op.Responses[status]; a != nil {
				t := answerText{Status: status}
				for media, m := range a.Content {
					t.Media, t.Schema = media, typeName(m.Schema)
				}
				o.Answers = append(o.Answers, t)
			}
		}
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Name != r.Group {
			out.Groups = append(out.Groups, group{Name: r.Group})
		}
		g := &out.Groups[len(out.Groups)-1]
		g.Routes = append(g.Routes, o)
	}
	for _, name := range sortedKeys(document.Components.Schemas.Map()) {
		text, err := json.MarshalIndent(document.Components.Schemas.Map()[name], "", "  ")
		if err != nil {
			return nil, err
		}
		out.Schemas = append(out.Schemas, schemaText{name, string(text)})
	}
	return out, nil
}

func operationOf(p *huma.PathItem, method string) *huma.Operation {
	if p == nil {
		return nil
	}
	switch method {
	case http.MethodGet:
		return p.Get
	case http.MethodPost:
		return p.Post
	case http.MethodPut:
		return p.Put
	case http.MethodPatch:
		return p.Patch
	case http.MethodDelete:
		return p.Delete
	default:
		return nil
	}
}

// in is the reference with the titles in one language.
func (r *reference) in(l network.Lang) *reference {
	out := *r
	out.Groups = nil
	for _, g := range r.Groups {
		next := group{Name: g.Name}
		for _, o := range g.Routes {
			o.Title = o.title.In(l)
			next.Routes = append(next.Routes, o)
		}
		out.Groups = append(out.Groups, next)
	}
	return &out
}

package api

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// interfacePolicy lets the interface load its own files and speak to its own
// service, and nothing else: no script or style that is written into a page.
const interfacePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// addInterface serves the web interface at every address that is no resource,
// page or probe: a file where there is one, otherwise the interface itself,
// which knows its own addresses.
func (s *Server) addInterface(notBuilt echo.HandlerFunc) {
	// Not RouteNotFound: it would take the place of 405 for wrong methods of resources.
	s.echo.Match([]string{http.MethodGet, http.MethodHead}, "/*", func(c echo.Context) error {
		r := c.Request()
		if strings.HasPrefix(r.URL.Path, "/api/") {
			return echo.ErrNotFound
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name != "" && name != "index.html" && s.UI != nil {
			if err := s.sendFile(c, name); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if name != "" && (path.Ext(name) != "" || !strings.Contains(r.Header.Get("Accept"), "text/html")) {
			return echo.ErrNotFound
		}
		if s.UI == nil {
			return notBuilt(c)
		}
		return s.sendFile(c, "index.html")
	})
}

// sendFile sends a file of the interface. The names under assets hold a hash
// of what is in them, so that they are kept for ever.
func (s *Server) sendFile(c echo.Context, name string) error {
	info, err := fs.Stat(s.UI, name)
	if err == nil && !info.Mode().IsRegular() || errors.Is(err, fs.ErrInvalid) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return err
	}
	data, err := fs.ReadFile(s.UI, name)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", interfacePolicy)
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(c.Response(), c.Request(), name, time.Time{}, bytes.NewReader(data))
	return nil
}

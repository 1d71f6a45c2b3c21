// Package api is the service's HTTP face: resources under /api/v1 described by
// an OpenAPI document that is made from the Go types, and the pages and probes
// around them.
//
// A request passes the middleware in the order of (*Server).use, is checked
// against the role of its route, and reaches one handler of one resource; there
// is one file a resource, and one line a route in routes. Errors become RFC 9457
// problems in errors.go and nowhere else.
package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"fenhu/api/auth"
	"fenhu/api/jobs"
	"fenhu/api/plot"
	"fenhu/api/store"
)

// Config is what a server is made of.
type Config struct {
	// Store is the database; required.
	Store *store.DB
	// Queue takes the runs; required. The caller starts and stops it.
	Queue *jobs.Queue
	// Now is the clock; required.
	Now func() time.Time
	// Log is the log of requests and errors; the zero value is silent.
	Log zerolog.Logger
	// Version is the version of the program, for the OpenAPI document.
	Version string
	// Hasher hashes passwords; required.
	Hasher *auth.Hasher
	// Dev lets everyone do everything without log-in. Serve then refuses an
	// address that is not of this machine.
	Dev bool
	// Proxied trusts the X-Forwarded-For header of a reverse proxy on a private address.
	Proxied bool
	// Origins are the sites, such as https://water.example, whose pages may use
	// the API with a key from a browser (CORS); none by default.
	Origins []string
	// Rate is the number of requests a second that one client may make, in the
	// long run; 0 = 100, negative = no limit. Burst is how many at once; 0 = five times Rate.
	Rate, Burst int
	// BodyLimit is the size of the largest request body in bytes; 0 = 16 MiB.
	BodyLimit int64
	// Timeout is the most time for one request, event streams excepted; 0 = 60 s.
	Timeout time.Duration
	// SessionLife is how long a session lasts without use; 0 = 12 h.
	SessionLife time.Duration
	// UI is the web interface as it was built; nil = there is none.
	UI fs.FS
	// Poll is how often an event stream looks for progress; 0 = 400 ms.
	Poll time.Duration
}

// Server serves the API. Make it with New.
type Server struct {
	Config
	log      zerolog.Logger
	echo     *echo.Echo
	http     *http.Server
	throttle *auth.Throttle
	metrics  *metrics
	font     func() *plot.Font // for Chinese in PNG figures
	closing  chan struct{}     // closed when the server begins to shut down
}

// New makes a server; it does not listen yet.
func New(c Config) (*Server, error) {
	if c.Store == nil || c.Queue == nil || c.Now == nil || c.Hasher == nil {
		return nil, errors.New("api: store, queue, clock and hasher are required")
	}
	if c.Rate == 0 {
		c.Rate = 100
	}
	if c.Burst == 0 {
		c.Burst = 5 * c.Rate
	}
	c.BodyLimit = or(c.BodyLimit, 16<<20)
	c.Timeout = or(c.Timeout, time.Minute)
	c.SessionLife = or(c.SessionLife, 12*time.Hour)
	c.Poll = or(c.Poll, 400*time.Millisecond)
	s := &Server{
		Config: c, log: c.Log, echo: echo.New(), closing: make(chan struct{}),
		throttle: auth.NewThrottle(c.Now), metrics: newMetrics(c.Store), font: chineseFont(),
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.writeError
	s.echo.IPExtractor = echo.ExtractIPDirect()
	if c.Proxied {
		s.echo.IPExtractor = echo.ExtractIPFromXFFHeader()
	}
	if err := s.use(); err != nil {
		return nil, err
	}
	document := s.describe()
	if err := s.addPages(document); err != nil {
		return nil, err
	}
	s.http = &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       c.Timeout,
		WriteTimeout:      2 * c.Timeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	s.http.RegisterOnShutdown(func() { close(s.closing) })
	return s, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// ErrNotLoopback says that the development mode was asked to listen to others.
var ErrNotLoopback = errors.New("without log-in the service listens on this machine only")

// Serve serves until ctx ends, then finishes the requests it has, for at most
// grace. In development mode it refuses a listener that others can reach.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	if s.Dev && !isLoopback(l.Addr()) {
		return fmt.Errorf("%w, not on %s", ErrNotLoopback, l.Addr())
	}
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := s.http.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		return s.http.Close()
	}
	return err
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

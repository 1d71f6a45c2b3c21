package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

type requestKey struct{}

// requestID is the id of a request, as in its log line and its problem.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string) // empty outside a request
	return id
}

// use is the ordered list of what every request passes.
func (s *Server) use() error {
	sameSite, err := s.sameSite()
	if err != nil {
		return err
	}
	s.echo.Use(
		s.name,
		s.record,
		s.recover,
		secure,
		s.shareWith(),
		s.limitRate(),
		s.limitBody,
		plainAddress,
		sameSite,
		middleware.GzipWithConfig(middleware.GzipConfig{Skipper: isCompressed, MinLength: 1024}),
		s.limitTime(),
		s.identify,
	)
	return nil
}

// name gives the request its id and its language. An id that the client sends
// is not taken over, so that it cannot write into the log.
func (s *Server) name(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		id := strings.ToLower(rand.Text())
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		ctx := context.WithValue(r.Context(), requestKey{}, id)
		c.SetRequest(r.WithContext(withLanguage(ctx, languageOf(r.Header.Get("Accept-Language")))))
		return next(c)
	}
}

// record writes the line of the request into the log and counts it.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := s.Now()
		s.metrics.inFlight.Inc()
		if err := next(c); err != nil {
			c.Error(err)
		}
		s.metrics.inFlight.Dec()
		r, w, took := c.Request(), c.Response(), s.Now().Sub(begin)
		route := c.Path()
		if route == "" || w.Status == http.StatusNotFound && !strings.Contains(route, ":") {
			route = "unknown"
		}
		s.metrics.observe(method(r.Method), route, w.Status, took)
		s.log.Info().Str("request", requestID(r.Context())).Str("method", r.Method).Str("path", r.URL.Path).
			Int("status", w.Status).Int64("bytes", w.Size).Dur("took", took).Str("client", c.RealIP()).
			Str("user", whoIs(c).Name).Msg("request served")
		return nil
	}
}

// method keeps invented methods out of the metrics.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	default:
		return "other"
	}
}

// recover turns a panic into an internal error.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			what := recover()
			if what == nil {
				return
			}
			if e, ok := what.(error); ok && errors.Is(e, http.ErrAbortHandler) {
				panic(what)
			}
			s.log.Error().Str("request", requestID(c.Request().Context())).Interface("panic", what).Bytes("stack", debug.Stack()).Msg("request panicked")
			err = echo.NewHTTPError(http.StatusInternalServerError).SetInternal(errPanic)
		}()
		return next(c)
	}
}

var errPanic = errors.New("panic")

// secure sets the headers that keep a browser from doing more than it should.
func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Accept-Language, Accept-Encoding, Cookie, Authorization")
		if c.IsTLS() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// limitRate limits the requests of each address.
func (s *Server) limitRate() echo.MiddlewareFunc {
	if s.Rate < 0 {
		return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	}
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Skipper: func(c echo.Context) bool { return c.Request().URL.Path == "/healthz" },
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(s.Rate), Burst: s.Burst, ExpiresIn: 3 * time.Minute,
		}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return c.RealIP(), nil },
		DenyHandler: func(echo.Context, string, error) error {
			return tooMany(time.Second)
		},
	})
}

// tooMany says when to try again.
func tooMany(after time.Duration) *refusal {
	seconds := max(1, int((after + time.Second - 1).Seconds()))
	r := refuse(http.StatusTooManyRequests, "请求过于频繁，请在 %d 秒后再试", "too many requests; try again in %d s", seconds)
	r.header = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	return r
}

// limitBody limits the size of the body, whether or not it is announced.
func (s *Server) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > s.BodyLimit {
			return &http.MaxBytesError{Limit: s.BodyLimit}
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, s.BodyLimit+1) // huma reports the limit itself, at one byte less
		return next(c)
	}
}

// plainAddress refuses addresses that are no text, which a database may not take.
func plainAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		query, err := url.QueryUnescape(u.RawQuery)
		if err != nil || !isText(u.Path) || !isText(query) {
			return refuse(http.StatusBadRequest, "网址中有无法识别的字符", "the address holds characters that are no text")
		}
		return next(c)
	}
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// sameSite refuses what a page of another site makes a browser send, and in
// development mode a name of this machine that somebody else gave it.
func (s *Server) sameSite() (echo.MiddlewareFunc, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range s.Origins {
		if err := protection.AddTrustedOrigin(origin); err != nil || strings.Contains(origin, "*") {
			return nil, fmt.Errorf("%w: %q", ErrOrigin, origin)
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if protection.Check(c.Request()) != nil {
				return refuse(http.StatusForbidden, "不接受来自其他网站的请求", "requests from other sites are refused")
			}
			if s.Dev && !isLocalName(c.Request().Host) {
				return refuse(http.StatusForbidden, "开发模式只接受本机地址", "in development mode only addresses of this machine are served")
			}
			return next(c)
		}
	}, nil
}

// ErrOrigin says that an origin to share with is none.
var ErrOrigin = errors.New("not an origin such as https://water.example")

// shareWith lets pages of the origins that are named read the answers. They use
// keys: cookies are not sent along.
func (s *Server) shareWith() echo.MiddlewareFunc {
	if len(s.Origins) == 0 {
		return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	}
	return middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins:  s.Origins,
		AllowMethods:  []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowHeaders:  []string{"Authorization", "X-API-Key", "Content-Type", "Accept-Language", "Idempotency-Key", "If-None-Match"},
		ExposeHeaders: []string{"ETag", "Location", "Content-Disposition", "Retry-After", echo.HeaderXRequestID},
		MaxAge:        600,
	})
}

func isLocalName(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isCompressed says what is sent compressed already, or bit by bit.
func isCompressed(c echo.Context) bool {
	path := c.Path()
	return strings.HasSuffix(path, "/events") || strings.HasSuffix(path, "/summary") || strings.HasSuffix(path, "/ensemble") || strings.HasSuffix(path, "/certificate") || path == "/metrics"
}

func (s *Server) limitTime() echo.MiddlewareFunc {
	return middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{
		Skipper: func(c echo.Context) bool { return strings.HasSuffix(c.Path(), "/events") },
		Timeout: s.Timeout,
		ErrorHandler: func(err error, _ echo.Context) error {
			return err
		},
	})
}

package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// cookieName has the prefix by which browsers keep the cookie to this host, to
// all of its paths, and to encrypted connections.
const cookieName = "__Host-fenhu-session"

// csrfHeader carries the token that a change by session needs.
const csrfHeader = "X-CSRF-Token"

// seenEvery is how exactly it is kept when a session or key was last used.
const seenEvery = time.Minute

// identify finds out who makes a request. A key that is not valid is refused;
// a session that is over makes the request anonymous.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		p, err := s.principal(r)
		if err != nil {
			return err
		}
		c.SetRequest(r.WithContext(withClient(auth.With(r.Context(), p), client{address: c.RealIP(), agent: r.UserAgent()})))
		return next(c)
	}
}

func (s *Server) principal(r *http.Request) (auth.Principal, error) {
	ctx := r.Context()
	if whole, ok := sentKey(r); ok {
		return s.byKey(ctx, whole)
	}
	if cookie, err := r.Cookie(cookieName); err == nil && cookie.Value != "" {
		p, err := s.bySession(ctx, cookie.Value)
		if err != nil || p.Known() {
			return p, err
		}
	}
	if s.Dev {
		return auth.Principal{Name: "dev", Role: auth.Admin, SeesAll: true, Means: auth.ByDev}, nil
	}
	return auth.Principal{}, nil
}

// sentKey is the API key of a request: Authorization: Bearer, or X-API-Key.
func sentKey(r *http.Request) (string, bool) {
	if k := r.Header.Get("X-API-Key"); k != "" {
		return k, true
	}
	scheme, k, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(k), ok && strings.EqualFold(scheme, "Bearer")
}

func (s *Server) byKey(ctx context.Context, whole string) (auth.Principal, error) {
	invalid := refuse(http.StatusUnauthorized, "API 密钥无效、已过期或已撤销", "the API key is not valid, has expired or was revoked")
	invalid.header = http.Header{"Www-Authenticate": {`Bearer error="invalid_token"`}}
	if _, ok := auth.KeyPrefix(whole); !ok {
		return auth.Principal{}, invalid
	}
	k, u, err := s.Store.APIKeyByHash(ctx, auth.HashToken(whole))
	if errors.Is(err, store.ErrNotFound) {
		return auth.Principal{}, invalid
	}
	if err != nil {
		return auth.Principal{}, err
	}
	if s.Now().Sub(k.LastUsed) > seenEvery {
		if err := s.Store.TouchAPIKey(ctx, k.ID); err != nil {
			return auth.Principal{}, err
		}
	}
	role := auth.Role(u.Role)
	if len(k.Scopes) > 0 {
		role = auth.Limit(role, k.Scopes)
	}
	return auth.Principal{UserID: u.ID, Name: u.Login, Role: role, SeesAll: u.Role == store.RoleAdmin, Means: auth.ByKey, KeyID: k.ID}, nil
}

func (s *Server) bySession(ctx context.Context, token string) (auth.Principal, error) {
	hash := auth.HashToken(token)
	session, u, err := s.Store.Session(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return auth.Principal{}, nil
	}
	if err != nil {
		return auth.Principal{}, err
	}
	if s.Now().Sub(session.Seen) > seenEvery {
		if err := s.Store.TouchSession(ctx, hash, s.Now().Add(s.SessionLife)); err != nil {
			return auth.Principal{}, err
		}
	}
	return auth.Principal{UserID: u.ID, Name: u.Login, Role: auth.Role(u.Role), SeesAll: u.Role == store.RoleAdmin, Means: auth.BySession, Session: hash, CSRF: auth.CSRFToken(token)}, nil
}

// require lets those pass who have at least a role, and who did not come by a
// page of another site.
func (s *Server) require(least auth.Role) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		c := echoOf(hc)
		if err := permit(auth.From(hc.Context()), least, hc.Method(), hc.Header(csrfHeader)); err != nil {
			s.writeError(err, c)
			return
		}
		next(hc)
	}
}

// permit is the one place that decides whether a request is allowed.
func permit(p auth.Principal, least auth.Role, method, csrf string) error {
	switch {
	case least == auth.Anyone:
		return nil
	case !p.Known():
		r := refuse(http.StatusUnauthorized, "请先登录，或使用 API 密钥", "log in first, or use an API key")
		r.header = http.Header{"Www-Authenticate": {"Bearer"}}
		return r
	case !p.Role.Allows(least):
		return refuse(http.StatusForbidden, "需要角色 %s，当前为 %s", "this needs the role %s; yours is %s", least, or(p.Role, "—"))
	case p.Means == auth.BySession && method != http.MethodGet && method != http.MethodHead && !auth.Same(csrf, p.CSRF):
		return refuse(http.StatusForbidden, "缺少或错误的 %s 请求头", "the header %s is missing or wrong", csrfHeader)
	}
	return nil
}

// whoIs is who makes a request, for the log.
func whoIs(c echo.Context) auth.Principal { return auth.From(c.Request().Context()) }

type clientKey struct{}

// client is where a request comes from.
type client struct{ address, agent string }

func withClient(ctx context.Context, c client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

func clientOf(ctx context.Context) client {
	c, _ := ctx.Value(clientKey{}).(client) // empty outside a request
	return c
}

// actor is who makes a request, for the audit trail.
func actor(ctx context.Context) store.Actor {
	p := auth.From(ctx)
	return store.Actor{UserID: p.UserID, Name: p.Name, KeyID: p.KeyID, Request: requestID(ctx), Address: clientOf(ctx).address}
}

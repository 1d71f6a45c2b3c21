package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// setupLife is how long a set-up link can be used.
const setupLife = 24 * time.Hour

// SetupToken makes the token of the set-up link; it is empty when the service
// has users already or needs none. The link is URL/setup#TOKEN. Its hash is
// stored, so that the link outlives a restart.
func (s *Server) SetupToken(ctx context.Context) (string, error) {
	if s.Dev {
		return "", nil
	}
	n, err := s.Store.CountUsers(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	token := auth.NewToken()
	return token, s.Store.AddSetupToken(ctx, auth.HashToken(token), s.Now().Add(setupLife))
}

// Setup is what the first admin is made of.
type Setup struct {
	Token    string `json:"token" maxLength:"100" doc:"from the set-up link"`
	Login    string `json:"login" minLength:"1" maxLength:"64"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

func (s *Server) setUp(ctx context.Context, in *With[Setup]) (*Reply[store.User], error) {
	invalid := refuse(http.StatusForbidden, "初始化链接无效、已使用或已过期；重新启动服务可得到新的链接", "the set-up link is not valid, was used or has expired; restart the service for a new one")
	hash := auth.HashToken(in.Body.Token)
	if err := s.Store.CheckSetupToken(ctx, hash); errors.Is(err, store.ErrNotFound) {
		return nil, invalid // before the costly hashing of the password
	} else if err != nil {
		return nil, err
	}
	u, err := s.newUser(in.Body.Login, "", store.RoleAdmin, in.Body.Password)
	if err != nil {
		return nil, err
	}
	u, err = s.Store.SetUp(ctx, actor(ctx), hash, u)
	if errors.Is(err, store.ErrNotFound) { // another was faster
		return nil, invalid
	}
	return reply(u), err
}

// Credentials are a login and its password.
type Credentials struct {
	Login    string `json:"login" minLength:"1" maxLength:"64"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

// Session says who is logged in.
type Session struct {
	User string    `json:"user" doc:"login"`
	Role auth.Role `json:"role"`
	// Means is session, key or dev.
	Means auth.Means `json:"means" doc:"session, key or dev"`
	CSRF  string     `json:"csrf,omitempty" doc:"to be sent as X-CSRF-Token with every change by session"`
}

// LoggedIn is the answer to a log-in.
type LoggedIn struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   Session
}

func (s *Server) logIn(ctx context.Context, in *With[Credentials]) (*LoggedIn, error) {
	from := clientOf(ctx)
	name, address := "login "+strings.ToLower(in.Body.Login), "address "+from.address
	if wait := max(s.throttle.Wait(name), s.throttle.Wait(address)); wait > 0 {
		return nil, tooMany(wait)
	}
	u, err := s.Store.UserByLogin(ctx, in.Body.Login)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if !s.Hasher.Matches(in.Body.Password, u.Password) || u.Disabled {
		s.throttle.Fail(name)
		s.throttle.Fail(address)
		return nil, refuse(http.StatusUnauthorized, "用户名或密码错误", "wrong login or password")
	}
	s.throttle.Succeed(name)
	token := auth.NewToken() + auth.NewToken()
	p := auth.Principal{UserID: u.ID, Name: u.Login, Role: auth.Role(u.Role), Means: auth.BySession, CSRF: auth.CSRFToken(token)}
	who := actor(auth.With(ctx, p))
	_, err = s.Store.CreateSession(ctx, who, store.Session{
		TokenHash: auth.HashToken(token), CSRFHash: auth.HashToken(p.CSRF), UserID: u.ID,
		Expires: s.Now().Add(s.SessionLife), Address: from.address, Agent: clip(from.agent, 200),
	})
	if err != nil {
		return nil, err
	}
	return &LoggedIn{Cookie: cookie(token, s.SessionLife), Body: sessionOf(p)}, nil
}

// cookie carries a session; a life of 0 ends it. Browsers count this machine's
// own address as encrypted, so that Secure holds there too.
func cookie(token string, life time.Duration) http.Cookie {
	c := http.Cookie{ //nolint:gosec // Secure, HttpOnly and SameSite are set on the next line
		Name: cookieName, Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds()),
	}
	if life == 0 {
		c.MaxAge = -1
	}
	return c
}

func sessionOf(p auth.Principal) Session {
	return Session{User: p.Name, Role: p.Role, Means: p.Means, CSRF: p.CSRF}
}

func clip(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

func (s *Server) getSession(ctx context.Context, _ *None) (*Reply[Session], error) {
	return reply(sessionOf(auth.From(ctx))), nil
}

// LoggedOut is the answer to a log-out.
type LoggedOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) logOut(ctx context.Context, _ *None) (*LoggedOut, error) {
	if p := auth.From(ctx); p.Means == auth.BySession {
		if err := s.Store.DeleteSession(ctx, actor(ctx), p.Session); err != nil {
			return nil, err
		}
	}
	return &LoggedOut{Cookie: cookie("", 0)}, nil
}

// PasswordChange is a new password with the old one.
type PasswordChange struct {
	Old string `json:"old" maxLength:"256"`
	New string `json:"new" minLength:"1" maxLength:"256"`
}

func (s *Server) changePassword(ctx context.Context, in *With[PasswordChange]) (*Empty, error) {
	p := auth.From(ctx)
	if p.Means != auth.BySession {
		return nil, refuse(http.StatusForbidden, "只能在登录后修改密码", "a password is changed by session only")
	}
	u, err := s.Store.User(ctx, p.UserID)
	if err != nil {
		return nil, err
	}
	name := "password " + u.ID
	if wait := s.throttle.Wait(name); wait > 0 {
		return nil, tooMany(wait)
	}
	if !s.Hasher.Matches(in.Body.Old, u.Password) {
		s.throttle.Fail(name)
		return nil, wrong("body.old", "原密码错误", "the old password is wrong")
	}
	hash, err := s.hash(u.Login, in.Body.New)
	if err != nil {
		return nil, err
	}
	return &Empty{}, s.Store.SetPassword(ctx, actor(ctx), u.ID, hash, p.Session)
}

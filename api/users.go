package api

import (
	"context"
	"net/http"
	"regexp"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// hash hashes a password that is good enough.
func (s *Server) hash(login, password string) (string, error) {
	if faults := auth.CheckPassword(login, password); len(faults) > 0 {
		return "", faults
	}
	return s.Hasher.Hash(password)
}

// newUser checks what a user is made of.
func (s *Server) newUser(login, name string, role store.Role, password string) (store.User, error) {
	if !regexp.MustCompile(`^[\p{L}\p{N}._@-]{1,64}$`).MatchString(login) {
		return store.User{}, wrong("body.login", "用户名只能含字母、数字与 . _ @ -", "a login has letters, digits and . _ @ - only")
	}
	if _, err := auth.ParseRole(string(role)); err != nil {
		return store.User{}, wrong("body.role", "未知的角色 %q；可选：viewer, engineer, approver, admin", "unknown role %q; choose viewer, engineer, approver or admin", role)
	}
	hash, err := s.hash(login, password)
	return store.User{Login: login, Name: or(name, login), Role: role, Password: hash}, err
}

func (s *Server) listUsers(ctx context.Context, in *Paged) (*Reply[List[store.User]], error) {
	l, err := s.Store.Users(ctx, in.page())
	return list(l.Items, l.Next), err
}

// NewUser is a user to create.
type NewUser struct {
	Login    string     `json:"login" minLength:"1" maxLength:"64"`
	Name     string     `json:"name,omitempty" maxLength:"100" doc:"as shown; the login when absent"`
	Role     store.Role `json:"role" enum:"viewer,engineer,approver,admin"`
	Password string     `json:"password" minLength:"1" maxLength:"256"`
}

func (s *Server) createUser(ctx context.Context, in *With[NewUser]) (*Made[store.User], error) {
	u, err := s.newUser(in.Body.Login, in.Body.Name, in.Body.Role, in.Body.Password)
	if err != nil {
		return nil, err
	}
	u, err = s.Store.CreateUser(ctx, actor(ctx), u)
	return &Made[store.User]{Status: http.StatusCreated, Location: Prefix + "/users/" + u.ID, Body: u}, err
}

// UserChange changes what is given.
type UserChange struct {
	Name     *string     `json:"name,omitempty" maxLength:"100"`
	Role     *store.Role `json:"role,omitempty" enum:"viewer,engineer,approver,admin"`
	Disabled *bool       `json:"disabled,omitempty"`
	Password *string     `json:"password,omitempty" maxLength:"256"`
}

// SetUser is the request to change a user.
type SetUser struct {
	ByID
	Body UserChange
}

func (s *Server) setUser(ctx context.Context, in *SetUser) (*Reply[store.User], error) {
	u, err := s.Store.User(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	change := in.Body
	if change.Password != nil {
		hash, err := s.hash(u.Login, *change.Password)
		if err != nil {
			return nil, err
		}
		if err := s.Store.SetPassword(ctx, actor(ctx), u.ID, hash, auth.From(ctx).Session); err != nil {
			return nil, err
		}
	}
	if change.Name != nil || change.Role != nil || change.Disabled != nil {
		set(&u.Name, change.Name)
		set(&u.Role, change.Role)
		set(&u.Disabled, change.Disabled)
		if u, err = s.Store.UpdateUser(ctx, actor(ctx), u); err != nil {
			return nil, err
		}
	}
	return reply(u), nil
}

// set takes over a value that is given.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

package api

import (
	"context"
	"net/http"

	"fenhu/api/store"
)

func (s *Server) listProjects(ctx context.Context, in *Paged) (*Reply[List[store.Project]], error) {
	l, err := s.Store.Projects(ctx, sight(ctx), in.page())
	return list(l.Items, l.Next), err
}

// ProjectBody is what a project is made of.
type ProjectBody struct {
	NameZH string `json:"name_zh" minLength:"1" maxLength:"100"`
	NameEN string `json:"name_en,omitempty" maxLength:"100"`
	Note   string `json:"note,omitempty" maxLength:"2000"`
}

func (s *Server) createProject(ctx context.Context, in *With[ProjectBody]) (*Made[store.Project], error) {
	p, err := s.Store.CreateProject(ctx, actor(ctx), store.Project{NameZH: in.Body.NameZH, NameEN: in.Body.NameEN, Note: in.Body.Note})
	return &Made[store.Project]{Status: http.StatusCreated, Location: Prefix + "/projects/" + p.ID, Body: p}, err
}

func (s *Server) getProject(ctx context.Context, in *ByID) (*Reply[store.Project], error) {
	p, err := s.Store.Project(ctx, sight(ctx), in.ID)
	return reply(p), err
}

// ProjectChange changes what is given.
type ProjectChange struct {
	NameZH *string `json:"name_zh,omitempty" minLength:"1" maxLength:"100"`
	NameEN *string `json:"name_en,omitempty" maxLength:"100"`
	Note   *string `json:"note,omitempty" maxLength:"2000"`
}

// SetProject is the request to change a project.
type SetProject struct {
	ByID
	Body ProjectChange
}

func (s *Server) setProject(ctx context.Context, in *SetProject) (*Reply[store.Project], error) {
	p, err := s.Store.Project(ctx, sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	set(&p.NameZH, in.Body.NameZH)
	set(&p.NameEN, in.Body.NameEN)
	set(&p.Note, in.Body.Note)
	p, err = s.Store.UpdateProject(ctx, actor(ctx), p)
	return reply(p), err
}

func (s *Server) deleteProject(ctx context.Context, in *ByID) (*Empty, error) {
	return &Empty{}, s.Store.DeleteProject(ctx, actor(ctx), in.ID)
}

func (s *Server) listMembers(ctx context.Context, in *ByID) (*Reply[List[store.Member]], error) {
	if _, err := s.Store.Project(ctx, sight(ctx), in.ID); err != nil {
		return nil, err
	}
	m, err := s.Store.Members(ctx, in.ID)
	return list(m, ""), err
}

// ByMember is a request about a user in a project.
type ByMember struct {
	ByID
	User string `path:"user" maxLength:"100" doc:"user id"`
}

// PutMember is the request to make a user a member.
type PutMember struct {
	ByMember
	Body MemberBody
}

// MemberBody is what a membership is made of.
type MemberBody struct {
	Role store.Role `json:"role" enum:"viewer,engineer,approver" doc:"in the project; the lesser of it and the user's own role applies"`
}

func (s *Server) putMember(ctx context.Context, in *PutMember) (*Empty, error) {
	return &Empty{}, s.Store.SetMember(ctx, actor(ctx), in.ID, in.User, in.Body.Role)
}

func (s *Server) removeMember(ctx context.Context, in *ByMember) (*Empty, error) {
	return &Empty{}, s.Store.SetMember(ctx, actor(ctx), in.ID, in.User, "")
}

package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// sight is what the one who makes a request may see.
func sight(ctx context.Context) store.Sight {
	if p := auth.From(ctx); !p.SeesAll {
		return store.SeenBy(p.UserID)
	}
	return store.SeeAll()
}

// objectOf is the kind of thing that a path with {id} speaks of, if it belongs
// to a basin.
func objectOf(path string) (store.Object, bool) {
	for prefix, object := range map[string]store.Object{
		"/basins/{id}": store.ObjectBasin, "/scenarios/{id}": store.ObjectScenario, "/runs/{id}": store.ObjectRun, "/schedules/{id}": store.ObjectSchedule, "/alerts/{id}": store.ObjectAlert,
		"/agreements/{id}": store.ObjectAgreement, "/statements/{id}": store.ObjectStatement,
	} {
		if rest, ok := strings.CutPrefix(path, prefix); ok && (rest == "" || rest[0] == '/') {
			return object, true
		}
	}
	return "", false
}

// within lets those pass who see the thing that a route speaks of, by {id} in
// its path or by ?basin=, and whose role in its project is enough for the route.
// What is not seen does not exist, whatever the route.
func (s *Server) within(r Route) func(huma.Context, func(huma.Context)) {
	object, named := objectOf(r.Path)
	return func(hc huma.Context, next func(huma.Context)) {
		var err error
		if named {
			err = s.permitted(hc.Context(), object, hc.Param("id"), r.Role)
		}
		if basin := hc.Query("basin"); err == nil && basin != "" {
			err = s.usable(hc.Context(), basin, r.Role, wrong("basin", "没有流域 %q", "there is no basin %q", clip(basin, 100)))
		}
		if err != nil {
			s.writeError(err, echoOf(hc))
			return
		}
		next(hc)
	}
}

// permitted says why the one who makes a request may not do with a thing what
// needs the role least: the error wraps store.ErrNotFound when it is not seen.
func (s *Server) permitted(ctx context.Context, what store.Object, id string, least auth.Role) error {
	role, err := s.Store.Access(ctx, sight(ctx), what, id)
	if err != nil {
		return err
	}
	return enough(auth.Role(role), least)
}

// enough refuses a role in a project that is less than least.
func enough(role, least auth.Role) error {
	if role.Allows(least) {
		return nil
	}
	return refuse(http.StatusForbidden, "在该项目中需要角色 %s，当前为 %s", "this needs the role %s in the project; yours is %s", least, role)
}

// usable is permitted for the basin that a query or a body names; otherwise is
// the fault when it is not seen.
func (s *Server) usable(ctx context.Context, basin string, least auth.Role, otherwise error) error {
	err := s.permitted(ctx, store.ObjectBasin, basin, least)
	if errors.Is(err, store.ErrNotFound) {
		return otherwise
	}
	return err
}

package auth

import "context"

// Means is how someone was recognised.
type Means string

// The means. A session is carried by a cookie, which a browser sends by itself,
// so that what it changes needs a CSRF token as well.
const (
	BySession Means = "session"
	ByKey     Means = "key"
	ByDev     Means = "dev"
)

// Principal is who makes a request. The zero value is nobody.
type Principal struct {
	UserID string
	Name   string
	Role   Role
	Means  Means
	// SeesAll says that no project is hidden: an admin, also one who uses a key
	// of lesser scope.
	SeesAll bool
	// KeyID is the API key that was used; empty for other means.
	KeyID string
	// Session is the hash of the session's token; empty for other means.
	Session string
	// CSRF is the token that a change by session must carry.
	CSRF string
}

// Known says whether the principal is somebody.
func (p Principal) Known() bool { return p.Means != "" }

type principalKey struct{}

// With returns a context that carries the principal of a request.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From returns the principal of a request, nobody when there is none.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal) // the zero value is nobody
	return p
}

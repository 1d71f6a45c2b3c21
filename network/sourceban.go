package network

// SourceBan forbids some users some sources.
type SourceBan struct {
	RuleBase
	Users Users `json:"users" req:"true" doc:"which users must not take from which sources (users.from)" zh:"用户与水源"`
}

func (r *SourceBan) check(c *checker) {
	r.Users.check(c, "users.")
	if len(r.Users.From) == 0 {
		c.fault("users.from", Text{"没有说明禁用哪些水源", "does not say which sources are forbidden"}, Text{"填写 users.from", "give users.from"})
	}
}

func (r *SourceBan) lower(b *builder) {
	for _, t := range r.Users.terms(b, Withdrawal) {
		b.g.Arcs[t.Arc].Max = make([]float64, b.h.Len())
	}
}

package network

// UseCap limits what the users of counties or a city take in a year: the cap on
// total use, or a consumption quota (withdrawal minus return flow).
type UseCap struct {
	RuleBase
	Users     Users    `json:"users" doc:"whose withdrawals count" zh:"用户"`
	Basis     Basis    `json:"basis" enum:"withdrawal|consumption" doc:"what counts (default withdrawal)" zh:"口径"`
	Max       Quantity `json:"max" req:"true" unit:"万m³/a" min:"0" max:"1e8" doc:"largest volume a year" zh:"指标"`
	YearStart int      `json:"year_start" min:"1" max:"12" doc:"first month of the cap's year" zh:"指标年起始月"`
}

func (r *UseCap) check(c *checker) { r.Users.check(c, "users.") }

func (r *UseCap) lower(b *builder) {
	b.yearly(Limit{ID: r.ID, Kind: r.Kind, Path: b.path, Name: r.Name(), Terms: r.Users.terms(b, r.Basis), Price: true},
		r.Max.Mean(b.n.PlanningYear), r.YearStart)
}

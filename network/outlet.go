package network

// Outlet is where water leaves the modelled area.
type Outlet struct {
	Base
}

func (x *Outlet) check(*checker) {}

func (x *Outlet) points(b *builder) { b.vertex(x.ID) }

func (x *Outlet) connect(b *builder) {
	b.arc(Arc{Node: x.ID, Role: RoleOutflow, From: b.inlet(x.ID)})
}

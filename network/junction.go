package network

// Junction is a place where waters meet and part, without storage.
type Junction struct {
	Base
}

func (x *Junction) check(*checker) {}

func (x *Junction) points(b *builder) { b.vertex(x.ID) }

func (x *Junction) connect(*builder) {}

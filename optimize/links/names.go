package links

import (
	"bytes"
	"hash/maphash"
)

// Names numbers the names of nodes in the order in which they are first met. All
// names lie in one block of bytes, which a garbage collector need not look at.
type Names struct {
	text  []byte
	end   []uint32 // where each name ends in text
	slots []int32  // open addressing: number + 1, or 0
	seed  maphash.Seed
}

// Len is the number of names.
func (n *Names) Len() int { return len(n.end) }

// Name is the name of node i.
func (n *Names) Name(i int32) string { return string(n.bytes(i)) }

func (n *Names) bytes(i int32) []byte {
	from := uint32(0)
	if i > 0 {
		from = n.end[i-1]
	}
	return n.text[from:n.end[i]]
}

// Number is the number of a name, a new one if it was not met before.
func (n *Names) Number(name []byte) int32 {
	if 2*len(n.end) >= len(n.slots) {
		n.grow()
	}
	mask := uint64(len(n.slots) - 1) //nolint:gosec // a power of two
	for h := maphash.Bytes(n.seed, name) & mask; ; h = (h + 1) & mask {
		i := n.slots[h] - 1
		if i < 0 {
			n.text = append(n.text, name...)
			n.end = append(n.end, uint32(len(n.text))) //nolint:gosec // Read bounds the text
			n.slots[h] = int32(len(n.end))             //nolint:gosec // Read bounds the arcs
			return n.slots[h] - 1
		}
		if bytes.Equal(n.bytes(i), name) {
			return i
		}
	}
}

func (n *Names) grow() {
	if n.slots == nil {
		n.seed = maphash.MakeSeed()
	}
	n.slots = make([]int32, max(1024, 2*len(n.slots)))
	mask := uint64(len(n.slots) - 1) //nolint:gosec // a power of two
	for i := range n.end {
		h := maphash.Bytes(n.seed, n.bytes(int32(i))) & mask
		for n.slots[h] != 0 {
			h = (h + 1) & mask
		}
		n.slots[h] = int32(i + 1)
	}
}

// arcSet finds arcs that are in the table twice.
type arcSet struct {
	slots []int32 // open addressing: arc + 1, or 0
}

// add adds the last arc of t; it returns the arc that it repeats, or −1.
func (s *arcSet) add(t *Table) int {
	last := t.Len() - 1
	if 2*t.Len() > len(s.slots) {
		s.slots = make([]int32, max(1024, 2*len(s.slots)))
		for a := range last {
			s.put(t, a)
		}
	}
	return s.put(t, last)
}

func (s *arcSet) put(t *Table, a int) int {
	tail, head, k := t.Tail[a], t.Head[a], t.K[a]
	// Multiplicative hashing by odd constants; the high bits are the mixed ones.
	h := (uint64(uint32(tail))*0x9e3779b97f4a7c15 ^ uint64(uint32(head))*0xc2b2ae3d27d4eb4f) + uint64(uint32(k))*0x165667b19e3779f9 //nolint:gosec // bits
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	mask := uint64(len(s.slots) - 1) //nolint:gosec // a power of two
	for h = (h >> 32) & mask; ; h = (h + 1) & mask {
		b := int(s.slots[h]) - 1
		if b < 0 {
			s.slots[h] = int32(a + 1) //nolint:gosec // Read bounds the arcs
			return -1
		}
		if t.Tail[b] == tail && t.Head[b] == head && t.K[b] == k {
			return b
		}
	}
}

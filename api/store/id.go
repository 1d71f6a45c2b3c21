package store

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"sync"
	"time"
)

// idSource makes UUIDs of version 7: text that sorts by the time it was made,
// strictly so within one process.
type idSource struct {
	mu   sync.Mutex
	last uint64
}

// isID says whether s has the form of an id that is made here.
func isID(s string) bool { return len(s) == 36 && strings.Trim(s, "0123456789abcdef-") == "" }

// next makes an id. The 48 bits of milliseconds are followed by 12 bits of
// their fraction, as RFC 9562 section 6.2 (method 3) has it.
func (s *idSource) next(now time.Time) string {
	ms := uint64(max(now.UnixMilli(), 0))
	ticks := ms<<12 | uint64(now.Nanosecond()%1e6)*4096/1e6 //nolint:gosec // 0 to 999,999
	s.mu.Lock()
	if ticks <= s.last {
		ticks = s.last + 1
	}
	s.last = ticks
	s.mu.Unlock()

	var b [16]byte
	_, _ = rand.Read(b[8:]) // never fails
	for i := range 6 {
		b[i] = byte(ticks >> (52 - 8*i)) //nolint:gosec // the low eight bits are meant
	}
	b[6] = 0x70 | byte(ticks>>8)&0x0f //nolint:gosec // the low bits are meant
	b[7] = byte(ticks)                //nolint:gosec // the low eight bits are meant
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

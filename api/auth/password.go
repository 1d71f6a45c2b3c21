package auth

import (
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"fenhu/network"
)

// Limits of a password. The longest keeps the work of hashing bounded; the
// shortest is that of NIST SP 800-63B for a password that is the only factor
// chosen by a person.
const (
	shortestPassword = 10
	longestPassword  = 256
)

// Hasher hashes passwords with argon2id; it does few at a time, since each
// takes memory.
type Hasher struct {
	params *argon2id.Params
	slots  chan struct{}
	// decoy is compared when there is no user, so that the time taken does not
	// tell which names exist.
	decoy string
}

// NewHasher returns a hasher with the second recommended option of RFC 9106:
// 64 MiB, three passes.
func NewHasher() (*Hasher, error) {
	return newHasher(&argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32})
}

// NewQuickHasher returns a hasher for tests and for development without log-in.
func NewQuickHasher() (*Hasher, error) {
	return newHasher(&argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}

func newHasher(p *argon2id.Params) (*Hasher, error) {
	h := &Hasher{params: p, slots: make(chan struct{}, max(2, runtime.NumCPU()/2))}
	decoy, err := h.Hash(NewToken())
	h.decoy = decoy
	return h, err
}

// CheckPassword says what is wrong with a new password; nil when nothing is.
func CheckPassword(name, password string) network.Faults {
	fault := func(zh, en string, args ...any) network.Faults {
		return network.Faults{{Path: "password", Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}}
	}
	switch n := utf8.RuneCountInString(password); {
	case n < shortestPassword:
		return fault("密码少于 %d 个字符", "the password has fewer than %d characters", shortestPassword)
	case len(password) > longestPassword:
		return fault("密码长于 %d 字节", "the password is longer than %d bytes", longestPassword)
	case strings.EqualFold(password, name), strings.Count(password, password[:1]) == n:
		return fault("密码过于简单", "the password is too simple")
	}
	return nil
}

// Hash hashes a password that has passed CheckPassword.
func (h *Hasher) Hash(password string) (string, error) {
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	return argon2id.CreateHash(password, h.params)
}

// Matches says whether a password has the hash. An empty hash, of a user that
// does not exist, takes as long as any other and never matches.
func (h *Hasher) Matches(password, hash string) bool {
	known := hash != ""
	if !known {
		hash = h.decoy
	}
	if len(password) > longestPassword {
		return false
	}
	if p, _, _, err := argon2id.DecodeHash(hash); err != nil || p.Iterations < 1 || p.Parallelism < 1 {
		return false // a damaged hash, at which the comparison would panic
	}
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && known && err == nil
}

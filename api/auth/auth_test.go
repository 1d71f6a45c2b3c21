package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"fenhu/network"
)

// The hashes were made by another implementation, the command argon2 -id -v 13 of
// the reference library; the first is also among that library's own tests.
func TestPasswordsMatchKnownHashes(t *testing.T) {
	t.Parallel()
	h := quick(t)
	for _, x := range []struct{ password, hash string }{
		{"password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
		{"correct horse battery", "$argon2id$v=19$m=1024,t=1,p=2$5rG+5rKz5rC05bqT$8EB7gFF5EwD5TWbDvPFXPwQpQK0jo52LqR+qmRW9Wm0"},
		{"水库调度", "$argon2id$v=19$m=4096,t=3,p=4$c2FsdHNhbHRzYWx0$aunmlcl1+WlnIFvr2GM1NCLilxsMjYjw+tbUQt33LqQ"},
	} {
		if !h.Matches(x.password, x.hash) {
			t.Errorf("%q does not match %s", x.password, x.hash)
		}
		if h.Matches(x.password+" ", x.hash) || h.Matches("", x.hash) {
			t.Errorf("another password matches %s", x.hash)
		}
	}
}

func quick(t *testing.T) *Hasher {
	t.Helper()
	h, err := NewQuickHasher()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Passwords are stored with the parameters of RFC 9106, section 4, second option,
// but two lanes; no two hashes of one password are equal.
func TestHashesAreSaltedAndCostly(t *testing.T) {
	t.Parallel()
	h, err := NewHasher()
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=65536,t=3,p=2$") || !h.Matches("correct horse battery", a) {
		t.Errorf("hash %s", a)
	}
	if b, err := quick(t).Hash("correct horse battery"); err != nil || b == a || !h.Matches("correct horse battery", b) {
		t.Errorf("hash %s, %v", b, err)
	}
}

// Without a user the same work is done, by a hash of the same cost, and nothing matches.
func TestAnUnknownUserCostsAsMuchAsAWrongPassword(t *testing.T) {
	t.Parallel()
	h := quick(t)
	p, _, _, err := argon2id.DecodeHash(h.decoy)
	if err != nil || *p != *h.params {
		t.Errorf("the decoy costs %+v, a hash %+v, %v", p, h.params, err)
	}
	if h.Matches("correct horse battery", "") {
		t.Error("a password matches no user")
	}
	for _, hash := range []string{"x", "$argon2id$v=19$m=0,t=0,p=0$$", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAA"} {
		if h.Matches("correct horse battery", hash) {
			t.Errorf("a password matches %q", hash)
		}
	}
	if long := strings.Repeat("x", longestPassword+1); h.Matches(long, "") {
		t.Error("a password that is too long matches")
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]bool{
		"":                              false,
		"123456789":                     false,
		"1234567890":                    true,
		"水水水水水水水水水":                     false, // nine characters
		"汾河水库调度方案二五":                    true,  // ten, of three bytes each
		"aaaaaaaaaaaa":                  false,
		"wang.engineer":                 false, // the login
		"WANG.Engineer":                 false,
		"correct horse battery":         true,
		strings.Repeat("ab", 128):       true,
		strings.Repeat("ab", 128) + "c": false,
	} {
		if faults := CheckPassword("wang.engineer", password); (faults == nil) != want {
			t.Errorf("%q: %v", password, faults)
		} else if faults != nil && (faults[0].Problem.ZH == "" || faults[0].Problem.In(network.EN) == faults[0].Problem.ZH) {
			t.Errorf("%q is refused in one language: %v", password, faults[0])
		}
	}
}

// Five failures are free; each further one doubles the wait from 2 s to 15 min.
func TestGuessingMustWaitLongerEachTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h := NewThrottle(func() time.Time { return now })
	for i := range 5 {
		if w := h.Wait("li"); w != 0 {
			t.Errorf("after %d failures the wait is %s", i, w)
		}
		h.Fail("li")
	}
	for i, seconds := range []int{2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900} {
		want := time.Duration(seconds) * time.Second
		if w := h.Wait("li"); w != want {
			t.Errorf("after %d failures the wait is %s, want %s", 5+i, w, want)
		}
		now = now.Add(want - time.Second)
		if w := h.Wait("li"); w != time.Second {
			t.Errorf("a second before the end the wait is %s", w)
		}
		now = now.Add(time.Second)
		if w := h.Wait("li"); w != 0 {
			t.Errorf("at the end the wait is %s", w)
		}
		h.Fail("li")
	}
	if w := h.Wait("wang"); w != 0 {
		t.Errorf("another name waits %s", w)
	}
	h.Succeed("li")
	if w := h.Wait("li"); w != 0 {
		t.Errorf("after a success the wait is %s", w)
	}
	for range 6 {
		h.Fail("zhao")
	}
	now = now.Add(2*longestWait + time.Second)
	h.Fail("zhao")
	if w := h.Wait("zhao"); w != 0 {
		t.Errorf("a failure long after the others waits %s", w)
	}
}

// Guessing under many names does not take all memory.
func TestTheThrottleForgetsQuietNames(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h := NewThrottle(func() time.Time { return now })
	for i := range manyNames {
		h.Fail("name" + time.Duration(i).String())
	}
	now = now.Add(longestWait + time.Second)
	h.Fail("last")
	if len(h.seen) != 1 {
		t.Errorf("%d names are kept", len(h.seen))
	}
}

func TestTokensAreLongAndDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		token := NewToken()
		if len(token) != 26 || seen[token] || strings.Trim(token, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
	// FIPS 180-2, appendix B.1.
	if got := HashToken("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash %s", got)
	}
	if c := CSRFToken("abc"); len(c) != 40 || c == HashToken("abc")[:40] || c != CSRFToken("abc") || c == CSRFToken("abd") {
		t.Errorf("CSRF token %s", c)
	}
	for _, x := range []struct {
		a, b string
		want bool
	}{{"a", "a", true}, {"a", "b", false}, {"a", "aa", false}, {"", "", false}, {"", "a", false}} {
		if Same(x.a, x.b) != x.want {
			t.Errorf("Same(%q, %q)", x.a, x.b)
		}
	}
}

func FuzzKeyPrefix(f *testing.F) {
	for _, s := range []string{NewKey().Whole, "fk_", "fk__", "fk_abcdefgh_", "fk_abcdefgh_x", "fk_水水__", "xk_abcdefgh_x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		prefix, ok := KeyPrefix(s)
		if !ok {
			return
		}
		if len(prefix) != prefixSize || strings.Contains(prefix, "_") || !strings.HasPrefix(s, keyMark+prefix+"_") || len(s) <= len(keyMark)+prefixSize+1 {
			t.Errorf("%q has the prefix %q", s, prefix)
		}
	})
}

func TestANewKeyIsFoundByItsPrefix(t *testing.T) {
	t.Parallel()
	k := NewKey()
	prefix, ok := KeyPrefix(k.Whole)
	if !ok || prefix != k.Prefix || k.Hash != HashToken(k.Whole) || strings.Contains(k.Hash, k.Prefix) {
		t.Errorf("key %+v", k)
	}
}

// The role that a key gives: the lesser of its widest scope and its owner's role.
func TestAKeyGivesTheLesserRole(t *testing.T) {
	t.Parallel()
	roles := []Role{Anyone, Viewer, Engineer, Admin}
	scopes := map[Scope]int{ScopeRead: 1, ScopeWrite: 2, ScopeAdmin: 3, "nonsense": 0}
	for mask := range 16 {
		var list []string
		widest := 0
		for i, s := range []Scope{ScopeRead, ScopeWrite, ScopeAdmin, "nonsense"} {
			if mask>>i&1 == 1 {
				list, widest = append(list, string(s)), max(widest, scopes[s])
			}
		}
		for owner, role := range roles {
			if got, want := Limit(role, list), roles[min(widest, owner)]; got != want {
				t.Errorf("%q with %v is %q, want %q", role, list, got, want)
			}
		}
	}
	for i, r := range roles {
		for j, least := range roles {
			if r.Allows(least) != (i >= j) {
				t.Errorf("%q allows %q: %v", r, least, r.Allows(least))
			}
		}
		if r.Allows("king") || Role("king").Allows(r) {
			t.Errorf("%q and an unknown role", r)
		}
		if _, err := ParseRole(string(r)); (err == nil) != (i > 0) {
			t.Errorf("ParseRole(%q): %v", r, err)
		}
	}
	for _, x := range []struct {
		list []string
		ok   bool
	}{{nil, true}, {[]string{"read", "admin"}, true}, {[]string{"read", "all"}, false}, {[]string{""}, false}} {
		if got, err := ParseScopes(x.list); (err == nil) != x.ok || x.ok && len(got) == 0 {
			t.Errorf("ParseScopes(%v): %v, %v", x.list, got, err)
		}
	}
}

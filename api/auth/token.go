package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// NewToken returns a random token of 26 letters and digits, 130 bits.
func NewToken() string { return strings.ToLower(rand.Text()) }

// HashToken is the form in which a token is stored. A token is random and long,
// so that a plain SHA-256 cannot be searched.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Same compares two secrets in constant time; an empty one equals nothing.
func Same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// CSRFToken is the token that changes by a session must carry. It is derived
// from the session's own token, which scripts cannot read.
func CSRFToken(session string) string { return HashToken("csrf:" + session)[:40] }

// Key is a new API key: fk_<prefix>_<secret>. Whole is shown once.
type Key struct {
	Whole  string
	Prefix string
	Hash   string
}

const (
	keyMark    = "fk_"
	prefixSize = 8
)

// NewKey makes an API key.
func NewKey() Key {
	prefix, secret := NewToken()[:prefixSize], NewToken()+NewToken()
	whole := keyMark + prefix + "_" + secret
	return Key{Whole: whole, Prefix: prefix, Hash: HashToken(whole)}
}

// KeyPrefix returns the prefix of a key as it was sent; false when it is none.
func KeyPrefix(whole string) (string, bool) {
	rest, ok := strings.CutPrefix(whole, keyMark)
	if !ok {
		return "", false
	}
	prefix, secret, ok := strings.Cut(rest, "_")
	return prefix, ok && len(prefix) == prefixSize && secret != ""
}

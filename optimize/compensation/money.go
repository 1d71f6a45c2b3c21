package compensation

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Money is an amount that is owed, in 分 (0.01 元). It is written as a decimal
// number of 元.
type Money int64

// The units of money.
const (
	Yuan Money = 100
	Wan  Money = 10_000 * Yuan // 万元
)

// mostWan bounds an amount that is computed: 10 000 亿元 [万元].
const mostWan = 1e8

// FromWan rounds an amount in 万元 to 分, halves away from zero (RULES, Money).
// What the binary fraction of a decimal one is off by is taken out first. The
// error says that the amount is not finite or absurd.
func FromWan(v float64) (Money, error) {
	if !(math.Abs(v) <= mostWan) {
		return 0, fmt.Errorf("compensation: %g 万元 is no amount", v)
	}
	fen := v * float64(Wan)
	return Money(math.Round(fen + math.Copysign(1e-6, fen))), nil
}

// InWan is the amount in 万元.
func (m Money) InWan() float64 { return float64(m) / float64(Wan) }

// String is the amount in 元 with two decimals, e.g. -1234.50.
func (m Money) String() string {
	sign, u := "", uint64(m) //nolint:gosec // the absolute value follows
	if m < 0 {
		sign, u = "-", -u
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// ParseMoney reads an amount in 元 with at most two decimals.
func ParseMoney(s string) (Money, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	negative := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	if len(part) > 2 || whole == "" || len(whole) > 15 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, fmt.Errorf("compensation: %q is no amount in 元", s)
	}
	v, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("compensation: %q is no amount in 元", s)
	}
	if negative {
		v = -v
	}
	return Money(v), nil
}

// MarshalText writes the amount as String does.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Money) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMoney(string(b))
	return err
}

// Divide splits an amount by shares so that the parts sum to it: each is rounded
// towards zero, and the 分 that are left go to those with the largest remainder,
// the first of equals (RULES, Money). The shares must be finite, not negative and
// not all zero.
func (m Money) Divide(shares []float64) ([]Money, error) {
	sum := 0.0
	for i, s := range shares {
		if !(s >= 0) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("compensation: share %d is %g, want 0 or more", i+1, s)
		}
		sum += s
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return nil, fmt.Errorf("compensation: no shares to divide %s 元 by", m)
	}
	parts := make([]Money, len(shares))
	remainders := make([]float64, len(shares))
	order := make([]int, len(shares))
	left := m
	for i, s := range shares {
		exact := float64(m) * s / sum
		parts[i] = Money(exact)
		remainders[i] = math.Abs(exact - float64(parts[i]))
		order[i] = i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	step := Money(1)
	if left < 0 {
		step = -1
	}
	for k := 0; left != 0; k++ {
		if i := order[k%len(order)]; shares[i] > 0 {
			parts[i] += step
			left -= step
		}
	}
	return parts, nil
}

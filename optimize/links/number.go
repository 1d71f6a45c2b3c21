package links

import (
	"math"
	"strconv"
)

// number reads a decimal number. What has at most 15 digits and a small
// exponent is read here, exactly, since both the digits and the power of ten are
// exact in a double; the rest is left to strconv.
func number(b []byte) (float64, bool) {
	i, negative := 0, false
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		negative = b[i] == '-'
		i++
	}
	var digits uint64
	count, scale, some, point := 0, 0, false, false
	for ; i < len(b); i++ {
		c := b[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		some = true
		if digits > 0 || c > '0' {
			count++
		}
		digits = digits*10 + uint64(c-'0')
		if point {
			scale++
		}
		if count > 15 {
			return slowNumber(b)
		}
	}
	if !some || i < len(b) || scale > 22 {
		return slowNumber(b)
	}
	x := float64(digits)
	if scale > 0 {
		x /= tens[scale]
	}
	if negative {
		x = -x
	}
	return x, true
}

var tens = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// slowNumber also reads exponents and infinities; what is no number at all, or
// looks like one in Go only, is refused.
func slowNumber(b []byte) (float64, bool) {
	if len(b) == 0 || len(b) > 400 {
		return 0, false
	}
	for _, c := range b {
		if c == '_' || c == 'x' || c == 'X' || c == 'p' || c == 'P' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(b), 64)
	return x, err == nil && !math.IsNaN(x)
}

// integer reads the k of an arc.
func integer(b []byte) (int32, bool) {
	x, ok := number(b)
	if !ok || x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
		return 0, false
	}
	return int32(x), true
}

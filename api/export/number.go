package export

import (
	"strconv"
	"strings"
)

// decimal writes x with a fixed number of decimals and separators between
// thousands; what rounds to zero has no sign.
func decimal(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	sign := ""
	if strings.HasPrefix(s, "-") {
		if strings.Trim(s, "-0.") == "" {
			s = s[1:]
		} else {
			sign, s = "−", s[1:]
		}
	}
	whole, rest, _ := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if decimals > 0 {
		b.WriteByte('.')
		b.WriteString(rest)
	}
	return b.String()
}

// plain writes x for programs: at most six decimals, no separators, no trailing zeros.
func plain(x float64) string {
	s := strconv.FormatFloat(x, 'f', 6, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// safe makes a text harmless in a spreadsheet: one that would be read as a
// formula gets an apostrophe in front. Numbers are not texts and stay.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

package brief_test

import (
	stdcontext "context"
	"strconv"
	"strings"
)

// context is that of what is made once for several tests.
func context() stdcontext.Context { return stdcontext.Background() }

func parseFloat(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

// grouped writes a volume as sentences do.
func grouped(x float64) string {
	digits := strconv.FormatFloat(x, 'f', 0, 64)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

package brief

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fenhu/api/export"
	"fenhu/network"
)

// text is a sentence in both languages; arguments are named by their position, as
// each language may leave some out. A percent sign is written twice.
func text(zh, en string, args ...any) network.Text {
	return network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// volume writes a volume [万m³] without decimals, in groups of three.
func volume(x float64) string { return decimal(x, 0) }

// rate writes a share [-] in percent.
func rate(x float64) string { return decimal(100*x, 1) + "%" }

// decimal writes a number with thousands separators.
func decimal(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	sign, digits := "", s
	if strings.HasPrefix(s, "-") {
		sign, digits = "−", s[1:]
	}
	whole, rest, point := strings.Cut(digits, ".")
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if point {
		b.WriteByte('.')
		b.WriteString(rest)
	}
	return sign + b.String()
}

// list joins names.
func list(names []network.Text) network.Text {
	zh, en := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		zh[i], en[i] = n.ZH, n.EN
	}
	return network.Text{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")}
}

func words(zh, en string) export.Column {
	return export.Column{Name: network.Text{ZH: zh, EN: en}, Words: true}
}

func figure(zh, en, unit string, decimals int) export.Column {
	return export.Column{Name: network.Text{ZH: zh, EN: en}, Unit: unit, Decimals: decimals}
}

func grouped(zh, en string, columns ...export.Column) []export.Column {
	for i := range columns {
		columns[i].Group = network.Text{ZH: zh, EN: en}
	}
	return columns
}

func cell(t network.Text) export.Cell { return export.Words(t.ZH, t.EN) }

// known is a number, or nothing where it is not above zero.
func known(x float64) export.Cell {
	if !(x > 0) {
		return export.None()
	}
	return export.Number(x)
}

func ratio(part, whole float64) float64 {
	if whole <= 0 || math.IsNaN(whole) {
		return 0
	}
	return part / whole
}

// chance writes a probability; what rounds to 0 or 1 and is not says so.
func chance(p float64) string {
	switch {
	case p > 0 && p < 0.005:
		return "<1%"
	case p < 1 && p >= 0.995:
		return ">99%"
	}
	return decimal(100*p, 0) + "%"
}

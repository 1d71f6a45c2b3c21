package seeds_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fenhu/network"
	"fenhu/network/quality"
	"fenhu/seeds"
)

var write = flag.Bool("write", false, "write fen-hutuo/observations.csv anew")

// label is the source of every synthetic value.
const label = "合成数据，非实测（等级 D） / synthetic, not measured (grade D)"

// synthetic makes the observations of the years 2024 and 2025 by the method of
// SOURCES.md from the parameters of synthetic.csv: section k (from 0), month m,
// indicator j (from 0)
//
//	Q = q_m · wet · (1 + 0.15·sin(π(m + 2k)/6))
//	C = ratio · L · load · (1 + 0.3·cos(π(m − 2)/6)) · (1 + 0.1·sin(k + 2j + m))
//
// with wet 1.04 and 0.96, load 1.06 and 0.97 in the two years, and L the limit of
// the section's target class. In months that are dry or frozen there are no values.
func synthetic(t *testing.T) [][]string {
	t.Helper()
	data, err := seeds.File(basin, "synthetic.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := load(t)
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	decimals := map[string]int{"COD": 1, "CODMn": 1, "NH3-N": 2, "TP": 3, "TN": 2, "F": 2}
	out := [][]string{{"node", "quantity", "time", "value", "quality", "source"}}
	head := lines[0]
	for k, l := range lines[1:] {
		section, ok := n.NodeByID(l[0]).(*network.Section)
		if !ok {
			t.Fatalf("synthetic.csv: no section %s", l[0])
		}
		class, err := quality.ParseClass(section.TargetClass)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range []struct {
			year      int
			wet, load float64
		}{{2024, 1.04, 1.06}, {2025, 0.96, 0.97}} {
			for m := 1; m <= 12; m++ {
				at := fmt.Sprintf("%d-%02d", year.year, m)
				state := ""
				for column, name := range map[int]string{7: "frozen", 8: "dry"} {
					if slices.Contains(strings.Fields(l[column]), strconv.Itoa(m)) {
						state = name
					}
				}
				if state != "" {
					out = append(out, []string{l[0], "flow", at, "", state, label})
					continue
				}
				flow := number(l[8+m]) * year.wet * (1 + 0.15*math.Sin(math.Pi*float64(m+2*k)/6))
				out = append(out, []string{l[0], "flow", at, strconv.FormatFloat(flow, 'f', 2, 64), "good", label})
				for j := range 6 {
					i := quality.Indicator(head[1+j])
					limit, ok := quality.LimitOf(i)
					if !ok {
						t.Fatalf("synthetic.csv: no indicator %s", i)
					}
					c := number(l[1+j]) * limit.Class[class-1] * year.load * (1 + 0.3*math.Cos(math.Pi*float64(m-2)/6)) * (1 + 0.1*math.Sin(float64(k+2*j+m)))
					out = append(out, []string{l[0], string(i), at, strconv.FormatFloat(c, 'f', decimals[string(i)], 64), "good", label})
				}
			}
		}
	}
	return out
}

// The observations of the seed are what the documented method gives, say so in
// every row, and cover every section of the basin.
func TestSyntheticObservationsAreMadeByTheirMethodAndSaySo(t *testing.T) {
	t.Parallel()
	want := synthetic(t)
	if *write {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(basin+"/observations.csv", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(basin + "/observations.csv")
	if err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	seen := map[string]int{}
	for i, g := range got {
		w := want[i]
		if i > 0 && g[5] != label {
			t.Fatalf("row %d does not say that it is synthetic: %v", i+1, g)
		}
		a, _ := strconv.ParseFloat(g[3], 64)
		b, _ := strconv.ParseFloat(w[3], 64)
		if i > 0 && (g[0] != w[0] || g[1] != w[1] || g[2] != w[2] || g[4] != w[4] || math.Abs(a-b) > 1e-9+unit(w[3])) {
			t.Fatalf("row %d is %v, want %v", i+1, g, w)
		}
		seen[g[0]]++
	}
	for _, x := range load(t).Nodes {
		if s, ok := x.(*network.Section); ok && seen[s.ID] == 0 {
			t.Errorf("%s has no observations", s.ID)
		}
	}
}

// unit is one of the last digit of a number: what another rounding may move it by.
func unit(s string) float64 {
	_, decimals, _ := strings.Cut(s, ".")
	return math.Pow(10, -float64(len(decimals)))
}

package network

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// expected reads the first comment lines of a broken document:
//
//	# fault: nodes[2].to: a word of the problem or remedy, in either language
//	# warning: …
func expected(document string) (out []Fault) {
	for line := range strings.Lines(document) {
		kind, rest, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), ": ")
		if !strings.HasPrefix(line, "#") || !ok {
			break
		}
		path, words, _ := strings.Cut(rest, ": ")
		out = append(out, Fault{Path: strings.Trim(path, ": "), Problem: Text{EN: words}, Warning: kind == "warning"})
	}
	return out
}

// TestInvalidDocuments requires exactly the faults that each broken document
// announces, with the line and a text in both languages.
func TestInvalidDocuments(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/invalid/*.yaml")
	if err != nil || len(files) < 25 {
		t.Fatalf("found %d documents: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			data := readFile(t, file)
			want := expected(string(data))
			n, got, err := Decode(data, nil)
			broken := false
			for _, w := range want {
				broken = broken || !w.Warning
			}
			if broken != (err != nil) || broken != (n == nil) {
				t.Fatalf("network %v, error %v; broken: %t", n != nil, err, broken)
			}
			if got == nil && err != nil {
				got = faultsOf(t, err)
			}
			found := make([]bool, len(got))
		next:
			for _, w := range want {
				for i, g := range got {
					if !found[i] && g.Path == w.Path && g.Warning == w.Warning && strings.Contains(fmt.Sprint(g.Problem, g.Remedy), w.Problem.EN) {
						found[i] = true
						continue next
					}
				}
				t.Errorf("not reported: %s: %s (warning: %t)", w.Path, w.Problem.EN, w.Warning)
			}
			for i, g := range got {
				if !found[i] {
					t.Errorf("unannounced: %s (warning: %t)", g.In(EN), g.Warning)
				}
				checkText(t, g)
				if g.Line == 0 && g.Path != "" {
					t.Errorf("no line: %s", g.In(EN))
				}
				if i > 0 && g.Line < got[i-1].Line {
					t.Errorf("not in the order of lines: %s", g.In(EN))
				}
			}
			if err != nil && len(faultsOf(t, err).Errors()) != len(got.Errors()) {
				t.Error("the error does not hold all faults")
			}
		})
	}
}

// checkLanguages wants problem and remedy in both languages.
func checkLanguages(t *testing.T, f Fault) {
	t.Helper()
	if f.Problem.ZH == "" || f.Problem.EN == "" || (f.Remedy.ZH == "") != (f.Remedy.EN == "") {
		t.Errorf("not in both languages: %+v", f)
	}
}

// checkText wants no format mishap either.
func checkText(t *testing.T, f Fault) {
	t.Helper()
	checkLanguages(t, f)
	if all := f.In(EN) + f.In(ZH); strings.Contains(all, "%!") {
		t.Errorf("badly formatted: %s", all)
	}
}

func TestTwelveFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, got, err := Decode(readFile(t, "../testdata/invalid/twelve-faults.yaml"), nil)
	faults := faultsOf(t, err)
	if len(faults) != 12 || len(got) != 12 {
		t.Errorf("%d faults in the error, %d in all, want 12:\n%v", len(faults), len(got), err)
	}
	lines := strings.Split(err.Error(), "\n")
	if want := `nodes[4].initial (lake) line 29: initial storage 50 is below dead storage 100; initial storage includes dead storage`; len(lines) != 12 || lines[7] != want {
		t.Errorf("line 8 of 12 is\n%s\nwant\n%s", lines[7], want)
	}
	if want := `nodes[4].initial (lake) 第29行: 期初蓄水量 50 低于死库容 100；期初蓄水量含死库容`; faults[7].In(ZH) != want {
		t.Errorf("in Chinese it is\n%s\nwant\n%s", faults[7].In(ZH), want)
	}
}

// TestLargeDocumentsAreRefused covers what is too large to keep in testdata.
func TestLargeDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document, word string }{
		{"long list", small + "rules: [{id: q, kind: quota, max: 1, of: [" + strings.Repeat("a,", maxItems) + "a], flows: [{node: r}]}]", "200001 items"},
		{"long text", small + "note: " + strings.Repeat("水", maxText/3+1), "longer than"},
		{"deep nesting", small + "note: " + strings.Repeat("[", 50_000), "not YAML"},
		{"large file", small + "#" + strings.Repeat(" ", maxDocument), "larger than 32 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Decode([]byte(c.document), nil)
			mentions(t, err, c.word)
			for _, f := range faultsOf(t, err) {
				checkText(t, f)
			}
		})
	}
}

func TestFaultsInTheLanguages(t *testing.T) {
	t.Parallel()
	f := Fault{Path: "a", Problem: Text{"坏", "bad"}}
	if got := f.In(EN) + "|" + f.In(ZH); got != "a: bad|a: 坏" {
		t.Errorf("got %s", got)
	}
	if got := (Text{EN: "only"}).In(ZH) + (Text{ZH: "只"}).In(EN); got != "only只" {
		t.Errorf("texts of one language show as %q", got)
	}
	all := Faults{f, {Path: "b", Warning: true}}
	if len(all.Errors()) != 1 || len(all.Warnings()) != 1 || all.Warnings().err() != nil || all.err() == nil {
		t.Error("errors and warnings are not told apart")
	}
}

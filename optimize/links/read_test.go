package links_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"fenhu/network"
	"fenhu/optimize/links"
)

const header = "i,j,k,cost,amplitude,lower_bound,upper_bound\n"

func TestReadsEveryWayToWriteATable(t *testing.T) {
	t.Parallel()
	want := "i,j,k,cost,amplitude,lower_bound,upper_bound\n" +
		"SOURCE,a.1,0,0,1,5,5\n" + "a.1,\"b,1\",0,-2.5,0.9,0,1e+12\n" + "\"b,1\",SINK,3,1e-07,1,-1e+12,7\n"
	for name, text := range map[string]string{
		"as written": want,
		"line ends, mark, blank lines, no end": "\ufeff" + header + "SOURCE,a.1,0,0.0,1.0,5.0,5\r\n\r\n a.1 ,\"b,1\",0,-2.5,.9,0,inf\r\n" +
			"\"b,1\",SINK,3,1e-7,+1,-Infinity,07.00",
		"columns elsewhere and others besides": "note,upper_bound,k,lower_bound,J,\"i\",amplitude,cost,x\n" +
			"n,5,0,5,a.1,SOURCE,1,0,\n" + "\"say \"\"hi\"\", all\",2e13,0,0,\"b,1\",a.1,0.90,-2.5,\n" + ",7,3,-1000000000000.0,SINK,\"b,1\",1,0.0000001,y\n",
	} {
		table, err := links.Read(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var b bytes.Buffer
		if err := table.WriteTable(&b); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s: got\n%s", name, b.String())
		}
	}
}

func TestNamesEveryFault(t *testing.T) {
	t.Parallel()
	good := "a,b,0,1,1,0,9\n"
	for _, x := range []struct{ name, text, fault string }{
		{"nothing", "", "line 1: the file is empty"},
		{"no arc", header, "not one arc"},
		{"column missing", "i,j,k,cost,lower_bound\na,b,0,1,0\n", "column amplitude, upper_bound is missing"},
		{"column twice", "i,j,k,cost,amplitude,lower_bound,upper_bound,i\n", "i line 1: the column is there twice"},
		{"text in a number", header + good + "a,c,0,dear,1,0,9\n", `cost line 3: "dear" is not a number`},
		{"no number", header + "a,c,0,,1,0,9\n", `cost line 2: "" is not a number`},
		{"NaN", header + "a,c,0,NaN,1,0,9\n", `cost line 2: "NaN" is not a number`},
		{"k is a fraction", header + "a,c,0.5,1,1,0,9\n", `k line 2: "0.5" is not a whole number`},
		{"lower above upper", header + "a,c,0,1,1,9.5,9\n", "lower_bound line 2: the lower bound 9.5 is above the upper bound 9"},
		{"no room", header + "a,c,0,1,1,1e12,1e13\n", "no flow between"},
		{"gain 0", header + "a,c,0,1,0,0,9\n", "amplitude line 2: 0 cannot be used"},
		{"gain below 0", header + "a,c,0,1,-1,0,9\n", "amplitude line 2: -1 cannot be used"},
		{"infinite cost", header + "a,c,0,1e999,1,0,9\n", "not a number"},
		{"a line too short", header + "a,c,0,1,1,0\n", "line 2: 6 fields; there should be 7"},
		{"a line too long", header + "a,c,0,1,1,0,9,9\n", "line 2: more than 7 fields"},
		{"twice", header + good + "a,c,0,1,1,0,9\n" + good, `i,j,k line 4: repeats arc 1: "a" → "b", k = 0`},
		{"no name", header + ",c,0,1,1,0,9\n", "i line 2: the node has no name"},
		{"open quotation", header + "\"a,c,0,1,1,0,9\n", "not closed"},
		{"no line ends", header + strings.Repeat("x", 1<<17), "a line of more than 65536 bytes"},
		{"no table at all", "\x7fELF\x00\x00", "is missing"},
	} {
		_, err := links.Read(strings.NewReader(x.text))
		faults, ok := errors.AsType[network.Faults](err)
		if !ok || !strings.Contains(err.Error(), x.fault) {
			t.Errorf("%s: got %v, want %q", x.name, err, x.fault)
		}
		for _, f := range faults {
			if f.In(network.ZH) == f.In(network.EN) {
				t.Errorf("%s: %q is not translated", x.name, f.In(network.ZH))
			}
		}
	}
	_, err := links.Read(strings.NewReader(header + "a,c,0,x,1,0,y\n" + "a,c,0,1,0,3,2\n"))
	if faults, _ := errors.AsType[network.Faults](err); len(faults) != 4 {
		t.Errorf("want four faults at once, got %v", err)
	}
}

// endless yields a line over and over.
type endless struct {
	line string
	left int // bytes
	at   int
}

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(b, e.line[e.at:])
	e.at = (e.at + n) % len(e.line)
	e.left -= n
	return n, nil
}

func TestTenMillionRepeatedLinesCostNothing(t *testing.T) {
	t.Parallel()
	line := "A.1,B.1,0,1,1,0,9\n"
	source := &endless{line: line, left: 10_000_000 * len(line)}
	_, err := links.Read(io.MultiReader(strings.NewReader(header), source))
	faults, _ := errors.AsType[network.Faults](err)
	if len(faults) != 21 {
		t.Fatalf("want 20 faults and a word that the rest was not read, got %d", len(faults))
	}
	if left := source.left; left < 9_000_000*len(line) {
		t.Errorf("read on after the faults: %d bytes left", left)
	}
}

// TestReadsNumbersAsTheyAre compares with strconv, bit for bit.
func TestReadsNumbersAsTheyAre(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for range 20000 {
		x := math.Float64frombits(r.Uint64())
		texts = append(texts,
			strconv.FormatFloat(x, 'g', -1, 64),
			strconv.FormatFloat(r.NormFloat64()*1e4, 'f', r.IntN(20), 64),
			strconv.Itoa(r.IntN(1e9))+"."+strings.Repeat("0", r.IntN(30))+strconv.Itoa(r.IntN(99)))
	}
	var lines strings.Builder
	var want []float64
	lines.WriteString(header)
	for _, text := range texts {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			continue
		}
		lines.WriteString("a,b," + strconv.Itoa(len(want)) + "," + text + ",1,0,9\n")
		want = append(want, x)
	}
	table, err := links.Read(strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range want {
		if table.Cost[i] != x {
			t.Errorf("line %d: got %g, want %g", i+2, table.Cost[i], x)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header + "a,b,0,1,1,0,9\n"))
	f.Add([]byte(header + "\"a\",SINK,0,1e5,.5,-inf,1e12\n\n"))
	f.Add([]byte("upper_bound,i,j,k,cost,amplitude,lower_bound\n1,a,b,1,1,1,0"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := links.Read(bytes.NewReader(text))
		if err != nil {
			if _, ok := errors.AsType[network.Faults](err); !ok {
				t.Fatalf("not a list of faults: %v", err)
			}
			return
		}
		x, err := table.Network()
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Problem.Check(); err != nil {
			t.Fatal(err)
		}
		var once, twice bytes.Buffer
		if err := table.WriteTable(&once); err != nil {
			t.Fatal(err)
		}
		again, err := links.Read(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("its own table is refused: %v\n%s", err, once.String())
		}
		if err := again.WriteTable(&twice); err != nil || once.String() != twice.String() {
			t.Fatalf("%v: %q became %q", err, once.String(), twice.String())
		}
	})
}

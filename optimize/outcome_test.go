package optimize_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/optimize"
	"fenhu/optimize/highs"
)

// outcomes are one of a basin with a drought plan, and one with a failed trace.
func outcomes(t *testing.T) []*optimize.Outcome {
	t.Helper()
	plan := load(t, "../testdata/cases/drought-plan/basin.yaml")
	dry := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(5, 12)), 1)))
	never := &flaky{Solver: highs.New(highs.Options{}), fails: func(open int64, _ int) bool { return open >= 3 && open <= 5 }}
	list := []*optimize.Outcome{
		simulate(t, plan, scaledSet(t, plan, 3, yearly), optimize.SimulateOptions{}),
		simulate(t, dry, scaledSet(t, dry, 3, yearly), optimize.SimulateOptions{Solver: never}),
	}
	if list[1].Failed() != 1 {
		t.Fatalf("%d traces failed", list[1].Failed())
	}
	return list
}

func encode(t *testing.T, o *optimize.Outcome) []byte {
	t.Helper()
	data, err := o.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestOutcomesReadBackAsWritten(t *testing.T) {
	t.Parallel()
	for _, want := range outcomes(t) {
		data := encode(t, want)
		var got optimize.Outcome
		if err := got.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, &got); d != "" {
			t.Error(d)
		}
		if !bytes.Equal(encode(t, &got), data) {
			t.Error("written again: other bytes")
		}
	}
}

func TestBatchesMergeToTheBytesOfOneRun(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/drought-plan/basin.yaml")
	set := scaledSet(t, n, 7, yearly)
	want := encode(t, simulate(t, n, set, optimize.SimulateOptions{Workers: 2}))
	var parts []*optimize.Outcome
	for from := 0; from < 7; from += 3 {
		batch := set.Batch(from, min(from+3, 7))
		var part optimize.Outcome // by way of a store
		if err := part.UnmarshalBinary(encode(t, simulate(t, n, &batch, optimize.SimulateOptions{}))); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, &part)
	}
	merged, err := optimize.Merge(parts...)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encode(t, merged), want) {
		t.Error("other bytes")
	}
	parts[1].Hash = "other"
	if _, err := optimize.Merge(parts...); err == nil {
		t.Error("merged outcomes of two documents")
	}
}

func TestDamagedOutcomesAreRefused(t *testing.T) {
	t.Parallel()
	for _, o := range outcomes(t) {
		data := encode(t, o)
		for cut := 0; cut < len(data); cut += 1 + len(data)/500 {
			if err := new(optimize.Outcome).UnmarshalBinary(data[:cut]); err == nil {
				t.Fatalf("accepted %d of %d bytes", cut, len(data))
			}
		}
		if err := new(optimize.Outcome).UnmarshalBinary(append(data, 0)); err == nil {
			t.Error("accepted a byte too many")
		}
	}
}

func FuzzOutcome(f *testing.F) {
	f.Add([]byte("fenhu-outcome/1\n\x02\x00\x00\x00{}"))
	f.Add([]byte("fenhu-outcome/1\n\x26\x00\x00\x00{\"steps\":[\"a\"],\"levels\":[\"b\"],\"traces\":1}\x02\x00\x00\x00{}0000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var o, again optimize.Outcome
		if o.UnmarshalBinary(data) != nil {
			return
		}
		if err := again.UnmarshalBinary(encode(t, &o)); err != nil {
			t.Error(err)
		}
	})
}

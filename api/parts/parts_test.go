package parts_test

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/api/export"
	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/seeds"
)

// made is a dry year of the built-in basin.
func made(tb testing.TB) *optimize.Allocation {
	tb.Helper()
	data, err := seeds.Document("fen-hutuo")
	if err != nil {
		tb.Fatal(err)
	}
	n, _, err := network.Decode(data, nil)
	if err != nil {
		tb.Fatal(err)
	}
	n.Hydrology.P = 95
	a, err := optimize.Allocate(tb.Context(), n, optimize.Options{Solver: highs.New(highs.Options{})})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// keys decodes an object by its keys.
func keys(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPartsHoldEveryKeyOnce(t *testing.T) {
	t.Parallel()
	a := made(t)
	want, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := parts.Cut(a)
	if err != nil {
		t.Fatal(err)
	}
	var objects [][]byte
	in := map[string]parts.Name{}
	for _, name := range parts.All() {
		for key := range keys(t, cut[name]) {
			if in[key] != "" {
				t.Errorf("%s is in %s and %s", key, in[key], name)
			}
			in[key] = name
		}
		objects = append(objects, cut[name])
	}
	joined, err := parts.Join(objects)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(keys(t, want), keys(t, joined)); d != "" {
		t.Error(d)
	}
	if slices.Contains(slices.Collect(maps.Keys(keys(t, cut[parts.Head]))), "nodes") || len(cut[parts.Head]) > len(want)/20 {
		t.Errorf("the head has %d bytes of %d", len(cut[parts.Head]), len(want))
	}
}

func TestJoinRefusesWhatIsNoObject(t *testing.T) {
	t.Parallel()
	if got, err := parts.Join([][]byte{[]byte(`{}`), []byte(`{"a":1}`), []byte(` {"b":[2]} `)}); err != nil || string(got) != `{"a":1,"b":[2]}` {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{"", "[1]", `{"a":1`, "null"} {
		if got, err := parts.Join([][]byte{[]byte(bad)}); err == nil {
			t.Errorf("%q gave %s", bad, got)
		}
	}
	if _, err := parts.Cut(&optimize.Allocation{P: math.NaN()}); err == nil {
		t.Error("NaN was encoded")
	}
}

// TestTablesNeedNoMoreThanTheySay makes each table from its own parts alone.
func TestTablesNeedNoMoreThanTheySay(t *testing.T) {
	t.Parallel()
	a := made(t)
	cut, err := parts.Cut(a)
	if err != nil {
		t.Fatal(err)
	}
	ids, _ := export.Select(a, []string{"all"})
	if len(ids) < 10 {
		t.Fatalf("tables %v", ids)
	}
	for _, f := range export.Formats() {
		for _, id := range ids {
			some := new(optimize.Allocation)
			for _, name := range append([]parts.Name{parts.Head}, export.Needs([]string{id}, f)...) {
				if err := parts.Read(some, cut[name]); err != nil {
					t.Fatal(err)
				}
			}
			equal := cmp.Comparer(func(x, y export.Cell) bool { return x == y })
			if d := cmp.Diff(export.Tables(a, []string{id}), export.Tables(some, []string{id}), equal); d != "" {
				t.Errorf("%s: %s", id, d)
			}
		}
		if all := export.Needs(ids, f); slices.Contains(all, parts.Links) {
			t.Errorf("no table is made of links, yet they are read: %v", all)
		}
	}
}

// stretch repeats every series of a year n times, as a run of n years has them.
func stretch(v reflect.Value, periods, n int) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			stretch(v.Elem(), periods, n)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				stretch(field, periods, n)
			}
		}
	case reflect.Slice:
		series := v.Type().Elem().Kind() == reflect.Float64 || v.Type() == reflect.TypeFor[[]optimize.Period]() || v.Type() == reflect.TypeFor[[]optimize.PeriodResult]()
		if series && v.Len() == periods {
			long := reflect.MakeSlice(v.Type(), 0, n*periods)
			for range n {
				long = reflect.AppendSlice(long, v)
			}
			v.Set(long)
			return
		}
		for i := range v.Len() {
			stretch(v.Index(i), periods, n)
		}
	default:
	}
}

// BenchmarkReadOfALongRun says what it takes to decode a
// result of 600 months: its summary, what a table is made from, all of it.
func BenchmarkReadOfALongRun(b *testing.B) {
	a := made(b)
	stretch(reflect.ValueOf(a), len(a.Periods), 50)
	cut, err := parts.Cut(a)
	if err != nil {
		b.Fatal(err)
	}
	read := func(name string, need ...parts.Name) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				a, size = new(optimize.Allocation), 0
				for _, p := range need {
					size += len(cut[p])
					if err := parts.Read(a, cut[p]); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(size)/1e6, "MB-JSON")
		})
	}
	read("summary", parts.Head)
	read("balance", parts.Head, parts.Counties)
	read("sections", parts.Head, parts.Sections)
	read("reservoirs", parts.Head, parts.Reservoirs)
	read("whole", parts.All()...)
}

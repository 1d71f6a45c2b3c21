package store_test

import (
	"errors"
	"testing"
	"time"

	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

func TestObservationsKeepWhatTheyCorrect(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx, now := t.Context(), time.Date(2025, 6, 3, 0, 0, 0, 0, time.UTC)
		db := storetest.Open(t, url, func() time.Time { return now })
		if _, err := db.CreateBasin(ctx, store.Actor{}, store.NewBasin{ID: "b", Document: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		value := func(x float64) *float64 { return &x }
		day := func(d int) time.Time { return time.Date(2025, 6, d, 0, 0, 0, 0, time.UTC) }
		add := func(list ...store.NewObservation) store.Import {
			t.Helper()
			i, err := db.AddObservations(ctx, store.Actor{UserID: "u"}, "b", "", list)
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		var many []store.NewObservation
		for d := range 250 { // more than one statement holds
			many = append(many, store.NewObservation{Node: "r", Quantity: "flow", At: day(1).Add(-time.Duration(d) * time.Hour), Value: value(float64(d)), Quality: "good"})
		}
		if i := add(many...); i.Added != 250 || i.Revised+i.Unchanged != 0 {
			t.Errorf("import %+v", i)
		}
		if i := add(many...); i.Unchanged != 250 {
			t.Errorf("again %+v", i)
		}
		add(
			store.NewObservation{Node: "r", Quantity: "storage", At: day(1), Value: value(1), Quality: "good"},
			store.NewObservation{Node: "r", Quantity: "storage", At: day(2), Value: value(2), Quality: "good"},
			store.NewObservation{Node: "s", Quantity: "storage", At: day(1), Value: value(7), Quality: "good"},
		)
		if i := add(store.NewObservation{Node: "r", Quantity: "storage", At: day(2), Value: value(3), Quality: "suspect"}); i.Revised != 1 {
			t.Errorf("correction %+v", i)
		}
		get := func(f store.ObservationFilter) []float64 {
			t.Helper()
			f.BasinID, f.Node, f.Quantity = "b", "r", "storage"
			f.Limit = 1 // every page has one value
			var out []float64
			for {
				l, err := db.Observations(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range l.Items {
					out = append(out, *o.Value)
				}
				if f.Cursor = l.Next; f.Cursor == "" {
					return out
				}
			}
		}
		same := func(got []float64, want ...float64) {
			t.Helper()
			if len(got) != len(want) {
				t.Fatalf("%v, want %v", got, want)
			}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%v, want %v", got, want)
				}
			}
		}
		same(get(store.ObservationFilter{}), 1, 3)
		same(get(store.ObservationFilter{Revisions: true}), 1, 2, 3)
		same(get(store.ObservationFilter{Before: day(2)}), 1)
		same(get(store.ObservationFilter{Since: day(2)}), 3)
		latest := func(until time.Time, qualities ...string) []float64 {
			t.Helper()
			l, err := db.LatestObservations(ctx, "b", "storage", until, qualities...)
			if err != nil {
				t.Fatal(err)
			}
			var out []float64
			for _, o := range l {
				out = append(out, *o.Value)
			}
			return out
		}
		same(latest(now), 3, 7)
		same(latest(day(1)), 1, 7)
		same(latest(now, "good"), 1, 7) // the value that was good on the second day is no longer in force
		same(latest(day(1).Add(-time.Second)))
		if _, err := db.AddObservations(ctx, store.Actor{}, "nowhere", "", many[:1]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown basin: %v", err)
		}
		if err := db.DeleteBasin(ctx, store.Actor{}, "b"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a basin with observations: %v", err)
		}
		trail, err := db.Audit(ctx, store.AuditFilter{Object: "observations"})
		if err != nil || len(trail.Items) != 4 {
			t.Errorf("%d audit entries, %v", len(trail.Items), err)
		}
	})
}

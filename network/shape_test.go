package network

import "testing"

// walk calls visit for every field below s.
func walk(s Shape, visit func(Field)) {
	for _, f := range s.Fields {
		visit(f)
		walk(f.Shape, visit)
	}
	if s.Item != nil {
		walk(*s.Item, visit)
	}
	for _, v := range s.Variants {
		for _, f := range v.Fields {
			visit(f)
			walk(f.Shape, visit)
		}
	}
}

func TestDocumentShapeHoldsEveryKindWithLabelsAndUnits(t *testing.T) {
	t.Parallel()
	s := DocumentShape()
	byMonth := 0
	walk(s, func(f Field) {
		if f.Name == "" || f.Doc == "" {
			t.Errorf("%s has no label in both languages", f.Key)
		}
		if f.ByMonth {
			byMonth++
			if f.Shape.Form != FormList || f.Shape.Item.Form != FormNumber {
				t.Errorf("%s is by month but no list of numbers", f.Key)
			}
		}
	})
	if byMonth == 0 {
		t.Error("no field is by month")
	}
	for key, want := range map[string]int{"nodes": len(kindTable), "rules": len(ruleTable)} {
		for _, f := range s.Fields {
			if f.Key == key && (f.Shape.Form != FormList || f.Shape.Item.Form != FormKind || len(f.Shape.Item.Variants) != want) {
				t.Errorf("%s: %d variants, want %d", key, len(f.Shape.Item.Variants), want)
			}
		}
	}
}

func TestTreeIsReadBackToTheSameNetwork(t *testing.T) {
	t.Parallel()
	n, _, err := Decode(readFile(t, "testdata/full.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := DecodeTree(n.Tree(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hash(t, again), hash(t, n); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

package network

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func full(tb testing.TB) *Network {
	tb.Helper()
	return decode(tb, string(readFile(tb, "testdata/full.yaml")))
}

// visit calls f for every document field below v, lists and maps included.
func visit(v reflect.Value, path string, f func(path string, tag field, v reflect.Value)) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch {
	case v.Type() == quantityType:
	case v.Type() == changeType:
		visit(v.FieldByName("Do"), path+"."+v.FieldByName("Kind").String(), f)
	case v.Kind() == reflect.Struct:
		for _, g := range fieldsOf(v.Type()) {
			x := v.FieldByIndex(g.index)
			f(join(path, g.key), g, x)
			visit(x, join(path, g.key), f)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), path+"["+string(rune('0'+i%10))+"]", f)
		}
	}
}

// documentTypes are the structs that a document can hold, by name.
func documentTypes() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t == quantityType || t == changeType || types[t.Name()] != nil {
			return
		}
		types[t.Name()] = t
		for _, f := range fieldsOf(t) {
			add(t.FieldByIndex(f.index).Type)
		}
	}
	add(reflect.TypeFor[Network]())
	for _, k := range Kinds() {
		add(reflect.TypeOf(k.New()))
	}
	for _, k := range RuleKinds() {
		add(reflect.TypeOf(k.New()))
	}
	for _, k := range ChangeKinds() {
		add(reflect.TypeOf(k.New()))
	}
	return types
}

// TestFullDocumentHasEveryField fails for a kind, or a field of a kind, that
// testdata/full.yaml does not show, and so keeps the tests built on it whole.
func TestFullDocumentHasEveryField(t *testing.T) {
	t.Parallel()
	set := map[string]bool{}
	var note func(v reflect.Value)
	note = func(v reflect.Value) {
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			if v.IsNil() {
				return
			}
			v = v.Elem()
		}
		switch {
		case v.Type() == changeType:
			set["change "+v.FieldByName("Kind").String()] = true
			note(v.FieldByName("Do"))
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				note(v.Index(i))
			}
		case v.Kind() == reflect.Struct && v.Type() != quantityType:
			set[v.Type().Name()] = true
			for _, f := range fieldsOf(v.Type()) {
				if x := v.FieldByIndex(f.index); !x.IsZero() {
					set[v.Type().Name()+"."+f.key] = true
					note(x)
				}
			}
		}
	}
	n := full(t)
	note(reflect.ValueOf(n))
	for _, x := range n.Nodes {
		set["kind "+x.Info().Kind] = true
	}
	for _, r := range n.Rules {
		set["rule "+r.Info().Kind] = true
	}
	var want []string
	for _, k := range Kinds() {
		want = append(want, "kind "+k.ID)
	}
	for _, k := range RuleKinds() {
		want = append(want, "rule "+k.ID)
	}
	for _, k := range ChangeKinds() {
		want = append(want, "change "+k.ID)
	}
	for name, typ := range documentTypes() {
		for _, f := range fieldsOf(typ) {
			if name != "Scenario" {
				want = append(want, name+"."+f.key)
			}
		}
	}
	for _, w := range want {
		if !set[w] {
			t.Errorf("testdata/full.yaml has no %s", w)
		}
	}
}

// equal compares networks as documents; lines and YAML styles do not count.
func equal(t *testing.T, what string, got, want *Network) {
	t.Helper()
	diff := cmp.Diff(want, got, cmp.AllowUnexported(Quantity{}), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".lines" || p.Last().String() == ".cells" }, cmp.Ignore()),
		cmp.Transformer("json", func(c SetChange) string {
			data, err := json.Marshal(&c)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}))
	if diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

func TestFullDocumentRoundTrips(t *testing.T) {
	t.Parallel()
	want := full(t)
	for name, encode := range map[string]func() ([]byte, error){"yaml": want.EncodeYAML, "json": want.EncodeJSON} {
		data, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("!!")) {
			t.Errorf("%s shows YAML tags:\n%s", name, data)
		}
		got := decode(t, string(data))
		equal(t, name, got, want)
		if hash(t, got) != hash(t, want) {
			t.Errorf("%s: the hash changes", name)
		}
		again, err := map[string]func() ([]byte, error){"yaml": got.EncodeYAML, "json": got.EncodeJSON}[name]()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: the second writing differs from the first (%v)", name, err)
		}
	}
}

func TestEncodeJSONIsJSON(t *testing.T) {
	t.Parallel()
	n := decode(t, strings.Replace(small, "id: small", `id: "a\"b\\c\u00e9\U0001F4A7 \x01 </script>"`, 1))
	n.Projects = []Project{{ID: "p", NameZH: "工程", WhenOn: []Change{{"set", &SetChange{values: map[string]*yaml.Node{
		"regions.a.\x01\"": {Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: "2025-01-01"},
	}}}}}}
	data, err := n.EncodeJSON()
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		ID       string `json:"id"`
		Projects []struct {
			WhenOn []map[string]map[string]any `json:"when_on"`
		} `json:"projects"`
	}
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if want := "a\"b\\cé💧 \x01 </script>"; back.ID != want {
		t.Errorf("id = %q, want %q", back.ID, want)
	}
	if got := back.Projects[0].WhenOn[0]["set"]["regions.a.\x01\""]; got != "2025-01-01" {
		t.Errorf("the date came back as %v", got)
	}
}

func TestHashIsOfTheContentAlone(t *testing.T) {
	t.Parallel()
	a := decode(t, `{format: fenhu/1, id: b, planning_year: 2025, calendar: {start: "2025-01", periods: 3},
regions: [{id: x, name_zh: 某县}], nodes: [{id: y, kind: boundary, capacity_m3s: 1.0}, {id: o, kind: outlet}, {id: r, kind: transfer, from: y, to: o}]}`)
	b := decode(t, `# a comment
planning_year: 2025
id: "b"    # another
nodes:
  - kind: boundary
    capacity_m3s: 1
    price:
    id: y
  - {kind: outlet, id: o}
  - {to: o, from: y, kind: transfer, id: r}
regions:
  - name_zh: '某县'
    id: x
calendar:
  periods: 0x3
  start: 2025-01
format: fenhu/1
`)
	if hash(t, a) != hash(t, b) {
		t.Error("the order of keys, styles or comments change the hash")
	}
	if first, second := hash(t, a), hash(t, a); first != second {
		t.Error("the hash is not stable")
	}
}

// TestHashChangesWithEveryField changes one value at a time.
func TestHashChangesWithEveryField(t *testing.T) {
	t.Parallel()
	n := full(t)
	want := hash(t, n)
	count := 0
	visit(reflect.ValueOf(n), "", func(path string, _ field, v reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		switch {
		case v.Type() == quantityType:
			q, ok := reflect.TypeAssert[Quantity](v)
			if !ok || !q.IsSet() {
				return
			}
			v.Set(reflect.ValueOf(q.Scale(1.5)))
		case v.Kind() == reflect.Float64:
			v.SetFloat(v.Float() + 0.125)
		case v.Kind() == reflect.Int:
			v.SetInt(v.Int() + 1)
		case v.Kind() == reflect.Bool:
			v.SetBool(!v.Bool())
		case v.Kind() == reflect.String:
			v.SetString(v.String() + "x")
		case v.Kind() == reflect.Slice && v.Len() > 0:
			v.Set(v.Slice(0, v.Len()-1))
		case v.Kind() == reflect.Map && v.Len() > 0:
			v.Set(reflect.MakeMap(v.Type()))
		default:
			return
		}
		count++
		if hash(t, n) == want {
			t.Errorf("%s does not count in the hash", path)
		}
		v.Set(old)
	})
	if hash(t, n) != want || count < 400 {
		t.Errorf("changed %d values; the hash must come back", count)
	}
}

// TestKindsAreDescribed keeps labels, main roles and names in order.
func TestKindsAreDescribed(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		if k.Name.ZH == "" || k.Name.EN == "" {
			t.Errorf("kind %s has no name in both languages", k.ID)
		}
		x := k.New()
		x.Info().Kind = k.ID
		if got := MainRole(x); got != k.Main {
			t.Errorf("MainRole(%s) = %q, want %q", k.ID, got, k.Main)
		}
	}
	for name, typ := range documentTypes() {
		for _, f := range fieldsOf(typ) {
			if f.doc == "" || f.zh == "" {
				t.Errorf("%s.%s is not documented in both languages", name, f.key)
			}
		}
	}
	if MainRole(nil) != "" || MainRole(&Junction{}) != "" {
		t.Error("a node without kind has no main role")
	}
}

package network

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

const schemaFile = "../docs/schema.json"

// keep compares a generated file with the kept one, or writes it with -update.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(readFile(t, name), data) {
		t.Errorf("%s is stale; write it with: go test ./network -update", strings.TrimPrefix(name, "../"))
	}
}

func TestSchemaIsKept(t *testing.T) {
	t.Parallel()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	keep(t, schemaFile, append(data, '\n'))
}

func TestSchemaClosesEveryKind(t *testing.T) {
	t.Parallel()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Type       string                     `json:"type"`
		Properties map[string]json.RawMessage `json:"properties"`
		More       *bool                      `json:"additionalProperties"`
	}
	var root struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	names := map[string]reflect.Type{}
	for _, k := range Kinds() {
		names["node-"+k.ID] = reflect.TypeOf(k.New()).Elem()
	}
	for _, k := range RuleKinds() {
		names["rule-"+k.ID] = reflect.TypeOf(k.New()).Elem()
	}
	for _, k := range ChangeKinds() {
		if typ := reflect.TypeOf(k.New()).Elem(); typ != setType { // its keys are paths
			names["change-"+k.ID] = typ
		}
	}
	for name, typ := range names {
		d, ok := root.Defs[name]
		if !ok || d.Type != "object" || d.More == nil || *d.More || len(d.Properties) != len(fieldsOf(typ)) {
			t.Errorf("%s is %+v", name, d)
		}
	}
	if root.More == nil || *root.More || len(root.Properties) != len(fieldsOf(reflect.TypeFor[Network]())) {
		t.Error("the document takes unknown keys")
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:fenhu:document:1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:fenhu:document:1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON reads YAML as an editor that knows the schema does: years are keys.
func asJSON(t *testing.T, document []byte) any {
	t.Helper()
	var y yaml.Node
	if err := yaml.Unmarshal(document, &y); err != nil {
		t.Fatal(err)
	}
	data, err := jsonOf(nil, y.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDocumentsFitTheSchema(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	documents := map[string][]byte{"seed": seed(t), "full": readFile(t, "testdata/full.yaml")}
	files, err := filepath.Glob("../testdata/cases/*/basin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		documents[filepath.Base(filepath.Dir(f))] = readFile(t, f)
	}
	for name, d := range documents {
		if err := s.Validate(asJSON(t, d)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		written, err := decode(t, string(d)).EncodeYAML()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, written)); err != nil {
			t.Errorf("%s, written: %v", name, err)
		}
	}
	if len(documents) < 10 {
		t.Errorf("only %d documents", len(documents))
	}
}

// TestSchemaRefuses: what the decoder finds without looking beyond one field,
// the schema finds too.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, name := range []string{"unknown-key", "wrong-type", "percentage", "unit-in-number", "negative", "missing-required", "null-items", "calendar", "quantity", "unknown-kinds", "a-list", "twelve-faults"} {
		if s.Validate(asJSON(t, readFile(t, "../testdata/invalid/"+name+".yaml"))) == nil {
			t.Errorf("%s fits the schema", name)
		}
	}
}

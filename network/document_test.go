package network

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	documentFile = "../docs/document.md"
	// generatedBelow ends what is written by hand in documentFile.
	generatedBelow = "<!-- Below this line: written by go test ./network -update from the tags of the fields. -->\n"
)

// TestDocumentReferenceIsKept: the tables of docs/document.md are those of the
// field tags.
func TestDocumentReferenceIsKept(t *testing.T) {
	t.Parallel()
	byHand, _, _ := strings.Cut(string(readFile(t, documentFile)), generatedBelow)
	keep(t, documentFile, []byte(byHand+generatedBelow+reference()))
}

// reference is the tables of all structs a document can hold.
func reference() string {
	var b strings.Builder
	done := map[reflect.Type]bool{}
	var rest []reflect.Type
	table := func(level, title string, typ, base reflect.Type) {
		fmt.Fprintf(&b, "\n%s %s\n\n", level, title)
		done[typ] = true
		var skip []string
		if base != nil {
			for _, f := range fieldsOf(base) {
				skip = append(skip, f.key)
			}
		}
		rows := 0
		for _, f := range fieldsOf(typ) {
			if slices.Contains(skip, f.key) {
				continue
			}
			if rows++; rows == 1 {
				b.WriteString("| key | | type | unit | range | meaning |\n|---|---|---|---|---|---|\n")
			}
			of := typ.FieldByIndex(f.index).Type
			need := ""
			if f.required {
				need = "required"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s %s |\n", f.key, need, typeName(of, f), f.unit, rangeOf(f), f.zh, cell(f.doc))
			if s := structOf(of); s != nil && !done[s] && !slices.Contains(rest, s) {
				rest = append(rest, s)
			}
		}
		if rows == 0 {
			b.WriteString("No keys of its own.\n")
		}
	}
	table("##", "The document", reflect.TypeFor[Network](), nil)
	b.WriteString("\n## Nodes (节点)\n\nEvery node has these keys:\n")
	base := reflect.TypeFor[Base]()
	table("###", "common keys", base, nil)
	for _, k := range kindTable {
		table("###", fmt.Sprintf("`kind: %s` %s", k.ID, k.Name.ZH), reflect.TypeOf(k.New()).Elem(), base)
	}
	b.WriteString("\n## Rules (规则)\n\nEvery rule has these keys:\n")
	ruleBase := reflect.TypeFor[RuleBase]()
	table("###", "common keys of rules", ruleBase, nil)
	for _, k := range ruleTable {
		table("###", fmt.Sprintf("`kind: %s` %s", k.ID, k.Name.ZH), reflect.TypeOf(k.New()).Elem(), ruleBase)
	}
	b.WriteString("\n## Kinds of changes (变更)\n")
	for _, k := range changeTable {
		if typ := reflect.TypeOf(k.New()).Elem(); typ == setType {
			fmt.Fprintf(&b, "\n### `%s` %s\n\nA map from path to value, as shown above.\n", k.ID, k.Name.ZH)
		} else {
			table("###", fmt.Sprintf("`%s` %s", k.ID, k.Name.ZH), typ, nil)
		}
	}
	table("##", "The scenario", reflect.TypeFor[Scenario](), nil)
	b.WriteString("\n## Parts\n")
	for len(rest) > 0 {
		typ := rest[0]
		rest = rest[1:]
		if !done[typ] {
			table("###", partName(typ), typ, nil)
		}
	}
	return b.String()
}

// structOf is the struct that a field holds or lists, nil when none.
func structOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == quantityType || t == changeType {
		return nil
	}
	return t
}

var upper = regexp.MustCompile(`([a-z])([A-Z])`)

// partName is a struct's name in words.
func partName(t reflect.Type) string {
	return strings.ToLower(upper.ReplaceAllString(t.Name(), "$1 $2"))
}

func typeName(t reflect.Type, f field) string {
	switch t {
	case quantityType:
		return "quantity"
	case nodeType:
		return "[node](#nodes-节点)"
	case ruleType:
		return "[rule](#rules-规则)"
	case changeType:
		return "[change](#changes)"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem(), f)
	case reflect.Slice:
		return "list of " + typeName(t.Elem(), f)
	case reflect.Map:
		return "map by " + partName(t.Key()) + " of " + typeName(t.Elem(), f)
	case reflect.Struct:
		return "[" + partName(t) + "](#" + strings.ReplaceAll(partName(t), " ", "-") + ")"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "whole number"
	case reflect.Float64:
		return "number"
	default:
		if f.unit != "" {
			return "number or text"
		}
		return "text"
	}
}

func rangeOf(f field) string {
	number := func(x *float64) string { return strconv.FormatFloat(*x, 'g', -1, 64) }
	switch {
	case len(f.enum) > 0:
		return "`" + strings.Join(f.enum, "`, `") + "`"
	case f.min != nil && f.max != nil:
		return number(f.min) + " to " + number(f.max)
	case f.min != nil:
		return "≥ " + number(f.min)
	}
	return ""
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

var fence = regexp.MustCompile("(?s)```yaml( changes)?\n(.*?)```")

// TestDocumentExamplesRun decodes the document of the introduction without a
// warning, applies the changes to it and lowers both.
func TestDocumentExamplesRun(t *testing.T) {
	t.Parallel()
	var n *Network
	documents, changes := 0, 0
	for _, m := range fence.FindAllStringSubmatch(string(readFile(t, documentFile)), -1) {
		if m[1] == "" {
			documents++
			var faults Faults
			var err error
			if n, faults, err = Decode([]byte(m[2]), nil); err != nil || len(faults) > 0 {
				t.Fatalf("%v %v", faults, err)
			}
		} else {
			changes++
			s, err := DecodeScenario([]byte("changes:\n" + m[2]))
			if err != nil {
				t.Fatal(err)
			}
			if n, err = s.Apply(n); err != nil {
				t.Fatal(err)
			}
			if faults := n.Check(); len(faults) > 0 {
				t.Fatal(faults)
			}
		}
		g, err := n.Lower()
		if err != nil {
			t.Fatal(err)
		}
		checkGraph(t, g)
	}
	if documents != 1 || changes != 1 {
		t.Errorf("%d documents and %d changes in the introduction, want one of each", documents, changes)
	}
}

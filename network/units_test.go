package network

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// TestQuantitiesHaveUnits reads the source: every number of a document says its
// unit. Whole numbers are years, months and counts and need none.
func TestQuantitiesHaveUnits(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	// Values of an observed series are in the unit that the series states,
	// thresholds in that of their indicator.
	allowed := map[string]bool{"Observed.values": true, "Threshold.enter": true, "Threshold.exit": true}
	count := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			structure, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range structure.Fields.List {
				if f.Tag == nil || !numeric(f.Type) {
					continue
				}
				text, err := strconv.Unquote(f.Tag.Value)
				if err != nil {
					t.Fatal(err)
				}
				tag := reflect.StructTag(text)
				key, _, _ := strings.Cut(tag.Get("json"), ",")
				if key == "" || key == "-" {
					continue
				}
				count++
				if tag.Get("unit") == "" && !allowed[spec.Name.Name+"."+key] {
					t.Errorf("%s: %s.%s has no unit", name, spec.Name.Name, key)
				}
				if suffix := strings.HasSuffix(key, "_m3s") || key == "m3s"; suffix != (tag.Get("unit") == "m³/s") {
					t.Errorf("%s: %s.%s is in %s; _m3s and m³/s go together", name, spec.Name.Name, key, tag.Get("unit"))
				}
				if tag.Get("min") == "" {
					t.Errorf("%s: %s.%s has no lower bound", name, spec.Name.Name, key)
				}
			}
			return true
		})
	}
	if count < 50 {
		t.Errorf("only %d numbers found", count)
	}
}

// numeric says whether a field is a float64 or Quantity, or a list, map or
// pointer of them.
func numeric(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name == "float64" || x.Name == "Quantity"
	case *ast.ArrayType:
		return numeric(x.Elt)
	case *ast.MapType:
		return numeric(x.Value)
	case *ast.StarExpr:
		return numeric(x.X)
	}
	return false
}

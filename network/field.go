package network

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// field is what the tags of a struct field say about it; the decoder, the JSON
// Schema and the documentation are made from the same tags.
type field struct {
	key      string
	index    []int
	doc, zh  string
	unit     string
	required bool
	min, max *float64
	enum     []string
	byMonth  bool // a list of twelve, January first
}

var fieldCache sync.Map // reflect.Type → []field

// fieldsOf lists the document fields of a struct, embedded structs first.
func fieldsOf(t reflect.Type) []field {
	if cached, ok := fieldCache.Load(t); ok {
		if fields, ok := cached.([]field); ok {
			return fields
		}
	}
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for _, e := range fieldsOf(f.Type) {
				e.index = append([]int{i}, e.index...)
				out = append(out, e)
			}
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if key == "" || key == "-" || !f.IsExported() {
			continue
		}
		g := field{key: key, index: []int{i}, doc: f.Tag.Get("doc"), zh: f.Tag.Get("zh"), unit: f.Tag.Get("unit"), required: f.Tag.Get("req") == "true", byMonth: f.Tag.Get("by") == "month"}
		g.min, g.max = bound(f.Tag.Get("min")), bound(f.Tag.Get("max"))
		switch e := f.Tag.Get("enum"); e {
		case "":
		case "sectors":
			g.enum = sectorIDs()
		case "origins":
			g.enum = originIDs()
		case "flows":
			g.enum = flowRoles()
		default:
			g.enum = strings.Split(e, "|")
		}
		out = append(out, g)
	}
	fieldCache.Store(t, out)
	return out
}

func bound(s string) *float64 {
	if s == "" {
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("network: bad bound in a tag: " + s)
	}
	return &v
}

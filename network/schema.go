package network

import (
	"encoding/json"
	"reflect"
)

// Schema is the JSON Schema (draft 2020-12) of the document, made from the same
// field tags as the decoder.
func Schema() ([]byte, error) {
	s := schemaMaker{defs: map[string]any{}}
	root := s.object(reflect.TypeFor[Network](), "")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:fenhu:document:1"
	root["title"] = "Fenhu document / 汾滹文档"
	root["$defs"] = s.defs
	return json.MarshalIndent(root, "", "  ")
}

type schemaMaker struct{ defs map[string]any }

func (s schemaMaker) object(t reflect.Type, kind string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range fieldsOf(t) {
		p := s.typ(t.FieldByIndex(f.index).Type, f)
		if f.doc != "" {
			text := f.zh + " / " + f.doc
			if f.unit != "" {
				text += " [" + f.unit + "]"
			}
			p["description"] = text
		}
		if f.key == "kind" && kind != "" {
			p = map[string]any{"const": kind}
		}
		properties[f.key] = p
		if f.required {
			required = append(required, f.key)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (s schemaMaker) number(f field) map[string]any {
	out := map[string]any{"type": "number"}
	if f.min != nil {
		out["minimum"] = *f.min
	}
	if f.max != nil {
		out["maximum"] = *f.max
	}
	return out
}

func (s schemaMaker) typ(t reflect.Type, f field) map[string]any {
	switch t {
	case quantityType:
		one := []any{s.number(f), map[string]any{"type": "array", "items": s.number(f), "minItems": 12, "maxItems": 12}}
		return map[string]any{"anyOf": append(one, map[string]any{
			"type":                 "object",
			"patternProperties":    map[string]any{"^((19|20|21)[0-9]{2}|2200)$": map[string]any{"anyOf": one}},
			"minProperties":        1,
			"additionalProperties": false,
		})}
	case nodeType:
		return s.union("node", len(kindTable), func(i int) (string, any) { return kindTable[i].ID, kindTable[i].New() })
	case ruleType:
		return s.union("rule", len(ruleTable), func(i int) (string, any) { return ruleTable[i].ID, ruleTable[i].New() })
	case changeType:
		return s.changes()
	case setType:
		return map[string]any{"type": "object"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.typ(t.Elem(), f)
	case reflect.Struct:
		if _, ok := s.defs[t.Name()]; !ok {
			s.defs[t.Name()] = nil // stops recursion
			s.defs[t.Name()] = s.object(t, "")
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.typ(t.Elem(), f)}
	case reflect.Map:
		out := map[string]any{"type": "object", "additionalProperties": s.typ(t.Elem(), f)}
		if t.Key() == sectorType {
			out["propertyNames"] = map[string]any{"enum": sectorIDs()}
		}
		return out
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		n := s.number(f)
		n["type"] = "integer"
		return n
	case reflect.Float64:
		return s.number(f)
	default:
		out := map[string]any{"type": "string"}
		if f.unit != "" { // a volume or a word
			out["type"] = []string{"string", "number"}
		}
		if len(f.enum) > 0 {
			out["enum"] = f.enum
		}
		return out
	}
}

// union refers to one definition per kind.
func (s schemaMaker) union(prefix string, count int, at func(int) (string, any)) map[string]any {
	refs := make([]any, 0, count)
	for i := range count {
		id, x := at(i)
		name := prefix + "-" + id
		if _, ok := s.defs[name]; !ok {
			s.defs[name] = nil
			s.defs[name] = s.object(reflect.TypeOf(x).Elem(), id)
		}
		refs = append(refs, map[string]any{"$ref": "#/$defs/" + name})
	}
	return map[string]any{"oneOf": refs}
}

func (s schemaMaker) changes() map[string]any {
	var options []any
	for _, c := range changeTable {
		name := "change-" + c.ID
		if _, ok := s.defs[name]; !ok {
			s.defs[name] = nil
			t := reflect.TypeOf(c.New()).Elem()
			if t == setType {
				s.defs[name] = map[string]any{"type": "object"}
			} else {
				s.defs[name] = s.object(t, "")
			}
		}
		options = append(options, map[string]any{
			"type": "object", "properties": map[string]any{c.ID: map[string]any{"$ref": "#/$defs/" + name}},
			"required": []string{c.ID}, "additionalProperties": false,
		})
	}
	return map[string]any{"oneOf": options}
}

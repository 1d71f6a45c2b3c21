package network

import (
	"encoding/json"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SetChange sets single values by their path: parts joined by dots, list items
// by id or number, as in nodes.res-fenhe.initial or prices.electricity.
type SetChange struct {
	values map[string]*yaml.Node
}

// SetValue is the change that sets one path to a value written in YAML.
func SetValue(path, value string) (Change, error) {
	var y yaml.Node
	if err := yaml.Unmarshal([]byte(value), &y); err != nil || len(y.Content) == 0 {
		return Change{}, wrongf("%q 不是一个值", "%q is not a value", value)
	}
	return Change{Kind: "set", Do: &SetChange{values: map[string]*yaml.Node{path: y.Content[0]}}}, nil
}

// MarshalJSON writes the paths and values.
func (c *SetChange) MarshalJSON() ([]byte, error) {
	out := make(map[string]any, len(c.values))
	for k, y := range c.values {
		var v any
		if err := y.Decode(&v); err != nil {
			return nil, err
		}
		out[k] = v
	}
	return json.Marshal(out)
}

func (d *decoder) set(y *yaml.Node, v reflect.Value, path string) {
	if y.Kind != yaml.MappingNode {
		d.fault(y, path, Text{"应为“路径: 数值”", "should be path: value"}, Text{"例如 nodes.res-fenhe.initial: 9000", "for example nodes.res-fenhe.initial: 9000"})
		return
	}
	c := SetChange{values: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(y.Content); i += 2 {
		c.values[y.Content[i].Value] = y.Content[i+1]
	}
	v.Set(reflect.ValueOf(c))
}

func (c *SetChange) apply(n *Network) error {
	paths := make([]string, 0, len(c.values))
	for p := range c.values {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		if err := n.set(p, c.values[p]); err != nil {
			return err
		}
	}
	return nil
}

// set walks to path, copying lists on the way so that the original network is
// not reached, and decodes y there.
func (n *Network) set(path string, y *yaml.Node) error {
	v := reflect.ValueOf(n).Elem()
	tag := field{}
	for _, part := range splitPath(path) {
		for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if v.Kind() == reflect.Interface {
					return wrongf("路径 %q 不存在", "there is no %q", path)
				}
				v.Set(reflect.New(v.Type().Elem()))
			} else if v.Kind() == reflect.Pointer && v.CanSet() {
				v.Set(shallow2(v))
			}
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.Struct:
			fields := fieldsOf(v.Type())
			i := indexOf(fields, part)
			if i < 0 {
				return wrongf("路径 %q 中没有 %q；%s", "path %[1]q has no %[2]q; %[4]s", path, part, known(part, fields).ZH, known(part, fields).EN)
			}
			v, tag = v.FieldByIndex(fields[i].index), fields[i]
		case reflect.Slice:
			copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(copied, v)
			v.Set(copied)
			i := item(v, part)
			if i < 0 {
				return wrongf("路径 %q 中没有 %q 这一项", "path %q has no item %q", path, part)
			}
			v = v.Index(i)
		case reflect.Map:
			m := reflect.MakeMap(v.Type())
			for _, k := range v.MapKeys() {
				m.SetMapIndex(k, v.MapIndex(k))
			}
			d := &decoder{lines: map[string]int{}}
			e := reflect.New(v.Type().Elem()).Elem()
			d.value(y, e, path, tag)
			m.SetMapIndex(reflect.ValueOf(part).Convert(v.Type().Key()), e)
			v.Set(m)
			return firstProblem(d.faults)
		default:
			return wrongf("路径 %q 过长", "path %q goes too deep", path)
		}
	}
	d := &decoder{lines: map[string]int{}}
	d.value(y, v, path, tag)
	return firstProblem(d.faults)
}

func shallow2(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type().Elem())
	p.Elem().Set(v.Elem())
	return p
}

func firstProblem(fs Faults) error {
	if len(fs) == 0 {
		return nil
	}
	return wrongf("%s：%s", "%[3]s: %[4]s", fs[0].Path, fs[0].Problem.ZH, fs[0].Path, fs[0].Problem.EN)
}

// splitPath splits at dots and at [i].
func splitPath(path string) []string {
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	return strings.Split(path, ".")
}

// item finds a list item by id or number.
func item(list reflect.Value, part string) int {
	for i := range list.Len() {
		if idOf(list.Index(i)) == part {
			return i
		}
	}
	if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < list.Len() {
		return i
	}
	return -1
}

func idOf(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case Node:
		return x.Info().ID
	case Rule:
		return x.Info().ID
	case DemandSource:
		return x.From
	case ReturnFlow:
		return x.To
	}
	if v.Kind() == reflect.Struct {
		if f := v.FieldByName("ID"); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

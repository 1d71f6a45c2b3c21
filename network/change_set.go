package network

import (
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
func (c *SetChange) MarshalJSON() ([]byte, error) { return jsonOf(nil, tree(reflect.ValueOf(c))) }

func (d *decoder) set(y *yaml.Node, v reflect.Value, path string) {
	if y.Kind != yaml.MappingNode {
		d.fault(y, path, Text{"应为“路径: 数值”", "should be path: value"}, Text{"例如 nodes.res-fenhe.initial: 9000", "for example nodes.res-fenhe.initial: 9000"})
		return
	}
	c := SetChange{values: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, val := y.Content[i], y.Content[i+1]
		at := join(path, k.Value)
		if _, dup := c.values[k.Value]; dup {
			d.twice(k, at)
		}
		d.plain(val, at)
		c.values[k.Value] = val
	}
	v.Set(reflect.ValueOf(c))
}

// plain refuses anchors and figures that are none anywhere below y. What else
// may be wrong shows when the value meets its field.
func (d *decoder) plain(y *yaml.Node, path string) {
	if anchored(y) {
		d.noAnchors(y, path)
		return
	}
	if y.Tag == "!!int" || y.Tag == "!!float" {
		d.number(y, path, field{})
	}
	for i, part := range y.Content {
		if y.Kind == yaml.SequenceNode {
			d.plain(part, path+"["+strconv.Itoa(i)+"]")
		} else {
			d.plain(part, path)
		}
	}
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
	parts := splitPath(path)
	for i, part := range parts {
		for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
			if v.Kind() == reflect.Pointer && v.CanSet() {
				p := reflect.New(v.Type().Elem())
				if !v.IsNil() {
					p.Elem().Set(v.Elem())
				}
				v.Set(p)
			}
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.Struct:
			fields := fieldsOf(v.Type())
			j := indexOf(fields, part)
			if len(fields) == 0 {
				return tooDeep(path)
			}
			if j < 0 {
				hint := known(part, fields)
				return wrongf("路径 %[1]q 中没有 %[2]q；%[3]s", "path %[1]q has no %[2]q; %[4]s", path, part, hint.ZH, hint.EN)
			}
			v, tag = v.FieldByIndex(fields[j].index), fields[j]
		case reflect.Slice:
			copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(copied, v)
			v.Set(copied)
			j := item(v, part)
			if j < 0 {
				return wrongf("路径 %q 中没有 %q 这一项", "path %q has no item %q", path, part)
			}
			v, tag.required = v.Index(j), true
		case reflect.Map:
			if i < len(parts)-1 {
				return tooDeep(path)
			}
			return setKey(v, part, y, path, tag)
		default:
			return tooDeep(path)
		}
	}
	return setLeaf(v, y, path, tag)
}

func tooDeep(path string) error { return wrongf("路径 %q 过长", "path %q goes too deep", path) }

// setLeaf decodes y into v; null takes away what the document need not give.
func setLeaf(v reflect.Value, y *yaml.Node, path string, tag field) error {
	if tag.key == "kind" {
		return wrongf("%s：类型不能修改", "%s: a kind cannot be changed", path)
	}
	if isNull(y) && !tag.required {
		v.SetZero()
		return nil
	}
	d := &decoder{lines: map[string]int{}}
	d.value(y, v, path, tag)
	if tag.required && (isNull(y) || v.Kind() == reflect.String && v.IsZero()) {
		return wrongf("%s 不能为空", "%s cannot be empty", path)
	}
	return firstProblem(d.faults)
}

// setKey sets one key of a map; null takes it away.
func setKey(v reflect.Value, key string, y *yaml.Node, path string, tag field) error {
	d := &decoder{lines: map[string]int{}}
	one := reflect.New(v.Type()).Elem()
	d.mapping(mapTree([]string{key}, []*yaml.Node{y}), one, strings.TrimSuffix(path, "."+key), tag)
	if err := firstProblem(d.faults); err != nil {
		return err
	}
	all := reflect.MakeMap(v.Type())
	for _, k := range v.MapKeys() {
		all.SetMapIndex(k, v.MapIndex(k))
	}
	k := reflect.ValueOf(key).Convert(v.Type().Key())
	all.SetMapIndex(k, one.MapIndex(k))
	v.Set(all)
	return nil
}

func firstProblem(fs Faults) error {
	if len(fs) == 0 {
		return nil
	}
	return wrongf("%[1]s：%[2]s", "%[1]s: %[3]s", fs[0].Path, fs[0].Problem.ZH, fs[0].Problem.EN)
}

// splitPath splits at dots and at [i].
func splitPath(path string) []string {
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	return strings.Split(path, ".")
}

// item finds a list item by id or number.
func item(list reflect.Value, part string) int {
	for i := range list.Len() {
		if part != "" && idOf(list.Index(i)) == part {
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

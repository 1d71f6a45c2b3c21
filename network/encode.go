package network

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"sort"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// EncodeYAML writes the network as a document; figures that were not given are
// left out. Decode reads it back to an equal network.
func (n *Network) EncodeYAML() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(tree(reflect.ValueOf(*n), field{})); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// EncodeJSON writes the network as a document in JSON, always the same bytes
// for equal networks.
func (n *Network) EncodeJSON() ([]byte, error) {
	return jsonOf(nil, tree(reflect.ValueOf(*n), field{}))
}

// Hash is the SHA-256 of the JSON document: what the results depend on.
func (n *Network) Hash() (string, error) {
	data, err := n.EncodeJSON()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// tree turns a value into YAML, leaving out zero values that are not required.
func tree(v reflect.Value, f field) *yaml.Node {
	switch x := v.Interface().(type) {
	case Quantity:
		return quantityTree(x)
	case Change:
		return mapTree([]string{x.Kind}, []*yaml.Node{tree(reflect.ValueOf(x.Do), field{})})
	case SetChange:
		keys := make([]string, 0, len(x.values))
		for k := range x.values {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		nodes := make([]*yaml.Node, len(keys))
		for i, k := range keys {
			nodes[i] = x.values[k]
		}
		return mapTree(keys, nodes)
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return tree(v.Elem(), f)
	case reflect.Struct:
		var keys []string
		var nodes []*yaml.Node
		for _, g := range fieldsOf(v.Type()) {
			x := v.FieldByIndex(g.index)
			if x.IsZero() && !g.required || (x.Kind() == reflect.Slice || x.Kind() == reflect.Map) && x.Len() == 0 {
				continue
			}
			if x.Kind() == reflect.Struct && x.Type() != quantityType {
				if t := tree(x, g); len(t.Content) > 0 {
					keys, nodes = append(keys, g.key), append(nodes, t)
				}
				continue
			}
			keys, nodes = append(keys, g.key), append(nodes, tree(x, g))
		}
		return mapTree(keys, nodes)
	case reflect.Slice:
		out := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			out.Content = append(out.Content, tree(v.Index(i), field{}))
		}
		if v.Type().Elem().Kind() != reflect.Struct && v.Type().Elem().Kind() != reflect.Interface {
			out.Style = yaml.FlowStyle
		}
		return out
	case reflect.Map:
		keys := make([]string, 0, v.Len())
		for _, k := range v.MapKeys() {
			keys = append(keys, k.String())
		}
		sort.Strings(keys)
		nodes := make([]*yaml.Node, len(keys))
		for i, k := range keys {
			nodes[i] = tree(v.MapIndex(reflect.ValueOf(k).Convert(v.Type().Key())), field{})
		}
		return mapTree(keys, nodes)
	case reflect.String:
		y := &yaml.Node{}
		y.SetString(v.String())
		return y
	case reflect.Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v.Bool())}
	case reflect.Int:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(v.Int(), 10)}
	case reflect.Float64:
		return numberTree(v.Float())
	default:
		panic("network: cannot encode " + v.Type().String())
	}
}

func mapTree(keys []string, nodes []*yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for i, k := range keys {
		y := &yaml.Node{}
		y.SetString(k)
		out.Content = append(out.Content, y, nodes[i])
	}
	return out
}

func numberTree(x float64) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(x, 'g', -1, 64)}
}

func quantityTree(q Quantity) *yaml.Node {
	one := func(v []float64) *yaml.Node {
		if len(v) == 1 {
			return numberTree(v[0])
		}
		out := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, x := range v {
			out.Content = append(out.Content, numberTree(x))
		}
		return out
	}
	if !q.IsSet() {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	if len(q.years) == 0 {
		return one(q.values[0])
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	for i, year := range q.years {
		out.Content = append(out.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(year)}, one(q.values[i]))
	}
	return out
}

// jsonOf appends y as JSON.
func jsonOf(b []byte, y *yaml.Node) ([]byte, error) {
	var err error
	switch y.Kind {
	case yaml.MappingNode:
		b = append(b, '{')
		for i := 0; i+1 < len(y.Content); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendQuote(b, y.Content[i].Value)
			b = append(b, ':')
			if b, err = jsonOf(b, y.Content[i+1]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, x := range y.Content {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = jsonOf(b, x); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	default:
		var v any
		if y.Tag == "!!float" || y.Tag == "!!int" {
			var f float64
			if err := y.Decode(&f); err != nil {
				return nil, err
			}
			v = f
		} else if err := y.Decode(&v); err != nil {
			return nil, err
		}
		one, err := json.Marshal(v)
		return append(b, one...), err
	}
}

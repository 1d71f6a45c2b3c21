package network

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// EncodeYAML writes the network as a document; figures that were not given are
// left out. Decode reads it back to an equal network.
func (n *Network) EncodeYAML() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(n.Tree()); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// EncodeJSON writes the network as a document in JSON, always the same bytes
// for equal networks.
func (n *Network) EncodeJSON() ([]byte, error) {
	return jsonOf(nil, n.Tree())
}

// Tree is the network as a document, for formats that are not written here;
// figures that were not given are left out. DecodeTree reads it back.
func (n *Network) Tree() *yaml.Node { return tree(reflect.ValueOf(*n)) }

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
func tree(v reflect.Value) *yaml.Node {
	switch x := v.Interface().(type) {
	case Quantity:
		return quantityTree(x)
	case Change:
		return mapTree([]string{x.Kind}, []*yaml.Node{tree(reflect.ValueOf(x.Do))})
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
		return tree(v.Elem())
	case reflect.Struct:
		var keys []string
		var nodes []*yaml.Node
		for _, g := range fieldsOf(v.Type()) {
			x := v.FieldByIndex(g.index)
			if !g.required && (x.IsZero() || (x.Kind() == reflect.Slice || x.Kind() == reflect.Map) && x.Len() == 0) {
				continue
			}
			if x.Kind() == reflect.Struct && x.Type() != quantityType {
				if t := tree(x); len(t.Content) > 0 || g.required {
					keys, nodes = append(keys, g.key), append(nodes, t)
				}
				continue
			}
			keys, nodes = append(keys, g.key), append(nodes, tree(x))
		}
		return mapTree(keys, nodes)
	case reflect.Slice:
		out := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			out.Content = append(out.Content, tree(v.Index(i)))
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
			nodes[i] = tree(v.MapIndex(reflect.ValueOf(k).Convert(v.Type().Key())))
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
	format := byte('f')
	if size := math.Abs(x); size != 0 && size < 1e-6 || size >= 1e15 {
		format = 'e'
	}
	y := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(x, format, -1, 64)}
	if !strings.ContainsAny(y.Value, ".e") {
		y.Tag = "!!int" // YAML would show the tag of a whole number called a float
	}
	return y
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
			key, err := json.Marshal(y.Content[i].Value)
			if err != nil {
				return nil, err
			}
			b = append(append(b, key...), ':')
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
		switch y.Tag {
		case "!!null":
		case "!!float", "!!int":
			var f float64
			if err := y.Decode(&f); err != nil {
				return nil, err
			}
			v = f
		case "!!bool":
			v = strings.EqualFold(y.Value, "true")
		default:
			v = y.Value // as the decoder reads it, dates and such included
		}
		one, err := json.Marshal(v)
		return append(b, one...), err
	}
}

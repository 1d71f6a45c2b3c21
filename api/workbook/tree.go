package workbook

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// child is the value of a key of a group, nil when there is none.
func child(y *yaml.Node, key string) *yaml.Node {
	if y == nil || y.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Value == key {
			return y.Content[i+1]
		}
	}
	return nil
}

// valueAt is the value at a path of keys, nil when there is none.
func valueAt(y *yaml.Node, path string) *yaml.Node {
	for key := range strings.SplitSeq(path, ".") {
		y = child(y, key)
	}
	return y
}

// put sets the value at a path of keys and makes the groups on the way. It says
// no when something else stands there already.
func put(y *yaml.Node, path string, value *yaml.Node) bool {
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		next := child(y, key)
		switch {
		case next == nil:
			next = &yaml.Node{Kind: yaml.MappingNode, Line: value.Line}
			y.Content = append(y.Content, entryKey(key, value.Line), next)
		case next.Kind == yaml.ScalarNode && next.Tag == "!!null":
			*next = yaml.Node{Kind: yaml.MappingNode, Line: value.Line}
		case next.Kind != yaml.MappingNode:
			return false
		}
		y = next
	}
	key := keys[len(keys)-1]
	if old := child(y, key); old != nil {
		if old.Tag != "!!null" {
			return false
		}
		*old = *value
		return true
	}
	y.Content = append(y.Content, entryKey(key, value.Line), value)
	return true
}

func entryKey(key string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: line}
}

// placed gives y and all below it the same place.
func placed(y *yaml.Node, line int) *yaml.Node {
	y.Line = line
	for _, c := range y.Content {
		placed(c, line)
	}
	return y
}

func textOf(y *yaml.Node) string {
	if y == nil {
		return ""
	}
	return y.Value
}

// isYear says whether a key is a planning year, as a quantity has them.
func isYear(key string) (int, bool) {
	n, err := strconv.Atoi(key)
	return n, err == nil && len(key) == 4 && n >= 1900 && n <= 2200
}

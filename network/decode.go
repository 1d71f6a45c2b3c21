package network

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDocument bounds the size of a document [bytes].
const maxDocument = 32 << 20

// maxItems bounds the length of any list in a document.
const maxItems = 200_000

// Open returns the contents of a file that a document names.
type Open func(name string) ([]byte, error)

// Decode reads a document in YAML or JSON and checks it. open may be nil when
// no CSV files are expected. The error is Faults, with every fault of the
// document at once; warnings are in the second result of a good document.
func Decode(data []byte, open Open) (*Network, Faults, error) {
	root, err := new(decoder).parse(data)
	if err != nil {
		return nil, nil, err
	}
	return DecodeTree(root, nil, open)
}

// DecodeTree reads a document that another format has been turned into: the
// mapping at its root, as Tree returns it. cells are the names of the places in
// that format; the Line of a node is the number of its place, 1 for the first.
// They are nil when the lines are those of a text. Otherwise it is Decode.
func DecodeTree(root *yaml.Node, cells []string, open Open) (*Network, Faults, error) {
	n := &Network{cells: cells}
	d := &decoder{open: open, lines: map[string]int{}}
	d.value(root, reflect.ValueOf(n).Elem(), "", field{})
	n.lines = d.lines
	faults := d.faults
	if !d.broken {
		faults = append(faults, d.unsaid(n.check(len(faults) == 0))...)
	}
	faults.sort()
	n.locate(faults)
	if err := faults.err(); err != nil {
		return nil, faults, err
	}
	return n, faults, nil
}

// unsaid leaves out the faults of places in which the decoder has found one
// already: what is wrong there follows from what it could not read.
func (d *decoder) unsaid(faults Faults) Faults {
	said := map[string]bool{}
	for _, f := range d.faults {
		for path := f.Path; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
			said[path] = true
		}
	}
	return slices.DeleteFunc(faults, func(f Fault) bool { return said[f.Path] })
}

// DecodeScenario reads a scenario in YAML or JSON.
func DecodeScenario(data []byte) (Scenario, error) {
	var s Scenario
	d := &decoder{lines: map[string]int{}}
	root, err := d.parse(data)
	if err != nil {
		return s, err
	}
	d.value(root, reflect.ValueOf(&s).Elem(), "", field{})
	return s, d.faults.err()
}

// decoder walks a YAML tree into structs and collects every fault on the way.
type decoder struct {
	open   Open
	faults Faults
	lines  map[string]int
	id     string
	broken bool // the shape is so wrong that checks would only add noise
}

func (d *decoder) parse(data []byte) (*yaml.Node, error) {
	if len(data) > maxDocument {
		return nil, Faults{{Problem: say("文件超过 %d MB", "the document is larger than %d MB", maxDocument>>20)}}
	}
	var root, more yaml.Node
	y := yaml.NewDecoder(bytes.NewReader(data))
	if err := y.Decode(&root); err != nil && !errors.Is(err, io.EOF) {
		return nil, notYAML(err)
	}
	if len(root.Content) == 0 || isNull(root.Content[0]) {
		return nil, Faults{{Problem: Text{"文件是空的", "the document is empty"}, Remedy: Text{"可从 fenhu basin show 的输出开始", "start from the output of fenhu basin show"}}}
	}
	if err := y.Decode(&more); err == nil {
		return nil, Faults{{Line: more.Line, Problem: Text{"文件中有多个 YAML 文档", "the file holds more than one YAML document"}, Remedy: Text{"去掉“---”，分成多个文件", "take \"---\" out and use several files"}}}
	} else if !errors.Is(err, io.EOF) {
		return nil, notYAML(err)
	}
	return root.Content[0], nil
}

func notYAML(err error) Faults {
	return Faults{{Problem: say("YAML 语法错误：%v", "not YAML: %v", err), Remedy: Text{"检查缩进、引号与冒号", "check indents, quotes and colons"}}}
}

// isNull says whether the document gives nothing at y, which is as good as
// leaving the key out.
func isNull(y *yaml.Node) bool { return y.Kind == yaml.ScalarNode && y.Tag == "!!null" }

// anchored says whether y uses YAML's anchors or aliases, which documents may
// not: they would hide how large a document is and where a figure is given.
func anchored(y *yaml.Node) bool { return y.Kind == yaml.AliasNode || y.Anchor != "" }

func (d *decoder) noAnchors(y *yaml.Node, path string) {
	d.fault(y, path, Text{"不支持 YAML 锚点与别名", "YAML anchors and aliases are not supported"}, Text{"写出完整内容", "write the content out"})
}

func (d *decoder) fault(y *yaml.Node, path string, problem, remedy Text) {
	line := 0
	if y != nil {
		line = y.Line
	}
	d.faults = append(d.faults, Fault{Path: path, ID: d.id, Line: line, Problem: problem, Remedy: remedy})
}

var (
	quantityType = reflect.TypeFor[Quantity]()
	nodeType     = reflect.TypeFor[Node]()
	ruleType     = reflect.TypeFor[Rule]()
	changeType   = reflect.TypeFor[Change]()
	setType      = reflect.TypeFor[SetChange]()
	sectorType   = reflect.TypeFor[Sector]()
)

// value decodes y into v; f holds the range and the allowed words.
func (d *decoder) value(y *yaml.Node, v reflect.Value, path string, f field) {
	d.lines[path] = y.Line
	if anchored(y) {
		d.noAnchors(y, path)
		return
	}
	if isNull(y) {
		return
	}
	switch v.Type() {
	case quantityType:
		v.Set(reflect.ValueOf(d.quantity(y, path, f)))
		return
	case nodeType:
		d.node(y, v, path)
		return
	case ruleType:
		d.rule(y, v, path)
		return
	case changeType:
		d.change(y, v, path)
		return
	case setType:
		d.set(y, v, path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(y, v, path)
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(y, p.Elem(), path, f)
		v.Set(p)
	case reflect.Slice:
		d.slice(y, v, path, f)
	case reflect.Map:
		d.mapping(y, v, path, f)
	case reflect.String:
		d.text(y, v, path, f)
	case reflect.Bool:
		if y.Kind != yaml.ScalarNode || y.Tag != "!!bool" {
			d.fault(y, path, say("%s 不是 true 或 false", "%s is neither true nor false", shown(y)), Text{"填写 true 或 false", "write true or false"})
			return
		}
		v.SetBool(strings.EqualFold(y.Value, "true"))
	case reflect.Int:
		x, ok := d.number(y, path, f)
		if ok && x != math.Trunc(x) {
			d.fault(y, path, say("%s 不是整数", "%s is not a whole number", shown(y)), Text{"填写整数", "write a whole number"})
		} else if ok {
			v.SetInt(int64(x))
		}
	case reflect.Float64:
		if x, ok := d.number(y, path, f); ok {
			v.SetFloat(x)
		}
	default:
		panic("network: cannot decode " + v.Type().String())
	}
}

func (d *decoder) structure(y *yaml.Node, v reflect.Value, path string) {
	if y.Kind != yaml.MappingNode {
		d.broken = true
		d.fault(y, path, say("%s 应为若干“键: 值”", "%s should be a group of key: value", shown(y)), Text{"检查缩进", "check the indent"})
		return
	}
	fields := fieldsOf(v.Type())
	seen, given, empty := map[string]bool{}, map[string]bool{}, map[string]bool{}
	blank := map[string]*yaml.Node{} // where a key stands without a value
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, val := y.Content[i], y.Content[i+1]
		at := join(path, k.Value)
		if seen[k.Value] {
			d.twice(k, at)
			continue
		}
		seen[k.Value], given[k.Value] = true, !isNull(val)
		if isNull(val) {
			blank[k.Value] = val
		}
		empty[k.Value] = val.Kind == yaml.ScalarNode && val.Value == ""
		j := indexOf(fields, k.Value)
		if j < 0 {
			d.fault(k, at, say("未知的键 %q", "unknown key %q", k.Value), known(k.Value, fields))
			continue
		}
		d.value(val, v.FieldByIndex(fields[j].index), at, fields[j])
	}
	for _, f := range fields {
		if f.required && !given[f.key] {
			at := y
			if blank[f.key] != nil {
				at = blank[f.key]
			}
			d.fault(at, join(path, f.key), say("缺少 %s（%s）", "missing: %[1]s", f.key, f.zh), say("补上 %s", "give %s", f.key))
		} else if f.required && empty[f.key] {
			d.fault(y, join(path, f.key), say("%s（%s）是空的", "%[1]s is empty", f.key, f.zh), say("填写 %s", "fill in %s", f.key))
		}
	}
}

func (d *decoder) twice(k *yaml.Node, path string) {
	d.fault(k, path, say("%q 出现两次", "%q is given twice", k.Value), Text{"删去一处", "take one away"})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func indexOf(fields []field, key string) int {
	for i := range fields {
		if fields[i].key == key {
			return i
		}
	}
	return -1
}

// known proposes the key closest to a misspelt one, or lists the keys.
func known(key string, fields []field) Text {
	best, distance := "", len(key)/2+1
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
		if len(key) > longestWord {
			continue
		}
		if e := editDistance(key, f.key); e < distance {
			best, distance = f.key, e
		}
	}
	if best != "" {
		return say("是否为 %q", "did you mean %q", best)
	}
	list := strings.Join(keys, ", ")
	return say("可用的键：%s", "known keys: %s", list)
}

func (d *decoder) slice(y *yaml.Node, v reflect.Value, path string, f field) {
	if y.Kind != yaml.SequenceNode {
		d.fault(y, path, say("%s 应为列表", "%s should be a list", shown(y)), Text{"每项一行，以“- ”开头，或写成 [a, b]", "write one item a line after \"- \", or [a, b]"})
		d.broken = true
		return
	}
	if len(y.Content) > maxItems {
		d.fault(y, path, say("列表有 %d 项，超过 %d 项", "the list has %d items, more than %d", len(y.Content), maxItems), Text{})
		d.broken = true
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(y.Content))
	for i, item := range y.Content {
		e := reflect.New(v.Type().Elem()).Elem()
		at := path + "[" + strconv.Itoa(i) + "]"
		if isNull(item) {
			d.fault(item, at, Text{"该项是空的", "the item is empty"}, Text{"填写或删去该项", "fill it in or take it away"})
			continue
		}
		id := d.id
		if s := scalarOf(item, "id"); s != "" {
			d.id = s
		}
		d.value(item, e, at, f)
		d.id = id
		if e.Kind() == reflect.Interface && e.IsNil() || e.Type() == changeType && e.FieldByName("Do").IsNil() {
			continue // already reported
		}
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

func (d *decoder) mapping(y *yaml.Node, v reflect.Value, path string, f field) {
	if y.Kind != yaml.MappingNode {
		d.fault(y, path, say("%s 应为若干“键: 值”", "%s should be a group of key: value", shown(y)), Text{"检查缩进", "check the indent"})
		return
	}
	out := reflect.MakeMap(v.Type())
	seen := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, val := y.Content[i], y.Content[i+1]
		at := join(path, k.Value)
		if seen[k.Value] {
			d.twice(k, at)
			continue
		}
		seen[k.Value] = true
		if isNull(val) {
			continue
		}
		if v.Type().Key() == sectorType {
			if _, ok := SectorByID(Sector(k.Value)); !ok {
				d.fault(k, at, say("未知的行业 %q", "unknown sector %q", k.Value), say("可用：%s", "known: %s", strings.Join(sectorIDs(), ", ")))
				continue
			}
		}
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(val, e, at, f)
		out.SetMapIndex(reflect.ValueOf(k.Value).Convert(v.Type().Key()), e)
	}
	v.Set(out)
}

// shown is a short form of what the document says at y.
func shown(y *yaml.Node) string {
	switch y.Kind {
	case yaml.ScalarNode:
		r := []rune(y.Value)
		if len(r) > 40 {
			r = append(r[:40], '…')
		}
		return strconv.Quote(string(r))
	case yaml.SequenceNode:
		return "[…]"
	default:
		return "{…}"
	}
}

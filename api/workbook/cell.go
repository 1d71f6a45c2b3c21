package workbook

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

// seeMonthly stands in a cell whose figures differ by month and are given on
// the sheet for monthly figures.
var seeMonthly = text("逐月", "monthly")

var (
	yes = text("是", "yes")
	no  = text("否", "no")
)

// is says whether s is one of words, whatever the case and blanks around it.
func is(s string, words ...string) bool {
	for _, w := range words {
		if strings.EqualFold(strings.TrimSpace(s), w) {
			return true
		}
	}
	return false
}

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func null() *yaml.Node { return scalar("!!null", "null") }

var decimal = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$`)

// number reads a number as people write one.
func number(s string) *yaml.Node {
	s = strings.TrimSpace(s)
	if !decimal.MatchString(s) {
		return scalar("!!str", s)
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) {
		return scalar("!!float", ".inf") // the decoder says that it is not finite
	}
	return scalar("!!float", strconv.FormatFloat(v, 'g', -1, 64))
}

// words of a cell that lists them; a comma of either language, a semicolon, 、
// and blanks part them.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、 \t\r\n\u3000", r) })
}

// value is what a cell says of a field, as a part of a document. What it cannot
// be read as is left as the text, for the decoder to refuse.
func (c cell) value(f network.Field) *yaml.Node {
	s := strings.TrimSpace(c.text)
	switch f.Shape.Form {
	case network.FormText:
		if f.Unit != "" && c.kind == kindNumber { // a volume or a word
			return scalar("!!str", plainNumber(s))
		}
		return scalar("!!str", choice(c.words(), f.Choices))
	case network.FormBool:
		switch {
		case is(s, yes.ZH, yes.EN, "true", "1"):
			return scalar("!!bool", "true")
		case is(s, no.ZH, no.EN, "false", "0"):
			return scalar("!!bool", "false")
		}
		return scalar("!!str", s)
	case network.FormInt, network.FormNumber:
		return number(s)
	case network.FormQuantity:
		if y := flow(s); y != nil {
			return y
		}
		if list := words(s); len(list) == 12 {
			return numbers(list)
		}
		return number(s)
	case network.FormList:
		if y := flow(s); y != nil {
			return y
		}
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, w := range words(s) {
			if f.Shape.Item.Form == network.FormText {
				list.Content = append(list.Content, scalar("!!str", choice(w, f.Choices)))
			} else {
				list.Content = append(list.Content, number(w))
			}
		}
		return list
	default:
		if y := flow(s); y != nil {
			return y
		}
		return scalar("!!str", s)
	}
}

func numbers(list []string) *yaml.Node {
	y := &yaml.Node{Kind: yaml.SequenceNode}
	for _, w := range list {
		y.Content = append(y.Content, number(w))
	}
	return y
}

// words is the cell as a text: without the apostrophe that guards it.
func (c cell) words() string {
	switch c.kind {
	case kindNumber:
		return plainNumber(strings.TrimSpace(c.text))
	case kindBool:
		return strconv.FormatBool(c.text == "1" || is(c.text, "true"))
	case kindDate:
		return strings.TrimSuffix(c.text, "-01") // months are written without a day
	default:
	}
	if rest, ok := strings.CutPrefix(c.text, "'"); ok {
		return rest
	}
	return strings.TrimSpace(c.text)
}

// plainNumber is a stored number as it is shown: without the last digits that
// binary fractions add, and without an exponent.
func plainNumber(s string) string {
	if v, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return s
}

// choice is the word of the document for a name of either language.
func choice(s string, choices []network.Choice) string {
	for _, c := range choices {
		if is(s, c.ID) || c.Name.ZH != "" && is(s, c.Name.ZH, c.Name.EN) {
			return c.ID
		}
	}
	return s
}

// flow reads a list or group in the short form of YAML; nil when s is none.
func flow(s string) *yaml.Node {
	if !strings.HasPrefix(s, "[") && !strings.HasPrefix(s, "{") {
		return nil
	}
	var y yaml.Node
	if err := yaml.Unmarshal([]byte(s), &y); err != nil || len(y.Content) != 1 {
		return nil
	}
	return y.Content[0]
}

// guarded puts an apostrophe before a text that a spreadsheet would take for a
// formula, or that would not come back as it is; words takes it off.
func guarded(s string) string {
	if s == "" {
		return s
	}
	if strings.ContainsAny(s[:1], "=+-@\t\r\n'") || strings.TrimSpace(s) != s {
		return "'" + s
	}
	return s
}

// shown is what a cell shows for a value of the document: a number, or a text.
func shown(y *yaml.Node, f network.Field, lang network.Lang) any {
	switch {
	case y == nil || y.Tag == "!!null":
		return nil
	case y.Kind == yaml.ScalarNode && (y.Tag == "!!int" || y.Tag == "!!float") && f.Shape.Form != network.FormText:
		if v, err := strconv.ParseFloat(y.Value, 64); err == nil {
			if short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64); err != nil || short != v {
				return y.Value // a spreadsheet keeps 15 digits of a number, but all of a text
			}
			return v
		}
	case y.Kind == yaml.ScalarNode && y.Tag == "!!bool":
		if y.Value == "true" {
			return yes.In(lang)
		}
		return no.In(lang)
	case y.Kind == yaml.ScalarNode:
		return guarded(named(y.Value, f.Choices, lang))
	case y.Kind == yaml.SequenceNode && f.Shape.Form == network.FormList:
		if list, ok := joined(y, f, lang); ok {
			return list
		}
	}
	return flowOf(y)
}

// joined lists words with 、 between them; not when one of them could not be
// told from two.
func joined(y *yaml.Node, f network.Field, lang network.Lang) (string, bool) {
	list := make([]string, len(y.Content))
	for i, item := range y.Content {
		w := named(item.Value, f.Choices, lang)
		if item.Kind != yaml.ScalarNode || len(words(w)) != 1 && !isNamed(w, f.Choices) || words(w)[0] != w || guarded(w) != w && f.Shape.Item.Form == network.FormText ||
			strings.HasPrefix(w, "[") || strings.HasPrefix(w, "{") {
			return "", false
		}
		list[i] = w
	}
	if len(list) == 0 {
		return "", false
	}
	return strings.Join(list, "、"), true
}

func isNamed(w string, choices []network.Choice) bool { return choice(w, choices) != w }

// named is the name of a word in Chinese; English workbooks show the word.
func named(id string, choices []network.Choice, lang network.Lang) string {
	for _, c := range choices {
		if c.ID == id && c.Name.ZH != "" && lang != network.EN {
			return c.Name.ZH
		}
	}
	return id
}

// flowOf writes a list or group on one line, as JSON, which is YAML.
func flowOf(y *yaml.Node) string {
	var b strings.Builder
	var write func(*yaml.Node)
	write = func(y *yaml.Node) {
		switch y.Kind {
		case yaml.MappingNode:
			b.WriteByte('{')
			for i := 0; i+1 < len(y.Content); i += 2 {
				if i > 0 {
					b.WriteString(", ")
				}
				b.WriteString(quoted(y.Content[i]) + ": ")
				write(y.Content[i+1])
			}
			b.WriteByte('}')
		case yaml.SequenceNode:
			b.WriteByte('[')
			for i, item := range y.Content {
				if i > 0 {
					b.WriteString(", ")
				}
				write(item)
			}
			b.WriteByte(']')
		default:
			b.WriteString(quoted(y))
		}
	}
	write(y)
	return b.String()
}

var plainWord = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// quoted is a scalar of the short form; plain words that YAML reads as nothing
// else stay bare.
func quoted(y *yaml.Node) string {
	switch y.Tag {
	case "!!int", "!!float", "!!bool", "!!null":
		return y.Value
	}
	if plainWord.MatchString(y.Value) && !is(y.Value, "y", "n", "yes", "no", "on", "off", "true", "false", "null") {
		return y.Value
	}
	data, err := json.Marshal(y.Value)
	if err != nil {
		return strconv.Quote(y.Value)
	}
	return string(data)
}

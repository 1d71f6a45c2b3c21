package network

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxText bounds the length of a text in a document [bytes].
const maxText = 10_000

func (d *decoder) text(y *yaml.Node, v reflect.Value, path string, f field) {
	if y.Kind != yaml.ScalarNode {
		d.fault(y, path, say("%s 应为文字", "%s should be a text", shown(y)), Text{})
		return
	}
	if len(y.Value) > maxText {
		d.fault(y, path, say("文字超过 %d 字节", "the text is longer than %d bytes", maxText), Text{"缩短", "shorten it"})
		return
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, y.Value) {
		d.fault(y, path, say("%q 不在可选值之中", "%q is not one of the choices", y.Value), say("可选：%s", "choose %s", strings.Join(f.enum, ", ")))
		return
	}
	v.SetString(y.Value)
}

func (d *decoder) number(y *yaml.Node, path string, f field) (float64, bool) {
	if y.Kind != yaml.ScalarNode || y.Tag != "!!int" && y.Tag != "!!float" {
		remedy := Text{"填写数字，单位见格式说明", "write a number, in the unit of the field"}
		if f.unit != "" {
			remedy = say("填写数字，单位 %s，不写单位", "write a number in %s, without the unit", f.unit)
		}
		d.fault(y, path, say("%s 不是数字", "%s is not a number", shown(y)), remedy)
		return 0, false
	}
	var x float64
	if err := y.Decode(&x); err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		d.fault(y, path, say("%s 不是有限的数字", "%s is not a finite number", shown(y)), Text{"填写普通数字；不设上限时省略该键", "write an ordinary number; leave the key out for no limit"})
		return 0, false
	}
	if x == 0 {
		x = 0 // −0 is written as an integer and would come back as another number
	}
	return x, d.inRange(y, path, f, x)
}

func (d *decoder) inRange(y *yaml.Node, path string, f field, x float64) bool {
	if f.min != nil && x < *f.min || f.max != nil && x > *f.max {
		lo, up := "−∞", "+∞"
		if f.min != nil {
			lo = strconv.FormatFloat(*f.min, 'g', -1, 64)
		}
		if f.max != nil {
			up = strconv.FormatFloat(*f.max, 'g', -1, 64)
		}
		unit := ""
		if f.unit != "" && f.unit != "-" {
			unit = " " + f.unit
		}
		remedy := Text{"核对数值与单位", "check the figure and its unit"}
		if f.unit == "-" && f.max != nil && *f.max <= 1 && x > 1 && x/100 <= *f.max {
			remedy = say("若为百分数，请填写 %g", "if this is a percentage, write %g", x/100)
		}
		d.fault(y, path, say("%g 超出范围 %s 到 %s%s", "%g is outside %s to %s%s", x, lo, up, unit), remedy)
		return false
	}
	return true
}

func (d *decoder) quantity(y *yaml.Node, path string, f field) Quantity {
	switch y.Kind {
	case yaml.ScalarNode:
		if x, ok := d.number(y, path, f); ok {
			return Const(x)
		}
	case yaml.SequenceNode:
		if v, ok := d.months(y, path, f); ok {
			return Quantity{values: [][]float64{v}}
		}
	case yaml.MappingNode:
		type entry struct {
			year   int
			values []float64
		}
		var entries []entry
		for i := 0; i+1 < len(y.Content); i += 2 {
			k, val := y.Content[i], y.Content[i+1]
			at := join(path, k.Value)
			year, err := strconv.Atoi(k.Value)
			if err != nil || year < 1900 || year > 2200 {
				d.fault(k, at, say("%q 不是水平年", "%q is not a planning year", k.Value), Text{"写成 2025: 数值", "write 2025: value"})
				continue
			}
			if slices.ContainsFunc(entries, func(e entry) bool { return e.year == year }) {
				d.twice(k, at)
				continue
			}
			if val.Kind == yaml.SequenceNode {
				if v, ok := d.months(val, at, f); ok {
					entries = append(entries, entry{year, v})
				}
			} else if x, ok := d.number(val, at, f); ok {
				entries = append(entries, entry{year, []float64{x}})
			}
		}
		if len(y.Content) == 0 {
			d.fault(y, path, Text{"没有数值", "has no figure"}, Text{"写成 2025: 数值", "write 2025: value"})
		}
		sort.SliceStable(entries, func(i, j int) bool { return entries[i].year < entries[j].year })
		var q Quantity
		for _, e := range entries {
			q.years, q.values = append(q.years, e.year), append(q.values, e.values)
		}
		return q
	default:
		d.fault(y, path, Text{"应为数字、12 个月的列表，或“水平年: 数值”", "should be a number, a list of 12 months, or year: value"}, Text{})
	}
	return Quantity{}
}

func (d *decoder) months(y *yaml.Node, path string, f field) ([]float64, bool) {
	if len(y.Content) != 12 {
		d.fault(y, path, say("列表有 %d 个数，应为 12 个", "the list has %d numbers, want 12", len(y.Content)), Text{"自一月起逐月填写", "give one for each month from January"})
		return nil, false
	}
	out := make([]float64, 12)
	good := true
	for i, item := range y.Content {
		x, ok := d.number(item, fmt.Sprintf("%s[%d]", path, i), f)
		out[i], good = x, good && ok
	}
	return out, good
}

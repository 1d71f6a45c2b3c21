package network

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

func (d *decoder) node(y *yaml.Node, v reflect.Value, path string) {
	kind := scalarOf(y, "kind")
	info := kindByID(kind)
	if info == nil {
		ids := make([]string, len(kindTable))
		for i, k := range kindTable {
			ids[i] = k.ID
		}
		d.fault(y, join(path, "kind"), say("未知的节点类型 %q", "unknown kind of node %q", kind), say("可选：%s", "choose %s", strings.Join(ids, ", ")))
		d.broken = true
		return
	}
	x := info.New()
	d.structure(y, reflect.ValueOf(x).Elem(), path)
	if in, ok := x.(*Inflow); ok && in.Observed != nil && in.Observed.CSV != "" && len(in.Observed.Values) == 0 {
		d.csv(y, join(path, "observed"), in)
	}
	v.Set(reflect.ValueOf(x))
}

func (d *decoder) csv(y *yaml.Node, path string, x *Inflow) {
	o := x.Observed
	column := o.Column
	if column == "" {
		column = x.ID
	}
	err := wrongf("此处不能读取 CSV 文件", "no CSV files can be read here")
	var data []byte
	if d.open != nil {
		data, err = d.open(o.CSV)
	}
	if err == nil {
		err = o.ReadCSV(data, column)
	}
	if err != nil {
		p := problemOf(err)
		d.fault(y, path, say("文件 %[1]s：%[2]s", "file %[1]s: %[3]s", o.CSV, p.ZH, p.EN), Text{"首列为日期，表头为节点标识", "the first column is the date, the header holds node ids"})
	}
}

func (d *decoder) rule(y *yaml.Node, v reflect.Value, path string) {
	kind := scalarOf(y, "kind")
	info := ruleByID(kind)
	if info == nil {
		ids := make([]string, len(ruleTable))
		for i, k := range ruleTable {
			ids[i] = k.ID
		}
		d.fault(y, join(path, "kind"), say("未知的规则类型 %q", "unknown kind of rule %q", kind), say("可选：%s", "choose %s", strings.Join(ids, ", ")))
		return
	}
	x := info.New()
	d.structure(y, reflect.ValueOf(x).Elem(), path)
	v.Set(reflect.ValueOf(x))
}

func (d *decoder) change(y *yaml.Node, v reflect.Value, path string) {
	if y.Kind != yaml.MappingNode || len(y.Content) != 2 {
		d.fault(y, path, Text{"一项变更应只有一个键", "a change has exactly one key"}, Text{"例如 - inflow: {p: 95}", "for example - inflow: {p: 95}"})
		return
	}
	kind := y.Content[0].Value
	info := changeByID(kind)
	if info == nil {
		ids := make([]string, len(changeTable))
		for i, k := range changeTable {
			ids[i] = k.ID
		}
		d.fault(y, path, say("未知的变更 %q", "unknown change %q", kind), say("可选：%s", "choose %s", strings.Join(ids, ", ")))
		return
	}
	do := info.New()
	with := y.Content[1]
	if isNull(with) { // required fields are missing all the same
		with = &yaml.Node{Kind: yaml.MappingNode, Line: with.Line}
	}
	d.value(with, reflect.ValueOf(do).Elem(), join(path, kind), field{})
	v.Set(reflect.ValueOf(Change{Kind: kind, Do: do}))
}

// scalarOf is the text of a key of a mapping, empty when there is none.
func scalarOf(y *yaml.Node, key string) string {
	if y.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Value == key && y.Content[i+1].Kind == yaml.ScalarNode {
			return y.Content[i+1].Value
		}
	}
	return ""
}

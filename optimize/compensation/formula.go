package compensation

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"fenhu/network"
)

// Formula is a bureau's own way to compute an amount, written as an expression
// of named variables (Variables), the agreement's own figures and the functions
// abs, min, max, clip, ceil, floor and round.
type Formula struct {
	NameZH string `json:"name_zh" yaml:"name_zh"`
	NameEN string `json:"name_en,omitempty" yaml:"name_en"`
	Part   Part   `json:"part,omitempty" yaml:"part"` // column of the table; empty = base
	// Each says what the formula is applied to: each month (the default), each
	// indicator of a month, or the year.
	Each   string `json:"each,omitempty" yaml:"each"`
	When   string `json:"when,omitempty" yaml:"when"` // condition; empty = always
	Amount string `json:"amount" yaml:"amount"`       // > 0: the downstream side pays [万元]
}

// What a formula is applied to.
const (
	eachMonth     = "month"
	eachIndicator = "indicator"
	eachYear      = "year"
)

// The bounds of formulas: an expression has no loops, so its cost is bounded by
// its length.
const (
	maxFormulas = 50
	maxFormula  = 1000 // bytes
)

// compiled is a formula that is ready to run.
type compiled struct {
	Formula
	when, amount *vm.Program
	uses         []Variable // that the record must have
}

var figureName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)

// compile checks formulas and their figures. The faults name what is wrong, with
// the place in the expression.
func compile(formulas []Formula, figures map[string][]float64) ([]compiled, network.Faults) {
	var wrong network.Faults
	bad := func(path, zh, en string, args ...any) { wrong = append(wrong, said(path, zh, en, args...)) }
	if len(formulas) == 0 {
		bad("formulas", "没有算式", "there is no formula")
	}
	if len(formulas) > maxFormulas {
		bad("formulas", "算式多于 %d 个", "there are more than %d formulas", maxFormulas)
		return nil, wrong
	}
	for _, key := range slices.Sorted(maps.Keys(figures)) {
		_, taken := functions()[key]
		switch {
		case !figureName.MatchString(key) || taken:
			bad("params."+key, "参数名应为小写字母开头的字母、数字和下划线，且不与函数同名", "the name of a figure begins with a small letter, has letters, digits and _, and is no function")
		case len(figures[key]) != 1 || math.IsNaN(figures[key][0]) || math.IsInf(figures[key][0], 0):
			bad("params."+key, "应为一个数", "must be one number")
		}
	}
	out := make([]compiled, len(formulas))
	for i, f := range formulas {
		at := fmt.Sprintf("formulas[%d]", i)
		if f.NameZH == "" && f.NameEN == "" {
			bad(at+".name_zh", "没有名称", "has no name")
		}
		if f.Part != "" && !slices.Contains(Parts(), f.Part) {
			bad(at+".part", "未知的类型 %q；可选：%v", "unknown part %q; choose one of %v", f.Part, Parts())
		}
		if !slices.Contains([]string{"", eachMonth, eachIndicator, eachYear}, f.Each) {
			bad(at+".each", "未知的 %q；可选：month, indicator, year", "unknown %q; choose month, indicator or year", f.Each)
		}
		x := compiled{Formula: f}
		for _, e := range []struct {
			path, code string
			into       **vm.Program
			as         expr.Option
		}{{at + ".when", f.When, &x.when, expr.AsBool()}, {at + ".amount", f.Amount, &x.amount, expr.AsFloat64()}} {
			if e.code == "" && e.into == &x.when {
				continue
			}
			program, uses, faults := expression(e.path, e.code, f.Each == eachIndicator, figures, e.as)
			*e.into = program
			for _, v := range uses {
				if !slices.ContainsFunc(x.uses, func(u Variable) bool { return u.Name == v.Name }) {
					x.uses = append(x.uses, v)
				}
			}
			wrong = append(wrong, faults...)
		}
		out[i] = x
	}
	return out, wrong
}

// expression compiles one expression after every node of it was found harmless.
func expression(path, code string, perIndicator bool, figures map[string][]float64, as expr.Option) (*vm.Program, []Variable, network.Faults) {
	if strings.TrimSpace(code) == "" || len(code) > maxFormula {
		return nil, nil, network.Faults{said(path, "算式为空或超过 %d 字节", "the expression is empty or longer than %d bytes", maxFormula)}
	}
	env := map[string]any{}
	for key := range figures {
		env[key] = 0.0
	}
	for _, v := range Variables() {
		if perIndicator || !v.Indicator {
			env[v.Name] = 0.0
		}
	}
	options := []expr.Option{expr.Env(env), as, expr.DisableAllBuiltins(), expr.MaxNodes(maxFormula)}
	for name, f := range functions() {
		options = append(options, expr.Function(name, f.call, f.types...))
	}
	tree, err := parser.Parse(code)
	if err != nil {
		return nil, nil, network.Faults{misread(path, code, err)}
	}
	c := &checkNodes{path: path, code: code, env: env}
	ast.Walk(&tree.Node, c)
	if len(c.wrong) > 0 {
		return nil, nil, c.wrong
	}
	program, err := expr.Compile(code, append(options, expr.Patch(decimals{}))...)
	if err != nil {
		return nil, nil, network.Faults{misread(path, code, err)}
	}
	return program, c.uses, nil
}

// misread is an error of the parser or the type checker as a fault with its place.
func misread(path, code string, err error) network.Fault {
	if e, ok := errors.AsType[*file.Error](err); ok {
		return placed(path, code, e.From, "写法有误："+e.Message, e.Message)
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return said(path, "写法有误：%s", "%s", line)
}

// placed is a fault at a place of an expression, counted in characters from 0.
func placed(path, code string, at int, zh, en string) network.Fault {
	line, column := 1, 1
	for i, r := range []rune(code) {
		if i == at {
			break
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
	}
	return network.Fault{Path: path, Problem: network.Text{
		ZH: fmt.Sprintf("第 %d 行第 %d 个字符：%s", line, column, zh), EN: fmt.Sprintf("line %d, character %d: %s", line, column, en),
	}}
}

// checkNodes allows numbers, names, arithmetic, comparison, logic, ?: and the
// functions, and refuses all else: an expression then has no effects and no loops.
type checkNodes struct {
	path, code string
	env        map[string]any
	uses       []Variable
	wrong      network.Faults
}

func (c *checkNodes) Visit(node *ast.Node) {
	bad := func(zh, en string, args ...any) {
		c.wrong = append(c.wrong, placed(c.path, c.code, (*node).Location().From, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)))
	}
	switch n := (*node).(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.ConditionalNode:
	case *ast.UnaryNode:
		if !slices.Contains([]string{"-", "+", "!", "not"}, n.Operator) {
			bad("不能用运算符 %s", "the operator %s cannot be used", n.Operator)
		}
	case *ast.BinaryNode:
		if !slices.Contains([]string{"+", "-", "*", "/", "**", "^", "<", "<=", ">", ">=", "==", "!=", "&&", "and", "||", "or"}, n.Operator) {
			bad("不能用运算符 %s", "the operator %s cannot be used", n.Operator)
		}
	case *ast.IdentifierNode:
		c.name(n.Value, bad)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); !ok || functions()[callee.Value].call == nil {
			bad("没有这个函数；可用 %s", "there is no such function; there are %s", strings.Join(slices.Sorted(maps.Keys(functions())), ", "))
		}
	case *ast.BuiltinNode:
		if functions()[n.Name].call == nil {
			bad("没有函数 %s", "there is no function %s", n.Name)
		}
	default:
		bad("只能用数、变量、运算符和函数", "only numbers, variables, operators and functions can be used")
	}
}

func (c *checkNodes) name(name string, bad func(zh, en string, args ...any)) {
	if _, function := functions()[name]; function {
		return
	}
	if _, known := c.env[name]; !known {
		bad("没有变量 %q；可用：%s", "there is no variable %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(c.env)), ", "))
		return
	}
	for _, v := range Variables() {
		if v.Name == name {
			c.uses = append(c.uses, v)
		}
	}
}

// decimals makes all numbers decimal ones, so that 1/2 is 0.5 and nothing
// overflows in silence.
type decimals struct{}

func (decimals) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IntegerNode); ok {
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	}
}

type function struct {
	call  func(...any) (any, error)
	types []any
}

// functions are what expressions may call.
func functions() map[string]function {
	one := func(f func(float64) float64) function {
		return function{func(x ...any) (any, error) { return f(decimal(x[0])), nil }, []any{new(func(float64) float64)}}
	}
	two := func(f func(a, b float64) float64) function {
		return function{func(x ...any) (any, error) { return f(decimal(x[0]), decimal(x[1])), nil }, []any{new(func(a, b float64) float64)}}
	}
	return map[string]function{
		"abs": one(math.Abs), "ceil": one(math.Ceil), "floor": one(math.Floor), "round": one(math.Round), "sqrt": one(math.Sqrt),
		"min": two(math.Min), "max": two(math.Max),
		"clip": {func(x ...any) (any, error) {
			return math.Max(decimal(x[1]), math.Min(decimal(x[2]), decimal(x[0]))), nil
		}, []any{new(func(x, lo, hi float64) float64)}},
	}
}

// decimal is an argument, which the type checker holds to be a number.
func decimal(x any) float64 {
	v, _ := x.(float64)
	return v
}

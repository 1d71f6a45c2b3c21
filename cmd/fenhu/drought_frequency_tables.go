package main

import (
	"fmt"
	"strconv"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/frequency"
)

// fitted names the fitted curve.
func (r *frequencyResult) fitted() network.Text {
	n := r.by.Name()
	return network.Text{ZH: "P-Ⅲ 适线（" + n.ZH + "）", EN: "P-III fitted (" + n.EN + ")"}
}

// adopted names the curve that the design values are read from.
func (r *frequencyResult) adopted() network.Text {
	if r.Override {
		return network.Text{ZH: "P-Ⅲ（指定参数）", EN: "P-III (parameters set)"}
	}
	return r.fitted()
}

// tables are design values, parameters and points.
func (r *frequencyResult) tables() []export.Table {
	return []export.Table{r.designTable(), r.parameterTable(), r.pointTable()}
}

func text(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }

func (r *frequencyResult) unit() string {
	if r.Unit == "" {
		return "-"
	}
	return r.Unit
}

func (r *frequencyResult) designTable() export.Table {
	t := export.Table{
		ID: "design", Title: text("设计值表", "Design values"),
		Columns: []export.Column{
			{Name: text("频率", "P"), Unit: "%"},
			{Name: text("设计代表年", "design year"), Words: true},
			{Name: text("模比系数Kp", "Kp"), Unit: "-", Decimals: 4},
			{Name: text("设计值", "design value"), Unit: r.unit(), Decimals: 4},
			{Name: text("重现期", "return period"), Unit: "a", Decimals: 1},
		},
		Notes: []network.Text{{
			ZH: fmt.Sprintf("采用曲线：%s；Cv = %.4f，Cs/Cv = %.2f", r.adopted().ZH, r.Adopted.Cv, skewRatio(r.Adopted)),
			EN: fmt.Sprintf("curve: %s; Cv = %.4f, Cs/Cv = %.2f", r.adopted().EN, r.Adopted.Cv, skewRatio(r.Adopted)),
		}},
	}
	if r.Doubt != "" {
		t.Notes = append(t.Notes, text("注意：该曲线不完全适合径流："+r.Doubt, "note: the curve does not quite suit runoff: "+r.Doubt))
	}
	for _, d := range r.Design {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Number(100 * d.P), export.Words(d.ZH, d.EN), export.Number(d.Kp), export.Number(d.Value), export.Number(d.Return),
		}})
	}
	return t
}

func skewRatio(d frequency.Pearson3) float64 {
	if d.Cv == 0 {
		return 0
	}
	return d.Cs / d.Cv
}

func (r *frequencyResult) parameterTable() export.Table {
	t := export.Table{
		ID: "parameters", Title: text("统计参数表", "Parameters"),
		Columns: []export.Column{
			{Name: text("方法", "method"), Words: true},
			{Name: text("均值", "mean"), Unit: r.unit(), Decimals: 4},
			{Name: text("Cv", "Cv"), Unit: "-", Decimals: 4},
			{Name: text("Cs", "Cs"), Unit: "-", Decimals: 4},
			{Name: text("Cs/Cv", "Cs/Cv"), Unit: "-", Decimals: 2},
			{Name: text("离差", "deviation"), Unit: "-", Decimals: 5},
		},
		Notes: []network.Text{
			{
				ZH: fmt.Sprintf("线性矩：λ₁ = %.4f，λ₂ = %.4f，τ₃ = %.4f；离差按准则 %s", r.LMoments.L1, r.LMoments.L2, r.LMoments.T3, r.by),
				EN: fmt.Sprintf("L-moments: λ₁ = %.4f, λ₂ = %.4f, τ₃ = %.4f; deviation by %s", r.LMoments.L1, r.LMoments.L2, r.LMoments.T3, r.by),
			},
		},
	}
	row := func(name network.Text, d frequency.Pearson3, objective export.Cell) {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Words(name.ZH, name.EN), export.Number(d.Mean), export.Number(d.Cv), export.Number(d.Cs), export.Number(skewRatio(d)), objective,
		}})
	}
	row(text("矩法", "moments"), r.Moments, export.None())
	if r.ByL != nil {
		row(text("线性矩法", "L-moments"), *r.ByL, export.None())
	}
	if r.Fit != nil {
		row(r.fitted(), r.Fit.Pearson3, export.Number(r.Fit.Objective))
	}
	if r.Override {
		row(r.adopted(), r.Adopted, export.Number(r.Objective))
	}
	return t
}

func (r *frequencyResult) pointTable() export.Table {
	t := export.Table{
		ID: "points", Title: text("经验频率与离差表", "Empirical frequencies and deviations"),
		Columns: []export.Column{
			{Name: text("序号", "rank"), Unit: "-"},
			{Name: text("年份", "year"), Words: true},
			{Name: text("数值", "value"), Unit: r.unit(), Decimals: 4},
			{Name: text("经验频率", "P"), Unit: "%", Decimals: 2},
			{Name: text("曲线值", "on the curve"), Unit: r.unit(), Decimals: 4},
			{Name: text("离差", "deviation"), Unit: "%", Decimals: 2},
		},
		Notes: []network.Text{text("由丰到枯；枯水端看最后几行的离差", "from wet to dry; for dry years look at the last deviations")},
	}
	for i, p := range r.Points {
		year := ""
		if p.Year > 0 {
			year = strconv.Itoa(p.Year)
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			export.Number(float64(i + 1)), export.Words(year, year), export.Number(p.X), export.Number(100 * p.P),
			export.Number(p.Fitted), export.Number(100 * p.Relative),
		}})
	}
	return t
}

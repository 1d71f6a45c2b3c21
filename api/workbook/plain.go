package workbook

import (
	"errors"

	"fenhu/network"
)

// plainColumns bounds the width of a sheet that is read as rows.
const plainColumns = 100

// Rows reads the first sheet of a workbook that is not for people only as rows
// of text; dates are YYYY-MM-DD. The error is network.Faults.
func Rows(data []byte) ([][]string, error) {
	pages, err := readPages(data)
	if err != nil {
		faults := network.Faults{{Problem: text(err.Error(), err.Error())}}
		if r, ok := errors.AsType[refused](err); ok {
			faults[0].Problem, faults[0].Remedy = r.problem, r.remedy
		}
		return nil, faults
	}
	for _, p := range pages {
		if ignored(p.name) {
			continue
		}
		var rows [][]string
		var wrong network.Faults
		for _, c := range p.cells {
			if c.col > plainColumns || c.kind == kindError || c.kind == kindFormula {
				wrong = append(wrong, network.Fault{Path: p.name, Line: c.row, Problem: say("第 %d 列的单元格读不出：公式没有值、有错误或列数过多", "the cell in column %d cannot be read: a formula without a value, an error, or too many columns", c.col)})
				continue
			}
			for len(rows) < c.row {
				rows = append(rows, nil)
			}
			row := &rows[c.row-1]
			for len(*row) < c.col {
				*row = append(*row, "")
			}
			(*row)[c.col-1] = c.text
		}
		if len(wrong) > 0 {
			return nil, wrong[:min(len(wrong), 200)]
		}
		return rows, nil
	}
	return nil, network.Faults{{Problem: text("工作簿中没有可读的工作表", "the workbook has no sheet to read")}}
}

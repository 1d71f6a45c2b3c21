package workbook

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// rules of filling in, for the first sheet.
func rules() []network.Text {
	return []network.Text{
		text("每张工作表前三行是表头：名称、键、单位；从第 4 行起填写，每行一项。程序按第 2 行的键读取，列的次序可以改变，键不能改。",
			"The first three rows of a sheet are its head: label, key, unit. Fill in from row 4 on, one item a row. Columns are found by the key in row 2; they may be moved, but the key must stay."),
		text("橙色表头的列必填；其他列留空表示不填，按“#字段”表中的默认值处理。", "Columns with an orange head are required. A blank cell gives nothing; the sheet #fields tells what holds then."),
		text("数值按表头的单位填写，不写单位。比例填 0 到 1 的小数。", "Write figures in the unit of the head, without the unit. Shares are between 0 and 1."),
		text("随水平年变化的数值：一年一列，键后加年份，如 annual.2035；可自行添加列。", "A figure that differs by planning year has a column a year, the year after the key as in annual.2035; such columns may be added."),
		text("逐月变化的数值：单元格写“逐月”，12 个数写在“逐月”表。实测系列一列一个，写在“系列”表，键为 工作表.标识.字段。", "A figure that differs by month says \"monthly\" in its cell, and the twelve figures are on the sheet monthly. Observed series stand on the sheet series, one a column under the key SHEET.ID.FIELD."),
		text("一格多项用顿号或逗号隔开。是/否、行业等从下拉列表选择。", "Several items in a cell are parted by commas. Choose words from the lists of the cells."),
		text("可以用公式：读取的是 Excel 保存的结果。#REF! 等错误值会被指出。不要合并数据区的单元格。隐藏与筛选掉的行也会读取。", "Formulas may be used: the value that Excel saved is read. #REF! and the like are faults. Do not merge cells of the tables. Hidden and filtered rows are read as well."),
		text("名称以 # 开头的工作表、键以 # 开头的列以及本表不读取，可自由使用。", "Sheets whose name begins with #, columns whose key does, and this sheet are not read and are free to use."),
		text("检查：fenhu check 文件.xlsx，一次列出全部问题及所在单元格；或 POST /api/v1/basins?dry_run=true。", "To check: fenhu check FILE.xlsx lists every fault with its cell; so does POST /api/v1/basins?dry_run=true."),
	}
}

// readme writes the first sheet: how to fill in, and links to the others.
func (w *writer) readme(tables []filled) error {
	name := nameReadme.In(w.lang)
	if err := w.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if err := w.paper(name); err != nil {
		return err
	}
	for col, width := range map[string]float64{"A": 30, "B": 10, "C": 100} {
		if err := w.file.SetColWidth(name, col, col, width); err != nil {
			return err
		}
	}
	row := 0
	set := func(col string, v any, l look) error {
		at := col + strconv.Itoa(row)
		id, err := w.style(l)
		if err != nil {
			return err
		}
		if err := w.file.SetCellValue(name, at, v); err != nil {
			return err
		}
		return w.file.SetCellStyle(name, at, at, id)
	}
	title := text("流域数据工作簿", "Basin workbook").In(w.lang)
	if id := textOf(child(w.root, "id")); id != "" {
		title += text("：", ": ").In(w.lang) + network.Text{ZH: textOf(child(w.root, "name_zh")), EN: textOf(child(w.root, "name_en"))}.In(w.lang) + " (" + id + ")"
	}
	row = 1
	if err := set("A", guarded(title), lookTitle); err != nil {
		return err
	}
	row = 2
	for i, r := range rules() {
		row++
		at := strconv.Itoa(row)
		if err := set("A", strconv.Itoa(i+1)+". "+r.In(w.lang), lookBody); err != nil {
			return err
		}
		if err := w.file.MergeCell(name, "A"+at, "C"+at); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(name, row, float64(15*(1+widthOf(r.In(w.lang))/140))); err != nil {
			return err
		}
	}
	row += 2
	for i, s := range []network.Text{text("工作表", "sheet"), text("行数", "rows"), text("内容", "columns")} {
		if err := set(string(rune('A'+i)), s.In(w.lang), lookLabel); err != nil {
			return err
		}
	}
	for _, t := range tables {
		row++
		sheet := t.name.In(w.lang)
		var labels []string
		for _, c := range t.columns {
			if c.role == roleValue && len(labels) < 12 {
				labels = append(labels, network.Text{ZH: c.label.ZH, EN: c.key}.In(w.lang))
			}
		}
		if err := set("A", sheet, lookText); err != nil {
			return err
		}
		if err := w.file.SetCellHyperLink(name, "A"+strconv.Itoa(row), "'"+sheet+"'!A1", "Location"); err != nil {
			return err
		}
		if err := set("B", len(t.rows), lookNumber); err != nil {
			return err
		}
		if err := set("C", guarded(strings.Join(labels, text("、", ", ").In(w.lang))), lookText); err != nil {
			return err
		}
	}
	return nil
}

// fields writes the sheet that explains every column; it is not read.
func (w *writer) fields(tables []filled) error {
	name := nameFields.In(w.lang)
	if _, err := w.file.NewSheet(name); err != nil {
		return err
	}
	if err := w.paper(name); err != nil {
		return err
	}
	out, err := w.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range []float64{26, 26, 30, 14, 20, 70, 60} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	label, err := w.style(lookLabel)
	if err != nil {
		return err
	}
	body, err := w.style(lookText)
	if err != nil {
		return err
	}
	row := 0
	add := func(style int, values ...string) error {
		row++
		cells := make([]any, len(values))
		for i, v := range values {
			cells[i] = excelize.Cell{StyleID: style, Value: guarded(v)}
		}
		return out.SetRow("A"+strconv.Itoa(row), cells)
	}
	var heads []string
	for _, s := range []network.Text{text("工作表", "sheet"), text("键", "key"), text("名称", "label"), text("单位", "unit"), text("范围", "range"), text("英文说明", "meaning"), text("可选值", "words")} {
		heads = append(heads, s.In(w.lang))
	}
	if err := add(label, heads...); err != nil {
		return err
	}
	for _, t := range tables {
		for _, c := range w.whole(t.sheet).columns {
			var list []string
			for _, x := range c.field.Choices {
				list = append(list, strings.TrimSpace(x.ID+" "+x.Name.ZH))
			}
			if err := add(body, t.name.In(w.lang), c.key, c.label.ZH, c.unit(w.lang), c.bounds(), c.field.Doc, strings.Join(list, text("、", ", ").In(w.lang))); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

package workbook

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// spare is the number of rows below the last one that are made ready as well.
const spare = 500

// table writes a sheet.
func (w *writer) table(t filled) error {
	name := t.name.In(w.lang)
	if _, err := w.file.NewSheet(name); err != nil {
		return err
	}
	if err := w.paper(name); err != nil {
		return err
	}
	if t.form == formSettings {
		return w.settings(t, name)
	}
	if err := w.validate(name, t.columns, headRows+1, len(t.rows)+spare); err != nil {
		return err
	}
	if t.form == formRecords || t.form == formParts {
		last, err := excelize.CoordinatesToCellName(len(t.columns), headRows+len(t.rows))
		if err != nil {
			return err
		}
		if err := w.file.AutoFilter(name, "A"+strconv.Itoa(rowUnits)+":"+last, nil); err != nil {
			return err
		}
	}
	out, err := w.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	frozen := 1
	if len(t.columns) > 1 && t.columns[1].key == "name_zh" || t.form == formMonthly {
		frozen = 2
	}
	if t.form == formMonthly {
		frozen = 4
	}
	if err := w.shape(out, t, frozen); err != nil {
		return err
	}
	if err := w.head(out, t); err != nil {
		return err
	}
	looks := make([]int, len(t.columns))
	for i, c := range t.columns {
		if looks[i], err = w.style(c.look()); err != nil {
			return err
		}
	}
	for i, row := range t.rows {
		cells := make([]any, len(row))
		for j, v := range row {
			if v != nil {
				cells[j] = excelize.Cell{StyleID: looks[j], Value: v}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(headRows+1+i), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

// shape sets widths, formats of the columns, and what stays in sight.
func (w *writer) shape(out *excelize.StreamWriter, t filled, frozen int) error {
	for i, c := range t.columns {
		width := max(8, min(18, widthOf(c.label.In(w.lang))/2+4), widthOf(c.key)+1, widthOf(c.unit(w.lang))+4)
		for _, row := range t.rows[:min(len(t.rows), 2000)] {
			if i < len(row) {
				width = max(width, widthOf(row[i])+2)
			}
		}
		if err := out.SetColWidth(i+1, i+1, float64(min(width, 42))); err != nil {
			return err
		}
		id, err := w.style(c.look())
		if err != nil {
			return err
		}
		if err := out.SetColStyle(i+1, i+1, id); err != nil {
			return err
		}
	}
	corner, err := excelize.CoordinatesToCellName(frozen+1, headRows+1)
	if err != nil {
		return err
	}
	return out.SetPanes(&excelize.Panes{Freeze: true, XSplit: frozen, YSplit: headRows, TopLeftCell: corner, ActivePane: "bottomRight"})
}

// head writes labels, keys and units.
func (w *writer) head(out *excelize.StreamWriter, t filled) error {
	rows := make([][]any, headRows)
	for _, c := range t.columns {
		label := lookLabel
		if c.required() {
			label = lookRequired
		}
		for i, x := range []struct {
			look look
			text string
		}{{label, c.label.In(w.lang)}, {lookKey, c.key}, {lookUnit, c.unit(w.lang)}} {
			id, err := w.style(x.look)
			if err != nil {
				return err
			}
			rows[i] = append(rows[i], excelize.Cell{StyleID: id, Value: guarded(x.text)})
		}
	}
	for i, cells := range rows {
		height := []float64{34, 14, 16}[i]
		if err := out.SetRow("A"+strconv.Itoa(i+1), cells, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	return nil
}

// settings writes the sheet of the basin: one setting a row.
func (w *writer) settings(t filled, name string) error {
	for i, c := range t.columns {
		if err := w.rule(name, c, "C"+strconv.Itoa(i+2)); err != nil {
			return err
		}
	}
	out, err := w.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range []float64{26, 30, 34, 12, 60} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	styles := map[look]int{}
	for _, l := range []look{lookLabel, lookKey, lookText, lookNumber, lookUnit} {
		if styles[l], err = w.style(l); err != nil {
			return err
		}
	}
	head := make([]any, 0, 5)
	for _, s := range []network.Text{text("项目", "setting"), text("键", "key"), text("值", "value"), text("单位", "unit"), text("说明", "meaning")} {
		head = append(head, excelize.Cell{StyleID: styles[lookLabel], Value: s.In(w.lang)})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	for i, c := range t.columns {
		err := out.SetRow("A"+strconv.Itoa(i+2), []any{
			excelize.Cell{StyleID: styles[lookText], Value: c.label.In(w.lang)},
			excelize.Cell{StyleID: styles[lookKey], Value: c.key},
			excelize.Cell{StyleID: styles[c.look()], Value: t.rows[i][0]},
			excelize.Cell{StyleID: styles[lookUnit], Value: c.unit(w.lang)},
			excelize.Cell{StyleID: styles[lookText], Value: c.field.Doc},
		})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

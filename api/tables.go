package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"fenhu/api/export"
	"fenhu/network"
)

// TableInfo describes a table of a run.
type TableInfo struct {
	ID    string            `json:"id"`
	Title string            `json:"title" doc:"in the language of the request"`
	Files map[string]string `json:"files" doc:"path of the table by format"`
}

func (s *Server) listTables(ctx context.Context, in *ByID) (*Reply[List[TableInfo]], error) {
	if o, _, err := s.outlook(ctx, in.ID); err != nil || o != nil {
		return listed(ctx, in.ID, o), err
	}
	a, err := s.result(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ids, _ := export.Select(a, []string{"all"})
	var out []TableInfo
	for _, t := range export.TableInfos() {
		if !slices.Contains(ids, t.ID) {
			continue
		}
		info := TableInfo{ID: t.ID, Title: t.Title.In(lang(ctx)), Files: map[string]string{}}
		for _, f := range tableFormats() {
			info.Files[f.ID] = Prefix + "/runs/" + in.ID + "/tables/" + t.ID + f.Extension
		}
		out = append(out, info)
	}
	return list(out, ""), nil
}

// TableQuery is a request for a table as a file.
type TableQuery struct {
	ByID
	Conditional
	File TableFile    `path:"file"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = as Accept-Language"`
}

// TableFile names a table and a format, such as balance.csv. Which there are is
// read from the tables of package export.
type TableFile string

// Schema describes the names for the OpenAPI document. Names that are not known
// are refused later, with a list of those that are.
func (TableFile) Schema(huma.Registry) *huma.Schema {
	tables := []string{"all"}
	for _, t := range export.TableInfos() {
		tables = append(tables, t.ID)
	}
	most := 100
	return &huma.Schema{
		Type: huma.TypeString, MaxLength: &most, Examples: []any{"balance.csv"},
		Description: "TABLE.FORMAT; tables: " + strings.Join(tables, ", ") + "; formats: " + strings.Join(extensions(), ", ") + "; all is for formats that hold several tables",
	}
}

// tableFormats are the formats that a table comes in. JSON is one here: of the
// table, not of the run.
func tableFormats() []export.Format {
	return slices.DeleteFunc(export.Formats(), func(f export.Format) bool { return f.Whole && f.ID != "json" })
}

// extensions are these formats as they end the name of a file.
func extensions() []string {
	var out []string
	for _, f := range tableFormats() {
		out = append(out, strings.TrimPrefix(f.Extension, "."))
	}
	return out
}

// formatOf is the format of a file by its name.
func formatOf(name string) (export.Format, error) {
	format, ok := export.FormatByExtension(name)
	if !ok || !slices.Contains(extensions(), strings.TrimPrefix(format.Extension, ".")) {
		list := strings.Join(extensions(), ", ")
		return format, refuse(http.StatusNotFound, "不支持 %q 的格式；可选：%s", "there is no format for %q; choose %s", name, list)
	}
	return format, nil
}

func (s *Server) getTable(ctx context.Context, in *TableQuery) (*File, error) {
	name := string(in.File)
	format, err := formatOf(name)
	if err != nil {
		return nil, err
	}
	id := strings.TrimSuffix(strings.ToLower(name), format.Extension)
	if o, hash, err := s.outlook(ctx, in.ID); err != nil || o != nil {
		return s.ensembleTable(ctx, in, o, hash, id, format, err)
	}
	head, err := s.result(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ids, unknown := export.Select(head, []string{id})
	switch {
	case unknown != "" || len(ids) == 0 || id == "":
		all, _ := export.Select(head, []string{"all"})
		list := strings.Join(all, ", ")
		return nil, refuse(http.StatusNotFound, "没有表 %q；可选：%s", "there is no table %q; choose %s", id, list)
	case id == "all" && (format.Single || format.ID == "json"):
		return nil, refuse(http.StatusNotFound, "%s 每个文件只放一张表；请逐张取，或取 all.xlsx", "a file in %s holds one table; take them one by one, or all.xlsx", format.ID)
	}
	need := export.Needs(ids, format)
	_, content, err := s.partsOf(ctx, in.ID, need)
	if err != nil {
		return nil, err
	}
	l := asked(ctx, in.Lang)
	tag := etag(content, name, string(l), s.Version)
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	a, err := s.result(ctx, in.ID, need...)
	if err != nil {
		return nil, err
	}
	tables := export.Tables(a, ids)
	var b bytes.Buffer
	if format.ID == "json" {
		err = json.NewEncoder(&b).Encode(tableJSON(&tables[0], l))
	} else {
		// A workbook says when it was made: the time of the run, so that the file stays the same.
		err = format.Write(&b, export.Document{Run: a, Tables: tables, Lang: l, ByteOrderMark: true})
	}
	if err != nil {
		return nil, err
	}
	return file(format.MediaType, tag, in.ID[:min(8, len(in.ID))]+"-"+id+format.Extension, b.Bytes()), nil
}

// Table is a table as JSON.
type Table struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Notes   []string `json:"notes"`
	Columns []Column `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Column is a column of a table.
type Column struct {
	Group    string `json:"group,omitempty"`
	Name     string `json:"name"`
	Unit     string `json:"unit,omitempty"`
	Decimals int    `json:"decimals"`
	Words    bool   `json:"words,omitempty"`
}

// Row is a row of a table; a cell is a number, a text or null.
type Row struct {
	Kind  string `json:"kind"`
	Cells []any  `json:"cells"`
}

func tableJSON(t *export.Table, l network.Lang) Table {
	out := Table{ID: t.ID, Title: t.Title.In(l), Notes: []string{}, Columns: []Column{}, Rows: []Row{}}
	for _, n := range t.Notes {
		out.Notes = append(out.Notes, n.In(l))
	}
	for _, c := range t.Columns {
		unit := or(c.Unit, t.Unit)
		if c.Words || unit == "-" {
			unit = ""
		}
		out.Columns = append(out.Columns, Column{
			Group: plainText(c.Group.In(l)), Name: plainText(c.Name.In(l)), Unit: unit, Decimals: c.Decimals, Words: c.Words,
		})
	}
	for _, r := range t.Rows {
		row := Row{Kind: r.Kind.String(), Cells: make([]any, len(r.Cells))}
		for i, c := range r.Cells {
			if x, ok := c.Float(); ok {
				row.Cells[i] = x
			} else if text := c.Text(l); text != "" {
				row.Cells[i] = text
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// plainText is a heading without the places where it may be broken.
func plainText(s string) string { return strings.ReplaceAll(s, "\u00ad", "") }

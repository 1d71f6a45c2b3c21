package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
)

// outputFlags are the flags that say what is written where.
type outputFlags struct {
	format, out string
	tables      []string
}

func (f *outputFlags) add(a *app, cmd *cobra.Command) {
	var ids []string
	for _, t := range export.TableInfos() {
		ids = append(ids, t.ID)
	}
	f.addFile(a, cmd)
	cmd.Flags().StringSliceVar(&f.tables, "table", nil, a.say("要输出的表（可重复），all 为全部：", "tables to write (may be repeated), all for every one: ")+strings.Join(ids, ", "))
}

// addFile adds the flags of commands that have no tables to choose from.
func (f *outputFlags) addFile(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", a.say("输出格式 ", "format ")+strings.Join(formatIDs(), "|")+a.say("（默认按 --out 的扩展名，否则 table）", " (default by the extension of --out, else table)"))
	flags.StringVarP(&f.out, "out", "o", "-", a.say("输出文件；- 为标准输出；csv、parquet 多表时为文件夹", "file to write; - is standard output; a folder for several tables in csv or parquet"))
}

func formatIDs() []string {
	var ids []string
	for _, f := range export.Formats() {
		ids = append(ids, f.ID)
	}
	return ids
}

// check finds faults of the flags before a run is made.
func (f *outputFlags) check(a *app, cmd *cobra.Command) (export.Format, error) {
	format, ok := export.FormatByID(f.format)
	if f.format == "" {
		if format, ok = export.FormatByExtension(f.out); !ok {
			format, ok = export.FormatByID("table")
		}
	}
	if !ok {
		list := strings.Join(formatIDs(), ", ")
		return format, a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：%s", f.format, list), EN: fmt.Sprintf("unknown format %q; choose %s", f.format, list)})
	}
	if format.Binary && f.toStdout() && isTerminal(a.out) {
		return format, a.usage(cmd, network.Text{
			ZH: format.ID + " 不能输出到终端；用 --out 文件" + format.Extension,
			EN: format.ID + " cannot be written to a terminal; use --out FILE" + format.Extension,
		})
	}
	if !format.Single && f.isFolder() {
		return format, a.usage(cmd, network.Text{
			ZH: fmt.Sprintf("%q 是文件夹，%s 写入一个文件；csv、parquet 可写入文件夹（--format csv）", f.out, format.ID),
			EN: fmt.Sprintf("%q is a folder, but %s is one file; csv and parquet can fill a folder (--format csv)", f.out, format.ID),
		})
	}
	if unknown := unknownTable(f.tables); unknown != "" {
		var ids []string
		for _, t := range export.TableInfos() {
			ids = append(ids, t.ID)
		}
		list := strings.Join(append(ids, "all"), ", ")
		return format, a.usage(cmd, network.Text{ZH: fmt.Sprintf("没有名为 %q 的表；可选：%s", unknown, list), EN: fmt.Sprintf("there is no table %q; choose %s", unknown, list)})
	}
	if format.Single && !f.toFolder() && (len(f.tables) > 1 || len(f.tables) == 1 && f.tables[0] == "all") {
		return format, a.usage(cmd, network.Text{
			ZH: format.ID + " 每个文件只放一张表；用 --table 选一张，或用 --out 文件夹/",
			EN: format.ID + " holds one table a file; choose one with --table, or write to a folder with --out FOLDER/",
		})
	}
	return format, nil
}

func unknownTable(names []string) string {
	_, unknown := export.Select(new(optimize.Allocation), names)
	return unknown
}

func (f *outputFlags) toStdout() bool { return f.out == "" || f.out == "-" }

// isFolder says whether --out names a folder: it is one, or ends in a slash.
func (f *outputFlags) isFolder() bool {
	if f.toStdout() {
		return false
	}
	if info, err := os.Stat(f.out); err == nil {
		return info.IsDir()
	}
	return strings.HasSuffix(f.out, "/") || strings.HasSuffix(f.out, string(filepath.Separator))
}

// toFolder says whether tables go one a file into a folder: --out is one, or is
// new and has no extension.
func (f *outputFlags) toFolder() bool {
	if f.isFolder() {
		return true
	}
	_, err := os.Stat(f.out)
	return !f.toStdout() && err != nil && filepath.Ext(f.out) == ""
}

// write writes a result.
func (f *outputFlags) write(a *app, format export.Format, result *optimize.Allocation, options []export.Option) error {
	names := f.tables
	switch {
	case len(names) > 0:
	case format.Single && !f.toFolder():
		names = []string{"balance"}
	case format.Binary || format.Single:
		names = []string{"all"}
	}
	ids, _ := export.Select(result, names)
	return f.writeDocument(a, format, export.Document{Run: result, Tables: export.Tables(result, ids), Options: options})
}

// writeDocument writes tables in the language and at the time of the program.
// Where a format holds one table and no folder is given, it gets the first.
func (f *outputFlags) writeDocument(a *app, format export.Format, d export.Document) error {
	d.Lang, d.Made, d.ByteOrderMark = a.lang, a.now(), !f.toStdout()
	if format.Single && !f.toFolder() && len(d.Tables) > 1 {
		d.Tables = d.Tables[:1]
	}
	if f.toStdout() {
		d.Width = max(terminalWidth(a.out), 120)
		if !isTerminal(a.out) {
			d.Width = 0
		}
		return format.Write(a.out, d)
	}
	if format.Single && f.toFolder() {
		if err := os.MkdirAll(f.out, 0o755); err != nil { //nolint:gosec // results are for others to read
			return err
		}
		for _, t := range d.Tables {
			one := d
			one.Tables = []export.Table{t}
			if err := a.save(filepath.Join(f.out, t.ID+format.Extension), format, one); err != nil {
				return err
			}
		}
		return nil
	}
	return a.save(f.out, format, d)
}

// save writes tables to a file.
func (a *app) save(path string, format export.Format, d export.Document) error {
	var b bytes.Buffer
	if err := format.Write(&b, d); err != nil {
		return err
	}
	return a.saveFile(path, b.Bytes())
}

// saveFile writes a file as a whole: an error leaves the old one as it was.
func (a *app) saveFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // results are for others to read
		return err
	}
	part := path + ".part"
	if err := os.WriteFile(part, data, 0o644); err != nil { //nolint:gosec // results are for others to read
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	fmt.Fprintln(a.err, a.say("已写入 ", "wrote ")+path)
	return nil
}

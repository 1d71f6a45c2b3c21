package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/workbook"
	"fenhu/network"
)

// documentFormat is a form of a document.
type documentFormat struct {
	id, extension string
	binary        bool
	encode        func(*network.Network, network.Lang) ([]byte, error)
}

// documentFormats is the ordered table of the forms of a document.
func documentFormats() []documentFormat {
	return []documentFormat{
		{"yaml", ".yaml", false, func(n *network.Network, _ network.Lang) ([]byte, error) { return n.EncodeYAML() }},
		{"json", ".json", false, func(n *network.Network, _ network.Lang) ([]byte, error) { return n.EncodeJSON() }},
		{"xlsx", ".xlsx", true, func(n *network.Network, l network.Lang) ([]byte, error) {
			var b bytes.Buffer
			err := workbook.Write(&b, n, l)
			return b.Bytes(), err
		}},
	}
}

// newBasinExportCmd writes the document of a basin in another form.
func newBasinExportCmd(a *app) *cobra.Command {
	var (
		asked       requestFlags
		format, out string
	)
	formats := documentFormats()
	ids := make([]string, len(formats))
	for i, f := range formats {
		ids[i] = f.id
	}
	cmd := &cobra.Command{
		Use:   "export [" + a.say("流域", "BASIN") + "]",
		Short: a.say("把文档写成 Excel 工作簿、YAML 或 JSON", "write its document as an Excel workbook, YAML or JSON"),
		Long: a.say("流域可为内置流域名、YAML、JSON 或 .xlsx 文件，因此也用于格式互换。给了 --year、--set 等时写出修改后的文档。",
			"BASIN may be a built-in basin or a YAML, JSON or .xlsx file, so this also converts one\nform into another. The changes of --year, --set and so on are made first."),
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			i := slices.IndexFunc(formats, func(f documentFormat) bool {
				return f.id == format || format == "" && f.extension == strings.Replace(strings.ToLower(filepath.Ext(out)), ".yml", ".yaml", 1)
			})
			if i < 0 && format == "" {
				i = 0
			}
			if i < 0 {
				list := strings.Join(ids, ", ")
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("未知的格式 %q；可选：%s", format, list), EN: fmt.Sprintf("unknown format %q; choose %s", format, list)})
			}
			if err := a.mayPrint(cmd, formats[i].binary, out); err != nil {
				return err
			}
			r, err := asked.request(a)
			if err != nil {
				return err
			}
			n, err := a.network(strings.Join(args, ""), r)
			if err != nil {
				return err
			}
			data, err := formats[i].encode(n, a.lang)
			if err != nil {
				return err
			}
			return a.put(out, data)
		},
	}
	asked.add(a, cmd)
	cmd.Flags().StringVar(&format, "format", "", a.say("格式 ", "format ")+strings.Join(ids, "|")+a.say("（默认按 --out 的扩展名，否则 yaml）", " (default by the extension of --out, else yaml)"))
	addOut(a, cmd, &out)
	return cmd
}

// newBasinTemplateCmd writes an empty workbook.
func newBasinTemplateCmd(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "template",
		Short: a.say("写出只有表头的 Excel 工作簿，供填写新流域", "write an Excel workbook of headings alone, for a new basin"),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.mayPrint(cmd, true, out); err != nil {
				return err
			}
			var b bytes.Buffer
			if err := workbook.WriteTemplate(&b, a.lang); err != nil {
				return err
			}
			return a.put(out, b.Bytes())
		},
	}
	addOut(a, cmd, &out)
	return cmd
}

func addOut(a *app, cmd *cobra.Command, out *string) {
	cmd.Flags().StringVarP(out, "out", "o", "-", a.say("输出文件；- 为标准输出", "file to write; - is standard output"))
}

// mayPrint keeps a workbook off a terminal.
func (a *app) mayPrint(cmd *cobra.Command, binary bool, out string) error {
	if binary && out == "-" && isTerminal(a.out) {
		return a.usage(cmd, network.Text{ZH: "工作簿不能输出到终端；用 --out 文件.xlsx", EN: "a workbook cannot be written to a terminal; use --out FILE.xlsx"})
	}
	return nil
}

// put writes data to a file, or to standard output.
func (a *app) put(out string, data []byte) error {
	if out != "-" {
		return a.saveFile(out, data)
	}
	_, err := a.out.Write(data)
	return err
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/brief"
	"fenhu/api/request"
	"fenhu/network"
	"fenhu/network/ensemble"
	"fenhu/optimize"
)

// newDroughtReportCmd writes the drought brief of a basin.
func newDroughtReportCmd(a *app) *cobra.Command {
	var (
		asked     requestFlags
		from      ensembleFlags
		out, when string
		window    int
		noCompare bool
	)
	cmd := &cobra.Command{
		Use:   "report [" + a.say("流域", "BASIN") + "]",
		Short: a.say("旱情简报：形势、可能性、分县旱情、措施作用与建议（HTML、XLSX）", "the drought brief: situation, chances, counties, responses, advice (HTML, XLSX)"),
		Long: a.say(`从文档的期初蓄水出发，按给定来水滚动计算并执行抗旱预案，另用多条来水过程推演可能性，
再比较不执行预案、切换各应急水源的结果，写成旱情简报。文档中的预案全部停用时予以启用。
HTML 为单个文件，可直接打印为 A4；.xlsx 为同样的表。`,
			`From the storages of the document, make a rolling run of the inflow asked for with the
drought plan in force, run an ensemble of inflows for the chances, compare runs without
the plan and with each emergency source the other way, and write the drought brief. Plans
are switched on where all of them are off. The HTML is one file that prints on A4; .xlsx
has the same tables.`),
		Example: `  fenhu drought report --p 95 --year 2025 --out brief.html
  fenhu drought report --p 95 --year 2025 --traces 500 --lang en -o brief.xlsx`,
		Args: a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ext := strings.ToLower(filepath.Ext(out))
			if out != "-" && ext != ".html" && ext != ".xlsx" {
				return a.usage(cmd, network.Text{ZH: fmt.Sprintf("--out %q 应以 .html 或 .xlsx 结尾", out), EN: fmt.Sprintf("--out %q must end in .html or .xlsx", out)})
			}
			r, err := asked.request(a)
			if err != nil {
				return err
			}
			r.Mode, r.Window, r.NoCertificate = optimize.Rolling, window, true
			source, err := from.request(a)
			if err != nil {
				return err
			}
			n, err := a.network(strings.Join(args, ""), r)
			if err != nil {
				return err
			}
			in, err := a.briefOf(cmd.Context(), n, r, newProgress(a, when), !noCompare)
			if err != nil {
				return err
			}
			if from.traces > 0 {
				if err := a.briefEnsemble(cmd.Context(), in, source, newProgress(a, when)); err != nil {
					return err
				}
			}
			in.Options = append(in.Options, asked.lines(a)...)
			return a.writeBrief(in, out, ext)
		},
	}
	asked.add(a, cmd)
	from.add(a, cmd)
	flags := cmd.Flags()
	flags.Lookup("traces").Usage = a.say("推演可能性的来水过程数；0 为不推演", "inflow traces for the chances; 0 leaves them out")
	flags.Lookup("traces").DefValue = "100"
	from.traces = 100
	flags.StringVarP(&out, "out", "o", "brief.html", a.say("输出文件 .html 或 .xlsx；- 为标准输出（HTML）", "file to write, .html or .xlsx; - is standard output, HTML"))
	flags.IntVar(&window, "window", 0, a.say("滚动窗口的时段数（默认一季）", "periods that a rolling window sees (default a quarter)"))
	flags.BoolVar(&noCompare, "no-compare", false, a.say("不比较措施（更快）", "do not compare responses, which is faster"))
	flags.StringVar(&when, "progress", "auto", a.say("进度 auto|on|off（标准错误输出）", "progress auto|on|off, on standard error"))
	return cmd
}

// briefOf makes the runs of a brief.
func (a *app) briefOf(ctx context.Context, n *network.Network, r *request.Request, p *progress, compare bool) (*brief.Input, error) {
	n, switched, err := brief.SwitchOn(n)
	if err != nil {
		return nil, err
	}
	for _, name := range switched {
		fmt.Fprintln(a.err, a.say("已启用预案：", "switched on: ")+name.In(a.lang))
	}
	in := &brief.Input{Network: n, Made: a.now()}
	if in.Run, err = a.solve(ctx, n, r, p.callback()); err != nil {
		return nil, err
	}
	if in.Run.Infeasible != nil {
		p.end()
		fmt.Fprintf(a.err, "fenhu: %s\n", a.say("无可行解：", "infeasible: ")+in.Run.Infeasible.Text.In(a.lang))
		return nil, exitError(exitInfeasible)
	}
	if compare {
		others, err := brief.Alternatives(n)
		if err != nil {
			return nil, err
		}
		for _, x := range others {
			run, err := a.solve(ctx, x.Network, r, p.callback())
			if err != nil {
				return nil, err
			}
			in.Variants = append(in.Variants, brief.Variant{Name: x.Name, Source: x.Source, Adds: x.Adds, Run: run})
		}
	}
	p.end()
	return in, nil
}

// briefEnsemble adds what an ensemble says of the same storages.
func (a *app) briefEnsemble(ctx context.Context, in *brief.Input, source *ensemble.Source, p *progress) error {
	set, err := source.Generate(in.Network)
	if err != nil {
		return err
	}
	outcome, err := optimize.Simulate(ctx, in.Network, set, optimize.SimulateOptions{
		Solver: solver(), Workers: runtime.GOMAXPROCS(0),
		Progress: func(done, total int) {
			p.say(network.Text{ZH: fmt.Sprintf("过程 %d/%d", done, total), EN: fmt.Sprintf("trace %d of %d", done, total)})
		},
	})
	p.end()
	if err != nil {
		return err
	}
	in.Ensemble, in.Traces = optimize.Summarise(outcome, 0), source.Title()
	return nil
}

func (a *app) writeBrief(in *brief.Input, out, ext string) error {
	b, err := brief.Build(*in)
	if err != nil {
		return err
	}
	var data bytes.Buffer
	if ext == ".xlsx" {
		err = b.XLSX(&data, a.lang)
	} else {
		err = b.HTML(&data, a.lang)
	}
	if err != nil {
		return err
	}
	if out == "-" {
		_, err = a.out.Write(data.Bytes())
		return err
	}
	return a.saveFile(out, data.Bytes())
}

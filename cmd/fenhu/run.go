package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fenhu/network"
	"fenhu/optimize"
)

// app is what all commands share: the streams, the language, the clock.
type app struct {
	in       io.Reader
	out, err io.Writer
	lang     network.Lang
	verbose  bool
	now      func() time.Time
}

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{in: stdin, out: stdout, err: stderr, lang: language(args, os.Getenv), now: time.Now}
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.report(ctx, root.ExecuteContext(ctx))
}

// newRootCmd is fenhu itself.
func newRootCmd(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "fenhu",
		Short: a.say("流域水资源优化配置", "water allocation for a river basin"),
		Long: a.say(`fenhu 按用水优先序为流域内各县、各行业配置水量，并给出供需平衡、断面流量、
水库调度与工程作用等表。先试一试：

  fenhu demo                          2025 年 P=50、75、95% 与各工程的作用
  fenhu allocate --p 95               内置流域的枯水年
  fenhu basin show --format yaml      导出内置流域，改成自己的流域
  fenhu check my.yaml                 检查文档，一次列出全部问题`,
			`fenhu allocates the water of a basin to counties and uses, level by level of
priority, and prints the supply–demand balance, the flows at control sections,
the operation of reservoirs and what each project does. To begin with:

  fenhu demo                          2025 at P = 50, 75, 95 % and the effect of each project
  fenhu allocate --p 95               a very dry year of the built-in basin
  fenhu basin show --format yaml      the built-in basin, to make your own from
  fenhu check my.yaml                 check a document; lists all faults at once`),
		SuggestionsMinimumDistance: 2,

		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	root.PersistentFlags().String("lang", "", a.say("语言 zh|en（默认按环境变量 LC_ALL、LC_MESSAGES、LANG）", "language zh|en (default from LC_ALL, LC_MESSAGES, LANG)"))
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, a.say("在标准错误输出运行日志", "log to standard error what is done"))
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if l := cmd.Flag("lang"); l != nil && l.Changed && l.Value.String() != "zh" && l.Value.String() != "en" {
			return a.usage(cmd, network.Text{
				ZH: fmt.Sprintf("未知的语言 %q；可选：zh, en", l.Value.String()),
				EN: fmt.Sprintf("unknown language %q; choose zh or en", l.Value.String()),
			})
		}
		return nil
	}
	root.SetFlagErrorFunc(a.flagError)
	root.AddCommand(
		newAllocateCmd(a),
		newCheckCmd(a),
		newVerifyCmd(a),
		newBasinCmd(a),
		newSeedsCmd(a),
		newDemoCmd(a),
		newDroughtCmd(a),
		newCompensateCmd(a),
		newSolveLinksCmd(a),
		newServeCmd(a),
		newWorkerCmd(a),
		newMigrateCmd(a),
		newBackupCmd(a),
		newRestoreCmd(a),
		newUserCmd(a),
		newKeyCmd(a),
		newObserveCmd(a),
		newScheduleCmd(a),
		newAlertCmd(a),
		newOpenAPICmd(a),
		newVersionCmd(a),
		newExitCodesCmd(a),
	)
	a.localise(root)
	return root
}

// language is the language of the output: --lang, else that of the locale,
// Chinese where it is Chinese and English elsewhere. It is found before the
// commands are made because their help is written in it.
func language(args []string, getenv func(string) string) network.Lang {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if arg == "--" {
			break
		}
		if ok {
			if value == "zh" {
				return network.ZH
			}
			return network.EN
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			if strings.HasPrefix(strings.ToLower(value), "zh") {
				return network.ZH
			}
			return network.EN
		}
	}
	return network.EN
}

// say chooses the text of the language.
func (a *app) say(zh, en string) string { return network.Text{ZH: zh, EN: en}.In(a.lang) }

// log is the log of a run, silent unless --verbose.
func (a *app) log() zerolog.Logger {
	if !a.verbose {
		return zerolog.Nop()
	}
	return zerolog.New(zerolog.ConsoleWriter{Out: a.err, NoColor: true, TimeFormat: time.TimeOnly}).With().Timestamp().Logger()
}

// failureError is an error with the exit code it ends the program with, in both languages.
type failureError struct {
	code int
	text network.Text
}

func (f failureError) Error() string { return f.text.EN }

// faulty is the failureError of input that cannot be used; the arguments go into both texts.
func faulty(zh, en string, args ...any) error {
	return failureError{exitFaulty, network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

// usage is a failureError of how a command was called.
func (a *app) usage(cmd *cobra.Command, t network.Text) error {
	t.ZH += fmt.Sprintf("\n用法见 %s --help", cmd.CommandPath())
	t.EN += fmt.Sprintf("\nsee %s --help", cmd.CommandPath())
	return failureError{exitFaulty, t}
}

// args wants between least and most arguments.
func (a *app) args(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return a.usage(cmd, network.Text{ZH: "缺少参数：" + cmd.Use, EN: "an argument is missing: " + cmd.Use})
		case len(args) > most:
			return a.usage(cmd, network.Text{ZH: fmt.Sprintf("多余的参数 %q：%s", args[most], cmd.Use), EN: fmt.Sprintf("unexpected argument %q: %s", args[most], cmd.Use)})
		}
		return nil
	}
}

// flagError says in the user's language what is wrong with a flag.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		t := network.Text{ZH: "未知的选项 " + name, EN: "unknown flag " + name}
		if near := nearestFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			t.ZH, t.EN = t.ZH+"；是否为 --"+near, t.EN+"; did you mean --"+near
		}
		return a.usage(cmd, t)
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return a.usage(cmd, network.Text{ZH: "选项 --" + missing.GetSpecifiedName() + " 需要一个值", EN: "flag --" + missing.GetSpecifiedName() + " needs a value"})
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return a.usage(cmd, network.Text{
			ZH: fmt.Sprintf("选项 --%s 的值 %q 无效", invalid.GetFlag().Name, invalid.GetValue()),
			EN: fmt.Sprintf("flag --%s cannot be %q", invalid.GetFlag().Name, invalid.GetValue()),
		})
	}
	return a.usage(cmd, network.Text{ZH: "选项有误：" + err.Error(), EN: err.Error()})
}

// nearestFlag is the flag whose name begins like the one given.
func nearestFlag(cmd *cobra.Command, given string) string {
	best, length := "", 1
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		n := 0
		for n < len(f.Name) && n < len(given) && f.Name[n] == given[n] {
			n++
		}
		if n > length {
			best, length = f.Name, n
		}
	})
	return best
}

func (a *app) unknownCommand(cmd *cobra.Command, name string) error {
	t := network.Text{ZH: fmt.Sprintf("未知的命令 %q", name), EN: fmt.Sprintf("unknown command %q", name)}
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		t.ZH, t.EN = t.ZH+"；是否为 "+strings.Join(near, ", "), t.EN+"; did you mean "+strings.Join(near, ", ")
	}
	return a.usage(cmd, t)
}

// report writes an error to standard error and returns the exit code. It is the
// one place where an error becomes a text.
func (a *app) report(ctx context.Context, err error) int {
	if err == nil {
		return exitOK
	}
	if quiet, ok := errors.AsType[exitError](err); ok {
		return int(quiet)
	}
	if f, ok := errors.AsType[failureError](err); ok {
		fmt.Fprintf(a.err, "fenhu: %s\n", f.text.In(a.lang))
		return f.code
	}
	faults, faulty := errors.AsType[network.Faults](err)
	switch {
	case faulty:
		a.printFaults(a.err, faults)
		fmt.Fprintf(a.err, "fenhu: %s\n", a.say("输入有误，未计算", "the input is faulty; nothing was run"))
		return exitFaulty
	case errors.Is(err, optimize.ErrStopped), ctx.Err() != nil:
		if errors.Is(err, context.DeadlineExceeded) {
			fmt.Fprintf(a.err, "fenhu: %s\n", a.say("超过时间限制，未得到结果", "the time limit was reached before the result"))
		} else {
			fmt.Fprintf(a.err, "fenhu: %s\n", a.say("已中断，未得到结果", "stopped before the result was found"))
		}
		return exitStopped
	default:
		fmt.Fprintf(a.err, "fenhu: %s%v\n", a.say("出错：", ""), err)
		return exitInternal
	}
}

// printFaults writes faults, one a line.
func (a *app) printFaults(w io.Writer, faults network.Faults) {
	for _, f := range faults {
		kind := a.say("错误", "error")
		if f.Warning {
			kind = a.say("警告", "warning")
		}
		fmt.Fprintf(w, "%s %s\n", kind, strings.TrimPrefix(f.In(a.lang), ": "))
	}
}

// exitError ends the program with a code when everything has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

package main

import (
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
)

func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func commands(l network.Lang) *cobra.Command {
	return newRootCmd(&app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, lang: l, now: func() time.Time { return time.Time{} }})
}

// docs/cli.md names every command, flag, exit code, format and table.
func TestTheManualIsComplete(t *testing.T) {
	t.Parallel()
	text := document(t, "cli.md")
	want := func(what string) {
		if !strings.Contains(text, what) {
			t.Errorf("docs/cli.md does not name %s", what)
		}
	}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Runnable() && c.HasParent() && c.Name() != "help" && c.Parent().Name() != "completion" {
			want("fenhu " + strings.TrimPrefix(c.CommandPath(), "fenhu "))
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && c.Parent() != nil && c.Parent().Name() != "completion" {
				want("--" + f.Name)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(commands(network.EN))
	for _, c := range exitCodes() {
		want("| " + strconv.Itoa(c.code) + " | " + strings.Split(c.text.EN, ",")[0])
	}
	for _, f := range export.Formats() {
		want("**" + f.ID + "**")
	}
	for _, x := range export.TableInfos() {
		mark := ""
		if x.Main {
			mark = " *"
		}
		want("| `" + x.ID + "`" + mark + " | " + x.Title.ZH + " |")
	}
}

// docs/result.md names every key of the result.
func TestTheResultIsDocumented(t *testing.T) {
	t.Parallel()
	text := document(t, "result.md")
	for _, x := range []any{
		optimize.Allocation{},
		optimize.Period{},
		optimize.LevelResult{},
		optimize.County{},
		optimize.SectorResult{},
		optimize.Gross{},
		optimize.Reliability{},
		optimize.SectionResult{},
		optimize.ProjectResult{},
		optimize.ReservoirRes{},
		optimize.QuotaResult{},
		optimize.NodeResult{},
		optimize.Indicators{},
		optimize.Ledger{},
		optimize.Costs{},
		optimize.Diagnosis{},
		optimize.Residuals{},
		optimize.Seconds{},
		optimize.Size{},
	} {
		v := reflect.TypeOf(x)
		for f := range v.Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if key != "" && !strings.Contains(text, "`"+key) {
				t.Errorf("docs/result.md does not name %s of %s", key, v.Name())
			}
		}
	}
}

// Every command and flag is explained in both languages.
func TestHelpSpeaksBothLanguages(t *testing.T) {
	t.Parallel()
	chinese := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 && r < 0xa000 })
	}
	var walk func(*cobra.Command, bool)
	walk = func(c *cobra.Command, zh bool) {
		if c.Short == "" && c.HasParent() {
			t.Errorf("%s has no short help", c.CommandPath())
		}
		if chinese(c.Short) != zh && c.HasParent() {
			t.Errorf("%s: %q", c.CommandPath(), c.Short)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if chinese(f.Usage) != zh {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
		for _, sub := range c.Commands() {
			if sub.Name() != "completion" || !zh {
				walk(sub, zh)
			}
		}
	}
	walk(commands(network.ZH), true)
	walk(commands(network.EN), false)
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		args []string
		env  map[string]string
		want network.Lang
	}{
		{"nothing", nil, nil, network.EN},
		{"LANG", nil, map[string]string{"LANG": "zh_CN.UTF-8"}, network.ZH},
		{"LC_ALL comes first", nil, map[string]string{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, network.EN},
		{"LC_MESSAGES before LANG", nil, map[string]string{"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, network.ZH},
		{"flag", []string{"allocate", "--lang", "en"}, map[string]string{"LANG": "zh_CN"}, network.EN},
		{"flag with =", []string{"--lang=zh", "allocate"}, nil, network.ZH},
		{"after --", []string{"check", "--", "--lang=zh"}, nil, network.EN},
	} {
		if got := language(x.args, func(k string) string { return x.env[k] }); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

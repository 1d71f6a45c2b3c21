// Command load has many clients use a service of Fenhu at once and reports what
// they saw. Without a URL it starts a service of its own. See docs/api.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"fenhu/api/load"
	"fenhu/network"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns 0 when nothing was lost or failed, 1 when something was, and 2
// when the test could not be made.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	l := language(os.Getenv)
	say := func(zh, en string) string { return network.Text{ZH: zh, EN: en}.In(l) }
	c := load.Config{Now: time.Now}
	var own ownService
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&c.URL, "url", "", say("服务地址；空为自行启动一个", "URL of the service; empty = start one"))
	f.StringVar(&c.Key, "key", os.Getenv("FENHU_KEY"), say("服务的 API 密钥，范围 write（默认环境变量 FENHU_KEY）", "API key of the service, scope write (default FENHU_KEY)"))
	f.StringVar(&own.program, "fenhu", "bin/fenhu", say("自行启动时的程序", "program of the service to start"))
	f.StringVar(&own.db, "db", "", say("自行启动时的数据库；空为临时目录中的 SQLite", "database of the service to start; empty = SQLite in a temporary folder"))
	f.IntVar(&c.Readers, "readers", 200, say("读者数", "clients that read"))
	f.IntVar(&c.Submitters, "submitters", 50, say("提交者数", "clients that submit"))
	f.DurationVar(&c.For, "for", 20*time.Second, say("持续时间；0 为以 --requests 为准", "how long; 0 = as --requests says"))
	f.IntVar(&c.Requests, "requests", 0, say("每个客户端的请求数；0 为以 --for 为准", "requests of each client; 0 = as --for says"))
	f.DurationVar(&c.Pause, "pause", time.Second, say("提交者两次提交的间隔", "time between two submissions of a client"))
	f.StringVar(&c.Basin, "basin", "", say("流域；空为一个很小的流域", "basin; empty = a very small one"))
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case f.NArg() > 0:
		fmt.Fprintln(errs, say("不认识的参数 ", "unknown argument "), f.Args())
		return 2
	}
	if c.URL == "" {
		if err := own.start(ctx, errs); err != nil {
			fmt.Fprintln(errs, "load:", err)
			return 2
		}
		defer own.stop()
		c.URL, c.Key = own.url, own.key
	}
	report, err := load.Run(ctx, c)
	if report != nil {
		err = errors.Join(err, report.Write(out, l))
	}
	if err != nil {
		fmt.Fprintln(errs, "load:", err)
		return 2
	}
	if !report.OK() {
		return 1
	}
	return 0
}

// language is Chinese where the locale is.
func language(env func(string) string) network.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return network.ZH
			}
			break
		}
	}
	return network.EN
}

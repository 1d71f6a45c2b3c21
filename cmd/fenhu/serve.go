package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/jobs"
	"fenhu/api/store"
	"fenhu/api/ui"
)

// grace is how long requests and runs that are under way are waited for at the
// end; runs that take longer are taken up again at the next start.
const grace = 10 * time.Second

// serveFlags are the flags of serve and worker.
type serveFlags struct {
	databaseFlag
	addr    string
	dev     bool
	design  bool
	proxied bool
	origins []string
	rate    int
	ui      string
	workers int
	timeout time.Duration
	keep    time.Duration
	allow   []string
	public  string
	rescue  time.Duration
}

func (f *serveFlags) addWork(a *app, cmd *cobra.Command) {
	f.add(a, cmd)
	cmd.Flags().IntVar(&f.workers, "workers", 2, a.say("同时进行的计算数；0 为不计算", "runs made at the same time; 0 = none"))
	cmd.Flags().DurationVar(&f.timeout, "run-timeout", 30*time.Minute, a.say("一次计算的时间限制", "time limit of one run"))
	cmd.Flags().StringSliceVar(&f.allow, "webhook-allow", nil, a.say("预警 webhook 可到达的内网网段，如 10.1.0.0/16（可重复）", "private networks that webhooks of alerts may reach, such as 10.1.0.0/16 (may be repeated)"))
	cmd.Flags().StringVar(&f.public, "url", os.Getenv("FENHU_URL"), a.say("服务的公开地址，用于预警中的链接（默认环境变量 FENHU_URL）", "public address of the service, for links in alerts (default FENHU_URL)"))
	cmd.Flags().DurationVar(&f.keep, "keep", 0, a.say("未标记保留的计算保存多久；0 为永久", "how long runs that are not pinned are kept; 0 = for ever"))
	cmd.Flags().DurationVar(&f.rescue, "rescue-after", 30*time.Second, a.say("计算多久没有进程的音讯便由别的进程接手", "after how long without a sign of life of its worker a run is taken up by another"))
}

// queue makes the queue of runs.
func (f *serveFlags) queue(ctx context.Context, a *app, db *store.DB, log zerolog.Logger, alone bool) (*jobs.Queue, error) {
	if f.workers < 0 {
		return nil, faulty("--workers 小于零", "--workers is negative")
	}
	if f.rescue < time.Second {
		return nil, faulty("--rescue-after 不得小于 1s", "--rescue-after must be 1s or more")
	}
	sender, err := a.sender(f.allow)
	if err != nil {
		return nil, err
	}
	return jobs.New(ctx, jobs.Config{
		Sender: sender, PublicURL: f.public,
		Store: db, Solver: solver(), Now: a.now, Log: log, Workers: f.workers, RunTimeout: f.timeout, Retention: f.keep, RescueAfter: f.rescue,
		Plan: api.Planner(db), Single: alone && db.Kind() == store.SQLite,
	})
}

// serviceLog is the log of a service: JSON lines, or plain text on a terminal.
func (a *app) serviceLog() zerolog.Logger {
	level := zerolog.InfoLevel
	if a.verbose {
		level = zerolog.DebugLevel
	}
	if isTerminal(a.err) {
		return zerolog.New(zerolog.ConsoleWriter{Out: a.err, TimeFormat: time.DateTime}).Level(level).With().Timestamp().Logger()
	}
	return zerolog.New(a.err).Level(level).With().Timestamp().Logger()
}

// newServeCmd runs the service.
func newServeCmd(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: a.say("启动服务：HTTP 接口与后台计算", "run the service: the HTTP API and its workers"),
		Long: a.say(`启动服务。首次启动时在标准输出给出建立管理员的一次性链接，或用环境变量
FENHU_ADMIN_USER 与 FENHU_ADMIN_PASSWORD 建立。接口说明在 /api/v1/docs，见 docs/api.md。`,
			`Run the service. The first start prints a one-time link to make the admin, or makes
it of FENHU_ADMIN_USER and FENHU_ADMIN_PASSWORD. The API is described at
/api/v1/docs; see docs/api.md.`),
		Args: a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), &f) },
	}
	f.addWork(a, cmd)
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8642", a.say("监听地址", "address to listen on"))
	cmd.Flags().BoolVar(&f.dev, "dev", false, a.say("开发模式：不需登录，只监听本机", "development: no log-in, this machine only"))
	cmd.Flags().BoolVar(&f.design, "design-years", false, a.say("先备好内置流域 2025 年 P=50、75、95% 的计算", "first make the runs of the built-in basin for 2025 at P = 50, 75 and 95 %"))
	cmd.Flags().BoolVar(&f.proxied, "behind-proxy", false, a.say("采信反向代理的 X-Forwarded-For", "trust X-Forwarded-For of a reverse proxy"))
	cmd.Flags().StringSliceVar(&f.origins, "cors", nil, a.say("其网页可凭密钥使用接口的网站，如 https://water.example（可重复）；默认没有", "sites whose pages may use the API with a key, such as https://water.example (may be repeated); none by default"))
	cmd.Flags().IntVar(&f.rate, "rate", 0, a.say("每个客户端每秒请求数；0 为 100，-1 为不限", "requests a second of one client; 0 = 100, -1 = no limit"))
	cmd.Flags().StringVar(&f.ui, "ui-dir", "", a.say("从此目录提供网页界面，供开发用", "serve the web interface from this folder, for its development"))
	return cmd
}

// interfaceFiles is the web interface: that of the program, or that of a folder.
func (f *serveFlags) interfaceFiles() (fs.FS, error) {
	if f.ui == "" {
		return ui.Files(), nil
	}
	files := os.DirFS(f.ui)
	if !ui.Built(files) {
		return nil, faulty("--ui-dir %s 中没有 index.html；先在 api/ui 中运行 npm run build", "--ui-dir %s holds no index.html; run npm run build in api/ui first", f.ui)
	}
	return files, nil
}

func (a *app) serve(ctx context.Context, f *serveFlags) error {
	log := a.serviceLog()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", f.addr)
	if err != nil {
		return a.cannotListen(f.addr, err)
	}
	defer l.Close()
	if tcp, ok := l.Addr().(*net.TCPAddr); f.dev && (!ok || !tcp.IP.IsLoopback()) {
		return faulty("--dev 不需登录，只能监听本机地址，不能是 %s", "--dev needs no log-in and listens on this machine only, not on %s", f.addr)
	}
	db, err := f.open(ctx, a)
	if err != nil {
		return err
	}
	defer db.Close()
	q, err := f.queue(ctx, a, db, log, true)
	if err != nil {
		return err
	}
	if err := seed(ctx, db); err != nil {
		return err
	}
	files, err := f.interfaceFiles()
	if err != nil {
		return err
	}
	hasher, err := auth.NewHasher()
	if err != nil {
		return err
	}
	if err := firstAdmin(ctx, db, hasher); err != nil {
		return err
	}
	s, err := api.New(api.Config{Store: db, Queue: q, Now: a.now, Log: log, Version: version, Hasher: hasher, Dev: f.dev, Proxied: f.proxied, Origins: f.origins, Rate: f.rate, UI: files})
	if errors.Is(err, api.ErrOrigin) {
		return faulty("--cors 应为如 https://water.example 的网站，不能是 %s", "--cors names sites such as https://water.example, not %s", strings.Join(f.origins, ", "))
	}
	if err != nil {
		return err
	}
	if f.workers > 0 {
		if err := q.Start(ctx); err != nil {
			return err
		}
	}
	if f.design {
		err = a.designRuns(ctx, db, s, f.workers > 0)
	}
	if err == nil {
		err = a.announce(ctx, f, s, "http://"+l.Addr().String())
	}
	if err == nil {
		err = s.Serve(ctx, l, grace)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if f.workers > 0 {
		err = errors.Join(err, stopQueue(ctx, q))
	}
	log.Info().Msg("service stopped")
	return err
}

// stopQueue waits for the runs under way, for a while.
func stopQueue(ctx context.Context, q *jobs.Queue) error {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := q.Stop(last)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // the runs are taken up again
	}
	return err
}

// cannotListen says why an address cannot be listened on and what to do.
func (*app) cannotListen(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return faulty("%s 已被占用，可能另有一个 fenhu 在运行；用 --addr 换一个端口，如 --addr 127.0.0.1:8643",
			"%s is in use, perhaps by another fenhu; choose another port with --addr, such as --addr 127.0.0.1:8643", addr)
	}
	return faulty("不能监听 %s：%v", "cannot listen on %s: %v", addr, err)
}

// announce prints where the service and its data are and, while it has no
// users, the link to make the first admin.
func (a *app) announce(ctx context.Context, f *serveFlags, s *api.Server, url string) error {
	token, err := s.SetupToken(ctx)
	if err != nil {
		return err
	}
	data, err := f.shown()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s %s\n%s %s\n%s %s\n", a.say("服务", "service"), url, a.say("接口说明", "API reference"), url+api.Prefix+"/docs", a.say("数据", "data"), data)
	if token != "" {
		fmt.Fprintf(a.out, "%s\n  %s/setup#%s\n", a.say("首次启动：用下面的链接建立管理员（只能用一次，24 小时内有效）", "first start: make the admin with this link (once, within 24 hours)"), url, token)
	}
	if s.Dev {
		fmt.Fprintln(a.out, a.say("开发模式：不需登录", "development mode: no log-in"))
	}
	fmt.Fprintln(a.out, a.say("按 Ctrl-C 停止", "stop it with Ctrl-C"))
	return nil
}

// firstAdmin makes the admin that the environment names, if there are no users.
func firstAdmin(ctx context.Context, db *store.DB, hasher *auth.Hasher) error {
	login, password := os.Getenv("FENHU_ADMIN_USER"), os.Getenv("FENHU_ADMIN_PASSWORD")
	if login == "" || password == "" {
		return nil
	}
	if n, err := db.CountUsers(ctx); err != nil || n > 0 {
		return err
	}
	if faults := auth.CheckPassword(login, password); len(faults) > 0 {
		return faults
	}
	hash, err := hasher.Hash(password)
	if err != nil {
		return err
	}
	_, err = db.CreateFirstUser(ctx, store.Actor{}, store.User{Login: login, Name: login, Role: store.RoleAdmin, Password: hash})
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

// newWorkerCmd makes runs for a service elsewhere.
func newWorkerCmd(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "worker",
		Short: a.say("只做后台计算，可在多台机器上运行（PostgreSQL）", "only make runs, on as many machines as needed (PostgreSQL)"),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, log := cmd.Context(), a.serviceLog()
			if f.workers == 0 {
				return faulty("--workers 至少为 1", "--workers must be 1 or more")
			}
			db, err := f.open(ctx, a)
			if err != nil {
				return err
			}
			defer db.Close()
			q, err := f.queue(ctx, a, db, log, false)
			if err != nil {
				return err
			}
			if err := q.Start(ctx); err != nil {
				return err
			}
			log.Info().Str("database", string(db.Kind())).Int("workers", f.workers).Msg("worker started")
			<-ctx.Done()
			return stopQueue(ctx, q)
		},
	}
	f.addWork(a, cmd)
	return cmd
}

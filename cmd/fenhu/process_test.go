package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fenhu/api/client"
)

// process is a fenhu that runs by itself.
type process struct {
	cmd *exec.Cmd
	// said is what it wrote to standard output until it was ready.
	said string

	mu  sync.Mutex
	log strings.Builder // standard error
}

// Write collects standard error.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

func (p *process) errors() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// start starts fenhu and waits until a line of its standard output begins with
// ready; empty = do not wait. It is killed at the end of the test, if need be.
func start(t *testing.T, ready string, args ...string) *process {
	t.Helper()
	program := "fenhu" // this test program under another name
	if built := os.Getenv("FENHU_BINARY"); built != "" {
		program = built
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "FENHU_DB=", "FENHU_ADMIN_USER=", "FENHU_ADMIN_PASSWORD=", "XDG_DATA_HOME="+t.TempDir())
	return startCommand(t, cmd, ready)
}

// startCommand is start with an environment of the caller's.
func startCommand(t *testing.T, cmd *exec.Cmd, ready string) *process {
	t.Helper()
	p := &process{cmd: cmd}
	p.cmd.Stderr = p
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
		}
		if t.Failed() {
			t.Logf("fenhu %s said\n%s%s", strings.Join(cmd.Args[1:], " "), p.said, p.errors())
		}
	})
	if ready == "" {
		return p
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		p.said += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), ready) {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return p
		}
	}
	t.Fatalf("fenhu %s ended before %q", strings.Join(cmd.Args[1:], " "), ready)
	return nil
}

// serve starts a service on a free port, and on a database of its own unless
// the arguments name one.
func serve(t *testing.T, args ...string) *process {
	t.Helper()
	if !strings.Contains(strings.Join(args, " "), "--db ") {
		args = append(args, "--db", "sqlite:"+filepath.Join(t.TempDir(), "fenhu.db"))
	}
	return start(t, "stop it with Ctrl-C", append([]string{"serve", "--addr", "127.0.0.1:0", "--rate", "-1"}, args...)...)
}

// after is what follows a word on its line of what a service said, "" for none.
func (p *process) after(word string) string {
	for line := range strings.Lines(p.said) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

func (p *process) url() string { return p.after("service ") }

// client speaks to the service.
func (p *process) client(key string) *client.Client {
	return &client.Client{URL: p.url(), Key: key, Language: "en"}
}

// kill ends the process at once, as the kernel does when memory is short.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // it was killed
}

// stop interrupts the process, as Ctrl-C does, and returns its exit code.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = p.cmd.Process.Kill() })()
	_ = p.cmd.Wait() // the code tells
	return p.cmd.ProcessState.ExitCode()
}

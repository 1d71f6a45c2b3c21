package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ownService is a service that lives as long as the test.
type ownService struct {
	program, db string
	url, key    string

	dir  string
	cmd  *exec.Cmd
	done chan struct{}
}

// start starts the service on a free port and makes a key for it. Its log is
// in service.log of a temporary folder, which stays when the service fails to start.
func (s *ownService) start(ctx context.Context, errs io.Writer) (err error) {
	if s.dir, err = os.MkdirTemp("", "fenhu-load-"); err != nil {
		return err
	}
	if s.db == "" {
		s.db = "sqlite:" + filepath.Join(s.dir, "fenhu.db")
	}
	log, err := os.Create(filepath.Join(s.dir, "service.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	admin := "load-" + strings.ToLower(rand.Text()[:8])
	env := append(os.Environ(), "LC_ALL=C", "FENHU_ADMIN_USER="+admin, "FENHU_ADMIN_PASSWORD="+rand.Text(), "XDG_DATA_HOME="+s.dir)
	// The end of ctx must not kill it: it is stopped in good order.
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), s.program, "serve", "--addr", "127.0.0.1:0", "--rate", "-1", "--db", s.db) //nolint:gosec // the program is the caller's to choose
	s.cmd.Env, s.cmd.Stderr = env, log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.done = make(chan struct{})
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		s.url, _ = strings.CutPrefix(lines.Text(), "service ")
		if s.url == lines.Text() {
			s.url = ""
		}
	}
	go func() {
		defer close(s.done)
		_, _ = io.Copy(io.Discard, out)
		_ = s.cmd.Wait()
	}()
	if s.url == "" {
		return fmt.Errorf("%s did not start; see %s", s.program, log.Name())
	}
	key := exec.CommandContext(ctx, s.program, "key", "add", admin, "--scope", "write", "--db", s.db) //nolint:gosec // as above
	key.Env, key.Stderr = env, errs
	made, err := key.Output()
	if err != nil {
		s.stop()
		return fmt.Errorf("key: %w", err)
	}
	s.key = strings.TrimSpace(string(made))
	return nil
}

// stop ends the service and removes what it left, a database elsewhere excepted.
func (s *ownService) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	_ = os.RemoveAll(s.dir)
}

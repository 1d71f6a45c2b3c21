package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// fenhu runs a command to its end and returns its code and both outputs.
func fenhu(t *testing.T, in string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "fenhu", args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "FENHU_DB=")
	cmd.Stdin = strings.NewReader(in)
	out, _ := cmd.CombinedOutput() // the code tells
	return cmd.ProcessState.ExitCode(), string(out)
}

// must is fenhu for a command that has to succeed.
func must(t *testing.T, in string, args ...string) string {
	t.Helper()
	code, out := fenhu(t, in, args...)
	if code != exitOK {
		t.Fatalf("fenhu %s: code %d: %s", strings.Join(args, " "), code, out)
	}
	return strings.TrimSpace(out)
}

const password = "correct horse battery"

// A service that makes no runs leaves them to a worker, on either database, and
// users and keys made by other processes work at once.
func TestAWorkerTakesTheRunsOfAService(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db string) {
		ctx := t.Context()
		p := serve(t, "--workers", "0", "--db", db)
		answer, err := http.Get(p.url() + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("ready without workers of its own: %d", answer.StatusCode)
		}
		must(t, password+"\n", "user", "add", "li", "--role", "engineer", "--db", db)
		c := p.client(must(t, "", "key", "add", "li", "--scope", "write", "--db", db))
		r, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo"})
		if err != nil {
			t.Fatal(err)
		}
		if r, err = c.Run(ctx, r.ID); err != nil || r.Status != store.RunQueued {
			t.Fatalf("without a worker: %+v, %v", r, err)
		}
		worker := start(t, "", "worker", "--workers", "1", "--db", db)
		if r, err = c.Wait(ctx, r.ID, 100*time.Millisecond); err != nil || r.Status != store.RunDone || r.Attempts != 1 {
			t.Fatalf("with a worker: %+v, %v", r, err)
		}
		if code := worker.stop(t); code != exitOK {
			t.Errorf("the worker ended with %d", code)
		}
		keys := must(t, "", "key", "list", "--db", db)
		must(t, "", "key", "revoke", strings.Split(keys, "\t")[0], "--db", db)
		if _, err := c.Run(ctx, r.ID); !refused(err, http.StatusUnauthorized) {
			t.Errorf("a revoked key: %v", err)
		}
		if code := p.stop(t); code != exitOK {
			t.Errorf("the service ended with %d", code)
		}
	})
}

func refused(err error, status int) bool {
	p, ok := err.(*client.ProblemError) //nolint:errorlint // the client does not wrap it
	return ok && p.Status == status
}

// A backup made while the service runs holds what was there, and cannot be put
// back before the service has stopped.
func TestABackupIsMadeWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	db, copied := "sqlite:"+filepath.Join(dir, "fenhu.db"), filepath.Join(dir, "copy.db")
	p := serve(t, "--dev", "--db", db)
	c := p.client("")
	before, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", Title: "before"})
	if err != nil {
		t.Fatal(err)
	}
	if before, err = c.Wait(ctx, before.ID, 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for range 5 { // under way while the copy is made
		if _, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", Title: "meanwhile"}); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "", "backup", copied, "--db", db)
	after, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", Title: "after"})
	if err != nil {
		t.Fatal(err)
	}
	if code, out := fenhu(t, "", "restore", copied, "--force", "--db", db); code != exitFaulty || !strings.Contains(out, "in use by another process") {
		t.Errorf("restore while the service runs: code %d: %s", code, out)
	}
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the service ended with %d", code)
	}
	must(t, "", "restore", copied, "--force", "--db", db)
	c = serve(t, "--dev", "--db", db).client("")
	if r, err := c.Run(ctx, before.ID); err != nil || r.ResultHash != before.ResultHash {
		t.Errorf("before the backup: %+v, %v", r, err)
	}
	if _, err := c.Run(ctx, after.ID); !refused(err, http.StatusNotFound) {
		t.Errorf("after the backup: %v", err)
	}
	var runs api.List[store.Run]
	if err := c.Do(ctx, http.MethodGet, "/runs?title=meanwhile", nil, &runs); err != nil || len(runs.Items) != 5 {
		t.Fatalf("%d runs, %v", len(runs.Items), err)
	}
	for _, r := range runs.Items { // the runs that the copy holds half made are finished
		if r, err := c.Wait(ctx, r.ID, 50*time.Millisecond); err != nil || r.ResultHash != before.ResultHash {
			t.Errorf("run %+v, %v", r, err)
		}
	}
}

// The link of the first start makes the admin after a restart too, once.
func TestTheSetUpLinkOutlivesARestart(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "fenhu.db")
	token := func(p *process) string {
		_, token, _ := strings.Cut(p.after("http"), "#")
		return token
	}
	first := serve(t, "--db", db)
	first.stop(t)
	second := serve(t, "--db", db)
	if token(first) == "" || token(second) == "" || token(first) == token(second) {
		t.Fatalf("tokens %q and %q", token(first), token(second))
	}
	c := second.client("")
	if err := c.Do(ctx, http.MethodPost, "/setup", api.Setup{Token: token(first), Login: "wang", Password: password}, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Do(ctx, http.MethodPost, "/setup", api.Setup{Token: token(second), Login: "li", Password: password}, nil); !refused(err, http.StatusForbidden) {
		t.Errorf("a second admin: %v", err)
	}
	second.stop(t)
	if third := serve(t, "--db", db); token(third) != "" {
		t.Errorf("a link although there is an admin: %s", third.said)
	}
}

// --keep deletes old runs but not pinned ones.
func TestOldRunsAreDeletedButNotPinnedOnes(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "fenhu.db")
	p := serve(t, "--dev", "--db", db)
	c := p.client("")
	var runs [2]store.Run
	for i := range runs {
		r, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", Pinned: i == 1})
		if err != nil {
			t.Fatal(err)
		}
		if runs[i], err = c.Wait(ctx, r.ID, 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	p.stop(t)
	c = serve(t, "--dev", "--db", db, "--keep", "1ms").client("")
	for { // until the deadline of the test
		_, err := c.Run(ctx, runs[0].ID)
		if refused(err, http.StatusNotFound) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if _, err := c.Run(ctx, runs[1].ID); err != nil {
		t.Errorf("the pinned run: %v", err)
	}
}

func TestTheEnvironmentMakesTheFirstAdmin(t *testing.T) {
	t.Parallel()
	for pass, want := range map[string]int{password: exitOK, "short": exitFaulty} {
		db := "sqlite:" + filepath.Join(t.TempDir(), "fenhu.db")
		cmd := exec.CommandContext(t.Context(), "fenhu", "serve", "--addr", "127.0.0.1:0", "--db", db)
		cmd.Env = append(os.Environ(), "LC_ALL=C", "FENHU_DB=", "FENHU_ADMIN_USER=wang", "FENHU_ADMIN_PASSWORD="+pass)
		p := startCommand(t, cmd, map[bool]string{true: "stop it with Ctrl-C"}[want == exitOK])
		if want != exitOK {
			_ = cmd.Wait() // the code tells
			if code := cmd.ProcessState.ExitCode(); code != want || !strings.Contains(p.errors(), "fewer than") {
				t.Errorf("code %d: %s", code, p.errors())
			}
			continue
		}
		if users := must(t, "", "user", "list", "--db", db); users != "wang\t"+string(auth.Admin)+"\twang" || strings.Contains(p.said, "#") {
			t.Errorf("users %q; said %s", users, p.said)
		}
	}
}

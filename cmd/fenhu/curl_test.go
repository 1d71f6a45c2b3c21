package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/alert"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/seeds"
)

// statements are the commands in the sh blocks of a document that reach the
// service with curl, whole, and the assignments between them.
func statements(text string) []string {
	var out []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		open := "" // a statement that goes on
		for line := range strings.Lines(block[1]) {
			open += line
			if strings.HasSuffix(line, "\\\n") || strings.Count(open, "'")%2 == 1 {
				continue
			}
			s := strings.TrimSpace(open)
			open = ""
			if strings.HasPrefix(s, "curl ") && strings.Contains(s, "$API") || regexp.MustCompile(`^(export )?XLSX=`).MatchString(s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Every curl command of docs/api.md does what it says: none is refused.
func TestTheCommandsOfTheManualWork(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	commands := statements(document(t, "api.md"))
	if len(commands) < 40 {
		t.Fatalf("only %d commands found in docs/api.md", len(commands))
	}
	ctx, dir := t.Context(), t.TempDir()
	db := "sqlite:" + filepath.Join(dir, "fenhu.db")
	p := serve(t, "--db", db)
	must(t, password+"\n", "user", "add", "admin", "--role", "admin", "--db", db)
	must(t, password+"\n", "user", "add", "someone", "--db", db)
	must(t, password+"\n", "user", "add", "wang", "--role", "approver", "--db", db)
	approver := must(t, "", "key", "add", "wang", "--scope", "admin", "--db", db)
	admin := must(t, "", "key", "add", "admin", "--scope", "admin", "--db", db)
	key := must(t, "", "key", "add", "admin", "--scope", "write", "--db", db)
	c := p.client(key)
	if err := os.WriteFile(filepath.Join(dir, "my.yaml"), []byte(strings.Replace(must(t, "", "basin", "show", "--format", "yaml"), "id: fen-hutuo", "id: my", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "today.csv"), []byte("node,quantity,time,value\nres-fenhe,storage,2025-06-01 08:00,9120\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sections, err := seeds.File(defaultBasin, seeds.Observations)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sections.csv"), sections, 0o600); err != nil {
		t.Fatal(err)
	}
	var options api.RunOptions
	run := func(finished bool) string {
		t.Helper()
		r, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", RunOptions: options})
		if err == nil && finished {
			r, err = c.Wait(ctx, r.ID, 50*time.Millisecond)
		}
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	vars := map[string]string{"API": p.url() + api.Prefix, "KEY": key, "ADMIN": admin, "APPROVER": approver, "RUN": run(true), "OTHER": run(true)}
	options.Transfer = map[string]any{"projects": []string{"pingshang"}}
	vars["OWED"] = run(true)
	options.Transfer = nil
	var users api.List[store.User]
	if err := p.client(admin).Do(ctx, http.MethodGet, "/users", nil, &users); err != nil || len(users.Items) != 3 {
		t.Fatalf("users %+v, %v", users, err)
	}
	vars["USER_ID"] = users.Items[1].ID
	// A schedule that begins with the latest storages needs them.
	n, err := commandsBasin()
	if err != nil {
		t.Fatal(err)
	}
	var measured []map[string]any
	for _, node := range n.Nodes {
		if r, ok := node.(*network.Reservoir); ok {
			measured = append(measured, map[string]any{"node": r.ID, "quantity": "storage", "time": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), "value": r.Initial})
		}
	}
	if err := c.Do(ctx, http.MethodPost, "/observations?basin=fen-hutuo", map[string]any{"values": measured}, nil); err != nil {
		t.Fatal(err)
	}
	vars["ALERT"] = raised(t, c)
	for _, s := range commands {
		if name, value, ok := strings.Cut(strings.TrimPrefix(s, "export "), "="); ok && name == "XLSX" {
			vars[name] = strings.Trim(value, `'"`)
			continue
		}
		env := append(os.Environ(), "no_proxy=127.0.0.1")
		for name, value := range vars {
			env = append(env, name+"="+value)
		}
		switch {
		case strings.Contains(s, "/cancel"): // one that is under way
			env = append(env, "RUN="+run(false))
		case strings.Contains(s, "-X DELETE") && strings.Contains(s, "$RUN"): // one that is not needed any more
			env = append(env, "RUN="+run(true))
		}
		cmd := exec.CommandContext(ctx, "sh", "-euc", `curl() { command curl -sS --fail-with-body "$@"; }; `+s)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s\n%v: %.600s", s, err, out)
			continue
		}
		var made struct {
			ID string `json:"id"`
		}
		if at := strings.IndexByte(string(out), '{'); at >= 0 && json.Unmarshal(out[at:], &made) == nil {
			for path, name := range map[string]string{"$API/scenarios ": "SCENARIO", "$API/projects ": "PROJECT", "$API/schedules ": "SCHEDULE", "$API/agreements ": "AGREEMENT", "$API/statements ": "STATEMENT"} {
				if strings.Contains(s, path) && strings.Contains(s, "-d ") {
					vars[name] = made.ID
				}
			}
		}
	}
}

// raised is an alert of a schedule that every result trips.
func raised(t *testing.T, c *client.Client) string {
	t.Helper()
	ctx := t.Context()
	var s api.Schedule
	err := c.Do(ctx, http.MethodPost, "/schedules", api.ScheduleBody{Basin: "fen-hutuo", NameZH: "x", Cron: "@daily", ScheduleSpec: api.ScheduleSpec{
		Work:   api.Work{Runs: &api.RunsWork{}},
		Alerts: &alert.Watch{Rules: []alert.Rule{{ID: "any", Indicator: "shortage-rate", Steps: []alert.Step{{Level: alert.Blue}}}}},
	}}, &s)
	if err == nil {
		err = c.Do(ctx, http.MethodPost, "/schedules/"+s.ID+"/run", nil, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var l api.List[store.Alert]
		if err := c.Do(ctx, http.MethodGet, "/alerts?schedule="+s.ID, nil, &l); err != nil {
			t.Fatal(err)
		}
		if len(l.Items) == 1 {
			return l.Items[0].ID
		}
	}
	t.Fatal("no alert")
	return ""
}

// commandsBasin is the basin that the commands speak of.
func commandsBasin() (*network.Network, error) {
	data, err := seeds.Document(defaultBasin)
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(data, nil)
	return n, err
}

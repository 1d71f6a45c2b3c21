package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"fenhu/api/load"
	"fenhu/api/store/storetest"
	"fenhu/network"
)

// TestManyClientsLoseNothing has 200 clients read and 50 submit at once.
func TestManyClientsLoseNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		p := serve(t, "--db", url)
		add := exec.Command("fenhu", "user", "add", "wang", "--role", "engineer", "--db", url)
		add.Env, add.Stdin = append(os.Environ(), "LC_ALL=C"), strings.NewReader("correct horse battery\n")
		if said, err := add.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		key, err := exec.Command("fenhu", "key", "add", "wang", "--scope", "write", "--db", url).Output()
		if err != nil {
			t.Fatal(err)
		}
		report, err := load.Run(t.Context(), load.Config{
			URL: p.url(), Key: strings.TrimSpace(string(key)), Readers: 200, Submitters: 50, Requests: 4, Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		if err := report.Write(&said, network.EN); err != nil {
			t.Error(err)
		}
		t.Logf("\n%s", said.String())
		if !report.OK() || report.Refused > 0 || report.Submitted != 200 || report.Finished != 200 || report.Requests != 1000 {
			t.Errorf("%+v", report)
		}
	})
}

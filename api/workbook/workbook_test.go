package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/network"
	"fenhu/seeds"
)

// documents are the good documents of the repository, by name.
func documents(tb testing.TB) map[string]*network.Network {
	tb.Helper()
	out := map[string]*network.Network{}
	add := func(name string, data []byte) {
		n, _, err := network.Decode(data, nil)
		if err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		out[name] = n
	}
	for _, id := range seeds.Names() {
		data, err := seeds.Document(id)
		if err != nil {
			tb.Fatal(err)
		}
		add(id, data)
	}
	files, err := filepath.Glob("../../testdata/cases/*/basin.yaml")
	if err != nil || len(files) == 0 {
		tb.Fatal("no cases", err)
	}
	for _, name := range append(files, "../../network/testdata/full.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		add(name, data)
	}
	return out
}

func bytesOf(tb testing.TB, n *network.Network, l network.Lang) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := Write(&b, n, l); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbookIsReadBackToTheSameDocument(t *testing.T) {
	t.Parallel()
	for name, n := range documents(t) {
		for _, l := range []network.Lang{network.ZH, network.EN} {
			t.Run(name+" "+string(l), func(t *testing.T) {
				t.Parallel()
				again, faults, err := Read(bytesOf(t, n, l), nil)
				if err != nil {
					t.Fatalf("%v", err)
				}
				if want := n.Check(); len(faults) != len(want) {
					t.Errorf("%d warnings, want %d", len(faults), len(want))
				}
				want, err := n.EncodeYAML()
				if err != nil {
					t.Fatal(err)
				}
				got, err := again.EncodeYAML()
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("the document changes: %s", cmp.Diff(string(want), string(got)))
				}
			})
		}
	}
}

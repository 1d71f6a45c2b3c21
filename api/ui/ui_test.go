package ui_test

import (
	"testing"
	"testing/fstest"

	"fenhu/api/ui"
)

func TestAFolderWithoutAnIndexHoldsNoInterface(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fstest.MapFS{
		"empty":      {},
		"only kept":  {".gitkeep": {}},
		"a folder":   {"index.html/x": {}},
		"other file": {"assets/a.js": {}},
	} {
		if ui.Built(files) {
			t.Errorf("%s: taken for an interface", name)
		}
	}
	if !ui.Built(fstest.MapFS{"index.html": {}}) {
		t.Error("an interface was not found")
	}
}

// Package ui holds the web interface as Vite has built it into dist. The folder
// is in the program, so that nothing but the program is needed to serve it. A
// program that was built without Node has none and says how to get one.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built interface; it is nil when the program was built
// without one.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	if !Built(files) {
		return nil
	}
	return files
}

// Built says whether a folder holds a built interface.
func Built(files fs.FS) bool {
	info, err := fs.Stat(files, "index.html")
	return err == nil && info.Mode().IsRegular()
}

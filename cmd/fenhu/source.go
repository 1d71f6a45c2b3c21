package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fenhu/network"
	"fenhu/seeds"
)

// defaultBasin is the basin that commands use when none is named.
const defaultBasin = "fen-hutuo"

// source is a document and the files beside it.
type source struct {
	document []byte
	open     network.Open
}

// basin finds a basin: the name of a built-in one, the path of a file, or "-"
// for standard input.
func (a *app) basin(name string) (source, error) {
	if name == "" {
		name = defaultBasin
	}
	if name == "-" {
		data, err := io.ReadAll(a.in)
		return source{document: data}, err
	}
	document, err := seeds.Document(name)
	if err == nil {
		return source{document, func(file string) ([]byte, error) { return seeds.File(name, file) }}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return source{}, err
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		list := strings.Join(seeds.Names(), ", ")
		return source{}, failureError{exitFaulty, network.Text{
			ZH: fmt.Sprintf("没有名为 %q 的内置流域或文件；内置流域：%s", name, list),
			EN: fmt.Sprintf("there is no built-in basin and no file %q; built-in basins: %s", name, list),
		}}
	}
	if err != nil {
		return source{}, err
	}
	return source{data, beside(filepath.Dir(name))}, nil
}

// beside opens the files that a document names, in or below its own folder.
func beside(dir string) network.Open {
	return func(name string) ([]byte, error) {
		if !filepath.IsLocal(name) {
			return nil, fmt.Errorf("%s lies outside the folder of the document", name)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return root.ReadFile(name)
	}
}

// file reads a file that a flag names; "-" is standard input.
func (a *app) file(flag, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(a.in)
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, failureError{exitFaulty, network.Text{
			ZH: fmt.Sprintf("%s：没有文件 %q", flag, name),
			EN: fmt.Sprintf("%s: there is no file %q", flag, name),
		}}
	}
	return data, err
}

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/ulikunitz/xz"
)

// stream opens a file, "-" being standard input, and unpacks what gzip or xz
// packed. What the bytes are is seen from the bytes, not from the name.
func (a *app) stream(command, name string) (io.ReadCloser, error) {
	file := io.NopCloser(a.in)
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, faulty(command+"：没有文件 %q", command+": there is no file %q", name)
		}
		if err != nil {
			return nil, err
		}
		file = f
	}
	in := bufio.NewReaderSize(file, 1<<16)
	first, _ := in.Peek(6)
	var r io.Reader = in
	var err error
	switch {
	case bytes.HasPrefix(first, []byte("\x1f\x8b")):
		r, err = gzip.NewReader(in)
	case bytes.HasPrefix(first, []byte("\xfd7zXZ\x00")):
		r, err = xz.NewReader(in)
	}
	if err != nil {
		return nil, errors.Join(unpacking(name, err), file.Close())
	}
	return unpacked{Reader: r, Closer: file, name: name, plain: r == io.Reader(in)}, nil
}

// unpacked says of an error whether the packing is at fault.
type unpacked struct {
	io.Reader
	io.Closer

	name  string
	plain bool
}

func (u unpacked) Read(b []byte) (int, error) {
	n, err := u.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) && !u.plain {
		err = unpacking(u.name, err)
	}
	return n, err
}

func unpacking(name string, err error) error {
	return faulty("%s 不能解压：%v", "%s cannot be unpacked: %v", name, err)
}

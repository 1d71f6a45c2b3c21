package seeds

import (
	"errors"
	"io/fs"
)

const transferFile = "transfer.yaml"

// Transfer returns the terms of cross-basin compensation of a basin, nil when it
// has none or there is no such basin.
func Transfer(id string) []byte {
	data, err := File(id, transferFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return data
}

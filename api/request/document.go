package request

import (
	"fenhu/api/workbook"
	"fenhu/network"
)

// Decode reads a document in any form: YAML, JSON, or an Excel workbook, which
// is known by its first bytes. Otherwise it is network.Decode.
func Decode(document []byte, open network.Open) (*network.Network, network.Faults, error) {
	if workbook.Is(document) {
		return workbook.Read(document, open)
	}
	return network.Decode(document, open)
}

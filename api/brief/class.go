package brief

import (
	"fenhu/network"
	"fenhu/network/drought"
)

// categoryClass colours a category of drought like the level that answers it.
func categoryClass(s string, lang network.Lang) string {
	for i, c := range drought.Categories()[1:] {
		if s == network.Text(c.Name()).In(lang) {
			return network.DroughtLevels()[i+1].String()
		}
	}
	return ""
}

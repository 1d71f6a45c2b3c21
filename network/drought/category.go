package drought

import (
	"encoding/json"
	"fmt"

	"fenhu/network/frequency"
)

// Category is a drought category (旱情等级). The order is the order of severity.
type Category uint8

// The categories of 抗旱条例 article 28 and of GB/T 20481.
const (
	None Category = iota
	Light
	Moderate
	Severe
	Extreme
)

// Categories returns the categories from none to extreme.
func Categories() []Category { return []Category{None, Light, Moderate, Severe, Extreme} }

// ID is the name of the category in files.
func (c Category) ID() string {
	switch c {
	case None:
		return "none"
	case Light:
		return "light"
	case Moderate:
		return "moderate"
	case Severe:
		return "severe"
	case Extreme:
		return "extreme"
	}
	return fmt.Sprintf("Category(%d)", uint8(c))
}

// String is the ID.
func (c Category) String() string { return c.ID() }

// Name is the category in words: 无旱, 轻旱, 中旱, 重旱, 特旱.
func (c Category) Name() frequency.Name {
	switch c {
	case None:
		return frequency.Name{ZH: "无旱", EN: "no drought"}
	case Light:
		return frequency.Name{ZH: "轻旱", EN: "light"}
	case Moderate:
		return frequency.Name{ZH: "中旱", EN: "moderate"}
	case Severe:
		return frequency.Name{ZH: "重旱", EN: "severe"}
	case Extreme:
		return frequency.Name{ZH: "特旱", EN: "extreme"}
	}
	return frequency.Name{ZH: c.ID(), EN: c.ID()}
}

// MarshalJSON writes the ID.
func (c Category) MarshalJSON() ([]byte, error) { return json.Marshal(c.ID()) }

// UnmarshalJSON reads an ID.
func (c *Category) UnmarshalJSON(data []byte) error {
	var id string
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	for _, x := range Categories() {
		if x.ID() == id {
			*c = x
			return nil
		}
	}
	return fmt.Errorf("drought category %q: is unknown", id)
}

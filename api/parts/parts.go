// Package parts cuts a result into the parts it is stored in, so that what reads
// a table of a long run reads no more than the table needs.
//
// A part is a JSON object with some keys of optimize.Allocation; all parts
// together have each key once. The certificate is stored beside them.
package parts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"fenhu/optimize"
)

// Name names a part.
type Name string

// The parts. Head is the summary: everything that does not grow with the
// length of the run, and the periods.
const (
	Head       Name = "head"
	Counties   Name = "counties"
	Sections   Name = "sections"
	Quality    Name = "quality"
	Reservoirs Name = "reservoirs"
	Quotas     Name = "quotas"
	Nodes      Name = "nodes"
	Links      Name = "links"
)

// part says how a part is taken out of a result.
type part struct {
	name Name
	take func(*optimize.Allocation) any
}

// partList is the ordered table of parts: a new part is one line here, and a
// field that is left out of head.
func partList() []part {
	return []part{
		{Head, func(a *optimize.Allocation) any { return head{Allocation: a} }},
		{Counties, func(a *optimize.Allocation) any {
			return struct {
				Counties []optimize.County `json:"counties"`
				Outside  []optimize.County `json:"outside"`
			}{a.Counties, a.Outside}
		}},
		{Sections, func(a *optimize.Allocation) any {
			return struct {
				Sections []optimize.SectionResult `json:"sections"`
			}{a.Sections}
		}},
		{Quality, func(a *optimize.Allocation) any {
			return struct {
				SectionQuality []optimize.SectionQuality `json:"section_quality,omitempty"`
			}{a.SectionQuality}
		}},
		{Reservoirs, func(a *optimize.Allocation) any {
			return struct {
				Reservoirs []optimize.ReservoirRes `json:"reservoirs"`
			}{a.Reservoirs}
		}},
		{Quotas, func(a *optimize.Allocation) any {
			return struct {
				Quotas []optimize.QuotaResult `json:"quotas"`
			}{a.Quotas}
		}},
		{Nodes, func(a *optimize.Allocation) any {
			return struct {
				Nodes []optimize.NodeResult `json:"nodes"`
			}{a.Nodes}
		}},
		{Links, func(a *optimize.Allocation) any {
			return struct {
				Links []optimize.LinkResult `json:"links"`
			}{a.Links}
		}},
	}
}

// head is a result without what the other parts hold: a field here hides the
// one with the same key and is left out itself.
type head struct {
	*optimize.Allocation
	Counties       *struct{} `json:"counties,omitempty"`
	Outside        *struct{} `json:"outside,omitempty"`
	Sections       *struct{} `json:"sections,omitempty"`
	SectionQuality *struct{} `json:"section_quality,omitempty"`
	Reservoirs     *struct{} `json:"reservoirs,omitempty"`
	Quotas         *struct{} `json:"quotas,omitempty"`
	Nodes          *struct{} `json:"nodes,omitempty"`
	Links          *struct{} `json:"links,omitempty"`
	Certificate    *struct{} `json:"certificate,omitempty"`
}

// All returns the names of the parts in order.
func All() []Name {
	var out []Name
	for _, p := range partList() {
		out = append(out, p.name)
	}
	return out
}

// Cut encodes a result in parts, without its certificate. The error says that it
// holds what JSON cannot, such as NaN.
func Cut(a *optimize.Allocation) (map[Name][]byte, error) {
	out := map[Name][]byte{}
	for _, p := range partList() {
		data, err := json.Marshal(p.take(a))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		out[p.name] = data
	}
	return out, nil
}

// Read adds a part to what has been read of a result.
func Read(a *optimize.Allocation, data []byte) error { return json.Unmarshal(data, a) }

// Join makes one JSON object of several, which have no key in common.
func Join(objects [][]byte) ([]byte, error) {
	size := 2
	for _, o := range objects {
		size += len(o)
	}
	out := make([]byte, 1, size)
	out[0] = '{'
	for _, o := range objects {
		o = bytes.TrimSpace(o)
		if len(o) < 2 || o[0] != '{' || o[len(o)-1] != '}' {
			return nil, errors.New("a part is no JSON object")
		}
		if o = o[1 : len(o)-1]; len(o) == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, o...)
	}
	return append(out, '}'), nil
}

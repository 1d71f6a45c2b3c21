// Package brief makes the drought brief (旱情简报) of a run without foresight: what
// the situation is, what is to be expected and how likely, county by county, what
// each response buys, what to do, and what all of it rests on.
//
// [Build] says everything in paragraphs, tables and figures; [Brief.HTML] and
// [Brief.XLSX] write them. Every figure comes from the results handed in, and a
// figure in a sentence is one of a table.
package brief

import (
	"errors"
	"fmt"
	"time"

	"fenhu/api/export"
	"fenhu/api/plot"
	"fenhu/network"
	"fenhu/optimize"
)

// Input is what a brief is made from.
type Input struct {
	// Network is the one of the run, after all changes.
	Network *network.Network
	// Run is a rolling run; a plan in force in it is the one that the brief tells of.
	Run *optimize.Allocation
	// Variants are runs to compare with, such as the same without the plan.
	Variants []Variant
	// Ensemble says how likely things are from the same storages; nil = not known.
	Ensemble *optimize.EnsembleSummary
	// Traces says where the traces of the ensemble come from.
	Traces network.Text
	// Made is the day of the brief; zero = not shown.
	Made time.Time
	// Options are lines that say how the run was asked for.
	Options []export.Option
}

// Variant is a run to compare with.
type Variant struct {
	Name network.Text
	Run  *optimize.Allocation
	// Without names the source that the variant lacks or has beside the run, empty
	// when it differs in something else.
	Source network.Text
	// Adds is set when the variant has the source and the run has not.
	Adds bool
}

// Brief is a document in both languages.
type Brief struct {
	Title    network.Text
	Subtitle network.Text
	Made     time.Time
	Tiles    []Tile
	Findings []network.Text
	Sections []Section
	options  []export.Option
	run      *optimize.Allocation
}

// Tile is a leading figure.
type Tile struct {
	Label network.Text
	Value network.Text
	Note  network.Text
	Level network.DroughtLevel // colours the tile
}

// Section is a numbered part of the brief.
type Section struct {
	Title   network.Text
	Text    []network.Text
	Steps   []network.Text // a numbered list
	Tables  []export.Table
	Figures []Figure
}

// Figure is a plot with its caption.
type Figure struct {
	Caption network.Text
	Plot    plot.Figure
	Height  float64 // [cm]
}

// ErrForesight says that a run has seen the future, on which no brief can rest.
var ErrForesight = errors.New("a drought brief needs a rolling run")

// ErrNoResult says that a run came to nothing.
var ErrNoResult = errors.New("the run has no result")

// Build says what the input comes to.
func Build(in Input) (*Brief, error) {
	if in.Run.Mode != optimize.Rolling {
		return nil, ErrForesight
	}
	if in.Run.Infeasible != nil || len(in.Run.Periods) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoResult, in.Run.Status)
	}
	v := newView(in)
	b := &Brief{Made: in.Made, options: in.Options, run: in.Run}
	b.Title = text("%[1]s旱情简报", "Drought brief: %[2]s", in.Network.NameZH, in.Network.NameEN)
	b.Subtitle = v.subtitle()
	b.Tiles, b.Findings = v.tiles(), v.findings()
	b.Sections = append(b.Sections, v.situation(), v.outlook())
	if in.Ensemble != nil {
		b.Sections = append(b.Sections, v.chances())
	}
	b.Sections = append(b.Sections, v.counties())
	if len(in.Variants) > 0 {
		b.Sections = append(b.Sections, v.responses())
	}
	b.Sections = append(b.Sections, v.advice(), v.basis())
	return b, nil
}

// Tables are all tables of the brief, in its order.
func (b *Brief) Tables() []export.Table {
	var out []export.Table
	for i := range b.Sections {
		out = append(out, b.Sections[i].Tables...)
	}
	return out
}

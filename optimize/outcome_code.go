package optimize

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// outcomeMagic begins every encoded outcome and names its layout:
//
//	magic, then head and traces: each a JSON text after its length (uint32),
//	a trace followed by its series as float32 and drought levels as int8,
//	all little-endian, in the order of TraceOutcome
const outcomeMagic = "fenhu-outcome/1\n"

// outcomeHead is what the traces of an outcome have in common.
type outcomeHead struct {
	Hash       string           `json:"hash"`
	Solver     string           `json:"solver"`
	Steps      []string         `json:"steps"`
	Years      []int            `json:"years"`
	Users      []OutcomeUser    `json:"users"`
	Reservoirs []string         `json:"reservoirs"`
	Sections   []OutcomeSection `json:"sections"`
	Levels     []string         `json:"levels"`
	Plans      []string         `json:"plans"`
	Traces     int              `json:"traces"`
}

// traceHead is a trace without its series.
type traceHead struct {
	Name     string   `json:"name"`
	Weight   float64  `json:"weight"`
	Failed   string   `json:"failed,omitempty"`
	Retries  int      `json:"retries,omitempty"`
	Residual float64  `json:"residual"`
	Broken   []Broken `json:"broken,omitempty"`
}

// MarshalBinary encodes an outcome compactly. Equal outcomes give equal bytes, so
// that the outcome of a whole set and that of its merged batches do.
func (o *Outcome) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(outcomeMagic)
	head := outcomeHead{o.Hash, o.Solver, o.Steps, o.Years, o.Users, o.Reservoirs, o.Sections, o.Levels, o.Plans, len(o.Traces)}
	if err := writeText(&b, head); err != nil {
		return nil, err
	}
	for i := range o.Traces {
		t := &o.Traces[i]
		if err := writeText(&b, traceHead{t.Name, t.Weight, t.Failed, t.Retries, t.Residual, t.Broken}); err != nil {
			return nil, err
		}
		if t.Failed != "" {
			continue
		}
		for _, block := range o.blocks(t) {
			for _, series := range *block.series {
				b.Write(floats(series))
			}
		}
		for _, levels := range t.Drought {
			for _, l := range levels {
				b.WriteByte(byte(l)) //nolint:gosec // read back as int8
			}
		}
	}
	return b.Bytes(), nil
}

// block is one list of series of a trace and how many it has.
type block struct {
	series *[][]float32
	count  int
}

func (o *Outcome) blocks(t *TraceOutcome) []block {
	list := []block{{&t.Delivery, len(o.Users)}, {&t.Storage, len(o.Reservoirs)}, {&t.Flow, len(o.Sections)}, {&t.Short, len(o.Levels)}}
	if len(o.Plans) > 0 {
		list = append(list, block{&t.Restricted, len(o.Users)})
	}
	return list
}

func writeText(b *bytes.Buffer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(text) > math.MaxInt32 {
		return errors.New("outcome: a text of more than 2 GB")
	}
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) //nolint:gosec // checked above
	b.Write(text)
	return nil
}

func floats(series []float32) []byte {
	out := make([]byte, 0, 4*len(series))
	for _, v := range series {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}

// UnmarshalBinary reads what MarshalBinary wrote into o. The error says that the data is
// no outcome, is cut short or goes on after its end; it never takes more memory
// than a small multiple of the data.
func (o *Outcome) UnmarshalBinary(data []byte) error {
	r := outcomeReader{data: data}
	if string(r.take(len(outcomeMagic))) != outcomeMagic {
		return errors.New("outcome: not an outcome of this version")
	}
	var head outcomeHead
	if err := r.text(&head); err != nil {
		return err
	}
	out := Outcome{
		Hash: head.Hash, Solver: head.Solver, Steps: head.Steps, Years: head.Years, Users: head.Users,
		Reservoirs: head.Reservoirs, Sections: head.Sections, Levels: head.Levels, Plans: head.Plans,
	}
	for i := range out.Users {
		if len(out.Users[i].Demand) != len(out.Steps) {
			return fmt.Errorf("outcome: user %d has %d steps of %d", i, len(out.Users[i].Demand), len(out.Steps))
		}
	}
	for range head.Traces {
		t, err := r.trace(&out)
		if err != nil {
			return err
		}
		out.Traces = append(out.Traces, t)
	}
	if len(r.data) > 0 {
		return fmt.Errorf("outcome: %d bytes after its end", len(r.data))
	}
	*o = out
	return nil
}

type outcomeReader struct{ data []byte }

var errCut = errors.New("outcome: cut short")

// take is the next n bytes, nil when there are not so many.
func (r *outcomeReader) take(n int) []byte {
	if n < 0 || n > len(r.data) {
		return nil
	}
	out := r.data[:n]
	r.data = r.data[n:]
	return out
}

func (r *outcomeReader) text(v any) error {
	size := r.take(4)
	if size == nil {
		return errCut
	}
	text := r.take(int(binary.LittleEndian.Uint32(size)))
	if text == nil {
		return errCut
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("outcome: %w", err)
	}
	return nil
}

func (r *outcomeReader) trace(o *Outcome) (TraceOutcome, error) {
	var head traceHead
	if err := r.text(&head); err != nil {
		return TraceOutcome{}, err
	}
	t := TraceOutcome{Name: head.Name, Weight: head.Weight, Failed: head.Failed, Retries: head.Retries, Residual: head.Residual, Broken: head.Broken}
	if t.Failed != "" {
		return t, nil
	}
	steps := len(o.Steps)
	for _, b := range o.blocks(&t) {
		if b.count*steps > len(r.data)/4 {
			return TraceOutcome{}, errCut
		}
		*b.series = single(b.count, steps)
		for _, series := range *b.series {
			raw := r.take(4 * steps)
			for i := range series {
				series[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
			}
		}
	}
	for range o.Plans {
		raw := r.take(steps)
		if raw == nil {
			return TraceOutcome{}, errCut
		}
		levels := make([]int8, steps)
		for i, v := range raw {
			levels[i] = int8(v) //nolint:gosec // any byte is a level to whoever reads it
		}
		t.Drought = append(t.Drought, levels)
	}
	return t, nil
}

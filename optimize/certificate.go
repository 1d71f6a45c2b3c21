package optimize

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"fenhu/network"
)

// Certificate is what a result needs to be proved optimal without a solver:
// the document, the options, the solution, and the duals of every pass.
type Certificate struct {
	Solver   string         `json:"solver"`
	Version  string         `json:"version"`
	Hash     string         `json:"hash"` // SHA-256 of Document
	Document string         `json:"document"`
	Mode     Mode           `json:"mode"`
	Window   int            `json:"window"`
	Advance  int            `json:"advance"`
	Windows  []Window       `json:"windows"`
	Assumed  *AssumedRounds `json:"assumed,omitempty"` // of a run that holds sections to their targets
}

// AssumedRounds are the concentrations that the last round of a run was made with.
type AssumedRounds struct {
	Count  int    `json:"count"`  // rounds made
	Values packed `json:"values"` // by arc, indicator and step [mg/L]
}

// Window is one solved programme: the whole horizon, or one window of a
// rolling run.
type Window struct {
	X      packed  `json:"x"`
	Passes []Pass  `json:"passes"`
	Values *Values `json:"values,omitempty"` // not proved by Verify: they are no part of the plan
	Broken []Break `json:"broken,omitempty"` // limits that were relaxed before
}

// Pass is one solve of the lexicographic order.
type Pass struct {
	Level      string       `json:"level"`
	Kind       string       `json:"kind"` // objective, share, spread, value
	Quality    Quality      `json:"quality"`
	Iterations int          `json:"iterations"`
	Shares     []ShareValue `json:"shares,omitempty"` // λ columns that are not zero
	Duals      packed       `json:"duals"`
}

// ShareValue is the value of a λ column.
type ShareValue struct {
	Column int     `json:"column"`
	Value  float64 `json:"value"`
}

// packed is a vector that encodes as gzipped little-endian float64 in base64.
type packed []float64

// maxPacked bounds what is unpacked from a result file [numbers].
const maxPacked = 200_000_000

// MarshalJSON packs the vector.
func (p packed) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	buf := make([]byte, 8)
	for _, x := range p {
		binary.LittleEndian.PutUint64(buf, math.Float64bits(x))
		if _, err := z.Write(buf); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return []byte(`"` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"`), nil
}

// UnmarshalJSON unpacks the vector; NaN and infinities are refused.
func (p *packed) UnmarshalJSON(data []byte) error {
	if len(data) < 2 || data[0] != '"' {
		return errors.New("a packed vector is a text")
	}
	raw, err := base64.StdEncoding.DecodeString(string(data[1 : len(data)-1]))
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	flat, err := io.ReadAll(io.LimitReader(z, 8*maxPacked))
	if err != nil {
		return err
	}
	if len(flat)%8 != 0 {
		return fmt.Errorf("a packed vector has %d bytes, not a multiple of 8", len(flat))
	}
	out := make([]float64, len(flat)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(flat[8*i:]))
		if math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			return fmt.Errorf("a packed vector holds %g", out[i])
		}
	}
	*p = out
	return nil
}

// certificate collects the certificate of a run.
func (e *engine) certificate(n *network.Network, hash string) (*Certificate, error) {
	document, err := n.EncodeJSON()
	if err != nil {
		return nil, err
	}
	c := &Certificate{
		Solver: e.o.Solver.Name(), Version: e.o.Solver.Version(), Hash: hash, Document: string(document),
		Mode: e.o.Mode, Window: e.o.Window, Advance: e.o.Advance, Windows: e.windows,
	}
	if e.rounds != nil {
		c.Assumed = &AssumedRounds{Count: e.rounds.Count, Values: e.assumed}
	}
	return c, nil
}

package store

import (
	"context"
	"fmt"
)

// Parts of a result; package parts names the others.
const (
	// PartResult is the whole Allocation as JSON, without the certificate: the
	// only part of a run that was made before results were cut into parts.
	PartResult = "result"
	// PartCertificate is the certificate of the Allocation as JSON.
	PartCertificate = "certificate"
	// PartTransfer is the transfer.Study as JSON, where the run was asked for one.
	PartTransfer = "transfer"
)

// Part is one part of the result of a run. It never changes.
type Part struct {
	RunID string
	Name  string
	Hash  string // SHA-256 of the data, in hexadecimal
	Size  int    // of the data [bytes]
	Gzip  []byte // the data, compressed
}

// Data is the part, decompressed. The error says that what is stored does not
// have its hash.
func (p *Part) Data() ([]byte, error) {
	data, err := expand(p.Gzip)
	if err != nil {
		return nil, fmt.Errorf("%s of run %s: %w", p.Name, p.RunID, err)
	}
	if digest(data) != p.Hash {
		return nil, fmt.Errorf("%s of run %s does not have its hash", p.Name, p.RunID)
	}
	return data, nil
}

// ResultPart returns one part of the result of a run. The error wraps
// ErrNotFound when the run has none.
func (db *DB) ResultPart(ctx context.Context, runID, name string) (Part, error) {
	p := Part{RunID: runID, Name: name}
	err := db.read.QueryRowContext(ctx, `SELECT hash, size, data FROM run_results WHERE run_id = $1 AND part = $2`, runID, name).Scan(&p.Hash, &p.Size, &p.Gzip)
	return p, of(name+" of run", runID, err)
}

// ResultHash returns the hash of the result of a run that has a part, which
// leaves out how long the run took; see Run.ResultHash. The error wraps
// ErrNotFound when the run has no such part.
func (db *DB) ResultHash(ctx context.Context, runID, name string) (string, error) {
	var hash string
	err := db.read.QueryRowContext(ctx, `SELECT result_hash FROM runs JOIN run_results ON run_id = id WHERE id = $1 AND part = $2`, runID, name).Scan(&hash)
	return hash, of(name+" of run", runID, err)
}

// ResultParts lists the parts of the result of a run, without their data.
func (db *DB) ResultParts(ctx context.Context, runID string) ([]Part, error) {
	got, err := rows(ctx, db.read, func(r scanner) (Part, error) {
		p := Part{RunID: runID}
		err := r.Scan(&p.Name, &p.Hash, &p.Size)
		return p, err
	}, `SELECT part, hash, size FROM run_results WHERE run_id = $1 ORDER BY part`, runID)
	return got, of("result of run", runID, err)
}

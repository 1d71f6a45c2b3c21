package store

import (
	"encoding/json"
	"time"
)

// RunStatus is the state of a run.
type RunStatus string

// The states of a run. The last four are final: such a run never changes again.
const (
	RunQueued     RunStatus = "queued"
	RunRunning    RunStatus = "running"
	RunDone       RunStatus = "done"
	RunInfeasible RunStatus = "infeasible" // finished; the result holds the diagnosis
	RunFailed     RunStatus = "failed"     // the inputs have faults, or the run could not be made
	RunCancelled  RunStatus = "cancelled"
)

// Final says whether a run in this state is over.
func (s RunStatus) Final() bool {
	switch s {
	case RunDone, RunInfeasible, RunFailed, RunCancelled:
		return true
	default:
		return false
	}
}

// Run is an allocation that was asked for. What it was asked for never changes.
type Run struct {
	ID           string          `json:"id"` // sorts by the time of submission
	BasinID      string          `json:"basin_id"`
	BasinVersion int             `json:"basin_version"`
	BasinHash    string          `json:"basin_hash"` // SHA-256 of the document
	ScenarioID   string          `json:"scenario_id,omitempty"`
	RerunOf      string          `json:"rerun_of,omitempty"`
	Request      json.RawMessage `json:"request"` // request.Request; every change is in it
	Title        string          `json:"title"`
	Pinned       bool            `json:"pinned"` // kept by the retention

	Status          RunStatus `json:"status"`
	CancelRequested bool      `json:"cancel_requested"`
	Progress        Progress  `json:"progress"`
	Attempts        int       `json:"attempts"` // how often a worker has begun it
	Created         time.Time `json:"created"`
	CreatedBy       string    `json:"created_by"` // user id
	Started         time.Time `json:"started,omitzero"`
	Finished        time.Time `json:"finished,omitzero"`

	// Error says why a run failed, was cancelled or is infeasible, and Faults
	// is the JSON array of the faults of its inputs (network.Faults), if it has any.
	Error  string          `json:"error,omitempty"`
	Faults json.RawMessage `json:"faults,omitempty"`
	// ResultHash is the SHA-256 of the result without its timings: runs of
	// equal inputs have equal hashes.
	ResultHash    string  `json:"result_hash,omitempty"`
	Solver        string  `json:"solver,omitempty"`
	SolverVersion string  `json:"solver_version,omitempty"`
	Summary       Summary `json:"summary"`
}

// Progress is how far a run has come.
type Progress struct {
	Level   string `json:"level"` // priority level being solved
	Done    int    `json:"done"`  // levels done …
	Levels  int    `json:"levels"`
	Window  int    `json:"window"` // window of a rolling run …
	Windows int    `json:"windows"`
}

// Summary holds the figures that lists show, zero until the run is finished.
// Volumes are at the user.
type Summary struct {
	Year         int     `json:"year"`
	P            float64 `json:"p"`
	Periods      int     `json:"periods"`
	Demand       float64 `json:"demand"`       // [万m³]
	Delivery     float64 `json:"delivery"`     // [万m³]
	Shortage     float64 `json:"shortage"`     // [万m³]
	Satisfaction float64 `json:"satisfaction"` // [-]
	Cost         float64 `json:"cost"`         // [万元]
}

// NewRun is a run to submit.
type NewRun struct {
	BasinID      string
	BasinVersion int // 0 = the current one
	ScenarioID   string
	RerunOf      string
	Request      json.RawMessage
	Title        string
	Pinned       bool
	// Key makes submitting repeatable: a second submission of the same user
	// with the same key returns the first run instead of making another; empty = none.
	Key string
}

// RunFilter selects runs; an empty field selects all, but a zero Sight does not.
type RunFilter struct {
	Page
	Sight      Sight
	BasinID    string
	ScenarioID string
	CreatedBy  string // user id
	Status     []RunStatus
	Title      string // part of the title, in any case
	Since      time.Time
	Before     time.Time // creation in [Since, Before)
	Pinned     *bool
}

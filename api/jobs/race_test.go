//go:build race

package jobs_test

// long is a run that takes so long that it can be interrupted. The race detector
// makes the parts in Go take ten times as long.
const long = `{"p":95,"periods":120}`

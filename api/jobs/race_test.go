//go:build race

package jobs_test

// raceDetector slows the parts in Go so much that times mean little.
const raceDetector = true

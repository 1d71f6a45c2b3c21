//go:build !race

package jobs_test

// long is a run that takes so long that it can be interrupted.
const long = `{"p":95,"periods":600}`

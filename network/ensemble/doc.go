// Package ensemble holds many courses that the natural inflow of a basin may
// take, each with its weight: what a run without foresight is tried on.
//
// Volumes are in 万m³ per step of the basin's horizon. The package knows the
// names of the inflow nodes and the length of the horizon, nothing else of the
// basin.
package ensemble

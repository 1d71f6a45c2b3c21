// Package ensemble holds many courses that the natural inflow of a basin may
// take, each with its weight: what a run without foresight is tried on. It makes
// them from the years of the record in turn, from a bootstrap of them, from a
// stochastic model of the basin's own parameters, as design droughts, or reads a
// forecast from elsewhere; and changes them as a climate projection does.
//
// Volumes are in 万m³ per step of the basin's horizon and are what enters the
// network, factors of the document included. The same source gives the same
// traces, bit by bit, whatever machine or worker makes them.
package ensemble

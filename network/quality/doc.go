// Package quality holds the mathematics of river water quality: the limits and
// classes of GB 3838-2002, the water-quality index, mixing, first-order decay,
// assimilative capacity, and a section's target as a linear constraint on volumes.
//
// Concentrations are mg/L, flows m³/s, volumes 万m³, loads t unless said.
package quality

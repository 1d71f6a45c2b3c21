// Package drought is the arithmetic of drought: indices and the categories they
// fall into, runs of dry steps, how a reservoir should hold back water, and how
// reliable a supply has been.
//
// Everything is a pure function of series handed in. Monthly series are in the
// order of time and say in which month (1–12) they begin; a month without an
// observation is NaN where a function says so.
//
// # Thresholds
//
// Few limits between drought categories are law. Each [Threshold] therefore says
// how well it is founded: grade A is an official text, B a secondary one, C general
// professional knowledge, D a default of this program. Those of C and D are settings
// of a study; [DefaultBands] gives all of them with their source, so that a table can
// show what its words rest on.
//
// # Units and signs
//
// Volumes are 万m³ and rain mm unless a comment says otherwise; the functions are
// linear in the unit, so any one unit may be used. Indices are negative in drought,
// deficits and depths of shortage positive. Shares are plain numbers from 0 to 1,
// percent only where a comment says [%].
//
// The package imports only the standard library, gonum and network/frequency.
package drought

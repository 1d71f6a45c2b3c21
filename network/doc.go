// Package network says what exists: rivers, reservoirs, aquifers, projects,
// users and the regulations that bind them, as one document ([Network]) that
// is checked as a whole and lowered to the three things the optimiser knows
// ([Graph]): vertices that balance, arcs that carry water, and limits on sums
// of arcs.
//
// # Units
//
// Volumes are 万m³ (10⁴ m³), per step where they are flows; a field whose name
// ends in _m3s is in m³/s and is turned into a volume by [Horizon.Volume] and
// nowhere else. Prices are 元/m³, so price × volume is 万元. Storage is 万m³,
// levels are m, areas km², evaporation mm, energy kWh/m³, shares and
// coefficients plain numbers from 0 to 1.
//
// # Signs
//
// Every flow is ≥ 0 in the direction of its arc. Losses are shares of what
// enters an arc.
//
// The package is pure: no clock, files, logging or globals; the caller hands
// in the bytes of the document and a way to open the CSV files it names.
package network

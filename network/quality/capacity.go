package quality

import "math"

// Reach is a reach whose assimilative capacity is asked for (GB/T 25173, RULES
// WQ-07). All fields must be given; U above 0.
type Reach struct {
	Target   float64 // concentration allowed at the end, Cs [mg/L]
	Upstream float64 // concentration of what comes in, C0: the target of the zone above [mg/L]
	Flow     float64 // design flow, the 90 % driest month or the mean driest of ten years [m³/s]
	Waste    float64 // flow of the outfalls [m³/s]
	K        float64 // decay rate [1/d]
	Length   float64 // [km]
	U        float64 // mean velocity [m/s]
}

// Mixed is the capacity of a reach that is mixed throughout [g/s]:
// (Cs − C0)·(Q + Qp).
func (r Reach) Mixed() float64 { return (r.Target - r.Upstream) * (r.Flow + r.Waste) }

// Decayed is the concentration of what came in at the end of the reach [mg/L].
func (r Reach) Decayed() float64 {
	return r.Upstream * Remaining(r.K, TravelDays(r.Length, r.U))
}

// Along is the capacity with decay along the reach, outfall at its end [g/s]:
// (Cs − Cx)·(Q + Qp).
func (r Reach) Along() float64 { return (r.Target - r.Decayed()) * (r.Flow + r.Waste) }

// Middle is the capacity with many outfalls, lumped in the middle [g/s]:
// (Cs − Cx)·exp(kL/2u)·Q.
func (r Reach) Middle() float64 {
	return (r.Target - r.Decayed()) * math.Exp(r.K*TravelDays(r.Length, r.U)/2) * r.Flow
}

package quality

// Source is water that reaches a section in the volume that an allocation
// chooses, with a concentration that it does not.
type Source struct {
	Concentration float64 // c [mg/L]
	Arriving      float64 // ψ, share of the volume that arrives [-]
	Remaining     float64 // φ, share of the load that arrives, ψ·exp(−k·days) [-]
}

// Coefficient is the source's coefficient in the constraint that keeps the
// section at target T or better (RULES WQ-08):
//
//	Σ (c·φ − T·ψ)·q ≤ 0
//
// It is below zero for a source that dilutes [mg/L].
func (s Source) Coefficient(target float64) float64 {
	return s.Concentration*s.Remaining - target*s.Arriving
}

// At is the concentration [mg/L] at the section of volumes q of the sources; 0
// where nothing arrives. len(q) must be len(sources).
func At(sources []Source, q []float64) float64 {
	volume, load := 0.0, 0.0
	for k, s := range sources {
		volume += s.Arriving * q[k]
		load += s.Concentration * s.Remaining * q[k]
	}
	if volume == 0 {
		return 0
	}
	return load / volume
}

// Dilution is the volume [that of q] of one more source that brings the section
// to the target: 0 when it is met, and ok is false when that source cannot.
func Dilution(sources []Source, q []float64, by Source, target float64) (volume float64, ok bool) {
	over := 0.0
	for k, s := range sources {
		over += s.Coefficient(target) * q[k]
	}
	if over <= 0 {
		return 0, true
	}
	c := by.Coefficient(target)
	if c >= 0 {
		return 0, false
	}
	return -over / c, true
}

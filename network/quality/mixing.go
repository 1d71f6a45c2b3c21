package quality

import "math"

// Stream is water with a concentration. Flows and volumes may both be used, one
// of them throughout.
type Stream struct {
	Volume        float64 // [m³/s or 万m³]
	Concentration float64 // [mg/L]
}

// Mix is the concentration of streams that meet, ΣQ·C/ΣQ (RULES WQ-05) [mg/L];
// 0 where nothing flows.
func Mix(streams ...Stream) float64 {
	volume, load := 0.0, 0.0
	for _, s := range streams {
		volume += s.Volume
		load += s.Volume * s.Concentration
	}
	if volume == 0 {
		return 0
	}
	return load / volume
}

// secondsPerDay turns 1/d into 1/s.
const secondsPerDay = 86400

// TravelDays is the time that water needs for a reach of length km at u m/s [d].
func TravelDays(km, u float64) float64 { return km * 1000 / (secondsPerDay * u) }

// Remaining is the share of a load left after days of first-order decay at the
// rate k [1/d] (RULES WQ-06): exp(−k·d).
func Remaining(k, days float64) float64 { return math.Exp(-k * days) }

// AtTemperature is the decay rate at a water temperature [°C], from that at 20 °C:
// k20·1.047^(T−20) (RULES WQ-06, grade C) [1/d].
func AtTemperature(k20, celsius float64) float64 { return k20 * math.Pow(1.047, celsius-20) }

// TonnesPerYear is a load of 1 mg/L in 1 m³/s over a year of 365 days [t/a]; it
// is also 1 g/s.
const TonnesPerYear = 31.536

// Tonnes is the load of a volume [万m³] at a concentration [mg/L] [t] (RULES WQ-09).
func Tonnes(volume, concentration float64) float64 { return volume * concentration * 0.01 }

package drought

import (
	"errors"
	"fmt"
)

// StandardRelease is the standard operating policy: all that is wanted while there
// is water, min(demand, available) [万m³] (RULES DR-14).
func StandardRelease(demand, available float64) float64 {
	return max(0, min(demand, available))
}

// HedgedRelease is one-point hedging, min(demand, k·available) [万m³]: while available
// water (storage and inflow) is below demand/k, the share 1−k of it is held back. k
// is inside (0,1]; 1 is the standard policy. It panics on any other k.
func HedgedRelease(demand, available, k float64) float64 {
	if !(k > 0 && k <= 1) {
		panic(fmt.Sprintf("drought: hedging factor %v", k))
	}
	return StandardRelease(demand, k*available)
}

// Zone is where the storage of a reservoir stands.
type Zone uint8

// The zones of storage.
const (
	ZoneNormal  Zone = iota // V ≥ V_warn
	ZoneWarning             // V_dry ≤ V < V_warn
	ZoneDry                 // V < V_dry
)

// ZoneOf is the zone of a storage [万m³]; it fails where dry lies above warn.
func ZoneOf(storage, warn, dry float64) (Zone, error) {
	if !finite(storage) || !finite(warn) || !finite(dry) || dry > warn {
		return ZoneNormal, fmt.Errorf("storage %v, warning storage %v, dry storage %v: must be finite and dry at most warning", storage, warn, dry)
	}
	switch {
	case storage < dry:
		return ZoneDry, nil
	case storage < warn:
		return ZoneWarning, nil
	}
	return ZoneNormal, nil
}

// ZoneFactor is the share of its demand that a use is given in the two dry zones [-].
type ZoneFactor struct {
	Use     string    `json:"use"`
	Warning Threshold `json:"warning"` // 0 to 1 [-]
	Dry     Threshold `json:"dry"`     // 0 to 1 [-]
}

// DefaultZoneFactors are the shares of RULES DR-14; a study sets its own.
func DefaultZoneFactors() []ZoneFactor {
	f := func(use string, warning, dry float64) ZoneFactor {
		at := func(x float64) Threshold {
			return Threshold{Value: x, Grade: D, Source: "default of this program; restriction by sector is common practice"}
		}
		return ZoneFactor{Use: use, Warning: at(warning), Dry: at(dry)}
	}
	return []ZoneFactor{
		f("domestic", 1, 0.95),
		f("industry", 0.9, 0.7),
		f("irrigation", 0.7, 0.4),
		f("base-flow", 1, 0.8),
	}
}

// Restrict is the demand [万m³] of each use that is served in a zone; demands are in
// the order of the factors. It fails on lengths that differ, on factors outside 0 to
// 1 or larger in the dry zone, and on demands negative or not finite.
func Restrict(demands []float64, factors []ZoneFactor, z Zone) ([]float64, error) {
	if len(demands) != len(factors) {
		return nil, fmt.Errorf("%d demands, %d factors", len(demands), len(factors))
	}
	errs := []error{checkVolumes("demand", demands)}
	out := make([]float64, len(demands))
	for i, f := range factors {
		w, d := f.Warning.Value, f.Dry.Value
		if !(d >= 0 && d <= w && w <= 1) {
			errs = append(errs, fmt.Errorf("%s: factors %v and %v must fall from 1 to 0", f.Use, w, d))
		}
		k := 1.0
		switch z {
		case ZoneWarning:
			k = w
		case ZoneDry:
			k = d
		case ZoneNormal:
		}
		out[i] = k * demands[i]
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return out, nil
}

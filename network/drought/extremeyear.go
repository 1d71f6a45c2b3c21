package drought

import (
	"errors"
	"fmt"
)

// ExtremeYear is what an extreme drought year can supply (特大干旱年可供水量, RULES
// DR-15, grade B). Volumes are of a year in one unit.
type ExtremeYear struct {
	SurfaceShare   float64 `json:"surface_share"`   // δ, smallest historic share of surface supply in the resource [-]
	Surface        float64 `json:"surface"`         // surface resource of the year [volume]
	Ground         float64 `json:"ground"`          // mean groundwater supply of the bulletins [volume]
	Transfer       float64 `json:"transfer"`        // mean transfer of the last five years [volume]
	TransferFactor float64 `json:"transfer_factor"` // 1.1 to 1.2 [-]
	Other          float64 `json:"other"`           // unconventional sources [volume]
	OtherFactor    float64 `json:"other_factor"`    // 1.1 to 1.2 [-]
}

// Supply is S = δ·W + S_ground + S_transfer·f + S_other·f [volume]. It fails on
// values negative or not finite and on a share above 1.
func (y ExtremeYear) Supply() (float64, error) {
	err := checkVolumes("extreme year", []float64{y.SurfaceShare, y.Surface, y.Ground, y.Transfer, y.TransferFactor, y.Other, y.OtherFactor})
	if y.SurfaceShare > 1 {
		err = errors.Join(err, fmt.Errorf("surface share %v: must be at most 1", y.SurfaceShare))
	}
	if err != nil {
		return 0, err
	}
	return y.SurfaceShare*y.Surface + y.Ground + y.Transfer*y.TransferFactor + y.Other*y.OtherFactor, nil
}

// SmallestShare is the smallest ratio of surface supply to surface resource in a
// record [-], the δ of an extreme year; years without a resource are left out. It
// fails on lengths that differ, values negative or not finite, and where no year
// has a resource.
func SmallestShare(supply, resource []float64) (float64, error) {
	if len(supply) != len(resource) {
		return 0, fmt.Errorf("supply has %d years, resource %d", len(supply), len(resource))
	}
	if err := errors.Join(checkVolumes("supply", supply), checkVolumes("resource", resource)); err != nil {
		return 0, err
	}
	least, found := 0.0, false
	for i, w := range resource {
		if w == 0 {
			continue
		}
		if r := supply[i] / w; !found || r < least {
			least, found = r, true
		}
	}
	if !found {
		return 0, errors.New("resource: no year has any")
	}
	return least, nil
}

package drought

import "fmt"

// FarmIndex is the regional farm drought index Ia = Σ Aᵢ·Bᵢ (区域农业旱情指数, SL 424,
// RULES DR-11) [-]: shares of farmland in light, moderate, severe and extreme
// drought, weighted 1 to 4. Its categories are the bands farm-nation to farm-county.
// It fails unless the shares are from 0 to 1 and together at most 1.
func FarmIndex(light, moderate, severe, extreme float64) (float64, error) {
	ia, sum := 0.0, 0.0
	for i, a := range []float64{light, moderate, severe, extreme} {
		if !(a >= 0 && a <= 1) {
			return 0, fmt.Errorf("share of %s drought %v: must be from 0 to 1", Categories()[i+1], a)
		}
		ia += a * float64(i+1)
		sum += a
	}
	if sum > 1+1e-9 { // rounding of four shares
		return 0, fmt.Errorf("shares of farmland add up to %v, more than 1", sum)
	}
	return ia, nil
}

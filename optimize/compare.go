package optimize

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

func noClock() time.Time { return time.Time{} }

// compareTables computes the largest relative difference between the numbers of
// two results and says where it is. Timings, sizes, residuals and certificates
// are left out.
func compareTables(a, b *Allocation) (float64, string, error) {
	x, err := plain(a)
	if err != nil {
		return 0, "", err
	}
	y, err := plain(b)
	if err != nil {
		return 0, "", err
	}
	worst, where := 0.0, ""
	compareValues(x, y, "", func(d float64, path string) {
		if d > worst {
			worst, where = d, path
		}
	})
	return worst, where, nil
}

func plain(a *Allocation) (any, error) {
	c := *a
	c.Certificate, c.Seconds, c.Size, c.Residuals = nil, Seconds{}, Size{}, Residuals{}
	data, err := json.Marshal(&c)
	if err != nil {
		return nil, err
	}
	var v any
	return v, json.Unmarshal(data, &v)
}

func compareValues(x, y any, path string, see func(float64, string)) {
	switch a := x.(type) {
	case map[string]any:
		b, ok := y.(map[string]any)
		if !ok {
			see(1, path)
			return
		}
		for k := range a {
			compareValues(a[k], b[k], path+"."+k, see)
		}
		for k := range b {
			if _, ok := a[k]; !ok {
				compareValues(nil, b[k], path+"."+k, see)
			}
		}
	case []any:
		b, ok := y.([]any)
		if !ok || len(a) != len(b) {
			see(1, path)
			return
		}
		for i := range a {
			compareValues(a[i], b[i], fmt.Sprintf("%s[%d]", path, i), see)
		}
	case float64:
		b, ok := y.(float64)
		if !ok {
			if y == nil && math.Abs(a) < 1e-6 {
				return
			}
			see(1, path)
			return
		}
		see(math.Abs(a-b)/(1+math.Max(math.Abs(a), math.Abs(b))), path)
	default:
		if v, ok := y.(float64); ok && x == nil && math.Abs(v) < 1e-6 {
			return
		}
		if x != y {
			see(1, path)
		}
	}
}

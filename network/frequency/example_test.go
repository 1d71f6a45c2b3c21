package frequency_test

import (
	"fmt"

	"fenhu/network/frequency"
)

// A 75 % year from a mean of 4.82 亿m³ with Cv 0.40 and Cs = 2Cv, spread like a
// typical year of four seasons.
func Example() {
	d := frequency.Pearson3{Mean: 4.82, Cv: 0.40, Cs: 0.80}
	if err := d.Check(); err != nil {
		fmt.Println(err)
		return
	}
	x := d.RunoffQuantile(0.75)
	year, err := frequency.SameRatio([]float64{0.4, 0.8, 2.7, 0.7}, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %.4f %.3f\n", frequency.DesignName(0.75).ZH, x, year.Values)
	// Output: 偏枯年 3.4195 [0.297 0.595 2.007 0.520]
}

// Package frequency is hydrologic frequency analysis: how much water a year of
// a given exceedance probability brings, and how that year is spread over its
// months.
//
// The usual order of work: rank the annual series ([Empirical]) and take its
// moments ([Moments]), fit a Pearson-III curve ([FitCurve], [FitBest]), read
// the annual volume at the design probability ([Pearson3.RunoffQuantile]) and
// scale a real year to it ([SameRatio], [SameFrequency]).
//
// # Units
//
// A series may be in any one unit (万m³, 亿m³, m³/s, mm): means and quantiles
// come back in the unit that went in. Cv, Cs and every ratio are plain numbers.
//
// # Signs
//
// P is always an exceedance probability, from 0 to 1: a large P is a dry year.
// P = 0.95 is the year that is exceeded in 95 of 100 years.
//
// The package is pure and imports only the standard library and gonum.
package frequency

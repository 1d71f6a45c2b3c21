// Package plot draws the figures of frequency analysis and of drought reports: a
// probability paper (海森机率格纸), a fan chart, the shares of drought levels in
// time, an exceedance curve, and the storage of a reservoir.
//
// A [Figure] is data; [Figure.Write] draws it as SVG or PNG with gonum/plot. Equal
// figures give equal bytes.
//
// # Fonts
//
// An SVG names families of fonts and rests on those of the reader, so that it may
// hold Chinese anywhere; widths are measured with Liberation Sans (as wide as
// Arial), a Chinese character as one em, so the file does not depend on the machine
// that wrote it. A PNG needs the glyphs: without a Chinese font ([SystemFont]) its
// labels are English, and Write says so.
package plot

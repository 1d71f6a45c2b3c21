// Package workbook writes the document of a basin as an Excel workbook and
// reads it back: one sheet for the settings, one for each kind of node and
// rule, one for each list below them, and two for monthly figures and series.
// docs/workbook.md describes it for those who fill it in.
//
// Sheets and columns are made from network.DocumentShape, so that a new kind or
// field needs no code here. A workbook becomes the tree of a document, which
// the decoder of package network reads like any other; every place of the tree
// knows its cell, and so do the faults.
//
// Reading walks the XML itself, as a stream. A library that keeps a sheet as a
// table of cells fills the gaps between them, so that a small file with cells
// far out on many rows would fill the memory.
package workbook

// Package mps writes programmes in the free MPS form, which every solver reads,
// so that what was solved here can be checked elsewhere.
package mps

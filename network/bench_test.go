package network

import "testing"

func BenchmarkDecode(b *testing.B) {
	data := seed(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := Decode(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLower(b *testing.B) {
	for name, calendar := range map[string]Calendar{
		"12 months":  {Start: "2025-01"},
		"36 旬":       {Start: "2025-01", Step: StepXun},
		"600 months": {Start: "2025-01", Periods: 600},
	} {
		b.Run(name, func(b *testing.B) {
			n := decode(b, string(seed(b)))
			n.Calendar = calendar
			for b.Loop() {
				if _, err := n.Lower(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkHash(b *testing.B) {
	n := decode(b, string(seed(b)))
	for b.Loop() {
		if _, err := n.Hash(); err != nil {
			b.Fatal(err)
		}
	}
}

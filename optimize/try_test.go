package optimize_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"
	"fmt"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
)

func TestTry(t *testing.T) {
	data, err := os.ReadFile(os.Getenv("TRY"))
	if err != nil { t.Skip() }
	n, warn, err := network.Decode(data, nil)
	for _, w := range warn { fmt.Println(w.In(network.ZH)) }
	if err != nil { t.Fatal(err) }
	if s := os.Getenv("SCEN"); s != "" {
		sc, err := network.DecodeScenario([]byte(s))
		if err != nil { t.Fatal(err) }
		n, err = sc.Apply(n)
		if err != nil { t.Fatal(err) }
	}
	a, err := optimize.Allocate(context.Background(), n, optimize.Options{Solver: highs.New(highs.Options{}), Now: time.Now, Certificate: true, Mode: optimize.Mode(os.Getenv("MODE"))})
	if err != nil { t.Fatal(err) }
	c := a.Certificate
	a.Certificate = nil
	out, err := json.MarshalIndent(a, "", " ")
	if err != nil { t.Fatal(err) }
	os.WriteFile("/tmp/try/out.json", out, 0o644)
	a.Certificate = c
	out, _ = json.Marshal(a)
	fmt.Println("size", len(out), a.Size, a.Seconds, a.Residuals, a.Status)
	if a.Infeasible != nil { fmt.Println(a.Infeasible.Text.ZH) ; for _, r := range a.Infeasible.Relaxations { fmt.Println(r)}; for _, r := range a.Infeasible.Conflict { fmt.Println(r)}; return }
	for _, l := range a.Levels { fmt.Println(l) }
	for _, c := range append(a.Counties, a.Outside...) { fmt.Print(c.NameZH, " "); for _, s := range c.Sectors { fmt.Printf(" %s %.1f/%.1f %v", s.Sector, s.Delivery, s.Demand, s.Sources) }; fmt.Println() }
	for _, s := range a.Sections { fmt.Println(s.NameZH, s.MetShare, s.Deficit) }
	for _, s := range a.Projects { fmt.Printf("%+v\n", s) }
	for _, s := range a.Quotas { if s.Kind != "yield" { fmt.Printf("%+v\n", s) } }
	for _, s := range a.Reservoirs { fmt.Printf("%s %.0f %.0f %.0f\n", s.NameZH, s.Storage, s.Spill, s.WaterValue) }
	fmt.Printf("%+v\n%+v %+v\n", a.Ledger, a.Indicators, a.Costs)
	v, err := optimize.Verify(out)
	fmt.Println(v, err)
}

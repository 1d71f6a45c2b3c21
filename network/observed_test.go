package network

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		want       Observed
	}{
		{"months", "date,in\n2025-01,1\n2025-02,2.5\n2025-03,0\n", Observed{Start: "2025-01-01", Step: StepMonth, Values: []float64{1, 2.5, 0}}},
		{"a byte order mark", "\xef\xbb\xbfdate,in\r\n2025-01,1\r\n2025-02,2\r\n", Observed{Start: "2025-01-01", Step: StepMonth, Values: []float64{1, 2}}},
		{"other columns and spaces", "日期,别的, in \n2025-01-01,x, 7 \n", Observed{Start: "2025-01-01", Step: StepMonth, Values: []float64{7}}},
		{"旬", "date,in\n2025-02-01,1\n2025-02-11,2\n2025-02-21,3\n2025-03-01,4\n", Observed{Start: "2025-02-01", Step: StepXun, Values: []float64{1, 2, 3, 4}}},
		{"days with slashes", "date,in\n2024/2/1,1\n2024/2/2,2\n", Observed{Start: "2024-02-01", Step: StepDay, Values: []float64{1, 2}}},
		{"minus zero", "date,in\n2025-01,-0\n", Observed{Start: "2025-01-01", Step: StepMonth, Values: []float64{0}}},
		{"quoted", "\"date\",\"in\"\n\"2025-01\",\"1e3\"\n", Observed{Start: "2025-01-01", Step: StepMonth, Values: []float64{1000}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got Observed
			if err := got.ReadCSV([]byte(c.data), "in"); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestReadCSVRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, data, word string }{
		{"empty", "", "has no rows"},
		{"only a header", "date,in\n", "has no rows"},
		{"wrong header", "date,out\n2025-01,1\n", `no column "in"; the columns are date, out`},
		{"the date column", "in,out\n2025-01,1\n", `no column "in"`},
		{"a gap", "date,in\n2025-01,1\n2025-02,1\n2025-04,1\n", "row 4 has date 2025-04-01, want 2025-03-01"},
		{"a day twice", "date,in\n2025-01-01,1\n2025-01-01,1\n", "row 3"},
		{"backwards", "date,in\n2025-02,1\n2025-01,1\n", "row 3"},
		{"negative", "date,in\n2025-01,1\n2025-02,-3\n", "row 3: flow -3 is negative"},
		{"too large", "date,in\n2025-01,1e10\n", "row 2: 1e+10 is above 1e+09"},
		{"a word", "date,in\n2025-01,dry\n", `row 2: "dry" is not a number`},
		{"missing", "date,in\n2025-01,\n", `row 2: "" is not a number`},
		{"NaN", "date,in\n2025-01,NaN\n", "is not a number"},
		{"infinity", "date,in\n2025-01,Inf\n", "is not a number"},
		{"no date", "date,in\nJan,1\n", "row 2: \"Jan\" is not a date"},
		{"mid-month", "date,in\n2025-01-15,1\n", "first of a month"},
		{"a short row", "date,x,in\n2025-01,1,2\n2025-02,1\n", "row 3 has 2 columns, want 3"},
		{"not CSV", "date,in\n\"2025,1\n", "quote"},
		{"too long", "date,in\n" + strings.Repeat("2025-01,1\n", maxSteps+1), "36601 periods"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := Observed{Start: "2000-01", Values: []float64{7}}
			err := o.ReadCSV([]byte(c.data), "in")
			mentions(t, err, c.word)
			if o.Start != "2000-01" || len(o.Values) != 1 || o.Values[0] != 7 {
				t.Errorf("the series became %+v", o)
			}
		})
	}
}

// TestObservedInflow reads a series beside the document and lowers it.
func TestObservedInflow(t *testing.T) {
	t.Parallel()
	document := strings.Replace(small, "annual: 1200, profile: flat", "observed: {csv: flows.csv%s}", 1) + "\nhydrology: {observed: true}"
	for _, c := range []struct {
		name, more, data, calendar string
		want                       []float64
	}{
		{"flows by month", "", "date,in\n2025-01,1\n2025-02,2\n", "periods: 2", []float64{267.84, 483.84}},
		{"volumes by month", ", unit: volume", "date,in\n2025-01,100\n2025-02,200\n", "periods: 2", []float64{100, 200}},
		{"another column", ", column: gauge", "date,gauge\n2025-01,1\n", "periods: 1", []float64{267.84}},
		{"a longer series", "", "date,in\n2024-12,9\n2025-01,1\n2025-02,2\n2025-03,9\n", "periods: 2", []float64{267.84, 483.84}},
		{"months into 旬", ", unit: volume", "date,in\n2025-01,310\n", "step: xun, periods: 3", []float64{100, 100, 110}},
		{"flows of months into 旬", "", "date,in\n2025-01,1\n", "step: xun, periods: 3", []float64{86.4, 86.4, 95.04}},
		{"旬 into 旬", "", "date,in\n2025-01-01,1\n2025-01-11,2\n2025-01-21,3\n", "step: xun, periods: 3", []float64{86.4, 172.8, 285.12}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, _, err := Decode([]byte(strings.Replace(fmt.Sprintf(document, c.more), "periods: 12", c.calendar, 1)), func(name string) ([]byte, error) {
				if name != "flows.csv" {
					return nil, errors.New("no such file")
				}
				return []byte(c.data), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			g, err := n.Lower()
			if err != nil {
				t.Fatal(err)
			}
			nearAll(t, "inflow", supply(t, g, "in").Volume, c.want)
		})
	}
	for _, c := range []struct{ name, data, calendar, word string }{
		{"too short", "date,in\n2025-01,1\n", "periods: 2", "the series runs 1 months from 2025-01 and does not cover the calendar"},
		{"too late", "date,in\n2025-02,1\n2025-03,1\n", "periods: 1", "does not cover"},
		{"旬 for days", "date,in\n2025-01-01,1\n2025-01-11,2\n2025-01-21,3\n", "step: day, periods: 5", "does not cover"},
		{"negative", "date,in\n2025-01,-1\n", "periods: 1", "file flows.csv: row 2: flow -1 is negative"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Decode([]byte(strings.Replace(fmt.Sprintf(document, ""), "periods: 12", c.calendar, 1)), func(string) ([]byte, error) { return []byte(c.data), nil })
			mentions(t, err, c.word)
		})
	}
	if start, months := (&Observed{}).Range(); start != "" || months != 0 {
		t.Errorf("no series runs %d months from %q", months, start)
	}
}

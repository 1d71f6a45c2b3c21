package load

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"fenhu/network"
)

// Report is what the clients saw.
type Report struct {
	Readers, Submitters int
	// Submitted runs were accepted; Finished are those that came to the right
	// result, and Lost the others.
	Submitted, Finished, Lost int
	// Requests were made, the waiting for runs left out; Refused were answered
	// with 4xx, Failed with 5xx, and Broken without an answer or with a wrong one.
	Requests, Refused, Failed, Broken int
	// Took is how long requests were made, Whole the time until all runs were over.
	Took, Whole time.Duration
	// Notes are the first things that went wrong.
	Notes []string

	operations map[string]*seen
}

// seen is what clients saw of one operation.
type seen struct {
	took                    []time.Duration
	refused, failed, broken int
}

// OK says whether nothing was lost and nothing failed. To refuse is no failure.
func (r *Report) OK() bool { return r.Lost == 0 && r.Failed == 0 && r.Broken == 0 }

func (r *Report) at(operation string) *seen {
	s := r.operations[operation]
	if s == nil {
		s = new(seen)
		r.operations[operation] = s
	}
	return s
}

func (r *Report) note(s string) {
	const most = 10
	if len(r.Notes) < most {
		r.Notes = append(r.Notes, s)
	}
}

// operations are the rows of the report.
func operations() []struct {
	id   string
	name network.Text
} {
	return []struct {
		id   string
		name network.Text
	}{
		{"submit", network.Text{ZH: "提交", EN: "submit"}},
		{"run", network.Text{ZH: "状态", EN: "state of a run"}},
		{"list", network.Text{ZH: "列表", EN: "list of runs"}},
		{"result", network.Text{ZH: "结果", EN: "result"}},
		{"unchanged", network.Text{ZH: "结果未变（304）", EN: "result unchanged (304)"}},
		{"table", network.Text{ZH: "表（CSV）", EN: "table (CSV)"}},
		{"finish", network.Text{ZH: "提交至完成", EN: "submitted to finished"}},
	}
}

// Write writes the report. A percentile is the smallest time that so many of
// the requests did not exceed [ms].
func (r *Report) Write(w io.Writer, l network.Lang) error {
	say := func(zh, en string) string { return network.Text{ZH: zh, EN: en}.In(l) }
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\t%s\t4xx\t5xx\t%s\tp50\tp95\tp99\t%s\t\n", say("操作", "operation"), say("次数", "number"), say("中断", "broken"), say("最长 (ms)", "max (ms)"))
	for _, o := range operations() {
		s := r.operations[o.id]
		if s == nil {
			continue
		}
		slices.Sort(s.took)
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t\n", o.name.In(l), len(s.took), s.refused, s.failed, s.broken,
			percentile(s.took, 50), percentile(s.took, 95), percentile(s.took, 99), percentile(s.took, 100))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, n := range r.Notes {
		fmt.Fprintln(w, n)
	}
	_, err := fmt.Fprintf(w, say(
		"%d 个读者与 %d 个提交者，%.1f s 内 %d 次请求（每秒 %.0f 次）：拒绝 %d，出错 %d，中断 %d\n提交 %d，完成 %d，丢失 %d，至全部完成 %.1f s\n",
		"%d readers and %d submitters, %.1f s, %d requests (%.0f a second): refused %d, failed %d, broken %d\nsubmitted %d, finished %d, lost %d; all finished after %.1f s\n"),
		r.Readers, r.Submitters, r.Took.Seconds(), r.Requests, float64(r.Requests)/r.Took.Seconds(), r.Refused, r.Failed, r.Broken,
		r.Submitted, r.Finished, r.Lost, r.Whole.Seconds())
	return err
}

// percentile is in milliseconds; sorted must be sorted and not empty.
func percentile(sorted []time.Duration, p int) float64 {
	i := (len(sorted)*p + 99) / 100
	return float64(sorted[max(i, 1)-1].Microseconds()) / 1000
}

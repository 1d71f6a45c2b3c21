package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"fenhu/network"
	"fenhu/optimize"
)

// shownLacks is how many nodes at fault the text names; JSON has all.
const shownLacks = 20

// printLinksResult writes the summary for people.
func (a *app) printLinksResult(r *linksResult) error {
	var b strings.Builder
	line := func(zh, en, value string) {
		name := network.Text{ZH: zh, EN: en}.In(a.lang)
		fmt.Fprintf(&b, "%s%s %s\n", name, strings.Repeat(" ", max(0, 12-width(name))), value)
	}
	line("状态", "status", statusText(r.Status).In(a.lang))
	if r.Objective != nil {
		line("最小费用", "least cost", strconv.FormatFloat(*r.Objective, 'f', -1, 64))
	}
	line("规模", "size", fmt.Sprintf(a.say("%d 行，%d 列，%d 个非零元", "%d rows, %d columns, %d nonzeros"), r.Rows, r.Columns, r.Nonzeros))
	line("求解器", "solver", fmt.Sprintf(a.say("%s，迭代 %d 次", "%s, %d iterations"), r.Solver, r.Iterations))
	line("用时", "seconds", fmt.Sprintf(a.say("读 %.2f + 建 %.2f + 解 %.2f + 写 %.2f = %.2f s", "read %.2f + build %.2f + solve %.2f + write %.2f = %.2f"),
		r.Seconds.Read, r.Seconds.Build, r.Seconds.Solve, r.Seconds.Write, r.Seconds.Total))
	if r.PeakMB > 0 {
		line("内存峰值", "peak memory", fmt.Sprintf("%.0f MB", r.PeakMB))
	}
	if q := r.Residuals; q != nil {
		line("残差", "residuals", fmt.Sprintf(a.say("平衡 %.1e，上下限 %.1e，对偶 %.1e，对偶间隙 %.1e", "balance %.1e, bounds %.1e, dual %.1e, gap %.1e"), q.Balance, q.Bound, q.Dual, q.Gap))
	}
	for i, l := range r.Lacking {
		if i == shownLacks {
			fmt.Fprintf(&b, a.say("……共 %d 个节点，全部见 --format json\n", "… %d nodes in all; --format json has them\n"), len(r.Lacking))
			break
		}
		if l.Amount > 0 {
			fmt.Fprintf(&b, a.say("  %s 缺水 %.6g\n", "  %s lacks %.6g\n"), l.Node, l.Amount)
		} else {
			fmt.Fprintf(&b, a.say("  %s 有 %.6g 无出路\n", "  %s has %.6g with no outlet\n"), l.Node, math.Abs(l.Amount))
		}
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

// statusText is a status in words.
func statusText(status string) network.Text {
	switch status {
	case optimize.StatusOptimal.String():
		return network.Text{ZH: "最优", EN: "optimal"}
	case optimize.StatusInfeasible.String():
		return network.Text{ZH: "无可行解：下列节点的进出水量无法平衡", EN: "infeasible: these nodes cannot balance"}
	case optimize.StatusUnbounded.String():
		return network.Text{ZH: "无界：有费用为负且不限量的流路", EN: "unbounded: some path without limit has a negative cost"}
	case optimize.StatusTimeLimit.String():
		return network.Text{ZH: "到达时间限制，未得到结果", EN: "the time limit was reached before the result"}
	default:
		return network.Text{ZH: "未得到结果", EN: status}
	}
}

// width is the number of columns that a text takes on a terminal.
func width(s string) int { return runewidth.StringWidth(s) }

// peakMB is the most memory that the process occupied, 0 where the system does not say.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	var kB float64
	if _, err := fmt.Sscan(rest, &kB); err != nil || !found {
		return 0
	}
	return math.Round(kB/1024*10) / 10
}

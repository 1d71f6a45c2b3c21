package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"fenhu/network"
	"fenhu/optimize"
)

// slow is how long a run may be silent where standard error is no terminal.
const slow = 2 * time.Second

// progress shows how far a run is: on a terminal one line that is written over,
// elsewhere a line every two seconds once a run is slow.
type progress struct {
	w        io.Writer
	lang     network.Lang
	now      func() time.Time
	terminal bool
	always   bool
	last     time.Time
	width    int
	levels   map[string]network.Text // names of the priority levels
}

// newProgress returns nil when progress is off.
func newProgress(a *app, when string) *progress {
	if when == "off" {
		return nil
	}
	return &progress{w: a.err, lang: a.lang, now: a.now, terminal: isTerminal(a.err), always: when == "on", last: a.now(), levels: map[string]network.Text{}}
}

// name learns the names of the levels of a network.
func (p *progress) name(n *network.Network) {
	if p == nil {
		return
	}
	for _, l := range n.Order() {
		p.levels[l.ID] = l.Name()
	}
}

// show is the callback of a run.
func (p *progress) show(x optimize.Progress) {
	level := p.levels[x.Level]
	if level == (network.Text{}) {
		level = network.Text{ZH: x.Level, EN: x.Level}
	}
	done := network.Text{
		ZH: fmt.Sprintf("已完成 %d/%d 级，%s", x.Done, x.Levels, level.In(network.ZH)),
		EN: fmt.Sprintf("%d of %d levels done, %s", x.Done, x.Levels, level.In(network.EN)),
	}
	if x.Windows > 1 {
		done.ZH = fmt.Sprintf("窗口 %d/%d，", x.Window, x.Windows) + done.ZH
		done.EN = fmt.Sprintf("window %d of %d, ", x.Window, x.Windows) + done.EN
	}
	p.say(done)
}

// say shows a step.
func (p *progress) say(t network.Text) {
	if p == nil {
		return
	}
	s := t.In(p.lang)
	if p.terminal {
		fmt.Fprintf(p.w, "\r%s%s", s, strings.Repeat(" ", max(0, p.width-len(s))))
		p.width = len(s)
		return
	}
	if now := p.now(); p.always || now.Sub(p.last) >= slow {
		p.last = now
		fmt.Fprintln(p.w, s)
	}
}

// end clears the line.
func (p *progress) end() {
	if p != nil && p.terminal && p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}

// callback is show, or nil when progress is off.
func (p *progress) callback() func(optimize.Progress) {
	if p == nil {
		return nil
	}
	return p.show
}

// isTerminal says whether a stream is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// terminalWidth is the width of a terminal, 0 when the stream is none.
func terminalWidth(w any) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

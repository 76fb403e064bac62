package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// width is that of a full bar, and pause the time between two drawings of it.
const (
	width = 30
	pause = 100 * time.Millisecond
)

// A progress is a bar on a line of text that is written over again and again.
type progress struct {
	screen      io.Writer
	done, total int
	drawn       time.Time
}

func newProgress(screen io.Writer, total int) *progress {
	p := &progress{screen: screen, total: total}
	p.draw()
	return p
}

// add counts a row, and draws the bar if that was not done just before.
func (p *progress) add() {
	p.done++
	if time.Since(p.drawn) >= pause {
		p.draw()
	}
}

// end draws the bar as it is at last and goes on to the next line.
func (p *progress) end() {
	p.draw()
	fmt.Fprintln(p.screen)
}

func (p *progress) draw() {
	p.drawn = time.Now()
	p.total = max(p.total, p.done) // rows may have come since they were counted
	full := width
	if p.total > 0 {
		full = width * p.done / p.total
	}
	fmt.Fprintf(p.screen, "\r[%s%s] %d of %d rows", strings.Repeat("#", full), strings.Repeat("-", width-full), p.done, p.total)
}

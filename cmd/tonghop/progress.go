package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress is a bar on a terminal, and nothing where output goes to a file: the report at the end
// says it all. Its zero value draws nothing.
type progress struct {
	to  io.Writer
	bar *progressbar.ProgressBar
}

// newProgress draws on a terminal only: a log of a night with thousands of lines of a bar helps
// nobody.
func newProgress(to io.Writer) *progress {
	if file, ok := to.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{}
	}
	return &progress{to: to}
}

// show is pipeline.Options.Progress: it is called after each workbook, with how many are done of
// how many.
func (p *progress) show(done, total int) {
	if p.to == nil {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.to), progressbar.OptionSetDescription("reading workbooks"),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish())
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
}

// finish takes the bar off the terminal before the report is printed. It may be called on nil: with
// --json there is none.
func (p *progress) finish() {
	if p != nil && p.bar != nil {
		_ = p.bar.Finish()
	}
}

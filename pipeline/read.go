package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path"
	"runtime"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse"
)

// outcome is what came of one workbook. It is made by a worker and settled by the one goroutine
// that writes; either file or again is set, never both.
type outcome struct {
	file     *inbox.File          // of a workbook in the inbox
	again    []warehouse.Received // of one that is read again from the archive: its forms so far
	sha256   string
	known    bool           // the ledger has these bytes already and they need not be read
	readings []form.Reading // of each form in the workbook
	kept     bool           // in the archive
	mended   bool           // the archive had lost these bytes and has them again
	// concealed says that the file's name is not told, and so not kept either: it is read again at every run.
	concealed bool
	err       error
}

// batchSize bounds how many readings wait in memory before they are loaded.
const batchSize = 500

// readAndLoad reads the worklist on all cores, and hands the readings to load in the order of the
// list, in batches. Batches are loaded while others are still being read, and end at batchSize
// readings or when their numbers would take too much memory, whichever comes first.
func (r *run) readAndLoad(ctx context.Context, work *worklist, load func([]warehouse.Loaded) error) error {
	checks := newChecks(work)
	var batch []warehouse.Loaded
	total, done, numbers := len(work.fresh)+len(work.again), 0, 0
	for o := range r.readInOrder(ctx, work) {
		done++
		if r.options.Progress != nil {
			r.options.Progress(done, total)
		}
		loaded, err := r.settle(work, checks, o)
		if err != nil {
			return err
		}
		for _, l := range loaded {
			numbers += len(l.Reading.Observations)
		}
		batch = append(batch, loaded...)
		if len(batch) >= batchSize || numbers >= waitingNumbers {
			if err := load(batch); err != nil {
				return err
			}
			clear(batch) // nothing of what is loaded stays in memory
			batch, numbers = batch[:0], 0
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	mended, err := r.readDamaged(work)
	if err != nil {
		return err
	}
	return load(append(batch, mended...))
}

// readInOrder reads on all cores and yields in order; at most batchSize readings are ahead of the one that is waited
// for.
func (r *run) readInOrder(ctx context.Context, work *worklist) func(yield func(outcome) bool) {
	jobs := make([]func() outcome, 0, len(work.fresh)+len(work.again))
	for i := range work.fresh {
		jobs = append(jobs, func() outcome { return r.readFile(&work.fresh[i], work) })
	}
	for i := range work.again {
		jobs = append(jobs, func() outcome { return r.readAgain(work.again[i]) })
	}
	return inOrder(ctx, jobs, runtime.GOMAXPROCS(0), batchSize, outcome.numbers, waitingNumbers)
}

// numbers counts the observations that an outcome holds in memory.
func (o outcome) numbers() int {
	count := 0
	for i := range o.readings {
		count += len(o.readings[i].Observations)
	}
	return count
}

// inOrder runs jobs on several goroutines and yields their results in the order of the jobs. It
// ends early with ctx. No job begins while as many as ahead are not yet yielded, or while the
// results that wait weigh most or more together; the job that is waited for has begun by then, so
// that somebody always goes on. Each job has a channel of its own with room for its result, so that
// no worker ever waits for the one who takes the results. A ticket is held from before a job begins
// until its result is yielded, which is what keeps the jobs from running far ahead. When the caller
// stops early, the workers end their jobs at hand and no goroutine is left.
func inOrder[T any](
	ctx context.Context, jobs []func() T, workers, ahead int, weight func(T) int, most int,
) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		ctx, stop := context.WithCancel(ctx)
		results := make([]chan T, len(jobs))
		for i := range results {
			results[i] = make(chan T, 1)
		}
		tickets, next, lighter := make(chan struct{}, ahead), make(chan int), make(chan struct{}, 1)
		var waiting atomic.Int64 // weight of what is done and not yet yielded
		var group sync.WaitGroup
		defer group.Wait()
		defer stop()
		group.Go(func() {
			defer close(next)
			for i := range jobs {
				select {
				case tickets <- struct{}{}:
				case <-ctx.Done():
					return
				}
				for waiting.Load() >= int64(most) {
					select {
					case <-lighter:
					case <-ctx.Done():
						return
					}
				}
				select {
				case next <- i:
				case <-ctx.Done():
					return
				}
			}
		})
		for range workers {
			group.Go(func() {
				for i := range next {
					result := jobs[i]()
					waiting.Add(int64(weight(result)))
					results[i] <- result
				}
			})
		}
		for i := range results {
			select {
			case result := <-results[i]:
				<-tickets
				waiting.Add(-int64(weight(result)))
				select {
				case lighter <- struct{}{}:
				default:
				}
				if !yield(result) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// readFile reads one workbook of the inbox. A file that cannot be read, or changes while it is
// read, is an outcome with an error and not the end of the run.
func (r *run) readFile(file *inbox.File, work *worklist) outcome {
	o := outcome{file: file}
	get := func() ([]byte, error) {
		return inbox.Read(r.space.Inbox, *file, r.space.Limits.WithDefaults().FileBytes)
	}
	if err := r.memory.within(file.Size, get, func(data []byte) { r.readContent(&o, data, work) }); err != nil {
		o.err = err
	}
	return o
}

// readContent reads the content of a file of the inbox. What the office refuses to keep, a list of
// people, is not archived. Bytes that the ledger has are not understood again, but kept again:
// keeping mends an archive that has lost them. Forgotten bytes are neither kept nor read, however
// often they are sent.
func (r *run) readContent(o *outcome, data []byte, work *worklist) {
	file := o.file
	o.sha256 = inbox.Sum(data)
	if isArchived(work.received[o.sha256]) {
		o.known, o.kept = true, true
		o.mended, o.err = r.keep(o.sha256, data)
		return
	}
	if isForgotten(work.received[o.sha256]) {
		o.known, o.concealed, o.file = true, true, concealed(*file, o.sha256)
		return
	}
	o.readings = r.understand(form.File{Path: file.Path, Name: file.Name()}, data)
	if isPeopleList(o.readings[0]) || form.NamesPerson(file.Name()) {
		o.concealed, o.file = true, concealed(*file, o.sha256)
	}
	if !isPeopleList(o.readings[0]) && !r.options.DryRun {
		o.kept = true
		_, o.err = r.keep(o.sha256, data)
	}
}

// keep stores bytes in the archive; written says that it did not have them. A dry run writes nothing.
func (r *run) keep(sum string, data []byte) (written bool, err error) {
	if r.options.DryRun {
		return false, nil
	}
	return r.archive.Keep(sum, data)
}

// readAgain reads a content of the archive by the definitions of today. parts are the submissions
// that the ledger has of it; all have the same bytes.
func (r *run) readAgain(parts []warehouse.Received) outcome {
	s := parts[0]
	o := outcome{again: parts, sha256: s.SHA256, kept: true}
	get := func() ([]byte, error) { return r.archive.Read(s.SHA256) }
	o.err = r.memory.within(s.Size, get, func(data []byte) {
		o.readings = r.understand(fileOf(parts), data)
	})
	return o
}

// fileOf is a workbook of the ledger as its forms are read: with its name, and with the units that staff said they are
// of.
func fileOf(parts []warehouse.Received) form.File {
	file := form.File{Path: parts[0].Path, Name: parts[0].FileName}
	for _, p := range parts {
		if p.SaidUnit != "" {
			if file.Units == nil {
				file.Units = map[string]string{}
			}
			file.Units[p.Place] = p.SaidUnit
		}
	}
	return file
}

// understand turns bytes into readings, one for each form in the workbook and always one at least.
// A defect in a reader becomes a finding of this workbook, and the run goes on. It opens nothing
// but the bytes, keeps nothing, and gives the same readings for the same bytes, name, definitions
// and registry, whenever it is called: that is what rebuild and verify rely on.
func (r *run) understand(file form.File, data []byte) (readings []form.Reading) {
	file.Path = inbox.Readable(file.Path) // units and periods are looked for in names as people read them
	defer func() {
		if p := recover(); p != nil {
			readings = []form.Reading{form.Refused(fmt.Errorf("the reader failed: %v", p))}
		}
	}()
	book, err := r.open(file.Name, data, r.space.Limits)
	if err != nil {
		return []form.Reading{form.Refused(err)}
	}
	defer book.Close()
	return r.forms.Read(file, book, r.registry)
}

// concealed is a file under the name by which it is told: in findings, in the ledger, in every table. The folder stays,
// the name becomes its first letter and the submission's ID, so that staff can find the file and nobody learns whom it
// names.
func concealed(file inbox.File, sum string) *inbox.File {
	folder, name := path.Split(file.Path)
	first, _ := utf8.DecodeRuneInString(file.Name())
	kind := path.Ext(name)
	if !inbox.WorkbookName(name) {
		kind = ""
	}
	id := inbox.Submission{SHA256: sum}.ID()
	file.Path = form.Masked(folder) + string(first) + "…-" + id + kind
	return &file
}

// isPeopleList says whether a workbook is refused because it lists people: then its bytes are not
// archived (docs/forms.md).
func isPeopleList(reading form.Reading) bool {
	for _, f := range reading.Findings {
		if f.Code == form.PeopleList {
			return true
		}
	}
	return false
}

// reasonToSkip says why a file could not even be taken in; it is tried again at the next run. The
// words are a part of the report as JSON, and stay as they are.
func reasonToSkip(err error) string {
	var unstable *inbox.UnstableError
	var large *inbox.TooLargeError
	switch {
	case errors.As(err, &unstable):
		return "skipped_unstable"
	case errors.As(err, &large):
		return "skipped_too_large"
	}
	return "skipped_unreadable"
}

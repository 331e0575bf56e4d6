// Package damage holds the damage harness: thousands of damaged workbooks, each of which must be refused or read
// exactly as the undamaged one. A reading without an error and with another content is a silent loss, and fails the
// test.
//
// The mutants are numbered; the same number always makes the same one.
//
//	go test ./pipeline/workbook/reader/damage                                  1,000 mutants; 10,000 with TONGHOP_LONG=1
//	go test ./pipeline/workbook/reader/damage -mutants 20000 -v                more, with a table of what became of them
//	go test ./pipeline/workbook/reader/damage -mutants 1 -from 4711 -keep DIR  one again, and the file itself
package damage

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/workbook/reader"
	"tonghop/samples/effort"
)

var (
	mutants = flag.Int("mutants", usual(), "how many damaged workbooks are made")
	from    = flag.Int("from", 0, "number of the first of them")
	keep    = flag.String("keep", "", "a folder for those that are read wrongly")
)

// usual is how many damaged workbooks are made when the command line does not say.
func usual() int { return effort.Pick(1_000, 10_000) }

// verdict is what a reading of a mutant must be.
type verdict uint8

const (
	either  verdict = iota // refused, or equal to the undamaged one
	refused                // for the workbooks of which all is known; either for those that were found
	same                   // no damage, only another way to write the same workbook
)

// mutation is one kind of damage. make returns nil where a workbook has nothing of the kind to damage.
type mutation struct {
	name string
	want verdict
	make func(*rand.Rand, *sample) []byte
}

// tally counts what became of the mutants of one kind.
type tally struct{ made, refused, equal, lost int }

func TestDamage(t *testing.T) {
	if testing.Short() && *mutants == usual() {
		*mutants = 500
	}
	h := newHarness(t, samples(t))
	for i := *from; i < *from+*mutants; i++ {
		h.try(t, i)
	}
	h.report(t)
}

type harness struct {
	samples []*sample
	tallies map[string]*tally
	theirs  tally // of excelize
	// One that knows nothing, and one that knows the parts of all undamaged workbooks, and of damaged ones.
	openers []*reader.Opener
}

// newHarness makes a harness for some workbooks, all of which one of its openers knows.
func newHarness(t *testing.T, samples []*sample) *harness {
	t.Helper()
	h := &harness{tallies: map[string]*tally{}, samples: samples, openers: []*reader.Opener{{}, reader.NewOpener()}}
	for _, s := range samples {
		if text, err := readBy(h.openers[1], s.name, s.data); text != s.text || err != nil {
			t.Fatalf("%s, undamaged: %v", s.name, err)
		}
	}
	return h
}

// try makes mutant i and reads it.
func (h *harness) try(t *testing.T, i int) {
	r := rand.New(rand.NewPCG(2021, uint64(i)))
	var s *sample
	var m mutation
	var data []byte
	for data == nil {
		s = h.samples[r.IntN(len(h.samples))]
		m = s.mutations[r.IntN(len(s.mutations))]
		data = m.make(r, s)
	}
	if m.want == refused && !s.known {
		m.want = either
	}
	text, err := readBy(h.openers[i%len(h.openers)], s.name, data)
	count := h.tallies[m.name]
	if count == nil {
		count = &tally{}
		h.tallies[m.name] = count
	}
	count.add(text == s.text, err)
	if problem := judge(m.want, s.text, text, err); problem != "" {
		t.Errorf("mutant %d, %s of %s: %s%s", i, m.name, s.name, problem, h.keep(t, i, s.name, data))
	}
	if s.excelize != "" {
		text, err := readExcelize(data)
		h.theirs.add(text == s.excelize, err)
	}
}

// judge says what is wrong with a reading, "" when nothing is.
func judge(want verdict, undamaged, text string, err error) string {
	var defect panicked
	switch {
	case errors.As(err, &defect):
		return err.Error()
	case err != nil && want == same:
		return "refused, though nothing is lost: " + err.Error()
	case err == nil && text != undamaged:
		return "read without an error, and differently: " + firstDifference(undamaged, text)
	case err == nil && want == refused:
		return "not noticed"
	}
	return ""
}

func firstDifference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return fmt.Sprintf("line %d is\n%.200s\nand was\n%.200s\n", i+1, right[i], left[i])
		}
	}
	return fmt.Sprintf("%d lines, there were %d", len(right), len(left))
}

func (t *tally) add(equal bool, err error) {
	t.made++
	switch {
	case err != nil:
		t.refused++
	case equal:
		t.equal++
	default:
		t.lost++
	}
}

func (h *harness) keep(t *testing.T, i int, name string, data []byte) string {
	if *keep == "" {
		return ""
	}
	path := filepath.Join(*keep, fmt.Sprintf("%d%s", i, filepath.Ext(name)))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return " → " + path
}

func (h *harness) report(t *testing.T) {
	var all tally
	var names []string
	for name, c := range h.tallies {
		names = append(names, name)
		all = tally{all.made + c.made, all.refused + c.refused, all.equal + c.equal, all.lost + c.lost}
	}
	slices.Sort(names)
	for _, name := range names {
		t.Logf("%-50s %+v", name, *h.tallies[name])
	}
	t.Logf("%d mutants of %d workbooks: %d refused, %d read as the undamaged one, %d silent losses", all.made,
		len(h.samples), all.refused, all.equal, all.lost)
	t.Logf("excelize, on %d of the same mutants: %d refused, %d read as the undamaged one, %d silent losses",
		h.theirs.made, h.theirs.refused, h.theirs.equal, h.theirs.lost)
}

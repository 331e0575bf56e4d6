package spark

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/lake/spark/job"
)

// origin says what a part was made of. Two parts of one origin have the same rows, whichever job made them: so a job of
// another day takes over what an earlier one has made, but for the tables that ask for the day and change with it, and
// those that read them.
type origin struct {
	// Of is a sum of the part's statement, but for the day, of the functions, and of the rows that it reads.
	Of  string `json:"of,omitempty"`
	Day string `json:"day,omitempty"` // the day that the statement asks for; empty: it asks for none
	// Same is the name of rows of an earlier day with which these were compared and found to be the same.
	Same string `json:"same,omitempty"`
}

// rows names the rows that a part has. Rows may have several names; a name means the same rows always.
func (o origin) rows() string { return cmp.Or(o.Same, o.Of+o.Day) }

// made says whether two parts were made of the same, so that one stands for the other.
func (o origin) made(other origin) bool { return o.Of == other.Of && o.Day == other.Day }

// word is what may be the name of a table in a statement.
var word = regexp.MustCompile(`\w+`)

// wording is a text as Spark reads it.
type wording struct {
	text   string
	always string // the same on every day
	day    string // the day that it asks for; empty: it asks for none
}

// wordingOf rewrites a text for a year and a step.
func wordingOf(v job.Variables, text string, of yearStep) (w wording, err error) {
	if w.text, err = Rewrite(text, values(v, of)); err != nil {
		return w, err
	}
	timeless := v
	timeless.Today = time.Time{}
	if w.always, err = Rewrite(text, values(timeless, of)); err != nil || w.always == w.text {
		return w, err
	}
	day, err := v.Day()
	w.day = day.Format(time.DateOnly)
	return w, err
}

// originOf says what a part is made of by a query. The tables that it reads are those whose names stand in the query:
// they are finished, and of their years and steps those count that were made before it.
func (m *maker) originOf(p part, query wording, types string) (o origin, err error) {
	m.shared.Lock()
	defer m.shared.Unlock()
	o.Day = cmp.Or(query.day, m.functions.day)
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q %q", m.functions.always, query.always, types)
	asked := map[string]bool{}
	for _, name := range word.FindAllString(query.text, -1) {
		asked[name] = true
	}
	for _, input := range m.job.Inputs {
		if asked[viewName(input.Name)] {
			files, err := json.Marshal(input)
			if err != nil {
				return o, err
			}
			fmt.Fprintf(sum, " %s", files)
		}
	}
	for _, read := range m.done.before(p) {
		if asked[viewName(read.Table)] {
			fmt.Fprintf(sum, " %s %s", read, m.done.parts[read].rows())
		}
	}
	o.Of = hex.EncodeToString(sum.Sum(nil)[:16])
	return o, nil
}

// before are the parts of which another one may be made, in order. A run that takes up a job knows later ones, too:
// later years of all tables, and later steps of its own.
func (d *done) before(p part) (all []part) {
	for q := range d.parts {
		own := q.Table == p.Table
		if p.Year == 0 && !own || q.Year < p.Year || q.Year == p.Year && (!own || q.Step < p.Step) {
			all = append(all, q)
		}
	}
	slices.SortFunc(all, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Step, b.Step))
	})
	return all
}

// earlier is a job before, of which there are still tables in the same place.
type earlier struct {
	root  root
	parts map[part]origin
}

// earlierJobs reads what is remembered of other jobs than the one of this digest.
func (m *maker) earlierJobs(digest string) (all []earlier, err error) {
	known, err := m.known(digest)
	if err != nil {
		return nil, err
	}
	for _, other := range known {
		d, err := readDone(doneFile(m.job.State, other))
		if err != nil {
			return nil, err
		}
		all = append(all, earlier{root: m.rootOf(other), parts: d.parts})
	}
	return all, nil
}

// stands says whether a part need not be made: it is finished, or an earlier job has made it of the same; then it is
// taken from there. Kept in the result counts them.
func (m *maker) stands(p part, o origin) (bool, error) {
	m.shared.Lock()
	defer m.shared.Unlock()
	if finished, is := m.done.parts[p]; is && finished.made(o) {
		m.Kept++
		return true, nil
	}
	if err := m.forget(p); err != nil {
		return false, err
	}
	for _, e := range m.earlier {
		if before, is := e.parts[p]; is && before.made(o) && there(e.root.part(p)) {
			m.Kept++
			if err := m.place(p, e.root.part(p)); err != nil {
				return false, err
			}
			return true, m.done.add(p, before)
		}
	}
	m.tell(p.String())
	return false, nil
}

// forget removes what there is of a part, and of the later ones of its table, which were made of it or with it: that
// happens when a folder was lost from which they were made. Steps to come must not see such rows.
func (m *maker) forget(p part) error {
	for q := range m.done.parts {
		if q.Table == p.Table && (q.Year > p.Year || q.Year == p.Year && q.Step >= p.Step) {
			delete(m.done.parts, q)
			if err := os.RemoveAll(m.root.part(q)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameRows gives a part that was just made the name of the rows that an earlier job had on another day, where they are
// the same. Most tables that ask for the day change only when a period ends or a unit does, and what reads them stands.
func (m *maker) sameRows(ctx context.Context, p part, o origin) (origin, error) {
	for _, e := range m.earlier {
		before, is := e.parts[p]
		if o.Day == "" || !is || before.Of != o.Of || !there(e.root.part(p)) {
			continue
		}
		now, then := filesOf(m.root.part(p)), filesOf(e.root.part(p))
		different, err := m.numbers(ctx, p.Table, p.Year, fmt.Sprintf("SELECT count(*) FROM ("+
			"(SELECT * FROM %[1]s EXCEPT ALL SELECT * FROM %[2]s) UNION ALL "+
			"(SELECT * FROM %[2]s EXCEPT ALL SELECT * FROM %[1]s))", now, then))
		if err != nil {
			return o, err
		}
		if different[0] == 0 {
			o.Same = before.rows()
			return o, nil
		}
	}
	return o, nil
}

// filesOf is the rows of the files in a folder, in a statement.
func filesOf(folder string) string { return "parquet.`" + strings.ReplaceAll(folder, "`", "``") + "`" }

package lake

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/durable"
)

// Options say whose state is written, and how. Settings go into the manifest as they are; Write
// does not act by them.
type Options struct {
	Province  string // before every identifier
	FileNames bool   // names and paths of workbooks, too
	Program   string // version of tonghop
	Now       time.Time
	Settings  Settings
}

// Written is what a write did.
type Written struct {
	State string `json:"state"`
	Files int    `json:"files"` // that are new in it; 0: nothing was written
	Bytes int64  `json:"bytes"`
}

// The tables of a lake, by the query that makes each: those of the whole ledger, those parted by the year in which the
// period of a submission ends, and those of what is published.
var (
	wholeTables = []string{"lake/known_unit", "lake/known_series", "lake/unit", "lake/change", "lake/target",
		"lake/obligation", "lake/obligation_series", "lake/definition", "lake/run", "lake/action"}
	yearTables    = []string{"lake/submission", "lake/reading", "lake/observation", "lake/finding"}
	publishedYear = []string{"lake/attainment_quarterly", "lake/attainment_yearly"}
)

// publishedName is the vintage while its tables are read.
const publishedName = "lake_published"

// kept is how many states of a province stay in the lake: whoever reads one while the next is written reads on.
const kept = 3

// Write brings the lake of a province to the state of its ledger, of which the vintage was
// published; the models have been consolidated. Nothing is written where the lake has that state
// already. The caller holds the workspace's lock. Errors name the lake; the state that was there is
// the current one then. A killed write leaves files that no manifest lists, or a manifest that no
// pointer names: readers see the state before, and the next write uses what is there with the right
// bytes.
func Write(ctx context.Context, to Store, ledger *warehouse.Warehouse, published vintage.Folder, o Options) (
	Written, error,
) {
	w := &writer{to: to, options: o, made: newManifest(published, o)}
	if err := w.write(ctx, ledger, published); err != nil {
		return w.done, fmt.Errorf("lake %s: %w", to, err)
	}
	return w.done, nil
}

// newManifest is one that lists nothing yet.
func newManifest(published vintage.Folder, o Options) Manifest {
	return Manifest{
		Format: Format, Contract: Contract, Province: o.Province, CreatedAt: o.Now.UTC(), Program: o.Program,
		Vintage: published.ID, Settings: o.Settings, SQL: queriesSum(), FileNames: o.FileNames,
		Tables: map[string][]File{},
	}
}

// writer is one write under way.
type writer struct {
	to      Store
	options Options
	conn    *sql.Conn
	stage   string
	before  *State // nil: there was none that can be gone on from
	made    Manifest
	done    Written
	reached func(step string) error // for tests: an error ends the write there
}

// write goes through the steps: what is there, whether anything is new, the tables, manifest and
// pointer, and at last the removal of what only older states needed.
func (w *writer) write(ctx context.Context, ledger *warehouse.Warehouse, published vintage.Folder) (err error) {
	// A state that is damaged, or of another version, is written anew.
	if w.before, err = Open(ctx, w.to, w.options.Province); err != nil {
		w.before = nil
	}
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return err
	}
	w.conn = conn
	defer func() { err = errors.Join(err, leave(publishedName)) }()
	if err := duck.Each(ctx, conn, "lake/forgotten", func(rows *sql.Rows) error {
		return rows.Scan(&w.made.Forgotten)
	}); err != nil {
		return err
	}
	if w.same() {
		w.done.State = w.before.State
		return nil
	}
	if w.stage, err = w.to.stage(w.options.Province); err != nil {
		return err
	}
	if err := w.variables(ctx, w.options.Province+"/"); err != nil {
		return err
	}
	if err := w.tables(ctx, published); err != nil {
		return err
	}
	if err := w.publish(ctx); err != nil {
		return err
	}
	if err := durable.RemoveAll(w.stage); err != nil {
		return err
	}
	return w.tidy(ctx)
}

// same says whether the lake has this state already. It goes by what the state was made of and not
// by its bytes, so that an ordinary night without news writes no file at all.
func (w *writer) same() bool {
	return w.before != nil && !w.before.Unfinished && w.before.Vintage == w.made.Vintage &&
		w.before.Settings == w.made.Settings && w.before.FileNames == w.made.FileNames &&
		w.before.Forgotten == w.made.Forgotten && w.before.Program == w.made.Program && w.before.SQL == w.made.SQL
}

// variables tells the queries what stands before every identifier. A province's identifiers get
// "dak-lak/" in front, which makes them unique in the nation; lake_file_names leaves names of
// workbooks out, which may be those of people.
func (w *writer) variables(ctx context.Context, prefix string) error {
	return duck.Script(ctx, w.conn, fmt.Sprintf(
		"SET VARIABLE lake_prefix = %s; SET VARIABLE lake_file_names = %t; SET VARIABLE lake_year = 0;",
		duck.Quoted(prefix), w.options.FileNames))
}

// tables writes every table that is not in the lake as it is now. It works with one thread, since
// the bytes of a Parquet file depend on how many there are: equal tables must get equal sums, or
// every night would send all of them again.
func (w *writer) tables(ctx context.Context, published vintage.Folder) (err error) {
	again, err := duck.OneThread(ctx, w.conn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, again()) }()
	for _, query := range wholeTables {
		if err := w.table(ctx, query, "ledger", nil, ""); err != nil {
			return err
		}
	}
	if err := w.years(ctx, yearTables, "ledger", w.ledgerYears); err != nil {
		return err
	}
	if err := duck.Attach(ctx, w.conn, published.TablesFile(), publishedName); err != nil {
		return err
	}
	if err := w.table(ctx, "lake/last_quarter", "marts", nil, ""); err != nil {
		return err
	}
	return w.years(ctx, publishedYear, "marts", func(context.Context) (map[int]string, error) {
		states := map[int]string{}
		for year, y := range published.Manifest.Years {
			states[year] = y.State
		}
		return states, nil
	})
}

// ledgerYears are the years of which the ledger has submissions, each with what it is made of.
func (w *writer) ledgerYears(ctx context.Context) (map[int]string, error) {
	states := map[int]string{}
	err := duck.Each(ctx, w.conn, "lake/year", func(rows *sql.Rows) error {
		var year int
		var state string
		err := rows.Scan(&year, &state)
		states[year] = state
		return err
	})
	return states, err
}

// years writes tables that are parted by years. A year that is as it was keeps its files. The state
// of a year names the SQL, what the ledger says of the year, and whether names of files go along:
// whichever of these changes, the year is written again.
func (w *writer) years(
	ctx context.Context, queries []string, group string, statesOf func(context.Context) (map[int]string, error),
) error {
	states, err := statesOf(ctx)
	if err != nil {
		return err
	}
	for _, query := range queries {
		table := tableOf(group, query)
		for _, year := range slices.Sorted(maps.Keys(states)) {
			of := fmt.Sprintf("%s %s %t", w.made.SQL, states[year], w.options.FileNames)
			if earlier := w.earlier(table, year, of); earlier != nil {
				w.made.Tables[table] = append(w.made.Tables[table], earlier...)
				continue
			}
			if err := w.table(ctx, query, group, &year, of); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableOf is the name in a manifest of the table that a query makes, such as ledger/unit.
func tableOf(group, query string) string { return group + "/" + path.Base(query) }

// earlier are the files of a year in the state before, if they have the same rows.
func (w *writer) earlier(table string, year int, of string) (files []File) {
	if w.before == nil {
		return nil
	}
	for _, f := range w.before.OfYear(table, year) {
		if f.Of != of {
			return nil
		}
		files = append(files, f)
	}
	return files
}

// table writes the rows of a query into a file, and gives it its place unless the lake has these
// bytes there. Folders are named as Hive partitions (province=dak-lak/year=2021), which DuckDB and
// Spark read as columns.
func (w *writer) table(ctx context.Context, query, group string, year *int, of string) error {
	table := tableOf(group, query)
	folder := fmt.Sprintf("%s/province=%s", table, w.options.Province)
	if year != nil {
		folder += fmt.Sprintf("/year=%d", *year)
		if err := duck.Script(ctx, w.conn, fmt.Sprintf("SET VARIABLE lake_year = %d", *year)); err != nil {
			return err
		}
	}
	f, err := copyOut(ctx, w.conn, query, filepath.Join(w.stage, "table.parquet"))
	if err != nil {
		return err
	}
	from := f.Path
	f.Path, f.Year, f.Of = fmt.Sprintf("%s/%s.parquet", folder, f.SHA256[:16]), year, of
	if err := w.arrive(ctx, from, f); err != nil {
		return err
	}
	w.made.Tables[table] = append(w.made.Tables[table], f)
	return w.reach(table)
}

// arrive puts a file to its place. A file of that name with other bytes is damaged, and is replaced.
func (w *writer) arrive(ctx context.Context, from string, f File) error {
	if w.to.has(ctx, f) {
		return durable.RemoveAll(from)
	}
	w.done.Files++
	w.done.Bytes += f.Bytes
	return w.to.put(ctx, from, f.Path)
}

// queriesSum names the text of all queries of this room: a year that other queries made is written anew.
func queriesSum() string {
	hash := sha256.New()
	for _, query := range slices.Concat(wholeTables, yearTables, publishedYear) {
		if body, err := duck.Statement(query); err == nil { // one that is missing fails when it is asked
			fmt.Fprintln(hash, body)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

// copyOut writes the rows of a query into a Parquet file, and says what came of it; its path is
// that of the file. The query sorts its rows, so that the same rows give the same bytes and the
// same sum.
func copyOut(ctx context.Context, q duck.Querier, query, file string) (f File, err error) {
	body, err := duck.Statement(query)
	if err != nil {
		return f, err
	}
	copying := fmt.Sprintf("COPY (%s\n) TO %s (FORMAT parquet, COMPRESSION zstd)", body, duck.Quoted(file))
	if err := q.QueryRowContext(ctx, copying).Scan(&f.Rows); err != nil {
		return f, fmt.Errorf("%s: %w", query, err)
	}
	f.Path = file
	f.SHA256, f.Bytes, err = durable.SumOfFile(file)
	return f, err
}

// stateLayout is how the moment of a state is written in its name, in UTC: names in their order are states in theirs.
const stateLayout = "20060102T150405.000Z"

// stateAfter names a state that is made at a moment. Where the clock went back, or two states are made in one moment,
// the name is that of the millisecond after the state before, so that the new one still comes behind it: a manifest
// that comes behind the pointer's is taken for one of a killed write. What the clock said stands as created_at in the
// manifest.
func stateAfter(before *State, now time.Time) string {
	name := now.Format(stateLayout)
	if before == nil || before.State < name {
		return name
	}
	was, err := time.Parse(stateLayout, before.State)
	if err != nil { // no name of this layout, which no later one may precede
		return before.State + "~"
	}
	return was.Add(time.Millisecond).Format(stateLayout)
}

// publish writes manifest and pointer, in this order. The pointer has the manifest's sum, so that
// nobody can change the list of files without its being noticed.
func (w *writer) publish(ctx context.Context) error {
	w.made.State = stateAfter(w.before, w.made.CreatedAt)
	body, err := encode(w.made)
	if err != nil {
		return err
	}
	name := manifestPath(w.options.Province, w.made.State)
	if err := w.to.write(ctx, name, body); err != nil {
		return err
	}
	if err := w.reach("manifest"); err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	pointed, err := encode(pointer{Format, w.options.Province, w.made.State, name, hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	w.done.State = w.made.State
	return w.to.write(ctx, pointerPath(w.options.Province), pointed)
}

// reach tells a test how far the write has come.
func (w *writer) reach(step string) error {
	if w.reached == nil {
		return nil
	}
	return w.reached(step)
}

// tidy removes the manifests of earlier states but the last ones, and the files that no remaining one lists. Where
// texts were taken out by decision, no earlier state stays.
func (w *writer) tidy(ctx context.Context) error {
	names, err := w.to.list(ctx, manifestFolder+"/"+w.options.Province)
	if err != nil {
		return err
	}
	slices.Sort(names)
	stay := kept
	if w.before == nil || w.before.Forgotten != w.made.Forgotten {
		stay = 1
	}
	listed := w.made.paths()
	current := manifestPath(w.options.Province, w.made.State)
	for i, name := range names {
		if name == current {
			continue
		}
		var m Manifest
		if i < len(names)-stay || name > current || readInto(ctx, w.to, name, &m) != nil {
			if err := w.to.remove(ctx, name); err != nil {
				return err
			}
			continue
		}
		for file, f := range m.paths() {
			listed[file] = f
		}
	}
	return w.removeUnlisted(ctx, listed)
}

// removeUnlisted removes the files of the province that no manifest lists. Files of other provinces
// in the same lake are none of its business and are left alone.
func (w *writer) removeUnlisted(ctx context.Context, listed map[string]File) error {
	for _, group := range []string{"ledger", "marts"} {
		names, err := w.to.list(ctx, group)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, stays := listed[name]; stays || !strings.Contains(name, "/province="+w.options.Province+"/") {
				continue
			}
			if err := w.to.remove(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

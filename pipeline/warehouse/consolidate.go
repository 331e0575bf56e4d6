package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
)

// Settings decide how tables are made of the ledger. They come from tonghop.yaml and the command
// line.
type Settings struct {
	Rounding      quantity.Rounding // of published percentages
	CutoffDay     int               // the calendar's last day of a period within its month; 0: the month's end
	TimeZone      string            // in which a due date ends
	DeclaredKinds map[string]string // period → preliminary or provisional, where the office says so itself
	// AsOf leaves out what was recorded later than this moment; zero leaves out nothing.
	AsOf time.Time
	Now  time.Time // what has ended by then is expected; AsOf goes before it
	// Boundaries is the day whose tree the current tables show; zero is the day of Now.
	Boundaries time.Time
	Full       bool // build every year again, also those whose inputs did not change
	// CSVAsTyped writes texts into CSV files as they are, also those that a spreadsheet program would compute.
	CSVAsTyped bool
	// Nation says that the ledger is one of several provinces, each of which stands before the words for its levels.
	Nation bool
	// Published are tables of the vintage that are made otherwise than by their models, each by a SELECT.
	Published map[string]string
	// Watch is told of each statement of a model or check before it begins, and calls back when it has ended: a
	// benchmark measures with it what each table costs. nil watches nothing.
	Watch func(table string) (ended func())
}

// endOfTime is later than anything recorded.
func endOfTime() time.Time { return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }

// builder runs the models of a folder of SQL on one connection. The folder is this program's, or
// for a closed period the one in its bundle.
type builder struct {
	q          duck.Querier
	settings   Settings
	files      fs.FS
	models     []model
	sha256     string   // of functions and models
	part       yearPart // which the variables name now
	kept       bool     // the readings that the tables by year were made of are known
	allThreads allThreads
	share      int // touchedShare, unless a test makes the rows of touched units however many they are
	// release gives memory back before a large table is made; nil: nothing does
	release func(context.Context, duck.Querier) error
}

// newBuilder reads the models and tells the connection the settings, as variables that models read.
func newBuilder(ctx context.Context, q duck.Querier, files fs.FS, settings Settings) (*builder, error) {
	b := &builder{q: q, settings: settings, files: files, share: touchedShare}
	var err error
	if b.models, err = loadModels(files); err != nil {
		return nil, err
	}
	if b.sha256, err = modelsSHA256(files, b.models); err != nil {
		return nil, err
	}
	if b.settings.AsOf.IsZero() {
		b.settings.AsOf = endOfTime()
	}
	return b, b.setVariables(ctx)
}

// each calls scan for every row of a query that belongs to the models: a closed period's bundle brings its own.
func (b *builder) each(ctx context.Context, name string, scan func(*sql.Rows) error, parameters ...any) error {
	return duck.EachIn(ctx, b.q, b.files, name, scan, parameters...)
}

// setVariables sets every variable anew; it is called before anything is built.
func (b *builder) setVariables(ctx context.Context) error {
	var all strings.Builder
	for _, assignment := range b.variables() {
		fmt.Fprintf(&all, "SET VARIABLE %s;\n", assignment)
	}
	if err := duck.Script(ctx, b.q, all.String()); err != nil {
		return fmt.Errorf("set the variables of models: %w", err)
	}
	return nil
}

// variables are the settings in the form "name = value" in SQL. A bundle keeps them word for word,
// so that its tables can be made again with the settings of its day.
func (b *builder) variables() []string {
	moment := b.moment()
	return []string{
		"as_of = " + timestamp(b.settings.AsOf),
		fmt.Sprintf("cutoff_day = %d", b.settings.CutoffDay),
		"rounding_mode = " + duck.Quoted(string(b.settings.Rounding.Mode)),
		"time_zone = " + duck.Quoted(b.settings.TimeZone),
		"today = " + localDate(moment, b.settings.TimeZone),
		"boundaries = " + b.boundaries(moment),
		"declared_kinds = " + mapLiteral(b.settings.DeclaredKinds),
		"messages = " + mapLiteral(comparisonTexts()),
		// These say which part of which year is being built, and in which step; setPart and
		// fillStepwise change them. first_quarter is for SQL of early versions.
		"year = 0", "first_month = 1", "first_quarter = 1", "step = 0", "step_before = 0",
	}
}

// moment is the one by which something is expected: a table of the past expects what was expected then, and not what is
// expected now.
func (b *builder) moment() time.Time {
	if b.settings.AsOf.Before(endOfTime()) {
		return b.settings.AsOf
	}
	return b.settings.Now
}

// localDate is an SQL expression for the day, where the office is, of a moment.
func localDate(at time.Time, zone string) string {
	return fmt.Sprintf("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::DATE", timestamp(at), duck.Quoted(zone))
}

// boundaries is an SQL expression for the day whose tree the current tables show.
func (b *builder) boundaries(now time.Time) string {
	if b.settings.Boundaries.IsZero() {
		return localDate(now, b.settings.TimeZone)
	}
	return "DATE " + duck.Quoted(b.settings.Boundaries.Format(time.DateOnly))
}

// timestamp is a moment as an SQL literal, in UTC.
func timestamp(at time.Time) string {
	return "TIMESTAMP " + duck.Quoted(at.UTC().Format("2006-01-02 15:04:05.999999"))
}

// mapLiteral is a map of texts as an SQL literal, in the order of its keys.
func mapLiteral(texts map[string]string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		pairs = append(pairs, duck.Quoted(key)+": "+duck.Quoted(texts[key]))
	}
	return "MAP {" + strings.Join(pairs, ", ") + "}::MAP(VARCHAR, VARCHAR)"
}

// Consolidate rebuilds the tables whose inputs changed and runs the checks, within the transaction:
// ledger and tables are committed together. It returns the years that were built. Errors: a
// *CheckError, or ErrSumTooLarge.
func (tx *Tx) Consolidate(ctx context.Context, settings Settings) ([]int, error) {
	parts, err := tx.consolidate(ctx, settings)
	return yearsOf(parts), err
}

// consolidate does what Consolidate says. It returns the parts of years that were built.
func (tx *Tx) consolidate(ctx context.Context, settings Settings) ([]yearPart, error) {
	b, err := newBuilder(ctx, tx.conn, tx.files, settings)
	if err != nil {
		return nil, err
	}
	// The state that each year was last built from says which part of it is out of date.
	built, err := builtYears(ctx, tx.conn)
	if err != nil {
		return nil, err
	}
	if same, err := tx.unchanged(ctx, b, built); err != nil || same {
		return nil, err
	}
	if err := tx.allThreads.again(); err != nil { // where this is not the first time
		return nil, err
	}
	b.share, b.release = tx.w.touchedShare, tx.w.release
	states, parts, err := b.bringUpToDate(ctx, tx.last, built)
	tx.allThreads = b.allThreads
	if err != nil {
		return nil, err
	}
	if err := tx.setBuiltYears(ctx, states); err != nil {
		return nil, err
	}
	if err := tx.setMadeFrom(ctx, b); err != nil {
		return nil, err
	}
	return parts, b.check(ctx, parts)
}

// bringUpToDate makes what differs from what was built: the small tables, and the parts of years. It returns the states
// that the years have now, and what it made of them. built is used up by it.
func (b *builder) bringUpToDate(
	ctx context.Context, ledger position, built map[int]string,
) (states []yearState, parts []yearPart, err error) {
	if b.resumes(built) {
		if err := b.keepReadings(ctx); err != nil {
			return nil, nil, err
		}
		if err := b.makeLittle(ctx); err != nil {
			return nil, nil, err
		}
	}
	if err := b.buildWhole(ctx); err != nil {
		return nil, nil, err
	}
	if states, err = b.yearStates(ctx, ledger); err != nil {
		return nil, nil, err
	}
	parts, err = b.buildYears(ctx, states, built)
	return states, parts, err
}

// buildWhole makes the small tables anew, in the order of their inputs. The tables by year come
// after them.
func (b *builder) buildWhole(ctx context.Context) error {
	for _, m := range b.models {
		if m.rebuild == rebuildWhole {
			if err := b.exec(ctx, m.name, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s", m.name, m.body)); err != nil {
				return err
			}
		}
	}
	return nil
}

// ErrSumTooLarge says that a sum does not fit DECIMAL(30, 10): it passes 10^20, although each
// number in it is within the bounds of a workbook.
var ErrSumTooLarge = errors.New("a sum does not fit DECIMAL(30, 10)")

// exec carries out statements; the error begins with what they were for.
func (b *builder) exec(ctx context.Context, name, query string) error {
	if b.settings.Watch != nil {
		defer b.settings.Watch(name)()
	}
	err := duck.Script(ctx, b.q, query)
	switch {
	case duck.OutOfRange(err):
		return fmt.Errorf("%s: %w: %w", name, ErrSumTooLarge, err)
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// State names everything that the published tables are made of: the ledger as far as it has come,
// the periods that are expected by now, the SQL, the settings, and with, which the caller adds. It
// is a SHA-256 in hexadecimal.
//
// Two vintages of one state are equal, whenever they are made, so a run that finds the state
// unchanged publishes nothing. Time alone changes the state only when a period has ended. The
// models must have been consolidated before.
func (w *Warehouse) State(ctx context.Context, settings Settings, with string) (string, error) {
	models, err := loadModels(w.files)
	if err != nil {
		return "", err
	}
	made, err := modelsSHA256(w.files, models)
	if err != nil {
		return "", err
	}
	// The number of the last run stands for the whole ledger, because every change of it is a run.
	// The other columns count within it.
	var last int
	if err := duck.Each(ctx, w.db, "warehouse/last_run", func(rows *sql.Rows) error {
		return rows.Scan(&last)
	}); err != nil {
		return "", err
	}
	expected := ""
	if err := duck.EachIn(ctx, w.db, w.files, "warehouse/expected_period_state",
		func(rows *sql.Rows) error { return rows.Scan(&expected) }); err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %s %s", made, last, expected, settings.fingerprint(), with))
	return hex.EncodeToString(sum[:]), nil
}

// fingerprint names the settings that decide about published rows, each by its name. Four do not:
// Full only says how much is made anew, Now decides which periods are expected, which is a part
// of the state by itself, what Published is made of is named by the caller of State, and Watch only
// measures.
func (s Settings) fingerprint() string {
	nation := ""
	if s.Nation {
		nation = "nation "
	}
	return nation + fmt.Sprintf("rounding=%s,%d cutoff_day=%d time_zone=%q declared_kinds=%q csv_as_typed=%t as_of=%s "+
		"boundaries=%s",
		s.Rounding.Mode, s.Rounding.Digits, s.CutoffDay, s.TimeZone, mapLiteral(s.DeclaredKinds),
		s.CSVAsTyped, s.AsOf.UTC().Format(time.RFC3339Nano),
		s.Boundaries.Format(time.DateOnly))
}

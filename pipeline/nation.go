package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/lake"
	"tonghop/pipeline/lake/nation"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// NationOptions say how a nation is consolidated, beyond Options. Step is told in words what is
// being done, and may be nil. Where Elsewhere is nil, it is the Spark cluster that tonghop.yaml
// names.
type NationOptions struct {
	Engine workspace.Engine // "": the one of tonghop.yaml
	Step   func(text string)
	// Elsewhere makes the tables where the engine is another program's.
	Elsewhere Elsewhere
}

// Elsewhere is an engine outside this program. The tables have to be those that this program would
// make of the same sources with the same settings; only the place of the work is another one.
type Elsewhere interface {
	// Make makes every published table of a nation and returns the folder in which each stands, as Parquet files in a
	// folder of its name. What an earlier call had made of the same sources it may take up.
	Make(ctx context.Context, from *nation.Sources, settings warehouse.Settings) (folder string, err error)
}

// NationReport is what consolidating a nation did.
type NationReport struct {
	At        time.Time        `json:"at"`
	Engine    workspace.Engine `json:"engine"`
	Provinces []ProvinceState  `json:"provinces"`
	Read      []string         `json:"read"`  // years of provinces that were other than before
	Years     []int            `json:"years"` // whose tables were made
	Unknown   []string         `json:"unknown,omitempty"`
	*Report   `json:"report"`
}

// ProvinceState is from which state of a province the nation was consolidated.
type ProvinceState struct {
	Province   string    `json:"province"`
	State      string    `json:"state"`
	CreatedAt  time.Time `json:"created_at"`
	Vintage    string    `json:"vintage"`
	Unfinished bool      `json:"unfinished"` // a later state was begun and not finished
}

// unknownToFederated is what sums of published numbers cannot tell.
var unknownToFederated = []string{
	"moves and mergers between provinces", "one moment for all provinces: each is as of its own state",
	"the units beneath the provinces, and their cells", "the past in today's units",
}

// KindError says that a workspace is not of the kind that a command works on.
type KindError struct {
	Dir      string
	Is       workspace.Kind
	Expected workspace.Kind
}

func (e *KindError) Error() string {
	command := "tonghop run"
	if e.Is == workspace.Nation {
		command = "tonghop nation"
	}
	return fmt.Sprintf("%s is a workspace of kind %s, expected one of kind %s: %s consolidates it", e.Dir, e.Is,
		e.Expected, command)
}

// Kind is misuse: another command is meant, or another workspace.
func (e *KindError) Kind() fault.Kind { return fault.Misuse }

// Nation consolidates the lakes of a nation's provinces and publishes the tables. Errors: *KindError,
// *ConfigurationError, *schedule.HeldError, those of lake.Open of every province that cannot be read, and what the file
// system and the warehouse return. On an error what was published stays; years that were made before it need not be
// made again.
func Nation(ctx context.Context, space *workspace.Workspace, options Options, o NationOptions) (*NationReport, error) {
	r, err := prepareNation(space, options)
	if err != nil {
		return nil, err
	}
	if o.Engine == "" {
		o.Engine = space.Nation.Engine
	}
	if o.Step == nil {
		o.Step = func(string) {}
	}
	if o.Elsewhere == nil {
		o.Elsewhere = &nation.Spark{
			Server: space.Nation.Spark.Server, Folder: space.Nation.Spark.Folder, Options: space.Nation.Spark.Options,
			State: filepath.Join(space.Dir, ".spark"), Memory: space.Warehouse, Told: o.Step,
		}
	}
	lock, err := takeLock(space, options, "tonghop nation")
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	n := &nationRun{run: r, options: o, made: &NationReport{At: r.now, Engine: o.Engine, Report: r.report}}
	if o.Engine == workspace.Federated {
		n.made.Unknown = unknownToFederated
	}
	return n.made, n.consolidate(ctx)
}

// prepareNation reads what the nation's office keeps: settings and registry. A nation has no forms
// and no inbox: its provinces have read their workbooks themselves. Its registry has the units
// above the provinces, such as regions, and the identifiers must have no "/", which joins province
// and unit in the nation's tables (dak-lak/cu-pui). Errors: *KindError, *ConfigurationError.
func prepareNation(space *workspace.Workspace, options Options) (*run, error) {
	if space.Kind != workspace.Nation {
		return nil, &KindError{space.Dir, space.Kind, workspace.Nation}
	}
	office, err := readOffice(space)
	if err != nil {
		return nil, err
	}
	own := office.registry
	var bad []error
	for _, id := range append([]string{space.Nation.Root}, unders(space)...) {
		if !own.Has(id) {
			bad = append(bad, fmt.Errorf("tonghop.yaml: read %q as a unit above provinces; expected a unit_id of "+
				"registry/units%s", id, own.NearID(id)))
		}
	}
	for _, u := range own.Units {
		if strings.Contains(u.ID, "/") {
			bad = append(bad, fmt.Errorf("registry/units: read the unit_id %q; expected one without \"/\", which stands behind "+
				"the province in the identifiers of its units", u.ID))
		}
	}
	if err := errors.Join(bad...); err != nil {
		return nil, &ConfigurationError{err}
	}
	now := options.Clock.Now()
	options.Unprinted = true // a workbook of all units of a nation is none that anybody would print
	return &run{
		space: space, options: options, now: now, forms: office.forms, registry: own,
		archive: inbox.Archive{Root: space.Archive}, report: newReport(now, options), noted: map[string]string{},
	}, nil
}

// unders are the units beneath which provinces stand, other than the root. Each is checked to be a
// unit of the nation's own registry, once for every province that names it.
func unders(space *workspace.Workspace) (ids []string) {
	for _, p := range space.Nation.Provinces {
		if p.Under != space.Nation.Root {
			ids = append(ids, p.Under)
		}
	}
	return ids
}

// nationRun is one consolidation of a nation under way.
type nationRun struct {
	*run
	options NationOptions
	from    *nation.Sources
	made    *NationReport
}

// consolidate goes from the lakes to what is published: open the last whole state of each province,
// write the nation's own registry in the same layout, gather all of them in one warehouse, make the
// tables, publish. Which engine made them and of which states is a part of the vintage's state, so
// that another engine or a newer state of any province makes a new vintage, and the same ones make
// none.
func (n *nationRun) consolidate(ctx context.Context) (err error) {
	if err := n.openLakes(ctx); err != nil {
		return err
	}
	own := n.space.Warehouse + ".registry"
	if err := durable.RemoveAll(own); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, durable.RemoveAll(own)) }()
	if n.from.Own, err = n.ownRegistry(ctx, own); err != nil {
		return err
	}
	ledger, err := n.openNation(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := n.makeTables(ctx, ledger); err != nil {
		return err
	}
	n.options.Step("publish")
	sources, err := n.from.State()
	if err != nil {
		return err
	}
	n.madeFrom = string(n.options.Engine) + " " + sources
	if n.options.Engine != workspace.DuckDB {
		n.otherwiseOf = sources
	}
	return n.publish(ctx, ledger)
}

// openLakes opens the last whole state of every province. What cannot be read is told of all of
// them at once. What the chosen engine needs is fetched only when every lake could be opened and
// all calendars agree: files may have to come from far away.
func (n *nationRun) openLakes(ctx context.Context) error {
	n.from = &nation.Sources{}
	var bad []error
	for _, p := range n.space.Nation.Provinces {
		state, err := openLake(ctx, n.space, p)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		if day := n.space.Calendar.LastDay; state.Settings.CutoffDay != day {
			bad = append(bad, &CalendarError{p.ID, state.Settings.CutoffDay, day})
		}
		n.from.Provinces = append(n.from.Provinces, nation.Province{State: state, Under: p.Under})
		n.made.Provinces = append(n.made.Provinces,
			ProvinceState{p.ID, state.State, state.CreatedAt, state.Vintage, state.Unfinished})
	}
	if err := errors.Join(bad...); err != nil {
		return err
	}
	for _, p := range n.from.Provinces {
		if err := p.Fetch(ctx, n.from.Needs(n.options.Engine != workspace.Federated)...); err != nil {
			return err
		}
	}
	return nil
}

// CalendarError says that the periods of a province end on other days than those of the nation.
type CalendarError struct {
	Province   string
	Is, Nation int // last days of a period within its month; 0: the month's end
}

func (e *CalendarError) Error() string {
	return fmt.Sprintf("the periods of %s end on day %d of a month, those of the nation on day %d (0: the month's end); "+
		"expected one calendar: state the same calendar in both tonghop.yaml", e.Province, e.Is, e.Nation)
}

// Kind is misuse: the two offices agree on one.
func (e *CalendarError) Kind() fault.Kind { return fault.Misuse }

// ownRegistry writes the nation's own registry as a province would write its own. The models then
// read the nation's units from the same sort of files as those of the provinces. It goes through a
// warehouse in memory, because the code that writes a province's registry reads a ledger. It
// returns the file of each table.
func (n *nationRun) ownRegistry(ctx context.Context, dir string) (_ map[string]string, err error) {
	memory, err := warehouse.OpenMemory(ctx, n.space.Warehouse)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	tx, err := memory.Begin(ctx, n.command("nation", ""))
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if err := tx.RecordRegistry(ctx, n.registry); err != nil {
		return nil, err
	}
	if err := tx.Commit(ctx, warehouse.Counts{}); err != nil {
		return nil, err
	}
	return lake.WriteRegistry(ctx, memory, dir, workspace.NationID, n.space.Nation.Successions)
}

// openNation opens the warehouse in which the nation is made, and the journal that notes what was
// published. Unlike a province's, this warehouse can always be made again from the lakes, and its
// journal has only lines about what was published.
func (n *nationRun) openNation(ctx context.Context) (*warehouse.Warehouse, error) {
	var err error
	if n.journal, err = journal.Open(n.space.Journal, journal.Head{}, filepath.Base(n.space.Journal)); err != nil {
		return nil, err
	}
	for line, err := range n.journal.Published() {
		if err != nil {
			return nil, err
		}
		n.noted[line.Vintage] = line.SHA256
	}
	threads := n.run.options.Threads
	if threads == 0 {
		threads = runtime.NumCPU()
	}
	if err := os.MkdirAll(filepath.Dir(n.space.Warehouse), 0o700); err != nil {
		return nil, err
	}
	return warehouse.Open(ctx, n.space.Warehouse, warehouse.Options{MemoryLimit: n.space.Nation.Memory, Threads: threads,
		Large: n.options.Engine == workspace.Spark})
}

// otherwiseMade are the models and published tables that the engine makes otherwise than a
// province. Both map names to SQL that stands in their place: federated sums what the provinces
// published instead of facts, Spark reads what the cluster wrote, and rows of closed periods come
// from the provinces wherever a period is closed.
func (n *nationRun) otherwiseMade(ctx context.Context, closed bool) (models, tables map[string]string, err error) {
	if closed && n.options.Engine != workspace.Federated {
		if tables, err = nation.SealedTables(); err != nil {
			return nil, nil, err
		}
	}
	switch n.options.Engine {
	case workspace.Federated:
		if models, err = nation.Federated(); err == nil {
			tables, err = nation.FederatedTables()
		}
	case workspace.Spark:
		folder, err := n.options.Elsewhere.Make(ctx, n.from, n.settings())
		if err != nil {
			return nil, nil, err
		}
		models = nation.Elsewhere()
		tables, err = nation.TablesIn(folder, tables)
		return models, tables, err
	}
	return models, tables, err
}

// describe notes for the vintage what it is made of. What is closed where is a part of what the
// tables are made of, since closed rows come from the province as they are.
func (n *nationRun) describe(closed []nation.Closed) {
	n.nation = &vintage.Nation{
		Engine: string(n.options.Engine), States: map[string]string{}, Closed: map[string][]string{},
	}
	for _, p := range n.made.Provinces {
		n.nation.States[p.Province] = p.State
	}
	for _, c := range closed {
		n.nation.Closed[c.Period] = append(n.nation.Closed[c.Period], c.Province)
		n.otherwiseOf += c.Province + c.Period + c.Digest
	}
}

// makeTables gathers the lakes and makes the tables of them. It goes year by year, each in a
// transaction of its own, so that memory is bounded by one year and a run that was killed goes on
// with the years that are still to be made.
func (n *nationRun) makeTables(ctx context.Context, ledger *warehouse.Warehouse) error {
	gathered, err := nation.Gather(ctx, ledger, n.from, nation.Options{
		Observations: n.options.Engine == workspace.DuckDB,
		Read: func(year, provinces int) {
			n.options.Step(fmt.Sprintf("read %d of %s", year, counted(provinces, "province")))
		},
	})
	if err != nil {
		return err
	}
	n.made.Read = gathered.Parts
	n.describe(gathered.Closed)
	how := warehouse.ByYear{
		Registry: gathered.Registry, Made: func(year int) { n.options.Step(fmt.Sprintf("made %d", year)) },
	}
	if how.Instead, n.otherwise, err = n.otherwiseMade(ctx, len(gathered.Closed) > 0); err != nil {
		return err
	}
	n.made.Years, err = ledger.MakeByYear(ctx, n.settings(), how)
	n.report.Years = append(n.report.Years, n.made.Years...)
	return err
}

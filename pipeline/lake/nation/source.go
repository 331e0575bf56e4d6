package nation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"tonghop/pipeline/lake"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/durable"
	statements "tonghop/sql"
)

// Sources are what a nation's ledger is gathered from.
type Sources struct {
	Provinces []Province
	// Own are the tables of the nation's own registry, as lake.WriteRegistry makes them: file by table.
	Own map[string]string
}

// Province is one of the nation's, with the state that its lake has.
type Province struct {
	*lake.State
	Under string // the unit of the nation beneath which the province's top stands
}

// Names of tables of a lake.
const (
	ledgerGroup = "ledger/"
	martsGroup  = "marts/"
)

// wholeTables are the tables of a lake that have no year, with registryTables among them, yearTables those that are
// parted by years, and publishedTables those of what the provinces published. Observations are by far the largest, and
// come last.
var (
	wholeTables = []string{"known_unit", "known_series", "unit", "change", "target", "obligation", "obligation_series",
		"definition", "run", "action"}
	registryTables  = []string{"known_unit", "known_series", "unit", "change", "target"}
	yearTables      = []string{"submission", "reading", "finding", observationTable}
	publishedTables = []string{"attainment_quarterly", "attainment_yearly", "last_quarter"}
)

const observationTable = "observation"

// Needs are the tables of a lake that are read, by their names in a manifest; those with all
// numbers too, or not. A federated nation asks for none of the numbers of single units, which are
// most of a lake.
func (s *Sources) Needs(observations bool) (tables []string) {
	for _, table := range slices.Concat(wholeTables, yearTables) {
		if observations || table != observationTable {
			tables = append(tables, ledgerGroup+table)
		}
	}
	for _, table := range publishedTables {
		tables = append(tables, martsGroup+table)
	}
	return tables
}

// under is the SELECT that makes the relation lake.province: the nation's own registry and each province, with the unit
// beneath which its top stands. Every engine reads it.
func (s *Sources) under() string {
	rows := []string{"('nation', NULL)"}
	for _, p := range s.Provinces {
		rows = append(rows, fmt.Sprintf("(%s, %s)", duck.Quoted(p.Province), duck.Quoted(p.Under)))
	}
	return fmt.Sprintf("SELECT CAST(province AS STRING) AS province, CAST(under AS STRING) AS under "+
		"FROM (VALUES %s) AS p (province, under)", strings.Join(rows, ", "))
}

// files are the local files of a table of all provinces, the nation's own first.
func (s *Sources) files(group, table string) (names []string) {
	if own, has := s.Own[table]; has {
		names = append(names, own)
	}
	for _, p := range s.Provinces {
		for _, f := range p.Tables[group+table] {
			names = append(names, p.Local(f))
		}
	}
	return names
}

// digestOf names what the sources have in tables without a year. It is made of the sums that the
// manifests list; only the nation's own files are read. The SQL by which lakes become a ledger is a
// part of it, so that a new version gathers anew.
func (s *Sources) digestOf(tables []string) (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, gatheringSQL())
	for _, table := range slices.Sorted(maps.Keys(s.Own)) {
		sum, _, err := durable.SumOfFile(s.Own[table])
		if err != nil {
			return "", err
		}
		fmt.Fprintln(hash, table, sum)
	}
	for _, p := range s.Provinces {
		fmt.Fprintln(hash, p.Province, p.Under)
		for _, table := range tables {
			for _, f := range p.Tables[ledgerGroup+table] {
				fmt.Fprintln(hash, table, f.SHA256)
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// partDigest names what a province has of a year, gathered by some SQL; "" where it has nothing.
func (p Province) partDigest(year int, tables []string, gatheredBy string) string {
	hash, any := sha256.New(), false
	fmt.Fprintln(hash, gatheredBy)
	for _, table := range tables {
		for _, f := range p.OfYear(ledgerGroup+table, year) {
			fmt.Fprintln(hash, table, f.SHA256)
			any = true
		}
	}
	if !any {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// gatheringSQL names the SQL by which lakes become a ledger: what other SQL had gathered is gathered anew.
func gatheringSQL() string {
	hash := sha256.New()
	for _, pattern := range []string{"schema/*.sql", "lake/*.sql"} {
		names, err := fs.Glob(statements.Files, pattern)
		for _, name := range names {
			body, unread := fs.ReadFile(statements.Files, name)
			fmt.Fprintln(hash, name, string(body), unread)
		}
		fmt.Fprintln(hash, err)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// years are all years of which a province has submissions, in order.
func (s *Sources) years() (years []int) {
	for _, p := range s.Provinces {
		for _, year := range p.Years(ledgerGroup + "reading") {
			if !slices.Contains(years, year) {
				years = append(years, year)
			}
		}
	}
	slices.Sort(years)
	return years
}

// observations counts the numbers of all provinces. The warehouse is set up for so many before the
// first of them is read.
func (s *Sources) observations() (rows int64) {
	for _, p := range s.Provinces {
		for _, f := range p.Tables[ledgerGroup+observationTable] {
			rows += f.Rows
		}
	}
	return rows
}

// State names everything that the sources are made of: equal for equal sources. It goes into the
// state of the vintage: a nation of which no province has changed publishes nothing.
func (s *Sources) State() (string, error) {
	whole, err := s.digestOf(wholeTables)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintln(hash, whole)
	for _, p := range s.Provinces {
		for _, table := range slices.Sorted(maps.Keys(p.Tables)) {
			for _, f := range p.Tables[table] {
				fmt.Fprintln(hash, f.Path, f.SHA256)
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

package workspace

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/yamlfile"
)

// Kind is what a workspace consolidates.
type Kind string

const (
	// Province consolidates the workbooks that its units submit.
	Province Kind = "province"
	// Nation consolidates the lakes of provinces; it has a registry, and neither forms nor an inbox.
	Nation Kind = "nation"
)

// NationID is the province under which a nation's own units stand in its tables; no province may be called so.
const NationID = "nation"

// Lake says where a province brings its ledger for the nation each night. Folder is an absolute path or
// an address such as s3://host/bucket; "" for a province that has no lake.
type Lake struct {
	Folder    string
	Province  string // before every identifier: small letters of ASCII, digits and hyphens
	FileNames bool   // names and paths of workbooks go with it; they may name people
}

// Engine is how a nation's tables are made.
type Engine string

const (
	// Federated adds up what the provinces published.
	Federated Engine = "federated"
	// DuckDB makes the tables of all numbers of all provinces, on one machine.
	DuckDB Engine = "duckdb"
	// Spark does the same on a cluster.
	Spark Engine = "spark"
)

// Known says whether the engine is one that a nation may name.
func (e Engine) Known() bool { return slices.Contains([]Engine{Federated, DuckDB, Spark}, e) }

// NationSettings is what a workspace of kind nation consolidates.
type NationSettings struct {
	Root      string // the unit of the nation's registry at its top
	Engine    Engine
	Memory    string // what DuckDB may take, such as 2GB
	Spark     SparkSettings
	Provinces []NationProvince
	// Successions are what no province's registry can say: a unit of one that passes into a unit of another.
	Successions []Succession
}

// SparkSettings say where a nation's tables are made on a cluster.
type SparkSettings struct {
	Server string // sc://host:port
	// Folder is where the cluster writes the tables, under the name by which it and this computer see it.
	Folder  string
	Options map[string]string // configuration of the session, such as spark.sql.shuffle.partitions
}

// Succession is a merger, or a part of a split, across provinces. Units have their province before them:
// dak-lak/cu-pui. The other fields are those of registry/changes.
type Succession struct {
	Date     period.Date // the successor's first day
	Kind     string      // merge or split
	Unit     string
	Into     string
	Counts   string // own, includes or ""
	Decision string
}

// NationProvince is one province of a nation.
type NationProvince struct {
	ID    string // as its lake has it
	Lake  string // of its lake: an absolute path, or an address such as s3://host/bucket
	Under string // the unit of the nation's registry beneath which the province's top stands
}

// lakeFile and nationFile are what staff write of both.
type lakeFile struct {
	Folder    string `yaml:"folder"`
	Province  string `yaml:"province"`
	FileNames bool   `yaml:"file_names"`
}

type nationFile struct {
	Root   string `yaml:"root"`
	Engine string `yaml:"engine"`
	Memory string `yaml:"memory"`
	Spark  struct {
		Server  string            `yaml:"server"`
		Folder  string            `yaml:"folder"`
		Options map[string]string `yaml:"options"`
	} `yaml:"spark"`
	Provinces []struct {
		ID    string `yaml:"id"`
		Lake  string `yaml:"lake"`
		Under string `yaml:"under"`
	} `yaml:"provinces"`
	Successions []struct {
		Date     string `yaml:"date"`
		Kind     string `yaml:"kind"`
		Unit     string `yaml:"unit"`
		Into     string `yaml:"into"`
		Counts   string `yaml:"counts"`
		Decision string `yaml:"decision"`
	} `yaml:"successions"`
}

// kind takes what the workspace consolidates, and what belongs to that kind. Keys of the other kind
// are an error and are not passed over: whoever wrote them expects them to do something.
func (w *Workspace) kind(text *configFile, file *yamlfile.File) error {
	w.Kind = Kind(or(text.Kind, string(Province)))
	switch w.Kind {
	case Province:
		if len(text.Nation.Provinces) > 0 || text.Nation.Root != "" {
			return file.Errorf("nation", "a workspace of kind province has none; expected kind: nation beside it")
		}
		return w.lake(text.Lake, file)
	case Nation:
		if text.Lake != (lakeFile{}) {
			return file.Errorf("lake", "a nation reads the lakes of its provinces and has none of its own")
		}
		return w.nation(&text.Nation, file)
	}
	return file.Errorf("kind", "read %q; expected province or nation", text.Kind)
}

// provinceID is what stands before every identifier in a lake, and in the names of folders on every system.
var provinceID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// checkedProvince is an error for an identifier that no province may have. Its length is bounded
// because it is a part of paths, which Windows bounds.
func checkedProvince(id, path string, file *yamlfile.File) error {
	if id == NationID || len(id) > 40 || !provinceID.MatchString(id) {
		return file.Errorf(path, "read %q; expected a short name of small letters without accents, digits and hyphens, "+
			"such as dak-lak, and not %s", id, NationID)
	}
	return nil
}

// lake takes where a province brings its ledger; without the key it has no lake. Its usual place is
// the folder lake of the workspace.
func (w *Workspace) lake(text lakeFile, file *yamlfile.File) error {
	if text == (lakeFile{}) {
		return nil
	}
	w.Lake = Lake{w.lakeAt(or(text.Folder, "lake")), text.Province, text.FileNames}
	return checkedProvince(text.Province, "lake.province", file)
}

// lakeAt is the address of a lake: a folder, as an absolute path, or a place in a store such as s3://host/bucket.
func (w *Workspace) lakeAt(text string) string {
	if strings.Contains(text, "://") {
		return text
	}
	return filepath.Clean(w.outside(text))
}

// nation takes which lakes a nation consolidates, and how. Whether its units are in its registry is
// not looked at here, where the registry has not been read: see pipeline.Nation.
func (w *Workspace) nation(text *nationFile, file *yamlfile.File) error {
	var bad []error
	w.Nation = NationSettings{Root: text.Root, Engine: Engine(or(text.Engine, string(DuckDB))),
		Memory: or(text.Memory, "2GB")}
	if text.Root == "" {
		bad = append(bad, file.Errorf("nation.root", "expected the unit_id of registry/units at the top of the nation"))
	}
	if !w.Nation.Engine.Known() {
		bad = append(bad, file.Errorf("nation.engine", "read %q; expected federated, duckdb or spark", text.Engine))
	}
	if !memoryBound.MatchString(w.Nation.Memory) {
		bad = append(bad, file.Errorf("nation.memory", "read %q; expected a size such as 900MB or 4GB", text.Memory))
	}
	w.Nation.Spark = SparkSettings{text.Spark.Server, w.outside(or(text.Spark.Folder, "spark")), text.Spark.Options}
	if w.Nation.Engine == Spark && text.Spark.Server == "" {
		bad = append(bad, file.Errorf("nation.spark.server", "expected the address of a Spark Connect server, such as "+
			"sc://may-chu:15002"))
	}
	if len(text.Provinces) == 0 {
		bad = append(bad, file.Errorf("nation.provinces", "expected a list of provinces, each with id and lake"))
	}
	for _, p := range text.Provinces {
		bad = append(bad, checkedProvince(p.ID, "nation.provinces", file))
		if p.Lake == "" {
			bad = append(bad, file.Errorf("nation.provinces", "%s has no lake; expected the folder of its lake", p.ID))
		}
		if slices.ContainsFunc(w.Nation.Provinces, func(q NationProvince) bool { return q.ID == p.ID }) {
			bad = append(bad, file.Errorf("nation.provinces", "%s stands there twice", p.ID))
		}
		w.Nation.Provinces = append(w.Nation.Provinces,
			NationProvince{p.ID, w.lakeAt(p.Lake), or(p.Under, text.Root)})
	}
	return errors.Join(append(bad, w.successions(text, file))...)
}

// successions takes what passes from one province into another. Changes within one province belong
// into that province's registry, and are refused here.
func (w *Workspace) successions(text *nationFile, file *yamlfile.File) error {
	var bad []error
	for i, s := range text.Successions {
		place := fmt.Sprintf("nation.successions[%d]", i)
		day, err := period.ParseDate(s.Date)
		if err != nil {
			bad = append(bad, file.Errorf(place, "date: %v", err))
		}
		if s.Kind != "merge" && s.Kind != "split" {
			bad = append(bad, file.Errorf(place, "kind: read %q; expected merge or split", s.Kind))
		}
		if s.Counts != "" && s.Counts != "own" && s.Counts != "includes" {
			bad = append(bad, file.Errorf(place, "counts: read %q; expected own, includes or nothing", s.Counts))
		}
		from, _, known := strings.Cut(s.Unit, "/")
		into, _, knownToo := strings.Cut(s.Into, "/")
		if !known || !knownToo || from == into {
			bad = append(bad, file.Errorf(place, "read the units %q and %q; expected two of different provinces, such as "+
				"gia-lai/ia-blang and dak-lak/ea-sup", s.Unit, s.Into))
		}
		w.Nation.Successions = append(w.Nation.Successions,
			Succession{day, s.Kind, s.Unit, s.Into, s.Counts, s.Decision})
	}
	return errors.Join(bad...)
}

// memoryBound is a size as DuckDB reads it.
var memoryBound = regexp.MustCompile(`^[1-9][0-9]*(MB|GB)$`)

package warehouse

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// rebuild says when a model's table is made anew. It is the text behind "-- Rebuild:" in the header
// of its file.
type rebuild string

const (
	rebuildWhole     rebuild = "whole"     // in every consolidation: small tables
	rebuildByYear    rebuild = "by year"   // only the years whose inputs changed
	rebuildPublished rebuild = "published" // in the vintage itself
)

// stepped says in which steps a model is made whose rows are made of its own earlier rows. The variable step names the
// one that is being made.
type stepped string

const (
	atOnce       stepped = ""
	stepByStep   stepped = "step by step"   // those that core.succession_step lists
	monthByMonth stepped = "month by month" // the year's periods, each by the month in which it ends
)

// cutSteps takes what a header's Rebuild says of steps off its end.
func cutSteps(value string) (string, stepped) {
	for _, s := range []stepped{stepByStep, monthByMonth} {
		if before, found := strings.CutSuffix(value, ", "+string(s)); found {
			return before, s
		}
	}
	return value, atOnce
}

// model is one file of sql/models or sql/checks: a SELECT, and what its header says of it.
type model struct {
	// inputs are the tables that it reads; resumes and reaches decide how little of a year can be
	// rebuilt; comment and columns describe the published table in Vietnamese and English.
	name    string // staging.unit, or the table's plain name for a mart
	inputs  []string
	rebuild rebuild
	stepped stepped // by year: made in several steps, each of which reads the rows of those before
	types   string  // of a stepped one: its columns with their types, since it cannot be read before it is there
	resumes bool    // by year: only the periods from the first month that changed are made anew
	reaches bool    // by year: what a later period brings may change the rows of earlier ones
	// by year: local says that a touched unit's rows need, of the restricted inputs, only those of touched units; everyone
	// that the year's rows of all units are made anew when the model's differ (touched.go)
	local, everyone bool
	restricted      []restriction
	// by year: a table without which the model has no rows in a year, so that nothing is made of it
	onlyYearsOf string
	asWritten   bool    // its joins are carried out as they are written (join.go)
	yearly      bool    // published: the years that are as in the vintage before are taken over from it
	scope       rebuild // of a check: whole or by year
	comment     [2]string
	columns     []columnComment
	body        string
}

// columnComment is the description of one published column.
type columnComment struct{ name, vi, en string }

// loadModels reads every model of a folder laid out as package sql, and sorts them so that each
// comes after its inputs.
func loadModels(files fs.FS) ([]model, error) {
	var all []model
	// The folder says into which schema a table goes; marts are the tables of the vintage itself.
	for folder, prefix := range map[string]string{"staging": "staging.", "core": "core.", "marts": ""} {
		found, err := loadFolder(files, "models/"+folder, prefix)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b model) int { return strings.Compare(a.name, b.name) })
	return inOrder(all)
}

// loadFolder reads the files of one folder. prefix is the schema of their tables; the tables of a
// vintage have none.
func loadFolder(files fs.FS, folder, prefix string) ([]model, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, err
	}
	var all []model
	for _, entry := range entries {
		body, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		m, err := parseModel(prefix+strings.TrimSuffix(entry.Name(), ".sql"), string(body))
		if err != nil {
			return nil, fmt.Errorf("sql/%s/%s: %w", folder, entry.Name(), err)
		}
		all = append(all, m)
	}
	return all, nil
}

// parseModel reads a file's header: the comment lines at its top, each "-- Key: value". It ends at
// the first line that is no comment. Keys that it does not know are for people. A header looks like
// this:
//
//	-- core.fact: what each unit achieved, period by period, …
//	-- Inputs: staging.current_reading, ledger.observation, core.period
//	-- Rebuild: by year, from the first month that changed, month by month
//
// A line "-- Small: brought" names expressions of WITH that have few rows however many units there are; Spark
// sends these to every executor (package spark). Of all that the inputs, and rebuild, resumes and stepped are kept. The
// name is that of the file.
func parseModel(name, body string) (model, error) {
	m := model{name: name, body: body}
	goesOn := false
	for line := range strings.Lines(body) {
		text, isComment := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if !isComment {
			break
		}
		// The list of inputs goes on over lines that are set in, for as long as each ends with a comma.
		if more, isMore := strings.CutPrefix(text, "        "); isMore && goesOn {
			text = "Inputs: " + more
		}
		key, value, _ := strings.Cut(text, ": ")
		goesOn = key == "Inputs" && strings.HasSuffix(value, ",")
		switch key {
		case "Inputs":
			m.inputs = append(m.inputs, strings.Split(strings.TrimSuffix(value, ","), ", ")...)
		case "Rebuild":
			// What stands behind the comma is taken off first; the rest is one of the three kinds.
			value, m.stepped = cutSteps(value)
			value, m.resumes = strings.CutSuffix(value, ", from the first month that changed")
			value = strings.TrimSuffix(value, ", from the first quarter that changed") // of an early version: built whole
			value, m.yearly = strings.CutSuffix(value, ", year by year")
			m.rebuild = rebuild(value)
		case "Types":
			m.types = strings.TrimPrefix(m.types+", "+value, ", ")
		case "Reaches back":
			m.reaches = true
		case "Reaches everyone":
			m.everyone = true
		case "Only years of":
			m.onlyYearsOf = value
		case "Touched":
			m.restrictTo(value)
		case "Joins":
			m.asWritten = strings.HasPrefix(value, "as written: ")
		case "Scope":
			m.scope = rebuild(value)
		case "Table":
			vi, en, _ := strings.Cut(value, " | ")
			m.comment = [2]string{vi, en}
		// The comments of published columns are in both languages, since the tables are read by
		// both.
		case "Column":
			parts := strings.Split(value, " | ")
			if len(parts) != 3 {
				return model{}, fmt.Errorf("%q: expected -- Column: name | Vietnamese | English", line)
			}
			m.columns = append(m.columns, columnComment{parts[0], parts[1], parts[2]})
		}
	}
	// A model without inputs could not be put in order.
	if len(m.inputs) == 0 {
		return model{}, fmt.Errorf("the header states no inputs")
	}
	return m, nil
}

// inOrder sorts the models so that each stands after its inputs. It refuses a circle, and an input
// that is neither a model nor a table of the ledger: a mistyped name would otherwise build tables
// in the wrong order, unnoticed. The models are gone through by their names, so that the order is
// the same on every machine.
func inOrder(all []model) ([]model, error) {
	byName := map[string]model{}
	for _, m := range all {
		byName[m.name] = m
	}
	var sorted []model
	// A walk in depth: a model is put into the list when all its inputs are.
	state := map[string]int{} // 1: its inputs are being visited, 2: done
	var visit func(m model) error
	visit = func(m model) error {
		switch state[m.name] {
		case 1:
			return fmt.Errorf("sql/models: %s depends on itself", m.name)
		case 2:
			return nil
		}
		state[m.name] = 1
		for _, input := range m.inputs {
			if next, isModel := byName[input]; isModel {
				if err := visit(next); err != nil {
					return err
				}
			} else if !strings.HasPrefix(input, "ledger.") {
				return fmt.Errorf("sql/models: %s has the input %s, which is no model and not of the ledger", m.name, input)
			}
		}
		state[m.name] = 2
		sorted = append(sorted, m)
		return nil
	}
	for _, m := range all {
		if err := visit(m); err != nil {
			return nil, err
		}
	}
	return sorted, nil
}

// modelsSHA256 covers the text of every function and model. When it changes, all tables are built
// again. Comments count too: a changed comment builds all tables again once, which does no harm.
func modelsSHA256(files fs.FS, models []model) (string, error) {
	defined, err := functions(files)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, body := range defined {
		fmt.Fprintln(hash, body)
	}
	for _, m := range models {
		fmt.Fprintf(hash, "%s\n%s\n", m.name, m.body)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

package pipeline

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// replaced puts one text for another in a file, wherever it is read-only.
func (o *office) replaced(name, old, text string) {
	o.t.Helper()
	path, err := filepath.EvalSymlinks(filepath.Join(o.dir, name))
	o.must(err)
	body, err := os.ReadFile(path)
	o.must(err)
	changed := bytes.Replace(body, []byte(old), []byte(text), 1)
	if bytes.Equal(changed, body) {
		o.t.Fatalf("%s has no %q", name, old)
	}
	o.overwrite(path, changed)
}

// overwrite replaces a file by one with other bytes, as somebody with all rights would.
func (o *office) overwrite(path string, body []byte) {
	o.t.Helper()
	durabletest.Unseal(o.t, filepath.Dir(path))
	rewrite(o.t, path, body)
}

// adapted changes the manifest of a vintage so that it fits the files as they are now.
func (o *office) adapted(id string) {
	o.t.Helper()
	dir := filepath.Join(o.dir, "published/vintages", id)
	var all map[string]any
	body, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	o.must(err)
	o.must(json.Unmarshal(body, &all))
	for name := range all["files"].(map[string]any) {
		file, err := os.ReadFile(filepath.Join(dir, name))
		o.must(err)
		all["files"].(map[string]any)[name] = sumOf(file)
	}
	body, err = json.MarshalIndent(all, "", "  ")
	o.must(err)
	o.overwrite(filepath.Join(dir, "manifest.json"), body)
}

// changeRows carries out a statement in a database file, as somebody with DuckDB would.
func changeRows(t *testing.T, path, statement string) {
	t.Helper()
	db, err := duck.Open(context.Background(), path, duck.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer func(db *sql.DB) { db.Close() }(db)
	for _, text := range []string{statement, "CHECKPOINT"} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever somebody changes of a closed period, verify tells, and says what to do.
func forgeriesTurnVerifyRed(t *testing.T, whole *office) {
	bundle, err := filepath.Rel(whole.dir, whole.firstBundle())
	whole.must(err)
	older := vintage.All(filepath.Join(whole.dir, "published"))[0].ID
	current := whole.current().ID
	for _, c := range []struct {
		name  string
		forge func(o *office)
		check string // that turns red
		says  string
		story bool // of a kind of which another one is tried by default, too
	}{
		{"the CSV", func(o *office) {
			o.replaced("published/vintages/"+current+"/attainment_quarterly.csv", ",2021-Q1,2021,1,", ",2021-Q1,2021,3,")
		}, "published files", "tonghop run --full", true},
		{"the Parquet", func(o *office) {
			o.replaced("published/vintages/"+current+"/attainment_quarterly.parquet", "2021-Q1", "2021-Q3")
		}, "published files", "tonghop run --full", true},
		{"the tables", func(o *office) {
			o.replaced("published/vintages/"+current+"/tonghop.duckdb", "2021-Q1", "2021-Q3")
		}, "published files", "tonghop run --full", true},
		{"the observation table, manifest adapted", func(o *office) {
			path := filepath.Join(o.dir, "published/vintages", current, "tonghop.duckdb")
			body, err := os.ReadFile(path)
			o.must(err)
			o.overwrite(path, body)
			changeRows(t, path, "UPDATE observation SET value = value + 6")
			o.adapted(current)
		}, "published files", "manifest.json was changed", false},
		{"the CSV, manifest adapted", func(o *office) {
			o.replaced("published/vintages/"+current+"/attainment_quarterly.csv", ",2021-Q1,2021,1,", ",2021-Q1,2021,3,")
			o.adapted(current)
		}, "published files", "manifest.json was changed", true},
		{"an older vintage", func(o *office) {
			o.replaced(filepath.Join("published/vintages", older, "attainment_yearly.csv"), "2021", "2022")
		}, "published files", "put the folder back from a backup", false},
		{"a vintage of somebody's own", func(o *office) {
			own := filepath.Join(o.dir, "published/vintages/20990101T000000Z")
			copyTree(t, filepath.Join(o.dir, "published/vintages", older), own)
			o.replaced("published/vintages/20990101T000000Z/manifest.json", older, "20990101T000000Z")
		}, "published files", "no vintage that the journal says was published", false},
		{"a file of a plain name", func(o *office) {
			name := filepath.Join(o.dir, "published/attainment_yearly.csv")
			o.must(os.Remove(name))
			o.must(os.WriteFile(name, []byte("x"), 0o644))
		}, "published files", "\"tonghop run\" puts it right", false},
		{"the pointer", func(o *office) {
			o.replaced("published/current.json", current, older)
		}, "published files", "is not the file of the current vintage", false},
		{"the reason in bundle.json", func(o *office) {
			forgeReason(o, bundle)
		}, "files of the bundle", "put the bundle back from a backup", false},
		{"the journal", func(o *office) {
			o.replaced("journal.jsonl", `"reason":"thử"`, `"reason":"giả"`)
		}, "journal", "put it back from the last backup", false},
		{"a shorter journal", func(o *office) {
			body, err := os.ReadFile(filepath.Join(o.dir, "journal.jsonl"))
			o.must(err)
			lines := bytes.SplitAfter(body, []byte("\n"))
			o.overwrite(filepath.Join(o.dir, "journal.jsonl"), bytes.Join(lines[:len(lines)-3], nil))
		}, "journal", "put journal.jsonl back from a backup", false},
		{"no journal", func(o *office) {
			o.must(os.Remove(filepath.Join(o.dir, "journal.jsonl")))
		}, "journal", "put it back from a backup", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.story {
				effort.Story(t)
			}
			o := whole.linked(t)
			c.forge(o)
			got := red(o.verifyOnly(c.check))
			if !strings.Contains(got, c.check+": ") || !strings.Contains(got, c.says) {
				t.Errorf("red is only:\n%s\nwant %q, which says %q", got, c.check, c.says)
			}
		})
	}
	t.Run("several files, and rows of the warehouse", func(t *testing.T) {
		o := whole.linked(t)
		forgeReason(o, bundle)
		o.replaced("published/vintages/"+current+"/attainment_quarterly.csv", ",2021-Q1,2021,1,", ",2021-Q1,2021,3,")
		changeRows(t, filepath.Join(o.dir, "warehouse.duckdb"), "UPDATE ledger.observation SET value = value + 6")
		changeRows(t, filepath.Join(o.dir, "warehouse.duckdb"), "UPDATE ledger.action SET reason = 'giả'")
		const again = "\"tonghop rebuild\" makes the warehouse again from the journal"
		o.expectAllRed(map[string][]string{
			"published files": {"\"tonghop run --full\""}, "files of the bundle": {"put the bundle back from a backup"},
			"warehouse": {"ledger.observation, only in the warehouse: ",
				"ledger.action, only in the warehouse: ", again},
		})
	})
}

// forgeReason changes the reason for which a period was closed, and adapts the sum of the bundle.
func forgeReason(o *office, bundle string) {
	o.replaced(filepath.Join(bundle, "bundle.json"), `"reason": "thử"`, `"reason": "giả"`)
	body, err := os.ReadFile(filepath.Join(o.dir, bundle, "bundle.json"))
	o.must(err)
	summed, err := json.Marshal(sumOf(body))
	o.must(err)
	o.overwrite(filepath.Join(o.dir, bundle, "bundle.sha256"), summed)
}

// expectAllRed verifies the closed quarter: these checks do not pass, and say this, and all others pass. By default the
// tables are not made again for it: everyFlippedByteIsNoticed and verifiedFromTheBundleAlone do that.
func (o *office) expectAllRed(says map[string][]string) {
	o.t.Helper()
	v := &Verification{}
	if effort.Stories() {
		v = o.verify()
	} else {
		space := o.space()
		a := v.journal(o.t.Context(), space)
		v.publishedFiles(space, a)
		var err error
		v.Bundle, err = a.bundleOf(o.t.Context(), space, nil, "2021-Q1")
		o.must(err)
		v.filesOfBundle(space, a, VerifyOptions{})
		v.warehouse(o.t.Context(), todaysRun(space, "later"), a)
	}
	for _, c := range v.Checks {
		texts, isRed := says[c.Name]
		delete(says, c.Name)
		if c.Passed == isRed {
			o.t.Errorf("%s passed: %v: %v", c.Name, c.Passed, c.Problems)
		}
		for _, text := range texts {
			if !strings.Contains(strings.Join(c.Problems, "\n"), text) {
				o.t.Errorf("%s does not say %q: %v", c.Name, text, c.Problems)
			}
		}
	}
	if len(says) > 0 {
		o.t.Errorf("verify lacks checks: %v", says)
	}
}

// withoutJournal takes the head of the journal out of a file, as it was before there were journals.
func (o *office) withoutJournal(name string) []byte {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	body, err := os.ReadFile(path)
	o.must(err)
	var all map[string]any
	o.must(json.Unmarshal(body, &all))
	delete(all, "journal")
	return o.overwriteJSON(path, all)
}

func (o *office) overwriteJSON(path string, value any) []byte {
	o.t.Helper()
	body, err := json.MarshalIndent(value, "", "  ")
	o.must(err)
	o.overwrite(path, body)
	return body
}

// A run does not take a forged vintage for the current one, although its manifest fits: the journal notes another.
func aForgedManifestIsHealed(t *testing.T, o *office) {
	want, forged := o.sums(), o.current().ID
	o.replaced("published/attainment_quarterly.csv", ",2021,", ",2022,")
	o.adapted(forged)
	report := o.run()
	if !strings.Contains(report.Healed, "is not the one that the journal notes") || report.Vintage == forged {
		t.Errorf("healed: %q, the current vintage is %s", report.Healed, report.Vintage)
	}
	if err := sameSums(want, o.sums()); err != nil {
		t.Error(err)
	}
}

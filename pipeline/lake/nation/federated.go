package nation

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/warehouse/duck"
	statements "tonghop/sql"
)

// federatedModels are made of what the provinces published, by the file of sql/lake that makes each.
var federatedModels = map[string]string{
	"core.attainment": "federated/attainment", "core.attainment_year": "federated/attainment_year",
}

// notFederated are the models for which the numbers of all units would be needed: they stay empty.
// A table that stays empty is still made, since other models read it.
var notFederated = []string{
	"core.fact", "core.expectation", "core.owed", "core.carried", "core.succession", "core.succession_step",
	"core.inherited", "core.displaced", "core.unplaced", "core.succession_question", "core.reconciliation", "core.unlike",
	"core.closing_stock", "core.restated", "core.restated_year", "core.restated_target",
}

// Federated are the models that a federated nation makes otherwise than a province, as warehouse.ByYear takes them: the
// attainment of provinces is what they published, and that of units above is the sum of it.
func Federated() (map[string]string, error) {
	instead := map[string]string{}
	for _, model := range notFederated {
		instead[model] = ""
	}
	made, err := texts(federatedModels)
	maps.Copy(instead, made)
	return instead, err
}

// Elsewhere are the models of a nation whose tables are made by another engine: all that are large stay empty here.
func Elsewhere() map[string]string {
	instead := map[string]string{}
	for _, model := range notFederated {
		instead[model] = ""
	}
	for model := range federatedModels {
		instead[model] = ""
	}
	return instead
}

// TablesIn are the published tables that another engine has made, as warehouse.Settings takes them:
// each stands in a folder of its name, as Parquet files with the columns of its model. sealed are
// those that are made otherwise where provinces have closed periods; nil for none. The error names
// what is missing. The SELECT names the columns by the model's own empty result first (UNION ALL BY
// NAME), so that types and their order are those of a province whatever the other engine wrote; the
// rows are put into one order.
func TablesIn(folder string, sealed map[string]string) (map[string]string, error) {
	models, err := fs.Glob(statements.Files, "models/marts/*.sql")
	if err != nil {
		return nil, err
	}
	tables := map[string]string{}
	for _, model := range models {
		table := strings.TrimSuffix(path.Base(model), ".sql")
		files := filepath.Join(folder, table, "*.parquet")
		found, err := filepath.Glob(files)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("table %s: expected Parquet files in %s: %w", table, filepath.Dir(files),
				errors.Join(err, fs.ErrNotExist))
		}
		body, err := fs.ReadFile(statements.Files, model)
		if err != nil {
			return nil, err
		}
		order := "ALL"
		if strings.Contains(string(body), "\n-- Rebuild: published, year by year\n") { // a period's rows stand together
			order = "year, period, COLUMNS(*)"
		}
		rows := fmt.Sprintf("SELECT * FROM (SELECT * FROM ({{model}}\n) AS m WHERE false UNION ALL BY NAME "+
			"SELECT * FROM read_parquet(%s)) AS made ORDER BY %s", duck.Quoted(files), order)
		if other, is := sealed[table]; is {
			rows = strings.ReplaceAll(other, "{{model}}", rows)
		}
		tables[table] = rows
	}
	return tables, nil
}

// FederatedTables are the published tables that a federated nation makes otherwise, as warehouse.Settings takes them:
// in the place of cells stands what each province published.
func FederatedTables() (map[string]string, error) {
	return texts(map[string]string{"observation": "federated/observation"})
}

// SealedTables are the published tables that a nation makes otherwise where provinces have closed periods, as
// warehouse.Settings takes them: the rows of such a province are those with which it closed the period.
func SealedTables() (map[string]string, error) {
	return texts(map[string]string{
		publishedTables[0]: "sealed_quarterly", publishedTables[1]: "sealed_yearly",
	})
}

// texts reads the file of sql/lake for each table.
func texts(files map[string]string) (map[string]string, error) {
	bodies := map[string]string{}
	for table, file := range files {
		body, err := fs.ReadFile(statements.Files, "lake/"+file+".sql")
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		bodies[table] = string(body)
	}
	return bodies, nil
}

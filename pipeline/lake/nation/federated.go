package nation

import (
	"fmt"
	"io/fs"
	"maps"

	statements "tonghop/sql"
)

// federatedModels are made of what the provinces published, by the file of sql/lake that makes each.
var federatedModels = map[string]string{
	"core.attainment": "federated/attainment", "core.attainment_year": "federated/attainment_year",
}

// notFederated are the models for which the numbers of all units would be needed: they stay empty.
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

package nation

import (
	"fmt"
	"io/fs"

	statements "tonghop/sql"
)

// federatedModels are made of what the provinces published, by the file of sql/lake/federated that makes each.
var federatedModels = map[string]string{"core.attainment": "attainment", "core.attainment_year": "attainment_year"}

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
	for model, file := range federatedModels {
		body, err := fs.ReadFile(statements.Files, "lake/federated/"+file+".sql")
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", model, err)
		}
		instead[model] = string(body)
	}
	return instead, nil
}

// FederatedTables are the published tables that a federated nation makes otherwise, as warehouse.Settings takes them:
// in the place of cells stands what each province published.
func FederatedTables() (map[string]string, error) {
	body, err := fs.ReadFile(statements.Files, "lake/federated/observation.sql")
	if err != nil {
		return nil, fmt.Errorf("table observation: %w", err)
	}
	return map[string]string{"observation": string(body)}, nil
}

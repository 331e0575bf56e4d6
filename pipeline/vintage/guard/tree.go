package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// refusal is the first reason in a parsed statement why it is refused, "" when it only reads. node
// is a part of what DuckDB's parser gives as JSON. Every part of the tree is visited, whatever its
// kind, so that a subquery in any place is looked at, also in kinds of nodes that a later version
// of DuckDB brings.
func refusal(node any) string {
	switch node := node.(type) {
	case []any:
		for _, part := range node {
			if reason := refusal(part); reason != "" {
				return reason
			}
		}
	case map[string]any:
		return refusalOfNode(node)
	}
	return ""
}

// refusalOfNode looks at one node and then at what is in it, in the order of the keys, so that the
// same text always gives the same reason.
func refusalOfNode(node map[string]any) string {
	kind, _ := node["type"].(string)
	switch name, _ := node["function_name"].(string); {
	case kind == "TABLE_FUNCTION":
		return refusalOfTableFunction(node)
	case kind == "BASE_TABLE":
		if reason := refusalOfTable(node["table_name"]); reason != "" {
			return reason
		}
	case name != "":
		if why, refused := refusedFunctions[strings.ToLower(name)]; refused {
			return fmt.Sprintf("the function %s %s", name, why)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(node)) {
		if reason := refusal(node[key]); reason != "" {
			return reason
		}
	}
	return ""
}

// refusalOfTableFunction looks at a function that stands where a table does.
func refusalOfTableFunction(node map[string]any) string {
	call, _ := node["function"].(map[string]any)
	name, _ := call["function_name"].(string)
	if !tableFunctions[strings.ToLower(name)] {
		return fmt.Sprintf("the table function %q is not among those that only compute or describe: %s", name, tableNames())
	}
	if strings.EqualFold(name, "query_table") {
		if reason := refusalOfNames(call["children"]); reason != "" {
			return reason
		}
	}
	rest := maps.Clone(call)
	delete(rest, "function_name") // it has been looked at, and what is left is no function
	return refusal(rest)
}

// refusalOfTable looks at the name of a table, which DuckDB would take for a file where there is no
// such table. FROM 'x.csv' and FROM "/etc/passwd" are table names to the parser.
func refusalOfTable(value any) string {
	name, _ := value.(string)
	if why, refused := refusedViews[strings.ToLower(name)]; refused {
		return fmt.Sprintf("%s %s", name, why)
	}
	if strings.ContainsAny(name, `/\.`) {
		return fmt.Sprintf("%q would be read as a file; only the published tables can be read", name)
	}
	return ""
}

// refusalOfNames looks at the arguments of query_table: names of tables as texts, or a list of
// them. query_table reads tables by names that are texts. Only constants can be looked at
// beforehand: a name that is computed could become that of a file.
func refusalOfNames(node any) string {
	switch node := node.(type) {
	case []any:
		for _, part := range node {
			if reason := refusalOfNames(part); reason != "" {
				return reason
			}
		}
	case map[string]any:
		constant, _ := node["value"].(map[string]any)
		switch name, _ := node["function_name"].(string); {
		case node["class"] == "CONSTANT":
			return refusalOfTable(constant["value"])
		case name == "list_value", name == "array_value", node["type"] == "ARRAY_CONSTRUCTOR":
			return refusalOfNames(node["children"])
		}
		return "query_table takes names of tables as texts, or a list of them"
	}
	return ""
}

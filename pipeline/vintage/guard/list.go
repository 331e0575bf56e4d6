package guard

import (
	"slices"
	"strings"
)

// tableFunctions are those that a query may read from: they make rows of their arguments, or
// describe the tables. All others are refused, those of later versions of DuckDB too. They read
// files (read_csv, glob, sniff_csv, sql_auto_complete), carry out a text that was not looked at
// (query, json_execute_serialized_sql), or act (enable_logging, enable_profiling, checkpoint,
// truncate_duckdb_logs). The list says what is allowed and not what is forbidden, because one
// function that is missing from a list of forbidden ones is a hole, and one that is missing here is
// a message.
var tableFunctions = map[string]bool{
	"range": true, "generate_series": true, "unnest": true, "json_each": true, "json_tree": true, "query_table": true,
	"duckdb_tables": true, "duckdb_columns": true, "duckdb_views": true, "duckdb_schemas": true, "duckdb_types": true,
	"duckdb_constraints": true, "duckdb_functions": true, "duckdb_indexes": true, "duckdb_sequences": true,
	"duckdb_dependencies": true, "pragma_table_info": true, "pragma_show": true,
}

// refusedFunctions are the functions of an expression that are refused, each with what it does
// beyond computing. They were found by going through duckdb_functions() of DuckDB 1.5.6. These are
// named one by one, since there are hundreds of functions in expressions, and nearly all of them
// only compute.
var refusedFunctions = map[string]string{
	"write_log":                "writes to DuckDB's log",
	"nextval":                  "changes a sequence",
	"currval":                  "reads the state of a sequence, and the published tables have none",
	"setseed":                  "changes what later queries of the session answer",
	"sleep_ms":                 "waits and computes nothing",
	"pg_sleep":                 "waits and computes nothing",
	"getenv":                   "reads the environment of the process, where passwords may stand",
	"current_setting":          "reads the settings of the process, where paths and secrets may stand",
	"json_serialize_plan":      "plans a text in SQL that was not looked at",
	"combine":                  "takes the inner state of an aggregate, which may be forged, from bytes",
	"finalize":                 "takes the inner state of an aggregate, which may be forged, from bytes",
	"variant_bytes_to_variant": "takes an inner form of DuckDB, which may be forged, from bytes",
	"get_block_size":           "reads the file of the database",
	"pg_postmaster_start_time": "tells about the process, not about the tables",
	"pg_conf_load_time":        "tells about the process, not about the tables",
}

// refusedViews are views of DuckDB itself that show the process and not the tables. They stand
// where a table does, by a name that no published table has.
var refusedViews = map[string]string{
	"pg_settings":            "shows the settings of the process, where paths and secrets may stand",
	"duckdb_settings":        "shows the settings of the process, where paths and secrets may stand",
	"duckdb_logs":            "shows DuckDB's log",
	"pg_prepared_statements": "shows the session, not the tables",
	"duckdb_secrets":         "shows secrets",
	"pragma_database_list":   "shows the files of the process",
	"duckdb_databases":       "shows the files of the process",
	"pg_database":            "shows the files of the process",
}

// tableNames are the functions that a query may read from, for a message.
func tableNames() string {
	var names []string
	for name := range tableFunctions {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

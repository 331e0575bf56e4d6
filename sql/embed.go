// Package sql holds every statement that shapes data: the ledger's schema, the functions, the models, their checks, and the queries for staff.
package sql

import "embed"

// Files are the SQL files under their folders schema, functions, models, checks and queries: the program's own ones, and under queries/staff
// those that staff call by name.
//
//go:embed schema functions models checks queries
var Files embed.FS

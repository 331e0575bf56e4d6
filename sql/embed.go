// Package sql holds every statement that shapes data: the ledger's schema, the functions, the models, their checks, and
// the queries.
package sql

import "embed"

// Files are the SQL files under their folders schema, functions, models, checks, queries and lake. The queries stand in
// a folder for each room of the pipeline that asks them, such as queries/print; those under queries/staff are the ones
// that staff call by name. lake makes the ledger of a nation of its provinces' lakes.
//
//go:embed schema functions models checks queries lake
var Files embed.FS

// Package journal is the file journal.jsonl of a workspace: what happened, in order, a line for each thing. Together
// with the archived bytes it is the ledger; the warehouse is only what DuckDB makes of the two, and can be made again.
//
// Lines are only ever appended. Each carries the SHA-256 of the line before it, so that a line that was changed, left
// out or put in between is noticed by whoever reads past it, and so that a short text, the Head, stands for the whole
// journal. Open checks the lines after a head that somebody noted; All checks every line. The package knows what a line
// looks like and what it may follow. What a line means for the tables, package pipeline knows.
//
// Begin reading with entry.go, which has a type for each kind of line.
package journal

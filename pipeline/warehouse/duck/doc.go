// Package duck is the only place that talks to DuckDB's driver. It opens databases, carries out the statements of
// sql/queries by their names, and appends rows by the names of their columns.
//
// It takes paths, names and values of Go, and gives a *sql.DB, rows, or an error that says what is wrong with the file:
// in use by another program (BusyError) or no database (DamagedError). It knows no table, no unit and no period: what
// is in a database is the business of package warehouse. It never decides what is written, and it never guesses at a
// message of DuckDB by words that may as well stand in the path of a file.
//
// Begin reading with Open, Each and Append.
package duck

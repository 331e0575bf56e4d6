// Package guard decides which SQL of a person is answered. Allowed is what only reads the published tables: a SELECT
// by DuckDB's own parser, whose functions are known to do nothing but compute, and EXPLAIN of one.
//
// It takes a text and gives the statements to carry out, one by one, or a *RefusedError that says which of them is
// refused and why: then none is carried out. It never decides by the look of a text: what the parser finds decides. A
// few tokens are told apart here too (token.go), because the parser says nothing of where a statement ends, of what
// stands behind EXPLAIN, and of PIVOT whose columns come from the data; what is made by these tokens goes back to the
// parser before it counts.
//
// The parser runs in a database in memory of its own, without tables and without access to files, so that nothing in a
// text can act while it is looked at. The published tables are opened shut in as well (vintage.Folder.Open): each of
// both would have to fail before a reader can write.
package guard

// Package lake keeps what a province gives to the nation: its ledger as it stands, as Parquet files that any engine
// reads, without what names people.
//
// Write takes an open ledger and the vintage published of it, and brings the lake to their state: files first, under
// the names of their sums, then the manifest that lists them, then the pointer that names the manifest. A file that is
// there already is not written again, and until the pointer moves every reader sees the state before. Open finds the
// last whole state of a province; Verify reads all of its files.
//
// It makes no table of the ledger and knows no engine; docs/lake.md says what every column means. Begin reading with
// Manifest, then Write and Open.
package lake

// Package vintage keeps what is published. A vintage is one published state of the tables: a folder under
// published/vintages that is complete and on disk before anybody is pointed to it, and that never changes afterwards.
//
// It takes the files of a new vintage, written into a Draft, sums them into manifest.json, moves them to their place
// and points current.json to them. It gives Folders (where a vintage is and what its manifest says) and Tables (the
// published tables, open for reading and shut in). A Comparison has two vintages open side by side. A Bundle is what a
// closed period was made of.
//
// It never computes a number: package warehouse wrote the tables, the packages below ask them questions. It never
// changes a vintage that somebody may be reading, and it needs no lock to read one.
package vintage

// Package trace answers two questions about published numbers: where does this one come from, and why did that one
// change.
//
// It takes the tables of a vintage and the key of a row, or two vintages side by side. It gives an Explanation, which
// leads from the number down to file, sheet and cell, or Revisions, each with its cause: a late workbook, a correction,
// a decision, a target.
//
// It derives numbers from cells by its own arithmetic, apart from the SQL that published them, and says where the two
// disagree. It never changes a published number.
//
// Begin reading with Explain in explain.go and Compare in revision.go. derive.go has the arithmetic that both use;
// event.go says what became of a cell from one vintage to the next.
package trace

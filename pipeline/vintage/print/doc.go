// Package print writes the office's workbooks: attainment-YYYY.xlsx of a vintage, and the list of who has submitted
// that is sent out to those who have not.
//
// It takes the tables of a vintage, or a status that package completeness read from them, and how the office prints:
// its name, its language, who signs. It gives .xlsx files as Vietnamese offices print them: A4 across, a letterhead,
// numbered rows, "x" where a unit does not report a number and "…" where it is not known.
//
// It never computes a number: what a cell holds stands in the published tables, and its number format shows as many
// digits as the indicator declares. Every column is as wide as its numbers, every row as high as its texts.
package print

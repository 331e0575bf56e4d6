// Package form reads submitted workbooks by the definitions of the office's forms.
//
// It takes the files forms/*.yaml (LoadDir, Parse), the cells of an opened workbook, the path under which it arrived,
// and the units of the registry. It gives one Reading for each form that stands in the workbook: which form it is,
// whose, for which period, its observations, each a number or a mark with its cell, and its findings, which say in
// Vietnamese and English what is wrong, where, and what to do. A form is accepted whole or rejected whole.
//
// It never guesses a number, never looks at other workbooks or at the ledger, and never keeps anything of a list of
// people. Reading the same bytes with the same definitions and units gives the same Reading. README.md in this folder
// follows one workbook through the room.
//
// Begin reading with Set.Read in workbook.go, which reads a workbook, and with Parse in load.go and build.go, which
// understand a definition. Where a row is read is in read_indicators.go and read_units.go, a single cell in number.go.
package form

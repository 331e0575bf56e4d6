// Package completeness answers from a vintage who submitted what and when, rolled up over the tree of units, with the
// list of units to chase (đôn đốc).
//
// It takes the tables of a vintage and a Question (which period, form, unit, level, and on what day it is asked). It
// gives a Status: a row for each unit and form with everything beneath it counted, an entry for each unit that has to
// submit, and those to chase with what is wrong with their workbooks.
//
// It never decides whether somebody is expected to submit or is late: that stands in the published tables. The only
// thing that depends on the day is for how long something has been due.
package completeness

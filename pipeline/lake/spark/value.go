package spark

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tonghop/pipeline/lake/spark/job"
)

// quoted is a text as a literal of Spark's SQL.
func quoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

// moment is a point in time in UTC, as a literal.
func moment(at time.Time) string {
	return "TIMESTAMP_NTZ " + quoted(at.UTC().Format("2006-01-02 15:04:05.999999"))
}

// localDate is the day of a moment in a time zone, as an expression: Spark knows the zones.
func localDate(at time.Time, zone string) string {
	return fmt.Sprintf("local_date(%s, %s)", moment(at), quoted(zone))
}

// mapOf is a map of texts as an expression, in the order of its keys. The cast gives it its types
// also where it is empty.
func mapOf(texts map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		parts = append(parts, quoted(key), quoted(texts[key]))
	}
	return "CAST(map(" + strings.Join(parts, ", ") + ") AS MAP<STRING, STRING>)"
}

// yearStep is the year of which rows are made, and the step of it; 0 where there is none.
type yearStep struct {
	year, step int
	before     int // the step before it in the year; 0: it is the first
}

// values are the variables as Spark's expressions, by the names under which the models ask for
// them, for one year and one step of it. DuckDB has variables of a connection for them; here they
// are put into the text of each statement.
func values(v job.Variables, of yearStep) map[string]string {
	boundaries := localDate(v.Today, v.TimeZone)
	if !v.Boundaries.IsZero() {
		boundaries = "DATE " + quoted(v.Boundaries.Format(time.DateOnly))
	}
	return map[string]string{
		"as_of":          moment(v.AsOf),
		"cutoff_day":     strconv.Itoa(v.CutoffDay),
		"rounding_mode":  quoted(v.RoundingMode),
		"time_zone":      quoted(v.TimeZone),
		"today":          localDate(v.Today, v.TimeZone),
		"boundaries":     boundaries,
		"declared_kinds": mapOf(v.DeclaredKinds),
		"messages":       mapOf(v.Messages),
		"year":           strconv.Itoa(of.year),
		"step":           strconv.Itoa(of.step),
		"step_before":    strconv.Itoa(of.before),
		// A year is always made whole here.
		"first_month": "1", "first_quarter": "1",
	}
}

//go:build spark

package spark_test

import (
	"slices"
	"testing"
	"time"

	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
)

// On a new day only the tables are made anew that ask for the day; what reads them is made where their rows are others,
// and everything else is taken over from the job of the day before.
func TestNewDay(t *testing.T) {
	dir := t.TempDir()
	todo := job.Job{Server: server(t), Options: few(), Folder: dir + "/made", State: dir + "/state", Models: []job.Model{
		{Name: "core.period", Rebuild: job.Whole, Body: "SELECT CAST(year AS INTEGER) AS year, 12 AS month, " +
			"array(CAST(NULL AS STRING)) AS forms, CAST(year AS DECIMAL(29, 10)) AS number " +
			"FROM (VALUES (2021), (2022), (2022)) AS v (year)"},
		{Name: "core.due", Rebuild: job.Whole, Inputs: []string{"core.period"},
			Body: "SELECT *, NULL AS unknown FROM core.period WHERE make_date(year, month, 31) < getvariable('today')"},
		{Name: "core.number", Rebuild: job.ByYear, Body: "SELECT * FROM core.period WHERE year = getvariable('year')"},
		{Name: "core.asked", Rebuild: job.ByYear, Inputs: []string{"core.due"},
			Body: "SELECT year, count(*) AS forms FROM core.due WHERE year = getvariable('year') GROUP BY year"},
		{Name: "number", Rebuild: job.Published, Body: "SELECT * FROM core.number"},
		{Name: "asked", Rebuild: job.Published, Body: "SELECT * FROM core.asked"},
	}, Variables: job.Variables{TimeZone: "Asia/Ho_Chi_Minh"}}
	due := []string{"asked", "core.asked, 2021", "core.asked, 2022", "core.due"}
	for _, test := range []struct {
		name string
		now  string
		made []string
	}{
		{"the first day", "2022-12-30T01:00:00Z", []string{"asked", "core.asked, 2021", "core.asked, 2022", "core.due",
			"core.number, 2021", "core.number, 2022", "core.period", "number"}},
		{"a day on which no period has ended", "2022-12-30T17:00:00Z", []string{"core.due"}},
		{"the day after a period ended", "2022-12-31T17:00:00Z", due},
		{"a day later", "2023-01-01T17:00:00Z", []string{"core.due"}},
		{"the first day once more", "2022-12-30T01:00:00Z", due},
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		todo.Variables.Today = now
		var made []string
		result, err := spark.Make(t.Context(), todo, func(part string) { made = append(made, part) })
		slices.Sort(made)
		if err != nil || !slices.Equal(made, test.made) || result.Made != len(made) || result.Made+result.Kept != 8 {
			t.Fatalf("%s: made %q, expected %q; %+v (%v)", test.name, made, test.made, result, err)
		}
	}
}

package warehouse

import (
	"context"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace/registry"
)

// What the registry and the forms say of successions stands in the ledger as they say it, in the order of the rows.
func TestSuccessionsAreRecorded(t *testing.T) {
	s := newStory(t)
	r := district(3)
	july := period.Date{Year: 2021, Month: 7, Day: 1}
	r.Changes = []registry.Change{
		{Date: july, Kind: registry.Split, UnitID: "u00", SuccessorID: "u01", Decision: "1/NQ", Allocated: true,
			Allocation: quantity.Of(3)},
		{Date: july, Kind: registry.Split, UnitID: "u00", SuccessorID: "u02", Decision: "1/NQ", Allocated: true},
		{Date: july, Kind: registry.Merge, UnitID: "u02", SuccessorID: "u01", Counts: registry.Includes},
	}
	asked := obligations()
	asked[0].Counts, asked[0].Final = registry.Own, true
	s.run(nil, func(tx *Tx) error { return tx.RecordRegistry(context.Background(), r) },
		func(tx *Tx) error {
			return tx.RecordDefinitions(context.Background(), []Definition{{Kind: "form", Name: "kn-01", SHA256: "1"}}, asked)
		})
	text := func(query string) (got string) {
		s.must(s.w.db.QueryRowContext(t.Context(), query).Scan(&got))
		return got
	}
	for query, want := range map[string]string{
		`SELECT string_agg(concat_ws(' ', ordinal, changed_on, kind, k.unit_id, n.unit_id, decision, allocation, counts), '; '
			ORDER BY ordinal) FROM ledger.change_row JOIN ledger.unit_key AS k USING (unit_key)
			JOIN ledger.unit_key AS n ON n.unit_key = successor_key`: "1 2021-07-01 split u00 u01 1/NQ 3.0000000000 ; " +
			"2 2021-07-01 split u00 u02 1/NQ 0.0000000000 ; 3 2021-07-01 merge u02 u01  includes",
		`SELECT string_agg(concat_ws(' ', form_id, counts, final), '; ' ORDER BY obligation_id)
			FROM staging.obligation`: "kn-01 own true",
	} {
		if got := text(query); got != want {
			t.Errorf("%s\n got %q\nwant %q", query, got, want)
		}
	}
}

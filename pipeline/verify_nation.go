package pipeline

import (
	"context"
	"fmt"

	"tonghop/pipeline/lake/nation"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// verifyNation answers for a quarter or a year of a nation: does the journal hold, is every file
// that a reader may open the one that was published, are the lakes as they were written, and is
// each number of the nation the sum of what its provinces published? There is no bundle to make
// rows of: what a nation publishes of a closed period are the rows with which its provinces closed
// it, and each province verifies its own. Bundle names the folder of the vintage here.
func verifyNation(ctx context.Context, space *workspace.Workspace, label string) (*Verification, error) {
	p, err := closable(label)
	if err != nil {
		return nil, err
	}
	current, err := vintage.Find(space.Published, vintage.CurrentName)
	if err != nil {
		return nil, err
	}
	v := &Verification{Period: label, Bundle: current.Dir}
	v.publishedFiles(space, v.journal(ctx, space))
	lakes, err := VerifyLake(ctx, space)
	if err != nil {
		return nil, err
	}
	for _, l := range lakes {
		v.add("lake of "+l.Province, l.Problems)
	}
	return v, v.sums(ctx, space, current, p)
}

// sums holds the nation's root against its provinces, of the states that the vintage was made of.
// It is not compared where units pass from one province into another, since what was published
// beneath the old one then counts beneath the new one, and no plain sum holds. A lake that has gone
// on since the vintage was made is a problem: the nation shows an older state than its province.
func (v *Verification) sums(
	ctx context.Context, space *workspace.Workspace, current vintage.Folder, p period.Period,
) error {
	const check = "sums of the provinces"
	for _, s := range space.Nation.Successions {
		if s.Date.Year <= p.LastYear() {
			v.add(check+": not compared, since units pass from one into another in this year or before", nil)
			return nil
		}
	}
	from := &nation.Sources{}
	for _, province := range space.Nation.Provinces {
		state, err := openLake(ctx, space, province)
		if err != nil {
			v.add(check, []string{err.Error()})
			return nil
		}
		if err := state.Fetch(ctx, from.Needs(false)...); err != nil {
			return err
		}
		if current.Manifest.Nation == nil || current.Manifest.Nation.States[province.ID] != state.State {
			v.add(check, []string{fmt.Sprintf("the lake of %s has the state %s, of which the nation is not made yet; "+
				"\"tonghop nation\" makes it", province.ID, state.State)})
			return nil
		}
		from.Provinces = append(from.Provinces, nation.Province{State: state, Under: province.Under})
	}
	found, err := nation.Differences(ctx, current.TablesFile(), from, space.Nation.Root, p.String(), p.Kind == period.Year)
	if err != nil {
		return err
	}
	var problems []string
	for _, d := range found {
		problems = append(problems, d.String())
	}
	v.add(check, problems)
	return nil
}

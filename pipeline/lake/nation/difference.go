package nation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// Difference is a number of the nation that is not the sum of what its provinces published. Both
// numbers are exact decimals as texts, "" where there is none.
type Difference struct {
	Indicator, Breakdown, Column string
	Nation, Provinces            string
}

func (d Difference) String() string {
	return fmt.Sprintf("%s (%s), %s: the nation has %s, the provinces together published %s", d.Indicator, d.Breakdown,
		d.Column, orNothing(d.Nation), orNothing(d.Provinces))
}

// orNothing is a number in a message; one that is not there must not look like an empty text.
func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// Differences holds the row of the nation's root against the sum of what the provinces published,
// for a quarter or a year. file has the nation's tables. Numbers that not every province published
// for the period are not looked at. It is a check from outside: the nation's own models are not
// used, and only files that the provinces wrote are summed. root is the unit at the nation's top;
// period is a label such as 2021-Q3, and yearly says whether it is that of a year. Where no
// province has published such a table there is no difference.
func Differences(ctx context.Context, file string, from *Sources, root, period string, yearly bool) (
	found []Difference, err error,
) {
	conn, done, err := warehouse.OpenScratch(ctx, warehouse.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	table := publishedTables[0]
	if yearly {
		table = publishedTables[1]
	}
	g := &gathering{conn: conn, from: from}
	if err := g.script(ctx, "nation/prepare"); err != nil {
		return nil, err
	}
	if err := duck.Attach(ctx, conn, file, "published"); err != nil {
		return nil, err
	}
	files := from.files(martsGroup, table)
	if len(files) == 0 {
		return nil, nil
	}
	if err := g.show(ctx, table, files); err != nil {
		return nil, err
	}
	if err := g.show(ctx, publishedTables[2], from.files(martsGroup, publishedTables[2])); err != nil {
		return nil, err
	}
	if err := duck.Script(ctx, conn, fmt.Sprintf("CREATE VIEW nation_row AS FROM published.main.%s; "+
		"CREATE VIEW province_row AS FROM lake.%s; CREATE VIEW series AS FROM published.main.series",
		table, table)); err != nil {
		return nil, err
	}
	err = duck.Each(ctx, conn, "nation/sum_difference", func(rows *sql.Rows) error {
		var d Difference
		err := rows.Scan(&d.Indicator, &d.Breakdown, &d.Column, &d.Nation, &d.Provinces)
		found = append(found, d)
		return err
	}, root, period, len(from.Provinces))
	return found, err
}

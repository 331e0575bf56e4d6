package spark

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"

	"tonghop/pipeline/lake/spark/job"
)

// viewName is the name under which the session knows a table: core.fact is core_fact, a published table mart_unit.
func viewName(table string) string {
	schema, name, has := strings.Cut(table, ".")
	if !has {
		return "mart_" + table
	}
	return schema + "_" + name
}

// small are the tables that have few rows however many units a nation has: those of forms, series and periods. Spark is
// told to send each of them whole to every executor. So a large table is not sent anywhere to be joined with one, nor
// is it divided by a month, of which there are four, or by a series.
var small = map[string]bool{
	"staging.closed_period": true, "staging.obligation": true, "staging.obligation_series": true,
	"staging.series": true, "core.asked": true, "core.expected_period": true, "core.period": true,
}

// root is the folder of a job's tables: those of another one are never mixed with them.
type root string

// rootOf is the folder of the tables of a job of this digest.
func (m *maker) rootOf(digest string) root {
	return root(strings.TrimSuffix(m.job.Folder, "/") + "/" + digest)
}

// table is where a table's files are: <root>/core/fact, <root>/marts/unit.
func (r root) table(name string) string {
	schema, within, has := strings.Cut(name, ".")
	if !has {
		return string(r) + "/marts/" + name
	}
	return string(r) + "/" + schema + "/" + within
}

// part is where a part's files are: <root>/core/inherited/year=2021/step=1.
func (r root) part(p part) string { return r.table(p.Table) + p.within() }

// there says whether a folder exists.
func there(folder string) bool {
	_, err := os.Stat(folder)
	return err == nil
}

// place puts what stands in a folder into the place of a part.
func (m *maker) place(p part, from string) error {
	to := m.root.part(p)
	err := os.RemoveAll(to)
	if err == nil {
		err = os.MkdirAll(path.Dir(to), 0o755)
	}
	if err == nil {
		err = os.Rename(from, to)
	}
	if err != nil {
		return &NotSeenError{m.job.Folder, err}
	}
	return nil
}

// within is where a part stands in the folder of its table. Spark reads year and step of the names.
func (p part) within() (folder string) {
	if p.Year > 0 {
		folder += fmt.Sprintf("/year=%d", p.Year)
	}
	if p.Step > 0 {
		folder += fmt.Sprintf("/step=%d", p.Step)
	}
	return folder
}

// triedFolder is where Spark writes a part in this run.
func (m *maker) triedFolder(p part) string { return m.try + "/" + viewName(p.Table) + p.within() }

// keptFolder is where an expression of a part's statement is kept.
func (m *maker) keptFolder(p part, name string) string { return m.try + "/kept/" + name + p.within() }

// plain refuses a path in which Spark would see a pattern. Files of an input are named to Spark by
// a pattern, so that no name may have a sign of one.
func plain(name string) error {
	if strings.ContainsAny(name, `{}[]*?\,`) {
		return &PathError{name}
	}
	return nil
}

// view shows the session an input. Its files are named one by one, since older ones lie beside them: Spark takes one
// path, which may be a pattern with alternatives.
func (m *maker) view(ctx context.Context, input job.Input) error {
	var columns []string
	if len(input.Files) == 0 {
		for _, c := range input.Columns {
			columns = append(columns, fmt.Sprintf("CAST(NULL AS %s) AS `%s`", sparkType(c.Type), c.Name))
		}
		return m.define(ctx, input.Name, "AS SELECT "+strings.Join(columns, ", ")+" WHERE false")
	}
	for _, c := range input.Columns {
		columns = append(columns, fmt.Sprintf("`%s` %s", c.Name, sparkType(c.Type)))
	}
	pattern, err := patternOf(input)
	if err != nil {
		return err
	}
	return m.define(ctx, input.Name, fmt.Sprintf("(%s) USING parquet OPTIONS (path %s, basePath %s)",
		strings.Join(columns, ", "), quoted(pattern), quoted(input.Base)))
}

// define creates a view of the session.
func (m *maker) define(ctx context.Context, table, as string) error {
	statement := fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW %s %s", viewName(table), as)
	if err := m.in.execute(ctx, statement); err != nil {
		return m.failed(table, 0, err)
	}
	return nil
}

// patternOf names the files of an input in one path: <base>/{province=a/x.parquet,province=b/y.parquet}.
func patternOf(input job.Input) (string, error) {
	for _, file := range append([]string{input.Base}, input.Files...) {
		if err := plain(file); err != nil {
			return "", err
		}
	}
	if len(input.Files) == 1 {
		return strings.TrimSuffix(input.Base, "/") + "/" + input.Files[0], nil
	}
	return strings.TrimSuffix(input.Base, "/") + "/{" + strings.Join(input.Files, ",") + "}", nil
}

// typed reads columns with their types, as "year INTEGER, flow DECIMAL(30, 10)". A comma within
// parentheses parts nothing: DECIMAL(30, 10) is one type.
func typed(text string) (columns []job.Column) {
	depth, from := 0, 0
	add := func(one string) {
		name, kind, _ := strings.Cut(strings.TrimSpace(one), " ")
		columns = append(columns, job.Column{Name: name, Type: kind})
	}
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			add(text[from:i])
			from = i + 1
		}
	}
	add(text[from:])
	return columns
}

// sparkType is a type as Spark writes it. A moment is one without a zone, as in DuckDB, and a list of texts an array.
func sparkType(kind string) string {
	if element, is := strings.CutSuffix(kind, "[]"); is {
		return "ARRAY<" + sparkType(element) + ">"
	}
	switch kind {
	case "VARCHAR":
		return "STRING"
	case "TIMESTAMP":
		return "TIMESTAMP_NTZ"
	}
	return kind
}

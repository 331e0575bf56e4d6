package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// byteOrderMark makes spreadsheet programs read a CSV file as UTF-8.
const byteOrderMark = "\uFEFF"

// Export writes the published tables of what was last consolidated into dir: tonghop.duckdb with all of them, and the two
// attainment tables as CSV and Parquet. Identical inputs give byte-identical CSV and Parquet.
func (w *Warehouse) Export(ctx context.Context, dir string, settings Settings) error {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	b, err := newBuilder(ctx, conn, settings)
	if err != nil {
		return err
	}
	return b.export(ctx, dir)
}

func (b *builder) export(ctx context.Context, dir string) (err error) {
	snapshot := filepath.Join(dir, "tonghop.duckdb")
	if err := b.exec(ctx, snapshot, fmt.Sprintf("ATTACH %s AS vintage", quoted(snapshot))); err != nil {
		return err
	}
	defer func() {
		if detached := b.exec(ctx, snapshot, "DETACH vintage"); detached != nil {
			err = errors.Join(err, detached)
		}
	}()
	fill, err := b.placeholders(ctx)
	if err != nil {
		return err
	}
	for _, m := range b.models {
		if m.rebuild == rebuildPublished {
			if err := b.publish(ctx, m, fill); err != nil {
				return err
			}
		}
	}
	for _, table := range []string{"attainment_quarterly", "attainment_yearly"} {
		if err := b.exportFiles(ctx, dir, table); err != nil {
			return err
		}
	}
	return b.exec(ctx, snapshot, "CHECKPOINT vintage")
}

// placeholders are the parts of a model that SQL cannot take as parameters: the types of published columns.
func (b *builder) placeholders(ctx context.Context) (*strings.Replacer, error) {
	decimals, percentDecimals := 0, 0
	body, err := statement("published_decimals")
	if err != nil {
		return nil, err
	}
	if err := b.q.QueryRowContext(ctx, body).Scan(&decimals, &percentDecimals); err != nil {
		return nil, err
	}
	valueType := "BIGINT"
	if decimals > 0 {
		valueType = fmt.Sprintf("DECIMAL(18, %d)", decimals)
	}
	digits := b.settings.RoundingDigits
	unit := "1"
	if digits > 0 {
		unit = "0." + strings.Repeat("0", digits-1) + "1"
	}
	return strings.NewReplacer(
		"{{value_type}}", valueType, "{{percent_units}}", "1"+strings.Repeat("0", digits), "{{percent_unit}}", unit,
		"{{percent_digits}}", fmt.Sprint(digits), "{{percent_scale}}", fmt.Sprint(max(digits, percentDecimals)),
	), nil
}

func (b *builder) publish(ctx context.Context, m model, fill *strings.Replacer) error {
	if err := b.exec(ctx, m.name, fmt.Sprintf("CREATE TABLE vintage.main.%s AS %s", m.name, fill.Replace(m.body))); err != nil {
		return err
	}
	if err := b.exec(ctx, m.name, fmt.Sprintf("COMMENT ON TABLE vintage.main.%s IS %s", m.name, quoted(m.comment[0]+" | "+m.comment[1]))); err != nil {
		return err
	}
	for _, c := range m.columns {
		if err := b.exec(ctx, m.name, fmt.Sprintf("COMMENT ON COLUMN vintage.main.%s.%s IS %s", m.name, c.name, quoted(c.vi+" | "+c.en))); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) exportFiles(ctx context.Context, dir, table string) error {
	base := filepath.Join(dir, table)
	parquet := fmt.Sprintf("COPY vintage.main.%s TO %s (FORMAT parquet, COMPRESSION zstd)", table, quoted(base+".parquet"))
	if err := b.exec(ctx, table, parquet); err != nil {
		return err
	}
	plain := base + ".csv.plain"
	if err := b.exec(ctx, table, fmt.Sprintf("COPY vintage.main.%s TO %s (FORMAT csv, HEADER)", table, quoted(plain))); err != nil {
		return err
	}
	if err := withByteOrderMark(plain, base+".csv"); err != nil {
		return err
	}
	return os.Remove(plain)
}

// withByteOrderMark copies a text file and puts the mark before it, which DuckDB cannot write.
func withByteOrderMark(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := out.WriteString(byteOrderMark); err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}

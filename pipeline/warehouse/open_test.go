package warehouse

import (
	"context"
	"net/url"
	"path/filepath"
	"testing"

	"tonghop/pipeline/warehouse/duck"
)

// Each setting with which a database is opened is in effect afterwards: DuckDB leaves out some of them in silence.
func TestSettingsAreInEffect(t *testing.T) {
	ctx := context.Background()
	w, err := Open(ctx, filepath.Join(t.TempDir(), "warehouse.duckdb"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	plain, err := duck.Open(ctx, "", duck.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	settings, err := url.ParseQuery(databaseSettings(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	settings.Set("disabled_compression_methods", "fsst")
	settings.Set("TimeZone", "UTC")
	for name := range settings {
		if _, err := plain.ExecContext(ctx, "SET "+name+" = "+duck.Quoted(settings.Get(name))); err != nil {
			t.Fatal(err)
		}
		var want, got string
		for db, value := range map[duck.Querier]*string{plain: &want, w.db: &got} {
			asked := db.QueryRowContext(ctx, "SELECT current_setting("+duck.Quoted(name)+")::VARCHAR")
			if err := asked.Scan(value); err != nil {
				t.Fatal(err)
			}
		}
		if got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
}

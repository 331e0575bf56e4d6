package warehouse

import (
	"context"
	"time"
)

// Portable is what another engine needs to make the same tables: the models in the order in which they are made, and
// what they ask for by getvariable.
type Portable struct {
	Models    []PortableModel
	Variables PortableVariables
}

// PortableModel is a model: its text with every placeholder filled, and when it is made.
type PortableModel struct {
	Name    string   // core.fact; a table of a vintage has no schema
	Inputs  []string // the tables that it reads
	Rebuild string   // whole, by year, published
	Stepped string   // step by step, month by month; empty: at once
	Types   string   // of one that is made in steps: its columns with their types
	Body    string
}

// PortableVariables are the settings, as values: how a moment or a map is written is the engine's own.
type PortableVariables struct {
	AsOf, Today   time.Time // moments; today's day is that of TimeZone
	Boundaries    time.Time // a day; zero is today
	CutoffDay     int
	RoundingMode  string
	TimeZone      string
	DeclaredKinds map[string]string
	Messages      map[string]string
}

// Portable describes the tables as they are made with these settings. Spark makes the tables of a
// country from it. The models are those of DuckDB word for word; what has to be said otherwise for
// another engine is that engine's own to translate.
func (w *Warehouse) Portable(ctx context.Context, settings Settings) (Portable, error) {
	b, err := newBuilder(ctx, w.db, w.files, settings)
	if err != nil {
		return Portable{}, err
	}
	filled, err := b.placeholders(ctx)
	if err != nil {
		return Portable{}, err
	}
	p := Portable{Variables: b.portableVariables()}
	for _, m := range b.models {
		p.Models = append(p.Models, PortableModel{
			m.name, m.inputs, string(m.rebuild), string(m.stepped), m.types, filled.Replace(m.body),
		})
	}
	return p, nil
}

// portableVariables are the values of variables, of those that do not say which part is being built.
func (b *builder) portableVariables() PortableVariables {
	return PortableVariables{
		AsOf: b.settings.AsOf, Today: b.moment(), Boundaries: b.settings.Boundaries, CutoffDay: b.settings.CutoffDay,
		RoundingMode: string(b.settings.Rounding.Mode), TimeZone: b.settings.TimeZone,
		DeclaredKinds: b.settings.DeclaredKinds, Messages: comparisonTexts(),
	}
}

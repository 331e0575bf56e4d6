package warehouse

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/quantity"
)

// Settings that do not count for a vintage's state, and why.
var uncounted = []string{
	"Full",      // how much is made anew; the rows are the same
	"Now",       // what it decides, the periods that are expected, is part of the state by itself
	"Published", // what the caller adds to the state names the engine and the lakes that they are made of
	"Watch",     // it only measures
}

// Whatever is added to the settings either tells two states apart, or is written down above as what does not.
func TestEverySettingCounts(t *testing.T) {
	other := Settings{
		Rounding: quantity.Rounding{Mode: quantity.Truncate, Digits: 3}, CutoffDay: 25, TimeZone: "UTC",
		DeclaredKinds: map[string]string{"2021": "preliminary"}, AsOf: time.Unix(7, 0), Now: time.Unix(9, 0), Full: true,
		Boundaries: time.Unix(11, 0), CSVAsTyped: true, Watch: func(string) func() { return nil },
		Nation: true, Published: map[string]string{"unit": "SELECT 1"},
	}
	countFields(t, "", reflect.ValueOf(other), func(set func(reflect.Value)) string {
		var s Settings
		set(reflect.ValueOf(&s).Elem())
		return s.fingerprint()
	})
}

// countFields changes one field at a time, those within structs of our own too.
func countFields(t *testing.T, prefix string, other reflect.Value, with func(set func(reflect.Value)) string) {
	for i := range other.NumField() {
		name := prefix + other.Type().Field(i).Name
		if other.Field(i).IsZero() {
			t.Errorf("this test gives %s no value", name)
		}
		if other.Field(i).Type() == reflect.TypeFor[quantity.Rounding]() {
			countFields(t, name+".", other.Field(i), func(set func(reflect.Value)) string {
				return with(func(s reflect.Value) { set(s.Field(i)) })
			})
			continue
		}
		none := with(func(reflect.Value) {})
		changed := with(func(s reflect.Value) { s.Field(i).Set(other.Field(i)) })
		if counts := changed != none; counts == slices.Contains(uncounted, name) {
			t.Errorf("%s: counts is %v; expected it in Settings.fingerprint or in the list of those that do not count, one "+
				"of the two", name, counts)
		}
	}
}

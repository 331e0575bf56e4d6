package duck

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

// A decimal is written as a division would write it, of either sign, with more and with fewer digits than its scale.
func TestPointed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		unscaled := new(big.Int).Mul(big.NewInt(random.Int64()), big.NewInt(random.Int64()))
		unscaled.Rsh(unscaled, uint(random.IntN(127)))
		if random.IntN(2) == 0 {
			unscaled.Neg(unscaled)
		}
		scale := random.IntN(39)
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
		want := new(big.Rat).SetFrac(unscaled, unit).FloatString(scale)
		if scale >= exactScale {
			want = strings.TrimSuffix(strings.TrimRight(want, "0"), ".")
		}
		if got := string(appendPointed([]byte("7,"), unscaled, scale)); got != "7,"+want {
			t.Fatalf("%s with %d decimals: got %s, expected %s", unscaled, scale, got, want)
		}
	}
}

func TestDecimalText(t *testing.T) {
	for name, test := range map[string]struct {
		unscaled int64
		scale    uint8
		want     string
	}{
		"a percentage keeps its digits":   {300, 1, "30.0"},
		"a whole number is written as it": {230000000000, 10, "23"},
		"a half":                          {-5000000000, 10, "-0.5"},
		"nothing":                         {0, 10, "0"},
		"no decimals":                     {100, 0, "100"},
	} {
		value := duckdb.Decimal{Width: 38, Scale: test.scale, Value: big.NewInt(test.unscaled)}
		if got, ok := DecimalText(value); got != test.want || !ok {
			t.Errorf("%s: got %s, %v, expected %s", name, got, ok, test.want)
		}
	}
	if _, ok := DecimalText(duckdb.Decimal{}); ok {
		t.Error("NULL is written as a number")
	}
}

package warehouse

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/samples/effort"
)

// numberCase is one case of the functions of number.sql, in whole units of 10^-10.
type numberCase struct {
	actual, target *big.Int // of sums: within ±10^20
	value          *big.Int // of one cell: within ±10^18
	percent        *big.Int // of a share: not negative
	stock          *big.Int // of a share: not negative
	mode           string
	digits         int // of the percentage
	decimals       int // of an indicator
}

func (c numberCase) String() string {
	return fmt.Sprintf("actual %s, target %s, %s, %d digits; value %s, %d decimals; %s %% of %s", decimalOf(c.actual),
		decimalOf(c.target), c.mode, c.digits, decimalOf(c.value), c.decimals, decimalOf(c.percent), decimalOf(c.stock))
}

// The exact functions say what arithmetic of whole numbers says, over the whole range, at both of its ends, on ties
// and on negative numbers, in each mode of rounding; and sums of cells are exact. TONGHOP_LONG=1 tries a million cases.
func TestNumbersAreExact(t *testing.T) {
	w, err := Open(t.Context(), "", Options{Threads: effort.Pick(1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	quotientsAgree(t, w)
	const batch = 500
	random := rand.New(rand.NewPCG(20211012, 11))
	for done := 0; done < effort.Pick(batch, 1_000_000) && !t.Failed(); done += batch {
		cases := make([]numberCase, batch)
		for i := range cases {
			cases[i] = newNumberCase(random)
		}
		compareNumbers(t, w, cases)
	}
}

// quotientsAgree compares the quotient that is written once with the one for every mode, on both sides of zero.
func quotientsAgree(t *testing.T, w *Warehouse) {
	t.Helper()
	wrong := ""
	if err := w.db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(n || ' ÷ ' || d, ', '), '')
		FROM (SELECT n::HUGEINT AS n, d::HUGEINT AS d FROM range(-60, 61) AS a (n) CROSS JOIN range(0, 13) AS b (d))
		WHERE half_up_quotient(n, d, n < 0)
			IS DISTINCT FROM rounded_quotient(n, d, CASE WHEN n < 0 THEN 'truncate' ELSE 'half_up' END)`).Scan(&wrong); err != nil {
		t.Fatal(err)
	}
	if wrong != "" {
		t.Errorf("half_up_quotient is not rounded_quotient half up: %s", wrong)
	}
}

func newNumberCase(r *rand.Rand) numberCase {
	c := numberCase{
		actual: randomUnits(r, 30), target: randomUnits(r, 30), value: randomUnits(r, 28),
		percent: new(big.Int).Abs(randomUnits(r, 13)), stock: new(big.Int).Abs(randomUnits(r, 28)),
		mode:   []string{"half_up", "half_even", "truncate"}[r.IntN(3)],
		digits: r.IntN(6), decimals: r.IntN(quantity.Scale + 1),
	}
	if r.IntN(2) == 0 { // those that are computed in thousandths, and their neighbours
		c.actual, c.target = randomThousandths(r), randomThousandths(r)
	}
	if r.IntN(3) == 0 {
		c.makeTie(r)
	}
	return c
}

// randomThousandths has at most three decimals, mostly below 10^8, where whole numbers of 64 bits have room for what a
// percentage needs; sometimes the number beside it, with a digit more.
func randomThousandths(r *rand.Rand) *big.Int {
	end := pow10(8 + 3)
	n := randomBelow(r, 1+r.IntN(12))
	switch r.IntN(6) {
	case 0:
		n.Add(end, big.NewInt(r.Int64N(4)-2))
	case 1:
		return n.Add(n.Mul(n, pow10(quantity.Scale-3)), pow10(r.IntN(quantity.Scale-3)))
	}
	n.Mul(n, pow10(quantity.Scale-3))
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

// randomUnits has any number of digits up to so many, the ends of the range and what lies beside them more often than
// chance would have them.
func randomUnits(r *rand.Rand, digits int) *big.Int {
	end := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	n := new(big.Int)
	switch r.IntN(8) {
	case 0: // the end itself is no sum any more, and a cell may hold it
		n.Sub(end, big.NewInt(1+r.Int64N(3)))
	case 1:
		n.SetInt64(r.Int64N(3))
	case 2: // a whole number
		n.Mul(randomBelow(r, 1+r.IntN(digits-quantity.Scale)), big.NewInt(10_000_000_000))
	default:
		n = randomBelow(r, 1+r.IntN(digits))
	}
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

// randomBelow is a number of so many digits at most.
func randomBelow(r *rand.Rand, digits int) *big.Int {
	n := new(big.Int)
	for range digits {
		n.Mul(n, big.NewInt(10)).Add(n, big.NewInt(r.Int64N(10)))
	}
	return n
}

// makeTie makes the percentage lie between two of its last digits, and the value between two of its decimals.
func (c *numberCase) makeTie(r *rand.Rand) {
	units := pow10(c.digits)
	m := new(big.Int).Add(randomBelow(r, 1+r.IntN(15)), big.NewInt(1))
	odd := new(big.Int).Add(new(big.Int).Lsh(randomBelow(r, 1+r.IntN(14)), 1), big.NewInt(1))
	if r.IntN(2) == 0 { // small enough for thousandths
		odd = big.NewInt(2*r.Int64N(50_000) + 1)
		m.Mul(big.NewInt(1+r.Int64N(500)), pow10(quantity.Scale-3))
	}
	c.target.Mul(m, new(big.Int).Mul(big.NewInt(200), units)) // actual × 100 × units ÷ target = odd ÷ 2
	c.actual.Mul(m, odd)
	if r.IntN(2) == 0 {
		c.actual.Neg(c.actual)
	}
	if r.IntN(2) == 0 {
		c.target.Neg(c.target)
	}
	if c.decimals < quantity.Scale {
		step := pow10(quantity.Scale - c.decimals)
		c.value.Sub(c.value, new(big.Int).Rem(c.value, step))
		c.value.Add(c.value, new(big.Int).Mul(new(big.Int).Rsh(step, 1), big.NewInt(int64(c.value.Sign()))))
	}
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// decimalOf writes whole units of 10^-10 as a decimal with all of its ten digits.
func decimalOf(units *big.Int) string {
	text := new(big.Int).Abs(units).String()
	if len(text) <= quantity.Scale {
		text = strings.Repeat("0", quantity.Scale+1-len(text)) + text
	}
	text = text[:len(text)-quantity.Scale] + "." + text[len(text)-quantity.Scale:]
	if units.Sign() < 0 {
		text = "-" + text
	}
	return text
}

// compareNumbers asks DuckDB for all cases at once, and computes each of them in whole numbers.
func compareNumbers(t *testing.T, w *Warehouse, cases []numberCase) {
	t.Helper()
	var rows []string
	sum := new(big.Int)
	for i, c := range cases {
		rows = append(rows, fmt.Sprintf(
			"(%d, %s::DECIMAL(30, 10), %s::DECIMAL(30, 10), %s::DECIMAL(29, 10), %s::DECIMAL(29, 10), "+
				"%s::DECIMAL(30, 10), '%s', %v, %d)",
			i, decimalOf(c.actual), decimalOf(c.target), decimalOf(c.value), decimalOf(c.percent), decimalOf(c.stock),
			c.mode, pow10(c.digits), c.decimals))
	}
	found, err := w.db.QueryContext(t.Context(), `
		WITH number (i, actual, target, value, percent, stock, mode, units, decimals) AS (VALUES `+
		strings.Join(rows, ",\n")+`)
		SELECT i, coalesce(percent_units(actual, target, mode, units)::VARCHAR, 'NULL'), whole_units(actual)::VARCHAR,
			plain_decimal(value), shown(value, decimals)::VARCHAR, share_of_stock(percent, stock, decimals)::VARCHAR,
			(sum(value) OVER (ORDER BY i ROWS BETWEEN 98 PRECEDING AND CURRENT ROW))::DECIMAL(30, 10)::VARCHAR
		FROM number ORDER BY i`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var i int
		var got numberResults
		if err := found.Scan(&i, &got.percent, &got.units, &got.plain, &got.shown, &got.share, &got.sum); err != nil {
			t.Fatal(err)
		}
		sum.Add(sum, cases[i].value)
		if i >= 99 {
			sum.Sub(sum, cases[i-99].value)
		}
		if want := cases[i].results(sum); got != want {
			t.Errorf("%v:\n got %+v\nwant %+v", cases[i], got, want)
		}
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
}

// numberResults are what the functions give for a case, as texts.
type numberResults struct{ percent, units, plain, shown, share, sum string }

// results are computed in whole numbers; sum is that of the values up to this one.
func (c *numberCase) results(sum *big.Int) numberResults {
	percent := "NULL"
	if c.target.Sign() != 0 {
		n := new(big.Int).Mul(new(big.Int).Mul(c.actual, big.NewInt(100)), pow10(c.digits))
		percent = roundedUnits(n, c.target, c.mode).String()
	}
	plain := strings.TrimSuffix(strings.TrimRight(decimalOf(c.value), "0"), ".")
	step := pow10(quantity.Scale - c.decimals)
	shown := new(big.Int).Mul(roundedUnits(c.value, step, "half_up"), step)
	// per cent × stock, both in units of 10^-10, ÷ 100
	share := new(big.Int).Mul(c.percent, c.stock)
	hundred := new(big.Int).Mul(big.NewInt(100), pow10(quantity.Scale))
	share.Mul(roundedUnits(share, hundred.Mul(hundred, step), "half_up"), step)
	return numberResults{percent, c.actual.String(), plain, decimalOf(shown), decimalOf(share), decimalOf(sum)}
}

// roundedUnits is n ÷ d, rounded to a whole number as a mode says, the sign apart.
func roundedUnits(n, d *big.Int, mode string) *big.Int {
	quotient, rest := new(big.Int).QuoRem(new(big.Int).Abs(n), new(big.Int).Abs(d), new(big.Int))
	half := rest.Lsh(rest, 1).CmpAbs(d)
	up := mode == "half_up" && half >= 0 || mode == "half_even" && (half > 0 || half == 0 && quotient.Bit(0) == 1)
	if up {
		quotient.Add(quotient, big.NewInt(1))
	}
	if n.Sign()*d.Sign() < 0 {
		quotient.Neg(quotient)
	}
	return quotient
}

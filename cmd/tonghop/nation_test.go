package main

import (
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"tonghop/samples/province"
)

// scriptProvince generates a province of two years with one indicator: province DIR UNITS SEED.
func scriptProvince(ts *testscript.TestScript, _ bool, args []string) {
	units, err := strconv.Atoi(args[1])
	ts.Check(err)
	seed, err := strconv.ParseUint(args[2], 10, 64)
	ts.Check(err)
	_, err = province.Generate(ts.MkAbs(args[0]), province.Options{
		Units: units, Years: 2, Indicators: 1, Seed: seed, FirstYear: 2020,
	})
	ts.Check(err)
}

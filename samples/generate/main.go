// Command generate makes a province of any size with known totals:
//
//	go run ./samples/generate -units 2000 -years 3 -indicators 10 -seed 1 -out DIR
//
// The folder becomes a workspace that tonghop can run on, with workbooks in its inbox and, in truth.json, the
// totals that the published tables must come to. The same options make the same
// numbers.
package main

import (
	"flag"
	"fmt"
	"os"

	"tonghop/samples/country"
	"tonghop/samples/province"
)

func main() {
	var o province.Options
	flag.IntVar(&o.Units, "units", 100, "communes, each with a workbook a quarter")
	flag.IntVar(&o.Years, "years", 1, "years, from 2021")
	flag.IntVar(&o.Indicators, "indicators", 5, "indicators with flows; a stock comes on top")
	flag.Uint64Var(&o.Seed, "seed", 1, "the same seed makes the same province")
	flag.BoolVar(&o.Perfect, "perfect", false, "nothing is late, missing, wrong or sent twice")
	whole := flag.Bool("country", false, "instead, the units of a whole country before the reform of 2025, and its list")
	out := flag.String("out", "", "folder to write into")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if *whole {
		if err := country.New(o.Seed).Write(*out); err != nil {
			fmt.Fprintln(os.Stderr, "generate:", err)
			os.Exit(1)
		}
		fmt.Printf("%s: %d communes of before in registry/units.csv, %d of today in reform.csv\n", *out, country.Communes,
			country.NewCommunes)
		return
	}
	truth, err := province.Generate(*out, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
	fmt.Printf("%s: %d units, %d submissions expected; the totals are in truth.json\n", *out, o.Units,
		len(truth.Submissions))
}

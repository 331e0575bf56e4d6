package xls

import (
	"errors"
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
)

func checkStream(t *testing.T, stream []byte) {
	t.Helper()
	book, err := OpenStream(stream, testbook.Bounds(), nil)
	if err != nil {
		testbook.Check(t, nil, err)
		return
	}
	testbook.Check(t, book, nil)
}

// FuzzRecords reads any bytes as the records of the workbook and of a sheet.
func FuzzRecords(f *testing.F) {
	f.Fuzz(func(t *testing.T, old bool, globals, records []byte) {
		version := testbook.BIFF8
		if old {
			version = testbook.BIFF5
		}
		checkStream(t, with(one(version, records), globals).Stream())
	})
}

// FuzzStream reads any bytes as a workbook stream.
func FuzzStream(f *testing.F) {
	f.Fuzz(checkStream)
}

// FuzzContainer reads any bytes as a compound file.
func FuzzContainer(f *testing.F) {
	f.Fuzz(func(t *testing.T, file []byte) {
		book, err := Open(file, testbook.Bounds())
		switch {
		case errors.Is(err, ErrNoWorkbook):
		case err != nil:
			testbook.Check(t, nil, err)
		default:
			testbook.Check(t, book, nil)
		}
	})
}

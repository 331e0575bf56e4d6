package bounds

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/samples/effort"
)

// xls is a workbook of which the stream is given in pieces: the workbook's own records behind those that are needed,
// and the records of the only sheet.
func xls(name string, globals, cells func(io.Writer), want int, problem string) attack {
	return attack{name: name, file: "attack.xls", cells: want, problem: problem, content: func(w io.Writer) error {
		var own, sheet strings.Builder
		globals(&own)
		cells(&sheet)
		book := testbook.Book{Version: testbook.BIFF8, Globals: []byte(own.String()), Sheets: []testbook.Sheet{{Name: "a",
			Records: []byte(sheet.String())}}}
		_, err := w.Write(book.OLE())
		return err
	}}
}

func record(kind uint16, data []byte) string {
	head := binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, kind), uint16(len(data)))
	return string(head) + string(data)
}

func numberRecord(row, column int, value float64) string {
	data := binary.LittleEndian.AppendUint16(nil, uint16(row))
	data = binary.LittleEndian.AppendUint16(data, uint16(column))
	data = binary.LittleEndian.AppendUint16(data, 0)
	return record(0x0203, binary.LittleEndian.AppendUint64(data, math.Float64bits(value)))
}

func nothing(io.Writer) {}

func oldWorkbooks() []attack {
	merged := repeat(7000, func(i int) string {
		data := binary.LittleEndian.AppendUint16(nil, 1000)
		for range 1000 {
			data = append(data, byte(i), byte(i>>8), byte(i), byte(i>>8), 0, 0, 1, 0)
		}
		return record(0x00E5, data)
	})
	hidden := repeat(3*million, func(i int) string {
		data := make([]byte, 16)
		binary.LittleEndian.PutUint16(data, uint16(2*i))
		data[12] = 0x20
		return record(0x0208, data)
	})
	texts := repeat(7500, func(i int) string {
		return record(0x0204, append([]byte{byte(i), byte(i >> 8), 0, 0, 0, 0, 0x40, 0x1F, 0}, strings.Repeat("t", 8000)...))
	})
	return append([]attack{
		xls("300,000 numbers", nothing, repeat(300_000, func(i int) string {
			return numberRecord(i/60, i%60, float64(i))
		}), 300_000, "<nil>"),
		xls("3.3 million numbers", nothing, repeat(3_300_000, func(i int) string {
			return numberRecord(i/60, i%60,
				float64(i))
		}), 3_300_000, "<nil>"),
		xls("seven million merged ranges of an old sheet", nothing, merged, 0, refused),
	}, rarely(
		xls("three million hidden rows", nothing, hidden, 0, refused),
		xls("texts of 8,000 bytes in cells", nothing, texts, 0, refused),
	)...)
}

func oldTables() []attack {
	one := text(numberRecord(0, 0, 1))
	sst := func(n int, piece string) func(io.Writer) {
		return func(w io.Writer) {
			io.WriteString(w, record(0x00FC, make([]byte, 8)))
			each := 8000 / len(piece)
			for range n / each {
				io.WriteString(w, record(0x003C, []byte(strings.Repeat(piece, each))))
			}
		}
	}
	kilobyte := "\xe5\x03\x00" + strings.Repeat("x", 997)
	parts := func(w io.Writer) {
		io.WriteString(w, record(0x00FC, make([]byte, 8)))
		repeat(10*million, always(record(0x003C, nil)))(w)
	}
	long := append([]byte{200, 0, 0x40, 0x1F, 0}, strings.Repeat(";", 8000)...)
	return append([]attack{
		xls("60 MB of old shared strings", sst(60_000, kilobyte), one, 0, refused),
		xls("ten million records that go on", parts, one, 0, refused),
		{name: "streams", file: "attack.xls", content: directory(effort.Pick(50_000, 400_000)),
			problem: "its directory has more than"},
		xls("a long number format", text(record(0x041E, long)), one, 0, "a number format of 8000 bytes"),
	}, rarely(
		xls("15 MB of shared strings and as much of numbers", sst(15_000, kilobyte), repeat(million,
			func(i int) string { return numberRecord(i/60, i%60, float64(i)/7) }), million, "<nil>"),
		xls("14 million shared strings", sst(14*million, "\x01\x00\x00x"), one, 0, refused),
		xls("empty shared strings", sst(20*million, "\x00\x00\x00"), one, 0, "zeros stand among"),
		xls("six million formats of cells", repeat(6*million, always(record(0x00E0, make([]byte, 4)))), one, 0,
			"more than 65536 cell formats"),
		xls("three million fonts", repeat(3*million, always(record(0x0031, append(make([]byte, 14), 1, 0, 'x')))), one, 0,
			"more than 65536 fonts"),
	)...)
}

// directory is a container with as many streams.
func directory(streams int) func(io.Writer) error {
	return func(w io.Writer) error {
		all := []testbook.Stream{{Name: "Workbook", Content: make([]byte, 7*mebibyte)}}
		for i := range streams {
			all = append(all, testbook.Stream{Name: strconv.Itoa(i)})
		}
		_, err := w.Write(testbook.OLE(all...))
		return err
	}
}

func textFile(name string, content func(io.Writer), cells int, problem string) attack {
	return attack{name: "csv: " + name, file: "attack.csv", cells: cells, problem: problem,
		content: func(w io.Writer) error {
			content(w)
			return nil
		}}
}

func textFiles() []attack {
	r := noise()
	line := func(i int) string {
		return fmt.Sprintf("Xã số %d;%d;%d;ghi chú\n", i, r.IntN(million), r.IntN(million))
	}
	wide := func(s string) string {
		var out []byte
		for _, unit := range utf16.Encode([]rune(s)) {
			out = binary.LittleEndian.AppendUint16(out, unit)
		}
		return string(out)
	}
	return append([]attack{
		textFile("6 MB of UTF-16 that grows by half", func(w io.Writer) {
			io.WriteString(w, "\xFF\xFE")
			repeat(30_000, always(wide(strings.Repeat("課", 90)+"\t1\n")))(w)
		}, 60_000, "<nil>"),
		textFile("60 MB of UTF-16 that grows by half", func(w io.Writer) {
			io.WriteString(w, "\xFF\xFE")
			repeat(300_000, always(wide(strings.Repeat("課", 90)+"\t1\n")))(w)
		}, 600_000, "<nil>"),
		textFile("a quote that is never closed", func(w io.Writer) {
			io.WriteString(w, "a,b\n1,\"")
			repeat(million, always(strings.Repeat("x", 60)+"\n"))(w)
		}, 2, "a row of more than"),
		textFile("sixty million commas", repeat(million, always(strings.Repeat(",", 60))), 0, "a row of more than"),
		textFile("more than 64 MiB", repeat(million, always(strings.Repeat("x", 70)+"\n")), 0, "bound file_bytes"),
	}, rarely(
		textFile("a million rows", repeat(million, line), 4*million, "<nil>"),
		textFile("60 MB of Windows-1258", repeat(million,
			func(i int) string { return fmt.Sprintf("x\xe3 s\xf4\xec %d;%d;%s\n", i, i, strings.Repeat("\xea", 40)) }),
			3*million, "<nil>"),
		textFile("one line of 60 MB", func(w io.Writer) {
			io.WriteString(w, "a,b\n")
			repeat(million, always(strings.Repeat("x", 60)))(w)
		}, 2, "a row of more than"),
		textFile("thirty million fields", repeat(million,
			always("1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0\n")), -1, refused),
	)...)
}

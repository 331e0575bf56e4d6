package ole

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/workbook"
)

// noise is content of which no two pieces are alike.
func noise(length int) []byte {
	content := make([]byte, length)
	random := rand.New(rand.NewPCG(uint64(length), 1))
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	return content
}

// Two streams of the usual kind: one in sectors of its own, and one among the short streams.
func long() stream  { return stream{"Workbook", noise(9*512 + 100)} }
func brief() stream { return stream{"EncryptionInfo", noise(300)} }

// expect reads streams and expects their content.
func expect(t *testing.T, data []byte, streams ...stream) {
	t.Helper()
	c, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range streams {
		got, err := c.Stream(s.name)
		if err != nil || !bytes.Equal(got, s.content) {
			t.Errorf("%s: %d bytes, %v; want %d bytes", s.name, len(got), err, len(s.content))
		}
	}
}

// refuse expects an error of the code Damaged with a text in it: of Open, or else of the first of the streams that
// cannot be read.
func refuse(t *testing.T, data []byte, text string, names ...string) {
	t.Helper()
	c, err := Open(data)
	for _, name := range names {
		if err == nil {
			_, err = c.Stream(name)
		}
	}
	var refused *workbook.ReadError
	if !errors.As(err, &refused) || refused.Code != workbook.Damaged || !strings.Contains(err.Error(), text) {
		t.Errorf("%v, want %q", err, text)
	}
}

// Any streams are read as they were written, wherever their sectors lie.
func TestStreamsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{512, 4096}).Draw(t, "size")
		seed := rapid.Uint64().Draw(t, "seed")
		order := rapid.SampledFrom([]func(int) []int{straight, backward, func(n int) []int {
			return rand.New(rand.NewPCG(seed, 2)).Perm(n)
		}}).Draw(t, "order")
		var streams []stream
		for _, length := range rapid.SliceOfN(rapid.IntRange(1, 20_000), 1, 12).Draw(t, "lengths") {
			streams = append(streams, stream{"S" + strings.Repeat("x", len(streams)), noise(length)})
		}
		c, err := Open(build(size, order, streams...).data)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range streams {
			if got, err := c.Stream(s.name); err != nil || !bytes.Equal(got, s.content) {
				t.Fatalf("%s: %d bytes, %v; want %d bytes", s.name, len(got), err, len(s.content))
			}
		}
	})
}

// A stream in one piece is a piece of the file, at whose end nothing can be added over other bytes of the file.
func TestInOnePiece(t *testing.T) {
	m := build(512, straight, brief(), stream{"Workbook", noise(70_000)}) // which needs two sectors of the FAT
	c, err := Open(m.data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Stream("Workbook")
	if err != nil || &got[0] != &m.data[m.at(m.sectors["Workbook"][0])] || cap(got) != len(got) {
		t.Errorf("%d bytes of %d, %v", len(got), cap(got), err)
	}
	const expected = 2 // the container and the sectors of the short streams, as nothing has to be put together
	if n := testing.AllocsPerRun(10, func() {
		c, _ := Open(m.data)
		for _, name := range []string{"Workbook", "EncryptionInfo"} {
			if _, err := c.Stream(name); err != nil {
				t.Error(err)
			}
		}
	}); n > expected {
		t.Errorf("%v allocations", n)
	}
}

// The names of streams count in any letter case, and only those of the root.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		found bool
	}{
		{"Workbook", true}, {"WORKBOOK", true}, {"workbooK", true}, {"Workbook2", false}, {"Workboo", false}, {"", false},
		{"\x05Workbook", false}, {"Wor\u212Abook", false}, {"Workb\u00F4ok", false}, {"Workbo\u016Fk", false},
	} {
		m := build(512, straight, stream{"Other", noise(5000)}, long())
		m.rename(2, c.name)
		opened, err := Open(m.data)
		if err != nil || opened.Has("Workbook") != c.found {
			t.Errorf("%q: %v, want %v", c.name, err, c.found)
		}
	}
	m := build(512, straight, stream{"storage", nil}, long())
	m.put(m.entry(1)+atRight, noEntry)
	m.put(m.entry(1)+atChild, 2)
	refuse(t, m.data, "the OLE container holds no stream Workbook", "Workbook")
	// Of two streams of a name the last one in the order of the directory counts.
	m = build(512, straight, stream{"a", noise(5000)}, long())
	m.rename(1, "Workbook")
	expect(t, m.data, long())
	m.put(m.entry(1)+atRight, noEntry)
	m.put(m.entry(1)+atLeft, 2)
	expect(t, m.data, stream{"Workbook", noise(5000)})
}

// What a container leaves open, or what programs write otherwise, is no damage.
func TestOddContainers(t *testing.T) {
	for _, c := range []struct {
		name string
		odd  func(*image)
	}{
		{"no count of the sectors of the mini-FAT", func(m *image) { m.put(atMiniFATCount, 0) }},
		{"a wrong count of them", func(m *image) { m.put(atMiniFATCount, 1000) }},
		{"a size with anything above", func(m *image) { m.put(m.entry(2)+atSize+4, 0xFFFF) }},
		{"free sectors behind the directory's end", func(m *image) { m.data = append(m.data, make([]byte, 512)...) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, order := range []func(int) []int{straight, backward} {
				m := build(512, order, brief(), long())
				c.odd(m)
				expect(t, m.data, brief(), long())
			}
		})
	}
	t.Run("streams about as long as a short one may be", func(t *testing.T) {
		streams := []stream{{"Workbook", noise(4095)}, {"Book", noise(4096)}, {"EncryptionInfo", noise(4097)}}
		expect(t, build(512, backward, streams...).data, streams...)
	})
	t.Run("the FAT in pieces that seem to follow each other", func(t *testing.T) {
		exchanged := func(n int) []int { // the directory stands between the first and the last sector of the FAT
			order := straight(n)
			if n > 1 {
				order[0], order[n-2] = order[n-2], order[0]
			}
			return order
		}
		whole := stream{"Workbook", noise(140_000)}
		m := build(512, exchanged, whole)
		if fat := m.sectors[partFAT]; len(fat) != 3 || fat[2] != fat[0]+2 || fat[1] != 0 {
			t.Fatalf("the FAT's sectors are %d", fat)
		}
		expect(t, m.data, whole)
	})
	t.Run("no short streams, and no number of a sector for them", func(t *testing.T) {
		m := build(512, straight, brief(), long())
		m.put(atMiniFAT, noEntry)
		expect(t, m.data, long())
		refuse(t, m.data, "the stream EncryptionInfo: it has fewer than 4096 bytes", "EncryptionInfo")
	})
	t.Run("no short streams, and no chain for them", func(t *testing.T) {
		m := build(512, straight, long())
		m.put(atMiniFAT, m.sectors[partFAT][0])
		m.put(m.entry(0)+atStart, 7777)
		expect(t, m.data, long())
		m.put(atMiniFATCount, 1)
		refuse(t, m.data, "its short streams: 0xFFFFFFFD stands in a chain")
	})
	t.Run("the last sector is cut behind the content", func(t *testing.T) {
		m := build(512, lastInFront, long())
		last := m.at(m.sectors["Workbook"][9])
		if last+512 != len(m.data) {
			t.Fatalf("the stream's last sector is at %d of %d", last, len(m.data))
		}
		expect(t, m.data[:last+100], long())
		refuse(t, m.data[:last+99], "is cut", "Workbook")
	})
}

// Whatever is damaged is refused, at opening or when the stream is read that it concerns.
func TestDamage(t *testing.T) {
	first := func(m *image, part string) uint32 { return m.sectors[part][0] }
	last := func(m *image, part string) uint32 { return m.sectors[part][len(m.sectors[part])-1] }
	circle := func(part string) func(*image) { return func(m *image) { m.put(m.link(last(m, part)), first(m, part)) } }
	for _, c := range []struct {
		name, want string
		damage     func(*image)
	}{
		{"the header is cut", "the OLE container is damaged: it has 511 bytes", func(m *image) { m.data = m.data[:511] }},
		{"nothing but the header", "which is not there", func(m *image) { m.data = m.data[:512] }},
		{"another beginning", "does not begin as one", func(m *image) { m.data[7]++ }},
		{"another size of sectors", "its sectors have 2^10 bytes", func(m *image) { m.data[atSectorShift] = 10 }},
		{"no directory", "its directory has 0 bytes", func(m *image) { m.put(atDirectory, endOfChain) }},
		{"the directory outside", "its directory: a chain goes on in the sector 1000, which is not there",
			func(m *image) { m.put(atDirectory, 1000) }},
		{"no sector in the directory's chain", "its directory: 0xFFFFFFFF stands in a chain",
			func(m *image) { m.put(m.link(last(m, partDirectory)), noEntry) }},
		{"the directory in a circle", "its directory: the chain from the sector", circle(partDirectory)},
		{"a sector of the directory cut", "its directory has 1023 bytes", func(m *image) {
			m.data = m.data[:len(m.data)-1]
		}},
		{"an entry that leads to itself", "the entries of its directory go in a circle",
			func(m *image) { m.put(m.entry(2)+atLeft, 2) }},
		{"an entry that leads to none", "its directory has no entry 77", func(m *image) { m.put(m.entry(1)+atLeft, 77) }},
		{"one that does so in a storage", "its directory has no entry 78", func(m *image) {
			m.put(m.entry(1)+atChild, 78)
		}},
		{"the mini-FAT in a circle", "its short streams: the chain from the sector", circle(partMiniFAT)},
		{"the sectors of short streams in a circle", "its short streams: the chain from the sector", circle(partShort)},
		{"they so, and not counted", "the stream EncryptionInfo: the chain from the sector", func(m *image) {
			circle(partShort)(m)
			m.put(atMiniFATCount, 0)
		}},
		{"the mini-FAT so, and not counted", "the stream EncryptionInfo: the chain from the sector", func(m *image) {
			circle(partMiniFAT)(m)
			m.put(atMiniFATCount, 0)
		}},
		{"the sectors of short streams outside", "its short streams: a chain goes on in the sector 5000",
			func(m *image) { m.put(m.entry(0)+atStart, 5000) }},
		{"a short stream without sectors for them", "the stream EncryptionInfo: it has fewer than 4096 bytes",
			func(m *image) { m.put(m.entry(0)+atStart, endOfChain) }},
		{"a short stream outside", "the stream EncryptionInfo: a chain goes on in the sector 400",
			func(m *image) { m.put(m.entry(1)+atStart, 400) }},
		{"a short stream that is longer than its chain", "the stream EncryptionInfo: it ends after 320 of 321 bytes",
			func(m *image) { m.put(m.entry(1)+atSize, 321) }},
		{"a stream that is longer than the file", "the stream Workbook claims 65536 bytes, the file has",
			func(m *image) { m.put(m.entry(2)+atSize, 1<<16) }},
		{"a stream of no bytes", "the stream Workbook has no bytes", func(m *image) { m.put(m.entry(2)+atSize, 0) }},
		{"a storage of its name", "the stream Workbook has no bytes", func(m *image) { m.data[m.entry(2)+atKind] = 1 }},
		{"a stream without a sector", "the stream Workbook: it ends after 0 of 4708 bytes",
			func(m *image) { m.put(m.entry(2)+atStart, endOfChain) }},
		{"a stream whose chain is too short", "the stream Workbook: it ends after 1536 of 4708 bytes",
			func(m *image) { m.put(m.link(m.sectors["Workbook"][2]), endOfChain) }},
		{"a stream in a circle", "the stream Workbook: the chain from the sector",
			func(m *image) { m.put(m.link(m.sectors["Workbook"][4]), m.sectors["Workbook"][3]) }},
		{"a stream that leaves the file", "the stream Workbook: the sector 99 is cut, or not there",
			func(m *image) { m.put(m.link(m.sectors["Workbook"][4]), 99) }},
		{"a stream that goes on in the FAT's mark", "the stream Workbook: 0xFFFFFFFD stands in a chain",
			func(m *image) { m.put(m.link(m.sectors["Workbook"][4]), 0xFFFFFFFD) }},
		{"the FAT outside", "which is not there", func(m *image) { m.put(atFATSectors, 500) }},
		{"no FAT", "which is not there", func(m *image) { m.put(atFATSectors, noEntry) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A directory of two sectors, of which the first is the last one of the file.
			m := build(512, backward, brief(), long(), stream{"3", nil}, stream{"4", nil}, stream{"5", nil})
			c.damage(m)
			refuse(t, m.data, c.want, "Workbook", "EncryptionInfo")
		})
	}
	t.Run("the FAT cut", func(t *testing.T) {
		m := build(512, straight, long())
		expect(t, m.data[:len(m.data)-300], long())
		refuse(t, m.data[:len(m.data)-490], "which is not there", "Workbook")
		m = build(512, lastInFront, stream{"Workbook", noise(70_000)}) // the first of its two sectors ends the file
		refuse(t, m.data[:len(m.data)-numberLength], "which is not there", "Workbook")
	})
	t.Run("a size beyond the file in the version 4", func(t *testing.T) {
		m := build(4096, straight, long())
		expect(t, m.data, long())
		m.put(m.entry(1)+atSize+4, 1)
		refuse(t, m.data, "the stream Workbook claims 4294972004 bytes", "Workbook")
	})
	t.Run("a directory of too many bytes", func(t *testing.T) {
		m := build(512, straight, stream{"Workbook", make([]byte, maxDirectory+1)})
		m.put(atDirectory, first(m, "Workbook"))
		refuse(t, m.data, "its directory has more than 4194304 bytes")
	})
}

// Files whose FAT has more sectors than the header has room for: two sectors of the DIFAT list the others.
func TestLargeFiles(t *testing.T) {
	const fats = 109 + 127 + 1
	content := stream{"Workbook", noise((fats*128 - 300) * 512)}
	expect(t, build(512, straight, content, brief()).data, content, brief())
	m := build(512, backward, content, brief())
	if n := len(m.sectors[partDIFAT]); n != 2 || len(m.sectors[partFAT]) != fats {
		t.Fatalf("%d sectors of the DIFAT and %d of the FAT", n, len(m.sectors[partFAT]))
	}
	expect(t, m.data, content, brief())
	difat := m.sectors[partDIFAT]
	second := m.at(difat[0]) + 512 - numberLength
	for _, c := range []struct {
		name, want string
		at         int
		number     uint32
	}{
		{"in a circle", "the DIFAT goes in a circle at the sector", second, difat[0]},
		{"outside", "the DIFAT goes on in the sector 50000, which is not there", atDIFAT, 50_000},
		{"ends early", "the DIFAT goes on in the sector 4294967294, which is not there", second, endOfChain},
		{"counted too short", "which is not there", atDIFATCount, 1},
		{"with a hole in the FAT", "which is not there", atFATSectors + 4*50, noEntry},
	} {
		old := bytes.Clone(m.data[c.at : c.at+numberLength])
		m.put(c.at, c.number)
		t.Run(c.name, func(t *testing.T) { refuse(t, m.data, c.want, "Workbook") })
		copy(m.data[c.at:], old)
	}
}

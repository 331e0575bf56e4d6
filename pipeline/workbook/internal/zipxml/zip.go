package zipxml

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
)

// Archive is an opened zip container with its files by folded name: writers differ in letter case and in
// slashes.
type Archive struct {
	reader io.ReaderAt
	size   int64
	budget *Budget
	files  map[string]*file
	known  *Known // nil: nothing is
}

// file is one entry of the central directory. Sizes are in bytes: packed as stored, size after inflating.
type file struct {
	name   string // as stored
	flags  uint16
	method uint16
	// The CRC-32 of the inflated content.
	crc    uint32
	packed int64
	size   int64
	// The offset of the file's own header, which stands before its content.
	header int64
	// Another entry has the same folded name and another content, so that nobody knows which one is meant.
	twice bool
	// Whether the size was counted against the bound on inflated bytes.
	counted bool
}

// Record signatures and lengths, and flags (PKWARE APPNOTE.TXT 4.3 and 4.4.4).
const (
	localSignature     = 0x04034b50
	centralSignature   = 0x02014b50
	endSignature       = 0x06054b50
	End64Signature     = 0x06064b50
	Locator64Signature = 0x07064b50
	localLength        = 30
	centralLength      = 46
	EndLength          = 22
	End64Length        = 56
	Locator64Length    = 20
	maxComment         = 1<<16 - 1

	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
)

// OpenArchive reads the directory of a container of size bytes. It opens no part. r must stay readable as long
// as the Archive is used. Errors: a *workbook.ReadError for what is no whole zip container, a
// *workbook.LimitError for a passed bound.
func OpenArchive(r io.ReaderAt, size int64, budget *Budget) (*Archive, error) {
	if err := Bound("file_bytes", budget.limits.FileBytes, size); err != nil {
		return nil, err
	}
	a := &Archive{reader: r, size: size, budget: budget}
	if err := a.checkMagic(); err != nil {
		return nil, err
	}
	// A zip file is read from its end: there stands where its directory begins.
	end, err := a.findEnd()
	if err != nil {
		return nil, err
	}
	return a, a.readDirectory(end)
}

// piece are bytes of the container: where it lies in memory, the very ones, which nobody may change.
func (a *Archive) piece(offset, length int64) ([]byte, error) {
	memory, ok := a.reader.(Memory)
	switch {
	case !ok:
		piece := make([]byte, length)
		_, err := a.reader.ReadAt(piece, offset)
		return piece, err
	case offset < 0 || offset > int64(len(memory)) || length > int64(len(memory))-offset:
		return nil, io.EOF
	}
	return memory[offset : offset+length : offset+length], nil
}

// directory says where the central directory stands and how many entries it has. Offsets count from base.
type directory struct {
	entries, length, offset int64
	base                    int64 // bytes before the container begins
}

// errCut is what is wrong most often: a network share or a stick was removed while the file was written.
var errCut = "the zip container's directory is missing: the file is cut off or still being copied; send it again"

// findEnd finds the last end record of the file. A comment of up to 64 KiB may stand behind it, but hardly any
// file has one: so a short tail is looked at first.
func (a *Archive) findEnd() (directory, error) {
	var room [4]byte
	signature := binary.LittleEndian.AppendUint32(room[:0], endSignature)
	for _, length := range [...]int64{1 << 10, EndLength + maxComment} {
		start := max(a.size-length, 0)
		tail, err := a.piece(start, a.size-start)
		if err != nil && !errors.Is(err, io.EOF) {
			return directory{}, err
		}
		for at := bytes.LastIndex(tail, signature); at >= 0; at = bytes.LastIndex(tail[:at], signature) {
			record := tail[at:]
			if len(record) >= EndLength && EndLength+int(binary.LittleEndian.Uint16(record[20:])) <= len(record) {
				return a.readEnd(record, start+int64(at))
			}
		}
	}
	return directory{}, Damaged(errCut)
}

// readEnd reads the end record, which begins at the offset stop, and the 64-bit record before it if there is
// one.
func (a *Archive) readEnd(record []byte, stop int64) (directory, error) {
	le := binary.LittleEndian
	d := directory{entries: int64(le.Uint16(record[10:])), length: int64(le.Uint32(record[12:])),
		offset: int64(le.Uint32(record[16:]))}
	// The 64-bit record may be there without being needed; it lies between the directory and the end all the same.
	var locator [Locator64Length]byte
	_, err := a.reader.ReadAt(locator[:], max(stop-Locator64Length, 0))
	if err == nil && le.Uint32(locator[:]) == Locator64Signature {
		position := int64(le.Uint64(locator[8:]))
		record := make([]byte, End64Length)
		_, err := a.reader.ReadAt(record, max(position, 0))
		switch found := err == nil && le.Uint32(record) == End64Signature; {
		case found:
			stop = position
			d.entries, d.length, d.offset = int64(le.Uint64(record[32:])), int64(le.Uint64(record[40:])),
				int64(le.Uint64(record[48:]))
		case d.entries == 0xffff || d.length == 0xffffffff || d.offset == 0xffffffff:
			return d, Damaged("the zip container's 64-bit directory record is missing")
		}
	}
	if d.length < 0 || d.offset < 0 || d.length > a.size || d.offset > a.size {
		return d, Damaged(errCut)
	}
	if d.entries < 0 { // as a number of 64 bits may be
		return d, Damaged("the zip container's directory counts an impossible number of entries: the file is damaged")
	}
	// The directory ends where the end record begins. If that is not where its offset says, something stands
	// before the container, and all offsets are by so much too small.
	d.base = stop - d.length - d.offset
	var first [4]byte
	if _, err := a.reader.ReadAt(first[:], 0); err != nil {
		return d, err
	}
	// Something may stand before the container, but no other one: a workbook that holds another and is cut behind it would
	// be read as the inner one.
	if d.base < 0 || d.base > 0 && le.Uint32(first[:]) == localSignature {
		return d, Damaged("the zip container's directory is not where its end record says: the file is damaged")
	}
	return d, nil
}

// readDirectory reads all entries at once. The end record counts them, and they must fill the directory
// exactly.
func (a *Archive) readDirectory(d directory) error {
	if err := a.budget.Hold(int(d.length)); err != nil {
		return err
	}
	// The whole directory is read at once; its size was bounded above.
	whole, err := a.piece(d.base+d.offset, d.length)
	if err != nil {
		return Damaged(errCut)
	}
	records := string(whole) // of which the names are pieces
	a.files = make(map[string]*file, min(d.entries, 256))
	entries := make([]file, min(d.entries, d.length/centralLength))
	for i := range d.entries {
		f := &file{}
		if i < int64(len(entries)) {
			f = &entries[i]
		}
		length, err := f.readEntry(records)
		if err != nil {
			return err
		}
		records = records[length:]
		f.header += d.base
		if err := a.add(f); err != nil {
			return err
		}
	}
	if len(records) > 0 {
		return Damaged(fmt.Sprintf("the zip container's directory holds more than the %d entries that its end record counts",
			d.entries))
	}
	return nil
}

// add keeps an entry by its folded name. Two of one name are harmless if they have one content; otherwise the
// part is refused as soon as somebody asks for it.
func (a *Archive) add(f *file) error {
	const overhead = 200 // of one entry in memory, beside its name and the folded name
	if err := a.budget.Hold(overhead + 2*len(f.name)); err != nil {
		return err
	}
	name := foldName(f.name)
	if other := a.files[name]; other != nil {
		other.twice = other.twice || other.crc != f.crc || other.size != f.size
	} else {
		a.files[name] = f
	}
	return nil
}

// readEntry reads one entry of the directory (PKWARE APPNOTE.TXT 4.3.12) and returns its length in bytes.
func (f *file) readEntry(records string) (int, error) {
	if len(records) < centralLength || u32(records, 0) != centralSignature {
		return 0, Damaged("the zip container's directory is damaged: an entry does not begin where it should")
	}
	nameLength, extraLength := int(u16(records, 28)), int(u16(records, 30))
	length := centralLength + nameLength + extraLength + int(u16(records, 32))
	if length > len(records) {
		return 0, Damaged("the zip container's directory is damaged: an entry is cut off")
	}
	// The fields of the entry, at their fixed places; name and extra fields follow them.
	*f = file{
		name:   records[centralLength : centralLength+nameLength],
		flags:  u16(records, 8),
		method: u16(records, 10),
		crc:    u32(records, 16),
		packed: int64(u32(records, 20)),
		size:   int64(u32(records, 24)),
		header: int64(u32(records, 42)),
	}
	// Extra fields may hold sizes that need 64 bits.
	extra := records[centralLength+nameLength : centralLength+nameLength+extraLength]
	return length, f.readZip64(extra)
}

// u16 and u32 are the little-endian numbers at a place of a record.
func u16(record string, at int) uint16 { return uint16(record[at]) | uint16(record[at+1])<<8 }
func u32(record string, at int) uint32 {
	return uint32(u16(record, at)) | uint32(u16(record, at+2))<<16
}

// readZip64 takes the sizes that did not fit into 32 bits from the extra field 1 (PKWARE APPNOTE.TXT 4.5.3).
// Only those that have all bits set in the entry stand there, in this order.
func (f *file) readZip64(extra string) error {
	for len(extra) >= 4 {
		id, length := u16(extra, 0), int(u16(extra, 2))
		if length > len(extra)-4 {
			break // padding of some writers; a needed size is then missing and noticed below
		}
		field := extra[4 : 4+length]
		extra = extra[4+length:]
		if id != 1 {
			continue
		}
		for _, value := range [...]*int64{&f.size, &f.packed, &f.header} {
			if *value == 0xffffffff && len(field) >= 8 {
				*value = int64(uint64(u32(field, 0)) | uint64(u32(field, 4))<<32)
				field = field[8:]
			}
		}
	}
	if f.size < 0 || f.packed < 0 || f.header < 0 {
		return Damaged(fmt.Sprintf("the zip container's directory gives an impossible size for %q", f.name))
	}
	return nil
}

// foldName is the form in which names of parts are compared: OPC compares them without regard to ASCII letter case
// (ECMA-376 Part 2, 6.2.2.3), and some writers use backslashes or a leading slash.
func foldName(name string) string {
	switch plain, small := isPlain(name); {
	case plain && small:
		return name
	case plain:
		return strings.ToLower(name)
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// isPlain says whether a name is of ASCII and written as parts are named, as it is nearly always: then nothing has to
// be done about backslashes, slashes without a name between them and dots that lead elsewhere. It is false where that
// is not seen at once. small says that there are no capitals in it.
func isPlain(name string) (plain, small bool) {
	begins := true // a slash, or nothing, comes before
	small = true
	for i := range len(name) {
		switch c := name[i]; {
		case c == '/' && begins || c == '\\' || c >= 0x80:
			return false, false
		case c == '.' && begins && (i+1 == len(name) || name[i+1] == '.' || name[i+1] == '/'):
			return false, false
		case c-'A' < 26:
			small = false
		}
		begins = name[i] == '/'
	}
	return !begins, small
}

// Budget is what the workbook has cost so far, against its bounds. The reader that takes the archive goes on
// counting.
func (a *Archive) Budget() *Budget { return a.budget }

// Names are the names of all files, as stored, in order.
func (a *Archive) Names() []string {
	var names []string
	for _, f := range a.files {
		names = append(names, f.name)
	}
	slices.Sort(names)
	return names
}

// Has says whether there is a part of the name, without regard to letter case.
func (a *Archive) Has(name string) bool { return a.files[foldName(name)] != nil }

// SizeOf is the size in bytes that the directory gives for a part, 0 for one that is missing.
func (a *Archive) SizeOf(name string) int64 {
	if f := a.files[foldName(name)]; f != nil {
		return f.size
	}
	return 0
}

// find is the entry of a part, and an error for one that is missing, stands twice or is encrypted by the zip
// program.
func (a *Archive) find(name string) (*file, error) {
	f := a.files[foldName(name)]
	switch {
	case f == nil:
		return nil, Damaged("the part is missing from the file")
	case f.twice:
		return nil, Damaged("the file holds this part twice; which one is meant cannot be known")
	case f.flags&flagEncrypted != 0:
		return nil, &workbook.ReadError{Code: workbook.Encrypted,
			Problem: "the part is encrypted with a zip password; save the workbook without one"}
	}
	return f, nil
}

// InflatedSize is how many bytes the parts of a container in memory come to by what its directory declares. Errors are
// *workbook.ReadError, where the directory cannot be read.
func InflatedSize(data []byte) (int64, error) {
	limits := workbook.Limits{FileBytes: int64(len(data))}.WithDefaults()
	a := &Archive{reader: Memory(data), size: int64(len(data)), budget: NewBudget(limits)}
	if err := a.checkMagic(); err != nil {
		return 0, err
	}
	d, err := a.findEnd()
	if err != nil {
		return 0, err
	}
	records, total := string(data[d.base+d.offset:][:d.length]), int64(0)
	for range d.entries {
		var f file
		length, err := f.readEntry(records)
		if err != nil {
			return 0, err
		}
		records = records[length:]
		total += min(f.size, limits.InflatedBytes)
	}
	return total, nil
}

package damage

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
	"testing"

	"github.com/klauspost/compress/flate"
)

// part is one file inside an .xlsx.
type part struct {
	name    string
	content []byte
}

// header is what a local header or an entry of the central directory says of a part. Undamaged, both say the same.
type header struct {
	name              string
	flags, method     uint16
	crc, packed, size uint32
}

// entry is one part as it lies in the container.
type entry struct {
	local, central header
	body           []byte // compressed
	padding        int    // bytes of the local header's extra field
	offsetError    int    // added to what the directory states
	unlisted       bool   // not in the directory
}

// container is an .xlsx whose headers can be made to lie.
type container struct {
	entries []entry
	// Added to what the end record states.
	countError, lengthError, offsetError int
	before, after                        []byte // bytes around the container
}

const (
	stored   = 0
	deflated = 8
)

func pack(parts []part) *container {
	c := &container{}
	for _, p := range parts {
		c.entries = append(c.entries, packPart(p, deflated))
	}
	return c
}

func packPart(p part, method uint16) entry {
	body := p.content
	if method == deflated {
		body = deflate(p.content)
	}
	truth := header{name: p.name, method: method, crc: crc32.ChecksumIEEE(p.content), packed: uint32(len(body)),
		size: uint32(len(p.content))}
	return entry{local: truth, central: truth, body: body}
}

func deflate(content []byte) []byte {
	var out bytes.Buffer
	if err := flate.StatelessDeflate(&out, content, true, nil); err != nil {
		panic(err) // writing to memory does not fail
	}
	return out.Bytes()
}

// clone is a copy whose entries can be changed.
func (c *container) clone() *container {
	return &container{entries: slices.Clone(c.entries)}
}

// bytes lays the container out as PKWARE APPNOTE.TXT 4.3 says.
func (c *container) bytes() []byte {
	le := binary.LittleEndian
	out := bytes.Clone(c.before)
	var directory []byte
	listed := 0
	for _, e := range c.entries {
		offset := len(out) - len(c.before) + e.offsetError
		out = le.AppendUint32(out, 0x04034b50)
		out = e.local.fields(le.AppendUint16(out, 20))
		out = le.AppendUint16(out, uint16(e.padding))
		out = append(append(out, e.local.name...), make([]byte, e.padding)...)
		out = append(out, e.body...)
		if e.unlisted {
			continue
		}
		listed++
		directory = le.AppendUint32(directory, 0x02014b50)
		directory = e.central.fields(le.AppendUint32(directory, 20<<16|20))
		directory = append(directory, make([]byte, 2+2+2+2+4)...) // no extra field, no comment, first disk, no attributes
		directory = append(le.AppendUint32(directory, uint32(offset)), e.central.name...)
	}
	start := len(out) - len(c.before)
	out = append(out, directory...)
	out = append(le.AppendUint32(out, 0x06054b50), 0, 0, 0, 0)
	out = le.AppendUint16(out, uint16(listed+c.countError))
	out = le.AppendUint16(out, uint16(listed+c.countError))
	out = le.AppendUint32(out, uint32(len(directory)+c.lengthError))
	out = le.AppendUint32(out, uint32(start+c.offsetError))
	return append(append(out, 0, 0), c.after...)
}

// fields are those that both kinds of header have in one order, from the flags to the length of the name.
func (h header) fields(out []byte) []byte {
	le := binary.LittleEndian
	out = le.AppendUint16(out, h.flags)
	out = le.AppendUint16(out, h.method)
	out = le.AppendUint32(out, 0x00210000) // 1 January 1980, 0 o'clock
	out = le.AppendUint32(out, h.crc)
	out = le.AppendUint32(out, h.packed)
	out = le.AppendUint32(out, h.size)
	return le.AppendUint16(out, uint16(len(h.name)))
}

// takeApart reads the parts of an undamaged .xlsx.
func takeApart(t *testing.T, data []byte) []part {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var parts []part
	for _, f := range archive.File {
		content, err := inflated(f)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		parts = append(parts, part{name: f.Name, content: content})
	}
	return parts
}

func inflate(body []byte) []byte {
	content, err := io.ReadAll(flate.NewReader(bytes.NewReader(body)))
	if err != nil {
		panic(err) // it was compressed by deflate
	}
	return content
}

func inflated(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

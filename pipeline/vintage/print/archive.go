package print

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
)

// archive writes the parts of a workbook into its ZIP file, in the same order each time, so that equal workbooks have
// equal bytes: excelize hands them over in the order of a map. Parts that an earlier workbook has are copied from there
// as they are compressed in it.
type archive struct {
	out     io.Writer
	made    map[string]*madePart
	taken   map[string]*zip.File // by name
	renewed map[string]renewal   // by name
}

// madePart is a part while it is being compressed.
type madePart struct {
	compressed bytes.Buffer
	flate      *flate.Writer
	sum        hash.Hash32
	size       uint64
	types      bool // it is contentTypes, which comes in one piece
	renewal    renewal
	printed    *bytes.Buffer // what was printed of a part of which the other rows are those of the vintage before
}

// contentTypes is the part that stands first: programs that look at the beginning of a file tell by it what it is.
const contentTypes = "[Content_Types].xml"

func newArchive(out io.Writer, taken map[string]*zip.File, renewed map[string]renewal) *archive {
	return &archive{out: out, made: map[string]*madePart{}, taken: taken, renewed: renewed}
}

// typeEnd ends what a workbook says of the type of all parts whose names end in the same way.
const typeEnd = "</Default>"

// inOrder puts the types of parts in order, which excelize takes from a map.
func inOrder(types []byte) []byte {
	head, rest, found := bytes.Cut(types, []byte("<Default "))
	last := bytes.LastIndex(rest, []byte(typeEnd))
	if !found || last < 0 {
		return types
	}
	each := strings.Split("<Default "+string(rest[:last]), typeEnd)
	slices.Sort(each)
	return slices.Concat(head, []byte(strings.Join(each, typeEnd)), rest[last:])
}

// Create begins a part. What is written into one that is taken over goes nowhere.
func (a *archive) Create(name string) (io.Writer, error) {
	if a.taken[name] != nil {
		return io.Discard, nil
	}
	p := &madePart{sum: crc32.NewIEEE(), types: name == contentTypes}
	var err error
	if p.flate, err = flate.NewWriter(&p.compressed, flate.DefaultCompression); err != nil {
		return nil, err
	}
	a.made[name] = p
	if r, some := a.renewed[name]; some {
		p.renewal, p.printed = r, &bytes.Buffer{}
		return p.printed, nil
	}
	return p, nil
}

func (p *madePart) Write(body []byte) (int, error) {
	if p.types {
		body = inOrder(body)
	}
	p.size += uint64(len(body))
	p.sum.Write(body) // never fails
	return p.flate.Write(body)
}

// AddFS is not needed: excelize calls it for no workbook.
func (a *archive) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the file.
func (a *archive) Close() error {
	out := zip.NewWriter(a.out)
	names := slices.AppendSeq(slices.Collect(maps.Keys(a.made)), maps.Keys(a.taken))
	slices.SortFunc(names, func(s, t string) int {
		return cmp.Or(cmp.Compare(rank(s), rank(t)), cmp.Compare(s, t))
	})
	for _, name := range names {
		if err := a.write(out, name); err != nil {
			return err
		}
	}
	return out.Close()
}

func rank(name string) int {
	if name == contentTypes {
		return 0
	}
	return 1
}

func (a *archive) write(out *zip.Writer, name string) error {
	if taken := a.taken[name]; taken != nil {
		return out.Copy(taken)
	}
	p := a.made[name]
	if p.printed != nil {
		if err := p.renewal.complete(p, p.printed); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := p.flate.Close(); err != nil {
		return err
	}
	part, err := out.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CreatorVersion: zipVersion, ReaderVersion: zipVersion, CRC32: p.sum.Sum32(),
		CompressedSize64: uint64(p.compressed.Len()), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = p.compressed.WriteTo(part)
	return err
}

// zipVersion is 2.0, with which files are compressed by deflate.
const zipVersion = 20

package zipxml

import (
	"bytes"
	"io"
	"sync"
)

// Known keeps what was read of parts that are the same in many containers: styles, relationships and content types,
// which a program writes byte for byte alike into every workbook. Such a part is inflated and read once. It is the
// same part where its packed bytes are the same, all of them, and so are its size and checksum: then it inflates to
// the same bytes, whose checksum was found right when they were read.
//
// What is kept is shared, and nobody may change it. A Known serves readers that work at the same time; a nil one keeps
// nothing.
type Known struct {
	lock  sync.Mutex
	parts map[partKey]knownPart
	bytes int64
}

// Bounds of what is kept. Past the bound on everything all of it is forgotten, so that what came first does not stay
// for ever.
const (
	maxKnownPart = 64 << 10 // bytes of one part, packed and read
	maxKnown     = 8 << 20
)

// partKey finds what was read of a part. Parts that share a key need not be the same: see knownPart.
type partKey struct {
	what   string // was read of it
	crc    uint32
	packed int64
	size   int64
	method uint16
	depth  int // up to which elements might nest
}

// knownPart is what was read of a part with these packed bytes, and how many bytes it was counted for.
type knownPart struct {
	packed []byte
	read   any
	held   int64
}

// find is what was read of a part.
func (k *Known) find(key partKey, packed []byte) (part knownPart, ok bool) {
	k.lock.Lock()
	part, ok = k.parts[key]
	k.lock.Unlock()
	return part, ok && bytes.Equal(part.packed, packed)
}

// keep keeps what was read of a part.
func (k *Known) keep(key partKey, part knownPart) {
	size := int64(len(part.packed)) + part.held
	if size > maxKnownPart {
		return
	}
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.bytes += size; k.bytes > maxKnown || k.parts == nil {
		k.parts, k.bytes = map[partKey]knownPart{}, size
	}
	k.parts[key] = part
}

// Memory is a container that lies in memory. Its parts are compared with known ones where they lie.
type Memory []byte

// ReadAt implements io.ReaderAt.
func (m Memory) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset >= int64(len(m)) {
		return 0, io.EOF
	}
	n := copy(b, m[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Remember has the archive look for its parts among those that are known, and add what it reads.
func (a *Archive) Remember(known *Known) { a.known = known }

// ReadOnce is ReadPart for a part of which only its own bytes decide what is read of it; what names that. The result
// may be shared with other containers: nobody may change it. Errors are those of ReadPart.
func ReadOnce[T any](a *Archive, name, what string, read func(*Scanner) (T, error)) (result T, err error) {
	key, packed, err := a.identity(name, what)
	if err != nil {
		return result, Named(err, name, "")
	}
	if packed != nil {
		if known, ok := a.known.find(key, packed); ok {
			return known.read.(T), Named(a.budget.Hold(int(known.held)), name, "")
		}
	}
	before := a.budget.held
	err = a.ReadPart(name, func(s *Scanner) (err error) {
		result, err = read(s)
		return err
	})
	if err == nil && packed != nil {
		a.known.keep(key, knownPart{bytes.Clone(packed), result, a.budget.held - before})
	}
	return result, err
}

// identity is by what a part is known, and its packed bytes; they are nil where nothing is kept of such a part. All
// that the zip container says of the part has been looked at, and it is counted as inflated.
func (a *Archive) identity(name, what string) (key partKey, packed []byte, err error) {
	memory, ok := a.reader.(Memory)
	if a.known == nil || !ok {
		return key, nil, nil
	}
	f, err := a.find(name)
	if err != nil || f.packed > maxKnownPart {
		return key, nil, err
	}
	if err := a.budget.inflate(f); err != nil {
		return key, nil, err
	}
	start, err := a.checkHeader(f)
	if err != nil {
		return key, nil, err
	}
	key = partKey{what, f.crc, f.packed, f.size, f.method, a.budget.limits.Depth}
	return key, memory[start : start+f.packed : start+f.packed], nil
}

package reader

import (
	"bytes"
	"math"

	"tonghop/pipeline/workbook/internal/zipxml"
)

// Memory estimates how many bytes reading a workbook may take at most, its content included. It is for who reads
// several at once, and it looks at nothing but the directory of a zip container: what a part declares is never
// exceeded.
func Memory(data []byte) int64 {
	const (
		cells  = 4 // what is kept of a sheet takes a few times the bytes of its XML
		fields = 8 // and of a text, of which the shortest fields are two bytes
	)
	size := int64(len(data))
	switch {
	case bytes.HasPrefix(data, []byte("PK")) || holdsZip(data):
		if inflated, err := zipxml.InflatedSize(data); err == nil {
			return size + cells*min(inflated, math.MaxInt64/8)
		}
	case bytes.Contains(data, encryptedPackage):
		return math.MaxInt64 // what is in it shows only when it has been decrypted
	}
	return fields * size
}

// encryptedPackage is the name of the stream in which Excel puts an encrypted workbook, in UTF-16.
var encryptedPackage = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

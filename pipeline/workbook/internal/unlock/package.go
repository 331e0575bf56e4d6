package unlock

import (
	"encoding/binary"

	"tonghop/pipeline/workbook/internal/ole"
)

// The streams of an encrypted .xlsx ([MS-OFFCRYPTO] 2.3.4).
const (
	infoStream    = "EncryptionInfo"
	packageStream = "EncryptedPackage"
)

// IsPackage says whether the container holds an encrypted .xlsx or .xlsb: both are packed alike.
func IsPackage(container *ole.Container) bool { return container.Has(packageStream) }

// Package decrypts the workbook in the container and returns the zip container that it is. Errors are
// *workbook.ReadError: with the code Encrypted where the password is another one or the method is not known,
// Damaged where the file contradicts itself.
func Package(container *ole.Container) ([]byte, error) {
	info, err := container.Stream(infoStream)
	if err != nil {
		return nil, err
	}
	const versions, longest = 8, 1 << 16
	if len(info) < versions || len(info) > longest {
		return nil, damaged("the stream %s has %d bytes", infoStream, len(info))
	}
	// The version tells the method: 4.4 is agile, and 2.2, 3.2 and 4.2 are standard encryption.
	major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:])
	var decrypt func([]byte) error
	switch {
	case major == 4 && minor == 4:
		decrypt, err = agile(info[versions:])
	case minor == 2 && major >= 2 && major <= 4:
		decrypt, err = standard(info[versions:])
	default:
		err = unknownMethod("a method of the version %d.%d", major, minor)
	}
	if err != nil {
		return nil, err
	}
	stored, err := container.Stream(packageStream)
	if err != nil {
		return nil, err
	}
	// A copy, because the stream may be a piece of the file's own bytes, which others still read.
	content := append([]byte(nil), stored...)
	if err := decrypt(content); err != nil {
		return nil, err
	}
	return wholePackage(content)
}

// sizeLength is the length of the field before the encrypted bytes: how many of them count.
const sizeLength = 8

// wholePackage cuts off what fills the last block, by the number of bytes that stands at the beginning.
func wholePackage(content []byte) ([]byte, error) {
	if len(content) < sizeLength {
		return nil, damaged("the encrypted workbook is cut")
	}
	size := binary.LittleEndian.Uint64(content)
	if size > uint64(len(content)-sizeLength) {
		return nil, damaged("the encrypted workbook has %d bytes, and %d by its own count: it is cut",
			len(content)-sizeLength, size)
	}
	return content[sizeLength : sizeLength+int(size)], nil
}

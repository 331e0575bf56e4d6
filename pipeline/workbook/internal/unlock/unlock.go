// Package unlock decrypts workbooks that Excel encrypted with its own default password. Excel does so where a
// workbook is protected against changes and nobody set a password for opening: it opens such a file and asks
// nothing. So this breaks no protection: everybody who has the file and Excel can read it.
//
// It takes an OLE container or the records of an .xls and gives the decrypted bytes. It tries no other
// password: a workbook that has one stays closed, with an error that says so. The methods are those of
// [MS-OFFCRYPTO] that Excel has used: agile and standard encryption of .xlsx, and RC4, RC4 CryptoAPI and XOR
// obfuscation of .xls.
//
// Begin reading with Package and Records.
package unlock

import (
	"crypto"
	_ "crypto/md5"    // methods that files name
	_ "crypto/sha1"   //
	_ "crypto/sha256" //
	_ "crypto/sha512" //
	"encoding/binary"
	"fmt"
	"unicode/utf16"

	"tonghop/pipeline/workbook"
)

// defaultPassword is Excel's own, a constant of the format ([MS-XLS] 2.4.117).
const defaultPassword = "VelvetSweatshop"

// locked is the error for a workbook whose password only its author knows.
func locked() error {
	return &workbook.ReadError{Code: workbook.Encrypted,
		Problem: "the workbook is protected by a password; save it without one"}
}

// unknownMethod is the error for an encryption that is not read, whatever the password.
func unknownMethod(format string, args ...any) error {
	problem := "the workbook is encrypted with " + fmt.Sprintf(format, args...) + "; save it without a password"
	return &workbook.ReadError{Code: workbook.Encrypted, Problem: problem}
}

// damaged is the error for an encryption whose description is cut or contradicts itself.
func damaged(format string, args ...any) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: fmt.Sprintf(format, args...)}
}

// wide is a text in UTF-16, as passwords are hashed.
func wide(text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

// digest is the hash of all pieces one after the other.
func digest(hash crypto.Hash, pieces ...[]byte) []byte {
	h := hash.New()
	for _, piece := range pieces {
		h.Write(piece)
	}
	return h.Sum(nil)
}

// spun is the hash of salt and password, hashed again as often as the file says, each time behind the number of
// the round. The rounds make it slow to try many passwords.
func spun(hash crypto.Hash, salt []byte, rounds int) []byte {
	sum := digest(hash, salt, wide(defaultPassword))
	h := hash.New()
	var number [4]byte
	for i := range rounds {
		binary.LittleEndian.PutUint32(number[:], uint32(i))
		h.Reset()
		h.Write(number[:])
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	return sum
}

// u32 is a number in four bytes.
func u32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

// fitted is a hash cut to a length, or filled up to it as [MS-OFFCRYPTO] says.
func fitted(sum []byte, length int) []byte {
	const filler = 0x36
	for len(sum) < length {
		sum = append(sum, filler)
	}
	return sum[:length]
}

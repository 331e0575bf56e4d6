package testbook

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"math/bits"
	"strings"
	"unicode/utf16"
)

// DefaultPassword is the one with which Excel encrypts a workbook that is only protected against changes.
const DefaultPassword = "VelvetSweatshop"

// sum is the hash of all pieces one after the other.
func sum(new func() hash.Hash, pieces ...[]byte) []byte {
	h := new()
	h.Write(Join(pieces...))
	return h.Sum(nil)
}

// wideText is a text in UTF-16, as passwords are hashed.
func wideText(text string) []byte { return Units(utf16.Encode([]rune(text))) }

// noise are bytes that look random and are always the same, for salts and keys: a test must make the same file
// each time.
func noise(seed byte, n int) []byte {
	var out []byte
	for i := 0; len(out) < n; i++ {
		out = append(out, sum(sha1.New, []byte{seed, byte(i), byte(i >> 8)})...)
	}
	return out[:n]
}

// chain encrypts whole blocks with AES in chained blocks (CBC); what is missing in the last one is filled with
// zeros.
func chain(key, beginning, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := append([]byte(nil), padded(data, aes.BlockSize)...)
	cipher.NewCBCEncrypter(block, beginning[:aes.BlockSize]).CryptBlocks(out, out)
	return out
}

// Agile encrypts a workbook as Excel does since 2010: AES-256 in chained blocks and SHA-512 ([MS-OFFCRYPTO]
// 2.3.4.10 to 15). It is written after the document and apart from the package unlock, so that the two check
// each other. Pairs of old and new texts are replaced in its description, to make damaged ones.
func Agile(password string, rounds int, workbook []byte, replaced ...string) []byte {
	dataSalt, salt, key := noise(1, 16), noise(2, 16), noise(3, 32)
	h := sum(sha512.New, salt, wideText(password))
	for i := range rounds {
		h = sum(sha512.New, U32(i), h)
	}
	// What the password protects: each value is encrypted under a key of its own purpose.
	under := func(purpose string, data []byte) string {
		derived := sum(sha512.New, h, []byte(purpose))
		return base64.StdEncoding.EncodeToString(chain(derived[:32], salt, data))
	}
	// The workbook itself: its length, then pieces of 4,096 bytes, each a chain of its own.
	stored := binary.LittleEndian.AppendUint64(nil, uint64(len(workbook)))
	for i := 0; len(workbook) > 0; i++ {
		n := min(4096, len(workbook))
		stored = append(stored, chain(key, sum(sha512.New, dataSalt, U32(i)), workbook[:n])...)
		workbook = workbook[n:]
	}
	// The keyed hash of what is stored protects it against changes.
	macKey := noise(4, 64)
	mac := hmac.New(sha512.New, macKey)
	mac.Write(stored)
	whole := func(purpose string, data []byte) string {
		return base64.StdEncoding.EncodeToString(chain(key, sum(sha512.New, dataSalt, []byte(purpose)), data))
	}
	verifier := noise(5, 16)
	const how = `saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" ` +
		`cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"`
	info := fmt.Sprintf(`<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" `+
		`xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">`+
		`<keyData %s saltValue="%s"/><dataIntegrity encryptedHmacKey="%s" encryptedHmacValue="%s"/><keyEncryptors>`+
		`<keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="%d" %s saltValue="%s" `+
		`encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors></encryption>`,
		how, base64.StdEncoding.EncodeToString(dataSalt), whole("\x5F\xB2\xAD\x01\x0C\xB9\xE1\xF6", macKey),
		whole("\xA0\x67\x7F\x02\xB2\x2C\x84\x33", mac.Sum(nil)), rounds, how, base64.StdEncoding.EncodeToString(salt),
		under("\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79", verifier), under("\xD7\xAA\x0F\x6D\x30\x61\x34\x4E", sum(sha512.New,
			verifier)),
		under("\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6", key))
	return locked(Join(U16(4), U16(4), U32(0x40), []byte(strings.NewReplacer(replaced...).Replace(info))), stored)
}

// locked is the container of an encrypted workbook.
func locked(info, stored []byte) []byte {
	return OLE(Stream{"EncryptionInfo", info}, Stream{"EncryptedPackage", stored})
}

// encryptionHeader describes AES-128 or RC4 with SHA-1 ([MS-OFFCRYPTO] 2.3.2).
func encryptionHeader(flags, algorithm, keyBits, provider int) []byte {
	// Flags, algorithms, length of the key, and the name of what encrypts, which nobody reads.
	header := Join(U32(flags), U32(0), U32(algorithm), U32(0x8004), U32(keyBits), U32(provider), U32(0), U32(0),
		wideText("Provider\x00"))
	return Join(U32(len(header)), header)
}

// Standard encrypts a workbook as Excel 2007 does: AES-128 in single blocks and SHA-1
// ([MS-OFFCRYPTO] 2.3.4.5 to 9). The password is hashed 50,000 times, as the format has it.
func Standard(password string, workbook []byte) []byte {
	salt, verifier := noise(6, 16), noise(7, 16)
	h := sum(sha1.New, salt, wideText(password))
	for i := range 50_000 {
		h = sum(sha1.New, U32(i), h)
	}
	h = sum(sha1.New, h, U32(0))
	// The key is derived from the hash as [MS-OFFCRYPTO] 2.3.4.7 says.
	inner := bytes.Repeat([]byte{0x36}, 64)
	for i := range h {
		inner[i] ^= h[i]
	}
	block, err := aes.NewCipher(sum(sha1.New, inner)[:16])
	if err != nil {
		panic(err)
	}
	encrypted := func(data []byte) []byte {
		out := append([]byte(nil), padded(data, aes.BlockSize)...)
		for at := 0; at < len(out); at += aes.BlockSize {
			block.Encrypt(out[at:at+aes.BlockSize], out[at:at+aes.BlockSize])
		}
		return out
	}
	// Version 3.2, flags, the header, then the verifier.
	info := Join(U16(3), U16(2), U32(0x24), encryptionHeader(0x24, 0x660E, 128, 0x18), U32(16), salt, encrypted(verifier),
		U32(20),
		encrypted(sum(sha1.New, verifier)))
	return locked(info, Join(binary.LittleEndian.AppendUint64(nil, uint64(len(workbook))), encrypted(workbook)))
}

// LockedBook is an .xls whose records are encrypted: with XOR obfuscation ("xor"), RC4 ("rc4") or RC4 CryptoAPI
// ("cryptoapi"). The heads of the records, and the content of some, stay readable.
func LockedBook(book Book, password, method string) []byte {
	// The description of the encryption comes first among the workbook's own records.
	filePass, encrypt := map[string]func(string, bool) ([]byte, func([]byte, int, int)){
		"xor": byXOR, "rc4": byRC4, "cryptoapi": byCryptoAPI,
	}[method](password, book.Version == BIFF8)
	book.Globals = append(Record(0x002F, filePass), book.Globals...)
	stream := book.Stream()
	// Record by record: heads, the beginnings of parts, the description itself and the places of sheets stay
	// readable.
	for at := 0; at < len(stream); {
		kind, size := binary.LittleEndian.Uint16(stream[at:]), int(binary.LittleEndian.Uint16(stream[at+2:]))
		from, end := at+4, at+4+size
		switch kind {
		case 0x0809, 0x002F:
			from = end
		case 0x0085:
			from += 4
		}
		if from < end {
			encrypt(stream[from:end], from, size)
		}
		at = end
	}
	name := "Workbook"
	if book.Version == BIFF5 {
		name = "Book"
	}
	return OLE(Stream{name, stream})
}

// xorOf is the key, the verifier and the array of the two passwords that tests use ([MS-OFFCRYPTO] 2.3.7.1 and
// 2.3.7.2).
func xorOf(password string) (key, verifier int) {
	if password == DefaultPassword {
		return 0xB359, 0x9A0A
	}
	return 0x1234, 0x5678
}

// byXOR, byRC4 and byCryptoAPI return the content of the FILEPASS record and what encrypts a piece of the
// stream, by its offset and by the size of the record that it lies in.
func byXOR(password string, biff8 bool) ([]byte, func([]byte, int, int)) {
	key, verifier := xorOf(password)
	array := append([]byte(DefaultPassword), 0xBB)
	for i := range array {
		array[i] = bits.RotateLeft8(array[i]^byte(key>>(i%2*8)), 7)
	}
	filePass := Join(U16(key), U16(verifier))
	if biff8 {
		filePass = append(U16(0), filePass...)
	}
	return filePass, func(piece []byte, offset, size int) {
		for i := range piece {
			piece[i] = bits.RotateLeft8(piece[i], 5) ^ array[(offset+size+i)%16]
		}
	}
}

// byRC4 is the encryption of Excel 97 to 2003: a key of 40 bits from the password, and for each
// block of 1,024 bytes one derived from it.
func byRC4(password string, _ bool) ([]byte, func([]byte, int, int)) {
	// The salt and the verifier stand in the record, the verifier encrypted together with its hash.
	salt, verifier := noise(8, 16), noise(9, 16)
	// The steps of [MS-OFFCRYPTO] 2.3.6.2, one by one.
	start := sum(md5.New, wideText(password))[:5]
	start = sum(md5.New, bytes.Repeat(Join(start, salt), 16))[:5]
	keyOf := func(block int) []byte { return sum(md5.New, start, U32(block)) }
	proof := rc4Of(keyOf(0), Join(verifier, sum(md5.New, verifier)))
	return Join(U16(1), U16(1), U16(1), salt, proof), byBlock(keyOf)
}

// byCryptoAPI is that of Excel 2002 and later: the same by blocks, with SHA-1 and a key of 128 bits
// ([MS-OFFCRYPTO] 2.3.5).
func byCryptoAPI(password string, _ bool) ([]byte, func([]byte, int, int)) {
	salt, verifier := noise(10, 16), noise(11, 16)
	start := sum(sha1.New, salt, wideText(password))
	keyOf := func(block int) []byte { return sum(sha1.New, start, U32(block))[:16] }
	proof := rc4Of(keyOf(0), Join(verifier, sum(sha1.New, verifier)))
	return Join(U16(1), U16(2), U16(2), U32(4), encryptionHeader(4, 0x6801, 128, 1), U32(16), salt, proof[:16], U32(20),
		proof[16:]), byBlock(keyOf)
}

// rc4Of encrypts or decrypts with RC4 from the start of its key stream.
func rc4Of(key, data []byte) []byte {
	stream, err := rc4.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	stream.XORKeyStream(out, data)
	return out
}

// byBlock encrypts each byte at its place in the key stream of its block of 1,024 bytes. It is slow and plain
// on purpose: unlock does the same by moving along the key stream.
func byBlock(keyOf func(int) []byte) func([]byte, int, int) {
	return func(piece []byte, offset, _ int) {
		for i := range piece {
			at := offset + i
			piece[i] ^= rc4Of(keyOf(at/1024), make([]byte, 1024))[at%1024]
		}
	}
}

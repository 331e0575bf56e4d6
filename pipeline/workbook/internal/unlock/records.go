package unlock

import (
	"crypto"
	"crypto/rc4"
	"crypto/subtle"
	"encoding/binary"
	"math/bits"
)

// Records decrypts the records of an .xls. filePass is the content of its FILEPASS record, which holds less in
// BIFF5. The stream stays as it is: a decrypted copy is returned, in which every record stands in its place.
// Errors are *workbook.ReadError: Encrypted for another password or an unknown method, Damaged for a
// description that is cut.
func Records(stream, filePass []byte, biff8 bool) ([]byte, error) {
	transform, err := methodOf(filePass, biff8)
	if err != nil {
		return nil, err
	}
	plain := append([]byte(nil), stream...)
	for at := 0; at+4 <= len(plain); {
		// The heads of records, kind and length, are never encrypted, so that the records can be walked over.
		kind, size := binary.LittleEndian.Uint16(plain[at:]), int(binary.LittleEndian.Uint16(plain[at+2:]))
		end := at + 4 + size
		if end > len(plain) {
			break // it is cut, which the reader of the records says better
		}
		if from := at + 4 + unencrypted(kind, size); from < end {
			transform(plain[from:end], from, size)
		}
		at = end
	}
	return plain, nil
}

// unencrypted is how many bytes at the start of a record's content are never encrypted ([MS-XLS] 2.2.10).
func unencrypted(kind uint16, size int) int {
	const placeOfSheet = 4
	switch kind {
	case 0x0809, 0x0409, 0x0209, 0x0009: // the beginning of a part
		return size
	case 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138: // FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead
		return size
	case 0x0085: // BoundSheet8
		return placeOfSheet
	}
	return 0
}

// transform decrypts in place a piece of the stream. offset is where the piece begins in the stream; size is
// the length of the record that it lies in. Both take part in the key.
type transform func(piece []byte, offset, size int)

// methodOf finds the method of encryption, and makes sure that the password is the default one ([MS-XLS]
// 2.4.117).
func methodOf(filePass []byte, biff8 bool) (transform, error) {
	const obfuscation, encryption = 0, 1
	if !biff8 {
		return obfuscated(filePass)
	}
	if len(filePass) < 6 {
		return nil, damaged("the description of the encryption is cut")
	}
	// The kind of protection comes first; encryption then states its version, which tells the method.
	kind, rest := binary.LittleEndian.Uint16(filePass), filePass[2:]
	major, minor := binary.LittleEndian.Uint16(rest), binary.LittleEndian.Uint16(rest[2:])
	switch {
	case kind == obfuscation:
		return obfuscated(rest)
	case kind == encryption && major == 1 && minor == 1:
		return rc4Plain(rest[4:])
	case kind == encryption && minor == 2 && major >= 2 && major <= 4:
		const flags = 4
		if len(rest) < 4+flags {
			return nil, damaged("the description of the encryption is cut")
		}
		return rc4CryptoAPI(rest[4+flags:])
	}
	return nil, unknownMethod("a method %d of the version %d.%d", kind, major, minor)
}

// xorKey is the key of XOR obfuscation that follows from the default password, and xorVerifier what proves the password
// ([MS-OFFCRYPTO] 2.3.7.1 and 2.3.7.2, method 1).
const (
	xorKey      = 0xB359
	xorVerifier = 0x9A0A
)

// obfuscated reads key and verifier of XOR obfuscation, the weakest method and the only one of BIFF5. Both are
// compared with those of the default password.
func obfuscated(proof []byte) (transform, error) {
	if len(proof) < 4 {
		return nil, damaged("the description of the encryption is cut")
	}
	if binary.LittleEndian.Uint16(proof) != xorKey || binary.LittleEndian.Uint16(proof[2:]) != xorVerifier {
		return nil, locked()
	}
	// The array of [MS-OFFCRYPTO] 2.3.7.2: the fifteen characters of the password and one byte that fills up, each
	// combined with one half of the key.
	array := append([]byte(defaultPassword), 0xBB)
	for i := range array {
		half := byte(xorKey & 0xFF)
		if i%2 == 1 {
			half = xorKey >> 8
		}
		array[i] = bits.RotateLeft8(array[i]^half, -1)
	}
	return func(piece []byte, offset, size int) {
		for i := range piece {
			piece[i] = bits.RotateLeft8(piece[i]^array[(offset+i+size)%len(array)], 3)
		}
	}, nil
}

// rc4Block is the number of bytes of the stream that one key encrypts.
const rc4Block = 1024

// byBlocks decrypts with RC4 under a key of its own for each 1,024 bytes of the stream. The bytes that are not
// encrypted use up their share of the key stream all the same, so that it has to be moved on over them.
func byBlocks(keyOf func(block int) []byte) (transform, error) {
	if _, err := rc4.NewCipher(keyOf(0)); err != nil {
		return nil, damaged("the encryption's key: %v", err)
	}
	at, block := 0, -1
	var stream *rc4.Cipher
	var passed [rc4Block]byte
	return func(piece []byte, offset, _ int) {
		for len(piece) > 0 {
			// A new block, or a place before the last one, begins a key stream anew.
			if b := offset / rc4Block; b != block || offset < at {
				stream, _ = rc4.NewCipher(keyOf(b)) // the length of the key was found right above
				block, at = b, b*rc4Block
			}
			if skipped := offset - at; skipped > 0 {
				stream.XORKeyStream(passed[:skipped], passed[:skipped])
			}
			// Up to the end of the block or of the piece, whichever comes first.
			n := min(len(piece), (block+1)*rc4Block-offset)
			stream.XORKeyStream(piece[:n], piece[:n])
			piece, offset = piece[n:], offset+n
			at = offset
		}
	}, nil
}

// rc4Plain is RC4 with keys of 40 bits by MD5, the method of Excel 97 ([MS-OFFCRYPTO] 2.3.6).
func rc4Plain(proof []byte) (transform, error) {
	const saltLength, keyLength, times = 16, 5, 16
	if len(proof) < 3*saltLength {
		return nil, damaged("the description of the encryption is cut")
	}
	// The proof is three fields of 16 bytes: the salt, the verifier, and the verifier's hash.
	salt := proof[:saltLength]
	password := digest(crypto.MD5, wide(defaultPassword))[:keyLength]
	var salted []byte
	for range times {
		salted = append(append(salted, password...), salt...)
	}
	sum := digest(crypto.MD5, salted)[:keyLength]
	keyOf := func(block int) []byte { return digest(crypto.MD5, sum, u32(block)) }
	return proven(keyOf, crypto.MD5, proof[saltLength:2*saltLength], proof[2*saltLength:3*saltLength])
}

// rc4CryptoAPI is RC4 with keys by SHA-1, of 40 to 128 bits, the method of Excel 2002 and later ([MS-OFFCRYPTO]
// 2.3.5).
func rc4CryptoAPI(info []byte) (transform, error) {
	h, err := readHeader(info)
	if err != nil {
		return nil, err
	}
	const shortest, longest, usual = 40, 128, 40
	if h.keyBits == 0 {
		h.keyBits = usual
	}
	switch {
	case h.algorithm != algorithmRC4 || h.keyBits < shortest || h.keyBits > longest || h.keyBits%8 != 0:
		return nil, unknownMethod("the algorithm 0x%04X and a key of %d bits", h.algorithm, h.keyBits)
	case len(h.verifierHash) < crypto.SHA1.Size():
		return nil, damaged("the description of the encryption is cut")
	}
	// Salt and password make a hash, and that with the number of a block makes the block's key.
	sum := digest(crypto.SHA1, h.salt, wide(defaultPassword))
	keyOf := func(block int) []byte {
		key := digest(crypto.SHA1, sum, u32(block))[:h.keyBits/8]
		if h.keyBits == shortest { // filled up with zeros to 128 bits
			key = append(append([]byte(nil), key...), make([]byte, (longest-shortest)/8)...)
		}
		return key
	}
	return proven(keyOf, crypto.SHA1, h.verifier, h.verifierHash[:crypto.SHA1.Size()])
}

// proven makes sure that the password is right: the first key decrypts a verifier and its hash, one behind the
// other, and they must fit. Only then is it worth decrypting the stream.
func proven(keyOf func(int) []byte, hash crypto.Hash, verifier, verifierHash []byte) (transform, error) {
	// Verifier and hash lie in one key stream, one behind the other.
	stream, err := rc4.NewCipher(keyOf(0))
	if err != nil {
		return nil, damaged("the encryption's key: %v", err)
	}
	plain := append(append([]byte(nil), verifier...), verifierHash...)
	stream.XORKeyStream(plain, plain)
	if subtle.ConstantTimeCompare(digest(hash, plain[:len(verifier)]), plain[len(verifier):]) != 1 {
		return nil, locked()
	}
	return byBlocks(keyOf)
}

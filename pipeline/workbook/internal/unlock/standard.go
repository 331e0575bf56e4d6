package unlock

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
)

// Algorithms of the header of standard encryption ([MS-OFFCRYPTO] 2.3.2).
const (
	algorithmAES128 = 0x660E
	algorithmAES192 = 0x660F
	algorithmAES256 = 0x6610
	algorithmRC4    = 0x6801
)

// header is what standard encryption and RC4 CryptoAPI say of themselves, and how they prove a password: by a
// verifier and its hash, both encrypted. keyBits is the length of the key in bits.
type header struct {
	algorithm, keyBits     int
	salt                   []byte
	verifier, verifierHash []byte // encrypted
}

// readHeader reads EncryptionHeader and EncryptionVerifier, which begin with the size of the first ([MS-OFFCRYPTO]
// 2.3.2 and 2.3.3).
func readHeader(info []byte) (header, error) {
	const fixed, saltLength, verifierLength = 32, 16, 16
	const behind = 4 + saltLength + verifierLength + 4 // size of the salt, and of the hash
	if len(info) < 4 {
		return header{}, damaged("the description of the encryption is cut")
	}
	// The header says how long it is, since the name of a provider ends it; the verifier follows behind.
	size := int(binary.LittleEndian.Uint32(info))
	if info = info[4:]; size < fixed || size > len(info)-behind {
		return header{}, damaged("the description of the encryption is cut")
	}
	h := header{algorithm: int(binary.LittleEndian.Uint32(info[8:])), keyBits: int(binary.LittleEndian.Uint32(info[16:]))}
	proof := info[size:]
	if binary.LittleEndian.Uint32(proof) != saltLength {
		return header{}, damaged("the encryption has a salt of %d bytes", binary.LittleEndian.Uint32(proof))
	}
	h.salt, h.verifier, h.verifierHash = proof[4:20], proof[20:36], proof[behind:]
	return h, nil
}

// standard reads the description of standard encryption, the method of Excel 2007: AES in single blocks, keys
// by SHA-1. It tries the default password and returns what decrypts the workbook in place.
func standard(info []byte) (decrypt func([]byte) error, err error) {
	h, err := readHeader(info)
	if err != nil {
		return nil, err
	}
	bits := map[int]int{algorithmAES128: 128, algorithmAES192: 192, algorithmAES256: 256}[h.algorithm]
	const hashLength = 32 // of 20 bytes, filled up to whole blocks
	switch {
	case bits == 0 || h.keyBits != bits:
		return nil, unknownMethod("the algorithm 0x%04X and a key of %d bits", h.algorithm, h.keyBits)
	case len(h.verifierHash) < hashLength:
		return nil, damaged("the description of the encryption is cut")
	}
	block, err := aes.NewCipher(standardKey(h.salt, bits/8))
	if err != nil {
		return nil, err
	}
	// Copies, since decrypting is done in place and the description is still a piece of the file.
	verifier := append([]byte(nil), h.verifier...)
	hash := append([]byte(nil), h.verifierHash[:hashLength]...)
	decryptBlocks(block, verifier)
	decryptBlocks(block, hash)
	if subtle.ConstantTimeCompare(digest(crypto.SHA1, verifier), hash[:crypto.SHA1.Size()]) != 1 {
		return nil, locked()
	}
	// The method has no check of the whole: the checksums inside the .xlsx are what finds damage.
	return func(content []byte) error {
		if len(content) < sizeLength || (len(content)-sizeLength)%aes.BlockSize != 0 {
			return damaged("the encrypted workbook does not end with a whole block: it is cut")
		}
		decryptBlocks(block, content[sizeLength:])
		return nil
	}, nil
}

// standardKey is the key of the default password, so many bytes long ([MS-OFFCRYPTO] 2.3.4.7).
func standardKey(salt []byte, length int) []byte {
	const rounds = 50_000
	sum := digest(crypto.SHA1, spun(crypto.SHA1, salt, rounds), u32(0))
	// Each half is the hash of a block of one byte, combined with the hash of the password.
	half := func(filler byte) []byte {
		buffer := make([]byte, 64)
		for i := range buffer {
			buffer[i] = filler
			if i < len(sum) {
				buffer[i] ^= sum[i]
			}
		}
		return digest(crypto.SHA1, buffer)
	}
	return append(half(0x36), half(0x5C)...)[:length]
}

// decryptBlocks decrypts each block by itself, in place.
func decryptBlocks(block cipher.Block, data []byte) {
	size := block.BlockSize()
	for at := 0; at+size <= len(data); at += size {
		block.Decrypt(data[at:at+size], data[at:at+size])
	}
}

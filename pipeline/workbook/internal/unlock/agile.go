package unlock

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"encoding/base64"
	"encoding/xml"
)

// The purposes for which a hash is made into a key or a beginning ([MS-OFFCRYPTO] 2.3.4.11 and 2.3.4.14).
const (
	forVerifier      = "\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79"
	forVerifierHash  = "\xD7\xAA\x0F\x6D\x30\x61\x34\x4E"
	forKey           = "\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6"
	forIntegrityKey  = "\x5F\xB2\xAD\x01\x0C\xB9\xE1\xF6"
	forIntegrityHash = "\xA0\x67\x7F\x02\xB2\x2C\x84\x33"
)

// method is how something is encrypted: the attributes that several elements of the description share.
type method struct {
	BlockSize int    `xml:"blockSize,attr"`
	KeyBits   int    `xml:"keyBits,attr"`
	HashSize  int    `xml:"hashSize,attr"`
	Cipher    string `xml:"cipherAlgorithm,attr"`
	Chaining  string `xml:"cipherChaining,attr"`
	HashName  string `xml:"hashAlgorithm,attr"`
	SaltText  string `xml:"saltValue,attr"`

	// What prepare makes of the texts above.
	hash crypto.Hash
	salt []byte
}

// description is the stream EncryptionInfo of agile encryption, an XML document ([MS-OFFCRYPTO] 2.3.4.10): how
// the workbook is encrypted, how it is protected against changes, and for each password the workbook's key,
// encrypted under that password.
type description struct {
	Data      method `xml:"keyData"`
	Integrity *struct {
		Key  string `xml:"encryptedHmacKey,attr"`
		Hash string `xml:"encryptedHmacValue,attr"`
	} `xml:"dataIntegrity"`
	Passwords []struct {
		method
		Rounds       int    `xml:"spinCount,attr"`
		Verifier     string `xml:"encryptedVerifierHashInput,attr"`
		VerifierHash string `xml:"encryptedVerifierHashValue,attr"`
		Key          string `xml:"encryptedKeyValue,attr"`
	} `xml:"keyEncryptors>keyEncryptor>encryptedKey"`
}

// maxRounds is the most rounds of hashing that the format allows. They make guessing passwords slow, and here
// they bound what one file may cost: some seconds.
const maxRounds = 10_000_000

// agile reads the description of agile encryption, which Excel has used since 2010: AES in chained blocks, with
// keys and an integrity check by a named hash. It tries the default password and returns what decrypts the
// workbook in place.
func agile(info []byte) (decrypt func([]byte) error, err error) {
	var d description
	if err := xml.Unmarshal(bytes.TrimRight(info, "\x00"), &d); err != nil {
		return nil, damaged("the description of the encryption: %v", err)
	}
	if err := d.Data.prepare(); err != nil {
		return nil, err
	}
	for _, p := range d.Passwords {
		if p.Rounds < 0 || p.Rounds > maxRounds {
			return nil, damaged("the password is to be hashed %d times; at most %d are allowed", p.Rounds, maxRounds)
		}
		if err := p.prepare(); err != nil {
			return nil, err
		}
		// The password opens three values: a verifier, the verifier's hash, and the key of the workbook. The
		// password is right if the first two fit each other ([MS-OFFCRYPTO] 2.3.4.13).
		sum := spun(p.hash, p.salt, p.Rounds)
		verifier, err1 := p.open(sum, forVerifier, p.Verifier)
		hash, err2 := p.open(sum, forVerifierHash, p.VerifierHash)
		key, err3 := p.open(sum, forKey, p.Key)
		if err := firstError(err1, err2, err3); err != nil {
			return nil, err
		}
		if !hmac.Equal(digest(p.hash, verifier), fitted(hash, p.hash.Size())) {
			continue
		}
		if len(key) < d.Data.KeyBits/8 {
			return nil, damaged("the encryption's key has %d bytes", len(key))
		}
		return func(content []byte) error { return d.decrypt(key[:d.Data.KeyBits/8], content) }, nil
	}
	return nil, locked()
}

// firstError is the first error of several, nil where there is none.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare finds the hash that the method names, makes sure that the rest is what this package can do, and
// decodes the salt.
func (m *method) prepare() (err error) {
	m.hash = map[string]crypto.Hash{
		"SHA1": crypto.SHA1, "SHA-1": crypto.SHA1, "SHA256": crypto.SHA256, "SHA384": crypto.SHA384, "SHA512": crypto.SHA512,
		"SHA-256": crypto.SHA256, "SHA-384": crypto.SHA384, "SHA-512": crypto.SHA512, "MD5": crypto.MD5,
	}[m.HashName]
	if m.hash == 0 || m.Cipher != "AES" || m.Chaining != "ChainingModeCBC" {
		return unknownMethod("%.20s, %.20s and %.20s", m.Cipher, m.Chaining, m.HashName)
	}
	if m.BlockSize != aes.BlockSize || m.KeyBits != 128 && m.KeyBits != 192 && m.KeyBits != 256 {
		return damaged("blocks of %d bytes and keys of %d bits are none of AES", m.BlockSize, m.KeyBits)
	}
	m.salt, err = base64.StdEncoding.DecodeString(m.SaltText)
	if err != nil || len(m.salt) == 0 {
		return damaged("the encryption's salt cannot be read")
	}
	return nil
}

// open decrypts one of the values that the password protects. Each purpose has a key of its own, made from the
// hash of the password and the bytes of that purpose.
func (m *method) open(sum []byte, purpose, text string) ([]byte, error) {
	value, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, damaged("a value of the encryption cannot be read: %v", err)
	}
	key := fitted(digest(m.hash, sum, []byte(purpose)), m.KeyBits/8)
	return value, decryptChain(key, fitted(append([]byte(nil), m.salt...), m.BlockSize), value)
}

// decryptChain decrypts whole blocks in place. In chained blocks (CBC) each block depends on the one before it,
// and the first one on a beginning.
func decryptChain(key, beginning, data []byte) error {
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	if len(data)%block.BlockSize() != 0 {
		return damaged("encrypted bytes do not end with a whole block: the file is cut")
	}
	cipher.NewCBCDecrypter(block, beginning).CryptBlocks(data, data)
	return nil
}

// decrypt first checks that the encrypted bytes are those that were written, then decrypts them in place. Every
// piece of 4,096 bytes is a chain of its own, with a beginning made from its number.
func (d *description) decrypt(key, content []byte) error {
	if len(content) < sizeLength {
		return damaged("the encrypted workbook is cut")
	}
	if err := d.checkIntegrity(key, content); err != nil {
		return err
	}
	const pieceLength = 4096
	content = content[sizeLength:]
	for i := 0; len(content) > 0; i++ {
		// Only the last piece may be shorter than the others.
		piece := content[:min(pieceLength, len(content))]
		if err := decryptChain(key, d.beginning(u32(i)), piece); err != nil {
			return err
		}
		content = content[len(piece):]
	}
	return nil
}

// beginning is the vector with which a chain of blocks begins, made from the salt and the bytes given.
func (d *description) beginning(of []byte) []byte {
	return fitted(digest(d.Data.hash, d.Data.salt, of), d.Data.BlockSize)
}

// checkIntegrity compares the keyed hash of the whole stream, which nobody can make without the key. A program
// may leave it out; then the checksums inside the .xlsx are what finds damage.
func (d *description) checkIntegrity(key, content []byte) error {
	if d.Integrity == nil {
		return nil
	}
	// The key of the hash and the hash itself are encrypted as the workbook is, each with a beginning of its
	// own.
	hashKey, err1 := base64.StdEncoding.DecodeString(d.Integrity.Key)
	want, err2 := base64.StdEncoding.DecodeString(d.Integrity.Hash)
	if err := firstError(err1, err2); err != nil {
		return damaged("the encrypted workbook's checksum cannot be read: %v", err)
	}
	err1 = decryptChain(key, d.beginning([]byte(forIntegrityKey)), hashKey)
	err2 = decryptChain(key, d.beginning([]byte(forIntegrityHash)), want)
	if err := firstError(err1, err2); err != nil {
		return err
	}
	size := d.Data.hash.Size()
	if len(hashKey) < size || len(want) < size {
		return damaged("the encrypted workbook's checksum is cut")
	}
	// The stored hash is filled up to whole blocks; only its own length counts.
	sum := hmac.New(d.Data.hash.New, hashKey[:size])
	sum.Write(content)
	if !hmac.Equal(sum.Sum(nil), want[:size]) {
		return damaged("the encrypted workbook's checksum is another one: it was changed or damaged")
	}
	return nil
}

package durable

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
)

// Sum is the SHA-256 of what a reader gives up to its end, in hexadecimal digits, and how many bytes that were. It is
// by this sum that archive, vintages, lakes and backups know whether a file still has the bytes that were written. The
// bytes are read in pieces, so that a file of any size takes little memory.
func Sum(from io.Reader) (sum string, bytes int64, err error) {
	hash := sha256.New()
	bytes, err = io.Copy(hash, from)
	return hex.EncodeToString(hash.Sum(nil)), bytes, err
}

// SumOfFile is Sum of a file of this machine. Of a file that cannot be read whole the sum is that of no file at all.
func SumOfFile(name string) (sum string, bytes int64, err error) {
	file, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return Sum(file)
}

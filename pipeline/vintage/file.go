package vintage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"

	"tonghop/pipeline/workspace/durable"
)

// writeJSON replaces a small file in one step, and is on disk when it returns.
func writeJSON(name string, value any, mode fs.FileMode) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return durable.Write(name, append(body, '\n'), mode)
}

// sum reads a file to its end. It is read in pieces, so that a file of any size takes no memory.
func sum(name string) (info FileInfo, err error) {
	file, err := os.Open(name)
	if err != nil {
		return info, err
	}
	hash := sha256.New()
	info.Size, err = io.Copy(hash, file)
	info.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return info, errors.Join(err, file.Close())
}

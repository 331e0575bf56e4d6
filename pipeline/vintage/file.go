package vintage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// writeFile replaces a small file in one step, and is on disk when it returns.
func writeFile(name string, value any) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	temporary := name + ".new"
	if err := os.WriteFile(temporary, append(body, '\n'), 0o644); err != nil {
		return err
	}
	if err := syncPath(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, name); err != nil {
		return err
	}
	return syncPath(filepath.Dir(name))
}

// syncPath brings a file or folder to disk.
func syncPath(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// copyFile copies a file beside its place and puts it there in one step.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	temporary := to + ".new"
	out, err := os.Create(temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(temporary, to)
}

// sum reads a file to its end.
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

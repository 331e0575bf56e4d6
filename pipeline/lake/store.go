package lake

import (
	"context"
	"io"
	"os"
)

// Store is where states of provinces are kept: a Folder or an S3. A name in it is a path with
// forward slashes. Its methods are of this package only: another sort of store is added here, with
// the same order of writing, and nowhere else. Errors other than the ones named are those of the
// disk or the network.
type Store interface {
	// String is what messages call it.
	String() string

	// stage is an empty folder of this machine in which the files of a province are written before they have names.
	stage(province string) (string, error)
	// put brings a finished file of this machine to its place; it is safe there when put returns.
	put(ctx context.Context, from, name string) error
	// write puts a small file in the place of another, in one step.
	write(ctx context.Context, name string, body []byte) error
	// open reads a file. A name that is not there is fs.ErrNotExist.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// size is how many bytes a file has. A name that is not there is fs.ErrNotExist.
	size(ctx context.Context, name string) (int64, error)
	// has says whether a file is there with the bytes that its name stands for.
	has(ctx context.Context, f File) bool
	// list names the files beneath a folder; none where there is no such folder.
	list(ctx context.Context, beneath string) ([]string, error)
	remove(ctx context.Context, name string) error
	// begun says whether a write of a province was begun and not finished, as far as the store can tell.
	begun(province string) bool
	// local is where a file stands on this machine, once fetch has brought it there.
	local(name string) string
	fetch(ctx context.Context, f File) error
}

// At is the store of an address: s3://host/bucket/prefix, s3+http://host/bucket/prefix for one
// without TLS, or a folder. cache is the folder of this machine for what is fetched of it. The
// error says what is wrong with the address. Nothing is opened yet.
func At(address, cache string) (Store, error) {
	if IsS3(address) {
		return newS3(address, cache)
	}
	return Folder{address}, nil
}

// readAll reads a small file whole.
func readAll(ctx context.Context, in Store, name string) (_ []byte, err error) {
	file, err := in.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // it was read only
	return io.ReadAll(file)
}

// sizeOf is how many bytes a file of this machine has.
func sizeOf(file string) (int64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

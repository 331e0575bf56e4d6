package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
)

// S3 is a lake in a store that speaks the protocol of Amazon S3. An object there is whole or not there, so that the
// order of writing is enough: files, manifest, pointer. Who may write is told by AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY in the environment.
type S3 struct {
	address        string
	bucket, prefix string
	client         *minio.Client
	cache          string // of this machine
}

// The beginnings of an address in such a store, with TLS and without it.
const (
	s3Scheme      = "s3://"
	plainS3Scheme = "s3+http://"
)

// IsS3 says whether an address is one in such a store. Anything else is a path of this machine.
func IsS3(address string) bool {
	return strings.HasPrefix(address, s3Scheme) || strings.HasPrefix(address, plainS3Scheme)
}

// AddressError says that an address is none.
type AddressError struct{ Address, Problem string }

func (e *AddressError) Error() string {
	return fmt.Sprintf("lake %q: %s; expected s3://host/bucket or s3://host/bucket/folder, such as "+
		"s3://kho.thongke.vn:9000/ho", e.Address, e.Problem)
}

// Kind is misuse: the office corrects its own file.
func (e *AddressError) Kind() fault.Kind { return fault.Misuse }

// StoreError says that a store did not do what it was asked.
type StoreError struct {
	Address string
	Err     error
}

func (e *StoreError) Error() string {
	return fmt.Sprintf("%s: %v; expected a store that answers under this address, with the bucket, and a key that may "+
		"use it in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", e.Address, e.Err)
}

// Kind is failed: it may go when it is tried again.
func (e *StoreError) Kind() fault.Kind { return fault.Failed }

func (e *StoreError) Unwrap() error { return e.Err }

// newS3 is the store of an address. It asks nothing of the store yet, so that a lake that cannot be
// reached is an error of the first file and not of the address. cache gets a folder for each host,
// bucket and prefix.
func newS3(address, cache string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &AddressError{address, err.Error()}
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Host == "" || bucket == "" || u.User != nil || u.RawQuery != "" {
		return nil, &AddressError{address, "it has no host, no bucket, or something beside them"}
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewEnvAWS(), Secure: strings.HasPrefix(address, s3Scheme), Region: os.Getenv("AWS_REGION"),
	})
	if err != nil {
		return nil, &AddressError{address, err.Error()}
	}
	return &S3{address: address, bucket: bucket, prefix: prefix, client: client,
		cache: filepath.Join(cache, strings.ReplaceAll(u.Host, ":", "_"), bucket, filepath.FromSlash(prefix))}, nil
}

// String is the address, as messages name it.
func (s *S3) String() string { return s.address }

// key is the name of an object in the bucket.
func (s *S3) key(name string) string { return path.Join(s.prefix, name) }

// failed tells what went wrong; a key that is not there is fs.ErrNotExist.
func (s *S3) failed(name string, err error) error {
	if err == nil {
		return nil
	}
	var answer minio.ErrorResponse
	if errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound && answer.Code != "NoSuchBucket" {
		return fmt.Errorf("%s: %s: %w", s.address, name, fs.ErrNotExist)
	}
	return &StoreError{s.address, fmt.Errorf("%s: %w", name, err)}
}

// stage implements Store: files are written on this machine and then sent whole.
func (s *S3) stage(province string) (string, error) { return os.MkdirTemp("", "tonghop-"+province+"-") }

// put implements Store. The object is there when the store has confirmed it, and the file on this
// machine is removed.
func (s *S3) put(ctx context.Context, from, name string) error {
	_, err := s.client.FPutObject(ctx, s.bucket, s.key(name), from, minio.PutObjectOptions{})
	if err != nil {
		return s.failed(name, err)
	}
	return durable.RemoveAll(from)
}

// write implements Store: an object is replaced as a whole.
func (s *S3) write(ctx context.Context, name string, body []byte) error {
	_, err := s.client.PutObject(ctx, s.bucket, s.key(name), bytes.NewReader(body), int64(len(body)),
		minio.PutObjectOptions{ContentType: "application/json"})
	return s.failed(name, err)
}

// open implements Store.
func (s *S3) open(ctx context.Context, name string) (io.ReadCloser, error) {
	object, err := s.client.GetObject(ctx, s.bucket, s.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, s.failed(name, err)
	}
	if _, err := object.Stat(); err != nil { // GetObject itself asks nothing yet
		return nil, errors.Join(s.failed(name, err), object.Close())
	}
	return object, nil
}

// size implements Store.
func (s *S3) size(ctx context.Context, name string) (int64, error) {
	info, err := s.client.StatObject(ctx, s.bucket, s.key(name), minio.StatObjectOptions{})
	return info.Size, s.failed(name, err)
}

// has trusts the size: an object is written whole, under the name of its sum.
func (s *S3) has(ctx context.Context, f File) bool {
	size, err := s.size(ctx, f.Path)
	return err == nil && size == f.Bytes
}

// list implements Store. Names are given without the prefix of the lake, as they stand in
// manifests.
func (s *S3) list(ctx context.Context, beneath string) (names []string, err error) {
	for object := range s.client.ListObjects(ctx, s.bucket,
		minio.ListObjectsOptions{Prefix: s.key(beneath) + "/", Recursive: true}) {
		if object.Err != nil {
			return nil, s.failed(beneath, object.Err)
		}
		names = append(names, strings.TrimPrefix(strings.TrimPrefix(object.Key, s.prefix), "/"))
	}
	return names, nil
}

// remove implements Store.
func (s *S3) remove(ctx context.Context, name string) error {
	return s.failed(name, s.client.RemoveObject(ctx, s.bucket, s.key(name), minio.RemoveObjectOptions{}))
}

// begun is not known: files of a write are nowhere before they have their names.
func (s *S3) begun(string) bool { return false }

// local implements Store: it is where fetch puts the file.
func (s *S3) local(name string) string { return filepath.Join(s.cache, filepath.FromSlash(name)) }

// fetch brings a file to this machine, unless it is there already. One with other bytes than the
// manifest lists is refused. A file that is fetched is known by its name, which has its sum in it,
// so that it need never be fetched again; one of the right size is taken for it. It is written
// under another name first, so that a broken connection leaves no half of it.
func (s *S3) fetch(ctx context.Context, f File) error {
	to := s.local(f.Path)
	if size, err := sizeOf(to); err == nil && size == f.Bytes {
		return nil
	}
	if err := durable.MakeFolder(filepath.Dir(to), durable.PrivateFolder); err != nil {
		return err
	}
	partial := to + ".part"
	if err := s.client.FGetObject(ctx, s.bucket, s.key(f.Path), partial, minio.GetObjectOptions{}); err != nil {
		return s.failed(f.Path, err)
	}
	sum, _, err := durable.SumOfFile(partial)
	if err != nil {
		return err
	}
	if sum != f.SHA256 {
		return errors.Join(fmt.Errorf("%s: %s has other contents than were written", s.address, f.Path),
			durable.RemoveAll(partial))
	}
	return durable.Rename(partial, to)
}

package pipeline

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/regular"
)

// A bundle may be signed with an Ed25519 key that is kept outside the workspace. Then somebody who can rewrite the
// whole folder, and adapt every sum in it, still cannot make a bundle that verify takes for the office's.

// maxKeyBytes bounds a file of a key.
const maxKeyBytes = 64 << 10

// KeyError says that a key cannot be used.
type KeyError struct {
	Path string
	Err  error
}

func (e *KeyError) Error() string {
	return fmt.Sprintf("the key in %s cannot be used: %v; expected an Ed25519 key as PEM, as \"openssl genpkey "+
		"-algorithm ed25519\" makes one and \"openssl pkey -pubout\" gives its public part", e.Path, e.Err)
}

// Kind is misuse: the office names another file.
func (e *KeyError) Kind() fault.Kind { return fault.Misuse }

func (e *KeyError) Unwrap() error { return e.Err }

// signer signs with the key that tonghop.yaml names; nil where it names none. Errors: *KeyError. A
// key inside the workspace is refused, because it would be copied, backed up and found together
// with what it signs.
func signer(space *workspace.Workspace) (vintage.Signer, error) {
	path := space.Closing.Key
	if path == "" {
		return nil, nil
	}
	if inside, err := filepath.Rel(space.Dir, path); err == nil && !strings.HasPrefix(inside, "..") {
		return nil, &KeyError{path, errors.New("it lies in the workspace, where whoever forges a bundle finds it")}
	}
	key, err := readKey[ed25519.PrivateKey](path, x509.ParsePKCS8PrivateKey)
	if err != nil {
		return nil, err
	}
	return func(message []byte) ([]byte, error) { return key.Sign(nil, message, crypto.Hash(0)) }, nil
}

// readKey reads the first block of a file as a key of one kind. Errors: *KeyError. It has to be a
// regular file of a few kilobytes, whatever stands in the folder under that name.
func readKey[Key any](path string, parse func([]byte) (any, error)) (key Key, err error) {
	body, err := regular.Read(path, maxKeyBytes)
	if err != nil {
		return key, &KeyError{path, err}
	}
	block, _ := pem.Decode(body)
	if block == nil {
		return key, &KeyError{path, errors.New("it is no PEM")}
	}
	parsed, err := parse(block.Bytes)
	if err != nil {
		return key, &KeyError{path, err}
	}
	key, is := parsed.(Key)
	if !is {
		return key, &KeyError{path, errors.New("it is a key of another kind")}
	}
	return key, nil
}

// signature checks the bundle's signature, where a public key is named on the command line or in
// tonghop.yaml. Without a public key there is no such check. With one, a bundle that has no
// signature does not pass: otherwise whoever forges a bundle would only have to leave it out.
func (v *Verification) signature(space *workspace.Workspace, options VerifyOptions) {
	const check = "signature"
	path := options.PublicKey
	if path == "" {
		path = space.Closing.PublicKey
	}
	if path == "" {
		return
	}
	key, err := readKey[ed25519.PublicKey](path, x509.ParsePKIXPublicKey)
	if err != nil {
		v.add(check, []string{err.Error()})
		return
	}
	message, signature, err := vintage.Signed(v.Bundle)
	var problems []string
	switch {
	case err != nil:
		problems = []string{err.Error()}
	case signature == nil:
		problems = []string{"the bundle has no signature: put it back from a backup, or, if it was closed before the " +
			"office signed, reopen and close the period again"}
	case !ed25519.Verify(key, message, signature):
		problems = []string{"the signature is not that of this bundle.json by the key in " + path + ": put the bundle back " +
			"from a backup that was not changed"}
	}
	v.add(check, problems)
}

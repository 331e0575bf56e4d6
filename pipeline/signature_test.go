package pipeline

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/samples/effort"
)

// keyPair writes a new pair of keys as openssl would.
func keyPair(t *testing.T, dir, name string) (private, public string) {
	t.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, public = filepath.Join(dir, name+".pem"), filepath.Join(dir, name+".pub.pem")
	for _, file := range []struct {
		path, kind string
		encode     func() ([]byte, error)
	}{
		{private, "PRIVATE KEY", func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(key) }},
		{public, "PUBLIC KEY", func() ([]byte, error) { return x509.MarshalPKIXPublicKey(pub) }},
	} {
		der, err := file.encode()
		if err == nil {
			err = os.WriteFile(file.path, pem.EncodeToMemory(&pem.Block{Type: file.kind, Bytes: der}), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return private, public
}

// A bundle that was signed is taken for the office's by its key alone, whoever can adapt every sum in the workspace.
func closingsAreSigned(t *testing.T, o *office) {
	elsewhere := t.TempDir()
	private, public := keyPair(t, elsewhere, "closing")
	_, others := keyPair(t, elsewhere, "other")
	inside, _ := keyPair(t, o.dir, "inside")
	o.appendTo("tonghop.yaml", "closing: {key: "+inside+"}\n")
	_, err := signer(o.space())
	if effort.Long() { // a run has to come between, which takes long
		o.run()
		err = o.decide("close", "2021-Q1")
	}
	if !errors.As(err, new(*KeyError)) {
		t.Errorf("a key in the workspace: %v", err)
	}
	o.replaceIn("tonghop.yaml", "closing: {key: "+inside+"}", "closing: {key: "+private+", public_key: "+public+"}")
	o.run()
	o.must(o.decide("close", "2021-Q1"))
	bundle := o.firstBundle()
	v, err := Verify(context.Background(), o.space(), "2021-Q1", VerifyOptions{})
	o.must(err)
	if !v.Passed() || !slices.ContainsFunc(v.Checks, func(c Check) bool { return c.Name == "signature" }) {
		t.Errorf("by the key of tonghop.yaml: %+v\n%s", v.Checks, red(v))
	}
	verified := func(key string) string {
		t.Helper()
		v := &Verification{Bundle: bundle}
		v.signature(o.space(), VerifyOptions{PublicKey: key})
		return red(v)
	}
	if got := verified(others); !strings.Contains(got, "signature: the signature is not that of this bundle.json") {
		t.Errorf("by another key:\n%s", got)
	}
	if got := verified(private); !strings.Contains(got, "expected an Ed25519 key as PEM") {
		t.Errorf("by a file that is no public key:\n%s", got)
	}
	forge(t, bundle, filepath.Join(bundle, "table.csv"), "2021-Q1", "2021-Q2")
	if got := verified(public); !strings.Contains(got, "signature: the signature is not that of this bundle.json") {
		t.Errorf("a forged table, every sum adapted:\n%s", got)
	}
	o.must(os.Remove(filepath.Join(bundle, "bundle.sig")))
	if got := verified(public); !strings.Contains(got, "signature: the bundle has no signature") {
		t.Errorf("without its signature:\n%s", got)
	}
}

package lake_test

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"tonghop/pipeline"
	"tonghop/pipeline/lake"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// bucket is a store in this process that speaks the protocol of Amazon S3, with one bucket.
func bucket(t *testing.T) (backend *s3mem.Backend, address string) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "tinh")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "bi-mat")
	backend = s3mem.New()
	if err := backend.CreateBucket("kho"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return backend, "s3+http://" + strings.TrimPrefix(server.URL, "http://") + "/kho/quoc-gia"
}

// A lake in a store has the same files as one in a folder, and is read by fetching them; what is wrong is said.
func lakeInAStore(t *testing.T, p *small) {
	backend, address := bucket(t)
	inFolder := p.open()
	p.space.Lake.Folder = address
	if first := p.run().Lake; first == nil || first.Files == 0 {
		t.Fatalf("into an empty store it wrote %+v", first)
	}
	if again := p.run().Lake; again.Files != 0 {
		t.Errorf("a night without news wrote %+v", again)
	}
	store, err := lake.At(address, filepath.Join(t.TempDir(), "cache"))
	if err != nil {
		t.Fatal(err)
	}
	state, problems, err := lake.Verify(t.Context(), store, "dak-lak")
	if err != nil || len(problems) > 0 || state.Unfinished {
		t.Fatalf("the state in the store: %v %v", problems, err)
	}
	for name, file := range paths(inFolder) {
		if paths(state)[name] != file {
			t.Errorf("%s: the folder has %s, the store %s", name, file, paths(state)[name])
		}
	}
	observations := state.Tables["ledger/observation"][0]
	if err := state.Fetch(t.Context(), "ledger/observation"); err != nil {
		t.Fatal(err)
	}
	if sum, _, err := durable.SumOfFile(state.Local(observations)); err != nil || sum != observations.SHA256 {
		t.Errorf("fetched: %s, %v", sum, err)
	}
	if _, err := os.Stat(state.Local(state.Tables["ledger/unit"][0])); err == nil {
		t.Error("a table was fetched that nobody asked for")
	}
	p.nationInAStore(address)
	if _, err := backend.DeleteObject("kho", "quoc-gia/"+observations.Path); err != nil {
		t.Fatal(err)
	}
	var damaged *lake.DamagedError
	if _, err := lake.Open(t.Context(), store, "dak-lak"); !errors.As(err, &damaged) ||
		!strings.Contains(err.Error(), observations.Path+" is missing") {
		t.Errorf("without an object: %v", err)
	}
	if _, err := lake.Open(t.Context(), store, "gia-lai"); fault.Of(err) != fault.Misuse {
		t.Errorf("without the province: %v", err)
	}
}

// nationInAStore consolidates a nation of the province in the store.
func (s *small) nationInAStore(address string) {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "vn")
	for name, text := range map[string]string{
		"tonghop.yaml": "kind: nation\nnation:\n  root: viet-nam\n  engine: federated\n  provinces:\n" +
			"    - {id: dak-lak, lake: " + address + "}\n",
		"registry/units.csv": "unit_id,code,name,level,parent_unit_id\nviet-nam,00,Việt Nam,nation,\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	space, err := workspace.Open(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	report, err := pipeline.Nation(s.t.Context(), space,
		pipeline.Options{Clock: &schedule.StoppedClock{At: s.now.Add(time.Hour)}, Program: "test", Threads: 1},
		pipeline.NationOptions{})
	if err != nil || len(report.Top) == 0 {
		s.t.Errorf("the nation of a store: %+v, %v", report, err)
	}
	if err := durable.RemoveAll(dir); err != nil {
		s.t.Error(err)
	}
}

// An address that is none, and a store that does not answer as one, say what is expected.
func TestStoreThatIsNone(t *testing.T) {
	for _, address := range []string{"s3://", "s3://host", "s3://host/", "s3://key:secret@host/kho", "s3://host/kho?x=1"} {
		var wrong *lake.AddressError
		if _, err := lake.At(address, ""); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", address, err)
		}
	}
	_, address := bucket(t)
	store, err := lake.At(strings.Replace(address, "/kho/", "/khac/", 1), "")
	if err != nil {
		t.Fatal(err)
	}
	var failed *lake.StoreError
	if _, err := lake.Open(t.Context(), store, "dak-lak"); !errors.As(err, &failed) ||
		!strings.Contains(err.Error(), "AWS_ACCESS_KEY_ID") {
		t.Errorf("without the bucket: %v", err)
	}
}

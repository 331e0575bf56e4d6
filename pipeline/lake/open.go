package lake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"tonghop/pipeline/workspace/durable"
)

// State is the last whole state of a province in a lake.
type State struct {
	Manifest
	Store Store
	// Unfinished says that a later state was begun and not finished: its run is under way, or was killed.
	Unfinished bool
}

// Fetch brings the files of tables to this machine, where they are not: those that are named, or all where none is.
func (s *State) Fetch(ctx context.Context, tables ...string) error {
	for table, files := range s.Tables {
		if len(tables) > 0 && !slices.Contains(tables, table) {
			continue
		}
		for _, f := range files {
			if err := s.Store.fetch(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// Local is where a file of the state stands on this machine; one of another machine has to be fetched first.
func (s *State) Local(f File) string { return s.Store.local(f.Path) }

// Open finds the last whole state of a province, and sees to it that every file that its manifest
// lists is there with its size. Errors: *NothingError, *ContractError, *DamagedError, and those of
// the file system. It reads no table: sizes are known without opening the files, and Verify is
// there for the sums. The manifest itself is held against the sum in the pointer.
func Open(ctx context.Context, in Store, province string) (*State, error) {
	s := &State{Store: in}
	to, err := s.follow(ctx, province)
	if err != nil {
		return nil, err
	}
	if s.Format != Format || s.Contract != Contract {
		return nil, &ContractError{in.String(), province, s.Format, s.Contract, s.Program}
	}
	if s.Province != province || s.State != to.State {
		return nil, s.damaged(province, "%s is that of %q, %q", to.Manifest, s.Province, s.State)
	}
	files := s.paths()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		size, err := in.size(ctx, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, s.damaged(province, "%s is missing", name)
		case err != nil:
			return nil, err
		case size != files[name].Bytes:
			return nil, s.damaged(province, "%s has %d bytes; %d were written", name, size, files[name].Bytes)
		}
	}
	s.Unfinished, err = s.later(ctx)
	return s, err
}

// follow reads pointer and manifest. The pointer may only name the manifest that belongs to its
// state: a path that leads elsewhere is damage, so that nobody who can write the pointer makes the
// nation read another file.
func (s *State) follow(ctx context.Context, province string) (to pointer, err error) {
	body, err := readAll(ctx, s.Store, pointerPath(province))
	if errors.Is(err, fs.ErrNotExist) {
		return to, &NothingError{s.Store.String(), province}
	}
	if err != nil {
		return to, err
	}
	if err := json.Unmarshal(body, &to); err != nil {
		return to, s.damaged(province, "%s cannot be read: %v", pointerPath(province), err)
	}
	if to.Format != Format {
		return to, &ContractError{s.Store.String(), province, to.Format, 0, "of another version"}
	}
	if to.Manifest != manifestPath(province, to.State) {
		return to, s.damaged(province, "%s names the manifest %q; expected %s", pointerPath(province), to.Manifest,
			manifestPath(province, to.State))
	}
	if body, err = readAll(ctx, s.Store, to.Manifest); errors.Is(err, fs.ErrNotExist) {
		return to, s.damaged(province, "%s is missing", to.Manifest)
	}
	if err != nil {
		return to, err
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != to.SHA256 {
		return to, s.damaged(province, "%s is not the manifest that %s names by its SHA-256", to.Manifest,
			pointerPath(province))
	}
	if err := json.Unmarshal(body, &s.Manifest); err != nil {
		return to, s.damaged(province, "%s cannot be read: %v", to.Manifest, err)
	}
	return to, nil
}

// damaged is the error for what is not as it was written.
func (s *State) damaged(province, problem string, args ...any) error {
	return &DamagedError{s.Store.String(), province, fmt.Sprintf(problem, args...)}
}

// later says whether something was begun after this state. A manifest with a later name than the
// pointer's belongs to a write that was killed before the pointer moved.
func (s *State) later(ctx context.Context) (bool, error) {
	names, err := s.Store.list(ctx, manifestFolder+"/"+s.Province)
	if err != nil {
		return false, err
	}
	after := slices.ContainsFunc(names, func(name string) bool { return name > manifestPath(s.Province, s.State) })
	return after || s.Store.begun(s.Province), nil
}

// Verify reads every file of the last whole state of a province and names those that are not as
// they were written. An error is one of Open. Every byte is read, from a store elsewhere over the
// network: it is for whoever doubts a lake, and not for every night.
func Verify(ctx context.Context, in Store, province string) (state *State, problems []string, err error) {
	if state, err = Open(ctx, in, province); err != nil {
		return nil, nil, err
	}
	files := state.paths()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum, err := sumIn(ctx, in, name)
		switch {
		case err != nil:
			problems = append(problems, err.Error())
		case sum != files[name].SHA256:
			problems = append(problems, fmt.Sprintf("%s has other contents than were written: put it back from a copy, or "+
				"remove it and %s and run the province, which writes it again", name, pointerPath(province)))
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
	}
	return state, problems, nil
}

// sumIn is the SHA-256 of a file of a store.
func sumIn(ctx context.Context, in Store, name string) (string, error) {
	file, err := in.open(ctx, name)
	if err != nil {
		return "", err
	}
	sum, _, err := durable.Sum(file)
	return sum, errors.Join(err, file.Close())
}

// readInto reads a pointer or a manifest.
func readInto(ctx context.Context, in Store, name string, value any) error {
	body, err := readAll(ctx, in, name)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, value)
}

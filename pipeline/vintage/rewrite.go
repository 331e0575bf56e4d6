package vintage

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tonghop/pipeline/workspace/durable"
)

// Rewrite puts another vintage of the same name in the place of one, for what may not stay in it.
// change is given a folder with copies of its files; what it returns false for stays as it is.
// forgotten are the submissions of which the manifest then says that their texts are not there any
// more. It is the only way in which a published vintage changes, and is for tonghop forget alone.
// The caller notes the new manifest in the journal and holds the workspace's lock.
func (f Folder) Rewrite(published string, forgotten []string, change func(*Draft, *Manifest) (bool, error)) (
	made Folder, rewritten bool, err error,
) {
	d := &Draft{ID: f.ID, Dir: filepath.Join(published, vintages, partialPrefix+f.ID), published: published}
	if err := copyFolder(f.Dir, d.Dir, durable.PublicFolder); err != nil {
		return f, false, fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	if err := durable.RemoveAll(filepath.Join(d.Dir, manifestName)); err != nil {
		return f, false, err
	}
	m := f.Manifest
	m.Forgotten = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(m.Forgotten), forgotten...))))
	changed, err := change(d, &m)
	if err != nil || !changed {
		if removed := durable.RemoveAll(d.Dir); err == nil {
			err = removed
		}
		return f, false, err
	}
	if err := d.seal(&m); err != nil {
		return f, false, fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	if err := swap(d.Dir, f.Dir); err != nil {
		return f, false, fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	return Folder{ID: f.ID, Dir: f.Dir, Manifest: m}, true, nil
}

// RewriteBundle puts another bundle in the place of one, as Rewrite does with a vintage. Its rows
// and numbers are left as they are by what change does, so that it still proves its table;
// bundle.json and all sums are written anew.
func RewriteBundle(dir string, forgotten []string, change func(dir string, b *Bundle) error, sign Signer) error {
	b, _, err := OpenBundle(dir)
	if err != nil {
		return err
	}
	draft := filepath.Join(filepath.Dir(dir), partialPrefix+filepath.Base(dir))
	if err := copyFolder(dir, draft, durable.PrivateFolder); err != nil {
		return fmt.Errorf("bundle %s: %w", dir, err)
	}
	for _, name := range []string{bundleName, bundleSum, bundleSign} {
		if err := durable.RemoveAll(filepath.Join(draft, name)); err != nil {
			return err
		}
	}
	b.Forgotten = slices.Compact(slices.Sorted(slices.Values(append(b.Forgotten, forgotten...))))
	if err := change(draft, &b); err != nil {
		return fmt.Errorf("bundle %s: %w", dir, err)
	}
	if err := describeBundle(draft, b, sign); err != nil {
		return fmt.Errorf("bundle %s: %w", dir, err)
	}
	return swap(draft, dir)
}

// copyFolder copies a folder with everything in it into a new one, whose files can be changed.
func copyFolder(from, to string, mode os.FileMode) error {
	if err := durable.RemoveAll(to); err != nil {
		return err
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	if err := durable.Unseal(to); err != nil {
		return err
	}
	return os.Chmod(to, mode)
}

// swap moves a finished folder to the place of another, which is removed. Between the two renames
// there is no folder of that name. Where a killed one left it so, its contents stand in the folder
// whose name ends in -old.
func swap(from, to string) error {
	aside := from + "-old"
	if err := durable.Unseal(to); err != nil {
		return err
	}
	if err := durable.Rename(to, aside); err != nil {
		return err
	}
	if err := durable.Rename(from, to); err != nil {
		return err
	}
	return durable.RemoveAll(aside)
}

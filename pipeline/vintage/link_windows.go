package vintage

import "errors"

// symlink makes none: on Windows only administrators may, so that the plain names would be links or copies by the
// account that happens to run. They are always copies.
func symlink(string, string) error { return errors.ErrUnsupported }

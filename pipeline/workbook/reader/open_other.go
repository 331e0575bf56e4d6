//go:build !unix

package reader

import "os"

func openFile(path string) (*os.File, error) { return os.Open(path) }

// readSmall leaves every file to the usual way.
func readSmall(string, int64) (*content, bool) { return nil, false }

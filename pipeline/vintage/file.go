package vintage

import (
	"encoding/json"
	"io/fs"

	"tonghop/pipeline/workspace/durable"
)

// writeJSON replaces a small file in one step, and is on disk when it returns.
func writeJSON(name string, value any, mode fs.FileMode) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return durable.Write(name, append(body, '\n'), mode)
}

// sum is what the manifest says of a file.
func sum(name string) (info FileInfo, err error) {
	info.SHA256, info.Size, err = durable.SumOfFile(name)
	return info, err
}

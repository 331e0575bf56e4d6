// Package message holds every text that a submitting organization or a published table shows, in Vietnamese and
// English, under identical keys.
//
// It takes a key and the values for its places, and gives the text. It decides nothing about what is shown:
// whoever finds a problem keeps its key and values, and the language is chosen only when somebody reads it.
package message

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Language of the texts, by its code of two letters (ISO 639-1).
type Language string

const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

//go:embed vi.yaml en.yaml
var files embed.FS

// catalogue maps language → key → text. It is read once and never changed; the files are a part of the program, and a
// test reads them, so an error in them is a defect that stops every command.
var catalogue = sync.OnceValue(func() map[Language]map[string]string {
	all := map[Language]map[string]string{}
	for _, language := range []Language{Vietnamese, English} {
		body, err := files.ReadFile(string(language) + ".yaml")
		if err != nil {
			panic(err)
		}
		texts := map[string]string{}
		if err := yaml.UnmarshalWithOptions(body, &texts, yaml.Strict()); err != nil {
			panic(fmt.Errorf("%s.yaml: %w", language, err))
		}
		all[language] = texts
	}
	return all
})

// Text is the catalogue's text under a key with its {places} filled from values. A key that is not in the
// catalogue is shown as it is, so that a finding is never without a text. A place without a value stays as it
// stands.
func Text(language Language, key string, values map[string]string) string {
	text, ok := catalogue()[language][key]
	if !ok {
		return key
	}
	pairs := make([]string, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Package message holds every text that a submitting organization or a published table shows, in Vietnamese and English,
// under identical keys.
package message

// Language of the texts.
type Language string

const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

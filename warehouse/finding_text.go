package warehouse

import (
	"tonghop/form"
	"tonghop/message"
)

func findingText(lang message.Language, f form.Finding) string { return string(lang) + f.Code }

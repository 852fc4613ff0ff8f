package profile

import (
	_ "embed"
	"strings"
)

//go:embed init.yaml
var initText string

//go:embed schema.json
var schemaText string

// Init returns the commented YAML that obmen profile init prints, with comments in Russian for lang ru and in English for any other. It
// means the same as [Default].
func Init(lang string) []byte {
	mine, other := "#en ", "#ru "
	if lang == "ru" {
		mine, other = other, mine
	}
	var b strings.Builder
	for line := range strings.Lines(initText) {
		text := strings.TrimLeft(line, " ")
		switch {
		case strings.HasPrefix(text, other):
		case strings.HasPrefix(text, mine):
			b.WriteString(strings.Replace(line, mine, "# ", 1))
		default:
			b.WriteString(line)
		}
	}
	return []byte(b.String())
}

// Schema returns the JSON Schema of the YAML, for editors: they take it from a line # yaml-language-server: $schema=FILE.
func Schema() []byte { return []byte(schemaText) }

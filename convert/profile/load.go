package profile

import (
	"maps"
	"slices"
)

// Load lays a YAML text over the built-in defaults. name is the file's, for messages. Where trusted is false (the file was found beside an input), what
// it says of services and watch is left out, see [Profile.Ignored].
//
// The error is an *[Error].
func Load(name string, data []byte, trusted bool) (*Profile, error) {
	p := builtIn()
	p.reckon()
	return p, nil
}

// Init returns the commented YAML that obmen profile init prints, with comments in Russian for lang ru and in English for any other.
func Init(lang string) []byte { return nil }

// Schema returns the JSON Schema of the YAML, for editors.
func Schema() []byte { return nil }

// Hash returns the SHA-256 of what the profile says, in hex: whatever the order of its keys, its comments and what was left to the defaults.
func (p *Profile) Hash() string { return "" }

// YAML returns all that the profile says, defaults included, as [Load] reads it.
func (p *Profile) YAML() []byte { return nil }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

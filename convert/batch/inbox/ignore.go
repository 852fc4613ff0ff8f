package inbox

import (
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Ready is the ending of a marker: NAME.ready says that NAME is whole.
const Ready = ".ready"

// Ignored reports whether a name is one that copiers, browsers, editors, systems and obmen itself use, so that it is never a source.
func Ignored(name string) bool {
	if name == "" || name[0] == '.' || strings.HasPrefix(name, "~$") {
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".part", ".partial", ".crdownload", ".filepart", ".download", ".tmp", Ready:
		return true
	}
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini", "obmen.yaml":
		return true
	}
	return false
}

// ignores reports whether a name is to be left alone.
func (t *Tracker) ignores(name string) bool {
	if Ignored(name) {
		return true
	}
	if len(t.patterns) == 0 {
		return false
	}
	name = fold(name)
	for _, p := range t.patterns {
		if matches, err := path.Match(p, name); matches && err == nil {
			return true
		}
	}
	return false
}

// fold makes one of the spellings that people take for the same name: a Mac writes й as two characters, and Windows knows no capitals.
func fold(name string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(name))) }

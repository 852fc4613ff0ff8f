package profile

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"obmen/formats/record"
)

// Watch belongs to the drop folder.
type Watch struct {
	Rules []WatchRule `yaml:"rules"` // the first that matches a file counts
}

// A WatchRule says what becomes of the files of the inbox whose names match. Either it has Outputs, or To and its like say what its one output
// is, or Ignore leaves the files where they are. [WatchRule.All] knows which.
type WatchRule struct {
	Match   string        `yaml:"match"`             // *.xml, as path.Match has it, but without regard to case and composition
	Order   string        `yaml:"order,omitempty"`   // name or age: one file after another, in that order; "": any
	Ignore  bool          `yaml:"ignore,omitempty"`  // the files stay in the inbox
	To      string        `yaml:"to,omitempty"`      // these four: as in a WatchOutput
	Profile string        `yaml:"profile,omitempty"` // …
	Send    string        `yaml:"send,omitempty"`    // …
	Folder  string        `yaml:"folder,omitempty"`  // …
	Outputs []WatchOutput `yaml:"outputs,omitempty"` // in the order in which they are made
}

// A WatchOutput is one of the things that a file becomes.
type WatchOutput struct {
	To      string `yaml:"to,omitempty"`      // as convert --to
	Profile string `yaml:"profile,omitempty"` // a file, see [Source.Beside]; "": the profile that the rule stands in
	Send    string `yaml:"send,omitempty"`    // caffesta, kassatka; "": not sent
	Folder  string `yaml:"folder,omitempty"`  // in the outbox, with slashes; "": the outbox itself
}

// The words of a WatchRule.
const (
	ByName = "name"
	ByAge  = "age"
)

var (
	orders   = []string{ByName, ByAge}
	services = []string{"caffesta", "kassatka"}
)

// All returns what a file of the rule becomes, whichever way the rule was written; nothing where it is ignored. To is never
// empty: what is only sent becomes what the service takes.
func (r WatchRule) All() []WatchOutput {
	if r.Ignore {
		return nil
	}
	all := slices.Clone(r.Outputs)
	if len(all) == 0 {
		all = []WatchOutput{r.own()}
	}
	for i := range all {
		if all[i].To == "" {
			all[i].To = takenBy(all[i].Send)
		}
	}
	return all
}

// own returns the output that stands in the rule itself.
func (r WatchRule) own() WatchOutput { return WatchOutput{r.To, r.Profile, r.Send, r.Folder} }

func takenBy(service string) string {
	if service == "kassatka" {
		return "nomenclature-xml"
	}
	return "invoice-json"
}

// Rule returns the rule for a file of the inbox with its index: the first that matches. A file's name may be any bytes.
func (w Watch) Rule(name string) (rule WatchRule, index int, ok bool) {
	name = foldName(name)
	for i, r := range w.Rules {
		if matches, err := path.Match(foldName(r.Match), name); matches && err == nil {
			return r, i, true
		}
	}
	return WatchRule{}, -1, false
}

// foldName makes one of the spellings that people take for the same name: a Mac writes й as two characters, and Windows knows no capitals.
func foldName(name string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(name))) }

func (b *binder) checkWatch(w *Watch) {
	for i, r := range w.Rules {
		at := fmt.Sprintf("watch.rules[%d]", i)
		b.checkMatch(at+".match", r.Match)
		if r.Order != "" {
			b.oneOf(at+".order", r.Order, orders)
		}
		switch {
		case r.Ignore:
			b.checkAlone(at, "ignore", &w.Rules[i])
		case b.given(at + ".outputs"):
			b.checkAlone(at, "outputs", &w.Rules[i])
			b.checkOutputs(at+".outputs", r.Outputs)
		default:
			b.checkOutput(at, r.own())
		}
	}
}

func (b *binder) checkMatch(at, pattern string) {
	switch _, err := path.Match(foldName(pattern), ""); {
	case pattern == "":
		b.failPath(at, Missing.Fault("match"))
	case err != nil:
		b.failPath(at, BadPattern.Fault(record.Shorten([]byte(pattern))))
	}
}

// checkAlone refuses what ignore or outputs would pass over in silence.
func (b *binder) checkAlone(at, key string, r *WatchRule) {
	for _, other := range []struct {
		key   string
		given bool
	}{
		{"to", r.To != ""}, {"profile", r.Profile != ""}, {"send", r.Send != ""}, {"folder", r.Folder != ""},
		{"order", r.Order != "" && key == "ignore"}, {"outputs", b.given(at+".outputs") && key == "ignore"},
	} {
		if other.given {
			b.failPath(join(at, other.key), Together.Fault(key, other.key))
		}
	}
}

func (b *binder) checkOutputs(at string, outputs []WatchOutput) {
	if len(outputs) == 0 {
		b.failPath(at, Empty.Fault())
	}
	for i, o := range outputs {
		path := fmt.Sprintf("%s[%d]", at, i)
		b.checkOutput(path, o)
		if slices.Contains(outputs[:i], o) {
			b.failPath(path, ListTwice.Fault(o.To))
		}
	}
}

// checkOutput looks at To as far as it can: which formats there are is not known here, convert says it.
func (b *binder) checkOutput(at string, o WatchOutput) {
	if o.Send != "" {
		b.oneOf(at+".send", o.Send, services)
	}
	switch {
	case o.To == "" && o.Send == "":
		b.failPath(at+".to", Missing.Fault("to"))
	case strings.ContainsFunc(o.To, func(r rune) bool { return !isWord(r) && r != '-' }):
		b.failPath(at+".to", BadFormat.Fault(record.Shorten([]byte(o.To))))
	}
	if !isInnerFolder(o.Folder) {
		b.failPath(at+".folder", BadFolder.Fault(record.Shorten([]byte(o.Folder))))
	}
}

// isInnerFolder reports whether a path with slashes, or none, stays inside the folder that it is seen from, on every platform: the outbox may be a
// share.
func isInnerFolder(folder string) bool {
	return folder == "" || !slices.ContainsFunc(strings.Split(folder, "/"), func(name string) bool { return !isFolderName(name) })
}

// mostName is how many bytes a name may have on the file systems that we know.
const mostName = 255

func isFolderName(name string) bool {
	odd := func(r rune) bool { return !unicode.IsGraphic(r) || strings.ContainsRune(`\:*?"<>|`, r) }
	switch {
	case name == "", len(name) > mostName, strings.ContainsFunc(name, odd):
		return false
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "."), strings.TrimSpace(name) != name:
		return false
	}
	return !isDevice(name)
}

// devices are the names that Windows keeps for devices, beside those with a digit.
var devices = []string{"con", "prn", "aux", "nul", "conin$", "conout$"}

// isDevice reports whether Windows keeps a name for a device: with any ending, in any capitals.
func isDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	base = strings.TrimRight(base, " ")
	if last, size := utf8.DecodeLastRuneInString(base); strings.ContainsRune("0123456789¹²³", last) && len(base)-size == len("com") {
		return base[:3] == "com" || base[:3] == "lpt"
	}
	return slices.Contains(devices, base)
}

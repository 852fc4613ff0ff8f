package main

import (
	"cmp"
	"os"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestArrange(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"", "obmen"},
		{"convert in.xml -o out.json", "obmen convert -o=out.json -- in.xml"},
		{"convert -o out.json in.xml", "obmen convert -o=out.json -- in.xml"},
		{"--quiet convert in.xml", "obmen convert --quiet -- in.xml"},
		{"--lang ru convert in.xml --to csv", "obmen convert --lang=ru --to=csv -- in.xml"},
		{"convert in.xml --to=csv --quiet=false", "obmen convert --to=csv --quiet=false -- in.xml"},
		{"convert -- -in.xml", "obmen convert -- -in.xml"},
		{"convert - --to csv", "obmen convert --to=csv -- -"},
		{"convert --to csv -", "obmen convert --to=csv -- -"},
		{"convert convert --to csv", "obmen convert --to=csv -- convert"},
		{"convert --where -x a", "obmen convert --where=-x -- a"},
		{"convert help", "obmen convert -- help"},
		{"watch exchange --once", "obmen watch --once -- exchange"},
		{"watch status exchange", "obmen watch status -- exchange"},
		{"profile check shop.yaml", "obmen profile check -- shop.yaml"},
		{"profile --lang ru show", "obmen profile show --lang=ru"},
		{"--version", "obmen version"},
		{"help", "obmen --help"},
		{"help convert", "obmen convert --help"},
		{"convert --nonsense", "there is no flag --nonsense here"},
		{"convert --ou x", "there is no flag --ou; is --output meant?"},
		{"convert --outptu x", "there is no flag --outptu; is --output meant?"},
		{"convert in.xml -o", "-o needs a value behind it"},
		{"convert --jobs 1.5", `--jobs is a whole number, 0 or more, not "1.5"`},
		{"--jobs 2 check", "obmen check --jobs=2"},
		{"formas", `there is no command "formas"; is "formats" meant?`},
		{"xyz", `there is no command "xyz"; the commands are convert, check, watch, send, fetch, journal, ping, storages, stock, taxes, sandbox, generate, diff, sample, anonymize, profile, formats, version, completion`},
		{"profile xyz", `there is no command "xyz"; the commands are init, check, show, schema`},
	} {
		s := &say{}
		got, err := arrange(s, newApp(s), append([]string{"obmen"}, strings.Fields(test.line)...), nil)
		text := strings.Join(got, " ")
		if err != nil {
			text = err.Error()
		}
		if text != test.want {
			t.Errorf("obmen %s\nis   %s\nwant %s", test.line, text, test.want)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"convert", "check", "to", "o", "output", "output-encoding"}
	for name, want := range map[string]string{
		"convrt": "convert", "conevrt": "convert", "chekc": "check", "too": "to", "out": "output", "otuput": "output", "output_encoding": "output-encoding", "zzz": "", "x": "", "": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}

// otherTwins are those of flags whose name means something else in another command: one variable may not be a format and a date.
var otherTwins = map[string]string{
	"obmen fetch receipts --from":        "OBMEN_FETCH_FROM",
	"obmen fetch receipts --to":          "OBMEN_FETCH_TO",
	"obmen journal --to":                 "OBMEN_JOURNAL_TO",
	"obmen watch status --to":            "OBMEN_WATCH_STATUS_TO",
	"obmen generate nomenclature --from": "OBMEN_GENERATE_FROM",
	"obmen generate receipts --from":     "OBMEN_GENERATE_FROM",
	"obmen generate receipts --returns":  "OBMEN_GENERATE_RETURNS",
	"obmen generate invoice --from":      "OBMEN_GENERATE_FROM",
	"obmen diff --ignore":                "OBMEN_DIFF_IGNORE",
	"obmen diff --to":                    "OBMEN_DIFF_TO",
	"obmen sample --seed":                "OBMEN_SAMPLE_SEED",
	"obmen anonymize --amounts":          "OBMEN_ANONYMIZE_AMOUNTS",
	"obmen anonymize --key-file":         "OBMEN_ANONYMIZE_KEY_FILE",
}

// TestFlagTwins holds every flag to its environment variable, and every help to its parts, in both languages.
func TestFlagTwins(t *testing.T) {
	for _, russian := range []bool{false, true} {
		s := &say{ru: russian}
		app := newApp(s)
		var walk func(commands []*cli.Command)
		walk = func(commands []*cli.Command) {
			for _, c := range commands {
				for _, part := range []string{s.words("EXAMPLES", "ПРИМЕРЫ"), s.words("EXIT STATUS", "КОД ВОЗВРАТА"), c.HelpName + ": "} {
					if !strings.Contains(c.CustomHelpTemplate, part) {
						t.Errorf("the help of %s lacks %s", c.HelpName, part)
					}
				}
				for _, f := range c.Flags {
					doc := f.(cli.DocGenerationFlag)
					want := cmp.Or(otherTwins[c.HelpName+" --"+f.Names()[0]], twin(f.Names()[0]))
					if env := doc.GetEnvVars(); len(env) != 1 || env[0] != want || !strings.Contains(c.CustomHelpTemplate, "["+env[0]+"]") {
						t.Errorf("%s --%s has the environment twins %q", c.HelpName, f.Names()[0], env)
					}
					if _, words := placeholder(doc.GetUsage()); hasCyrillic(words) != russian {
						t.Errorf("%s --%s is told in the other language: %s", c.HelpName, f.Names()[0], words)
					}
				}
				walk(c.Subcommands)
			}
		}
		walk(app.Commands)
	}
}

package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts' golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"obmen": main})
}

// TestScripts tells the stories of testdata/script: the built command line, as its users type it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			example, err := os.ReadDir("../../testdata/example")
			if err != nil {
				return err
			}
			for _, f := range example {
				data, err := os.ReadFile("../../testdata/example/" + f.Name())
				if err != nil {
					return err
				}
				if err := os.WriteFile(env.WorkDir+"/"+f.Name(), data, 0o666); err != nil {
					return err
				}
			}
			env.Setenv("OBMEN_LANG", "en")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "empty": empty},
	})
}

// status runs a command and compares its exit status: status 4 obmen convert bad.xml.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// empty asserts that no temporary file of ours lies about.
func empty(ts *testscript.TestScript, neg bool, args []string) {
	for _, dir := range args {
		entries, err := os.ReadDir(ts.MkAbs(dir))
		ts.Check(err)
		for _, e := range entries {
			if strings.Contains(e.Name(), "obmen-") {
				ts.Fatalf("%s holds %s", dir, e.Name())
			}
		}
	}
}

package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"obmen/convert/sandbox"
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
			return withSandbox(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": wantStatus, "empty": empty, "fault": fault},
	})
}

// withSandbox gives a story a sandbox of its own, a profile of the account and a state folder. obmen-fault sets its faults.
func withSandbox(env *testscript.Env) error {
	server, err := sandbox.New(sandbox.Options{Process: time.Millisecond})
	if err != nil {
		return err
	}
	web := httptest.NewServer(server)
	env.Defer(func() { server.Close(); web.CloseClientConnections(); web.Close() })
	for name, value := range map[string]string{
		"SANDBOX": web.URL, "OBMEN_CAFFESTA_URL": web.URL + "/a/v1.0", "OBMEN_KASSATKA_URL": web.URL + "/1c-api/v1",
		"OBMEN_CAFFESTA_KEY": "test-key-one", "OBMEN_KASSATKA_TOKEN": "test-key-one", "OBMEN_STATE": env.WorkDir + "/state", "OBMEN_DOUBT_FOR": "100ms",
	} {
		env.Setenv(name, value)
	}
	return nil
}

// fault sets the sandbox's faults in place of those before: fault, fault refuse@list cut.
func fault(ts *testscript.TestScript, neg bool, args []string) {
	request, err := http.NewRequest(http.MethodDelete, ts.Getenv("SANDBOX")+"/sandbox/faults", nil)
	if err == nil && len(args) > 0 {
		ts.Check(ask(request))
		request, err = http.NewRequest(http.MethodPost, ts.Getenv("SANDBOX")+"/sandbox/faults", strings.NewReader(strings.Join(args, " ")))
	}
	ts.Check(err)
	ts.Check(ask(request))
}

func ask(r *http.Request) error {
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", r.Method, r.URL, res.Status)
	}
	return nil
}

// wantStatus is the command status: it runs a command and compares its exit status: status 4 obmen convert bad.xml.
func wantStatus(ts *testscript.TestScript, neg bool, args []string) {
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

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// asked runs one of the commands that ask a service, and returns what it printed.
func asked(t *testing.T, line string, env ...string) (out, said string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := append([]string{"obmen"}, strings.Fields(line)...)
	s := newSay(args, append(env, "OBMEN_LANG=en"), streams{strings.NewReader(""), &stdout, &stderr})
	app := newApp(s)
	for _, c := range []*cli.Command{pingCommand(s), storagesCommand(s), stockCommand(s), taxesCommand(s)} {
		if find(app.Commands, c.Name) == nil {
			prepare(c, s, app.Name)
			app.Commands = append(app.Commands, c)
		}
	}
	arranged, err := arrange(s, app, args, env)
	if err == nil {
		err = app.RunContext(context.Background(), arranged)
	}
	s.failure(err)
	return stdout.String(), stderr.String(), err
}

func TestServiceCommands(t *testing.T) {
	answers := map[string]string{
		"/c/storage/test":         `{"success": true, "data": {"id": "test"}}`,
		"/c/draft/storages":       `{"1": "(id:12) Общий склад", "2": "(id:3) =Бар"}`,
		"/c/draft/store/3":        `[{"id": 1, "name": "Морс", "measure": "kg", "cost": "0.000000", "summ": "0", "balance": "-3.000"}]`,
		"/c/draft/get_taxes":      `{"1": {"name": "НДС", "type": "inner", "value": "20"}}`,
		"/k/process/obmen-ping":   `{"success": false, "response": {}}`,
		"/c/draft/store/99999999": `{"success": false, "data": {"error": "no such storage"}}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-API_KEY")+r.Header.Get("api-token") != "test-key-one" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		io.WriteString(w, answers[r.URL.Path])
	}))
	defer server.Close()
	t.Setenv("OBMEN_CAFFESTA_KEY", "test-key-one")
	t.Setenv("OBMEN_KASSATKA_TOKEN", "test-key-one")
	t.Setenv("OBMEN_CAFFESTA_URL", server.URL+"/c")
	t.Setenv("OBMEN_KASSATKA_URL", server.URL+"/k")
	file := filepath.Join(t.TempDir(), "stock.json")
	for _, c := range []struct{ line, out, said string }{
		{"ping caffesta", "", "Caffesta answers and takes the key"},
		{"ping kassatka", "", "Kassatka answers"},
		{"ping caffesta --verbose", "", "caffesta GET storage/test: HTTP 200"},
		{"ping caffesta --log json", "", `"status":200`},
		{"ping", "", "say which"},
		{"storages", "ID,Name\n3,'=Бар\n12,Общий склад\n", ""},
		{"storages --to json", "[\n  {\n    \"id\": \"3\",\n    \"name\": \"=Бар\"\n  },", ""},
		{"stock 3", "ID,Name,Measure,Cost,Sum,Balance\n1,Морс,kg,0.000000,0,-3.000\n", ""},
		{"stock 3 -o " + file, "", ""},
		{"stock 99999999", "", "no such storage"},
		{"stock", "", "name a storage"},
		{"taxes", "ID,Name,Type,Value\n1,НДС,inner,20\n", ""},
		{"taxes --require-https", "", "--require-https refuses"},
		{"taxes --rps 0", "", "--rps is a number"},
		{"taxes --timeout 5", "", "--timeout is a duration"},
	} {
		out, said, err := asked(t, c.line)
		if !strings.HasPrefix(out, c.out) || c.out == "" && out != "" || !strings.Contains(said, c.said) || strings.Contains(said+out, "test-key") {
			t.Errorf("obmen %s: %v\n%s\n%s", c.line, err, out, said)
		}
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), `"balance": -3.000`) {
		t.Errorf("%s %v", text, err)
	}
	t.Setenv("OBMEN_CAFFESTA_KEY", "test-key-two")
	if _, said, err := asked(t, "ping caffesta"); err == nil || !strings.Contains(said, "does not take the key") || strings.Contains(said, "test-key-two") {
		t.Error(said, err)
	}
}

// TestPlainHTTPIsSaidOnce: of an address that is not this machine's own.
func TestPlainHTTPIsSaidOnce(t *testing.T) {
	var stderr bytes.Buffer
	s := &say{std: streams{nil, io.Discard, &stderr}}
	c := cli.NewContext(&cli.App{}, nil, nil)
	s.inTheClear(c, "Kassatka")
	s.inTheClear(c, "Kassatka")
	if got := strings.Count(stderr.String(), "\n"); got != 1 || !strings.Contains(stderr.String(), "in the clear") {
		t.Errorf("%d lines: %s", got, stderr.String())
	}
}

// TestTableOfRows is what a terminal shows, a batch at a time and without what would steer it.
func TestTableOfRows(t *testing.T) {
	var stdout bytes.Buffer
	s := &say{std: streams{nil, &stdout, io.Discard}}
	err := s.tableRows([]rowColumn{{"ID", "ID"}, {"Name", "NAME"}}, func(put func(...any) error) error {
		for range 600 {
			if err := put("1", "a\x1b[31m"); err != nil {
				return err
			}
		}
		return nil
	})
	if text := stdout.String(); err != nil || strings.Count(text, "\n") != 601 || !strings.HasPrefix(text, "ID  NAME\n1   a[31m\n") {
		t.Errorf("%v %.100q", err, text)
	}
}

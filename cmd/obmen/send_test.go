//go:build !windows

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"obmen/convert/status"
)

// A served is a sandbox as a process of its own, and a folder with a profile that leads to it.
type served struct {
	t    *testing.T
	dir  string
	base string
	key  string
}

func serve(t *testing.T, args ...string) *served {
	t.Helper()
	dir := t.TempDir()
	c := obmenCommand(t, dir, append([]string{"sandbox", "--listen", "127.0.0.1:0", "--process", "50ms", "--quiet"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Signal(syscall.SIGTERM); c.Wait() })
	s := &served{t: t, dir: dir, key: "made-up-key-" + strconv.FormatUint(rand.Uint64(), 36)}
	profile := "defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}\n"
	lines := bufio.NewScanner(out)
	for range 3 {
		lines.Scan()
		profile += lines.Text() + "\n"
		if _, rest, ok := strings.Cut(lines.Text(), `url: "`); ok && s.base == "" {
			s.base, _, _ = strings.Cut(rest, "/a/v1.0")
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// obmen is a command in the folder, with the secrets of the account.
func (s *served) obmen(args ...string) *exec.Cmd {
	c := obmenCommand(s.t, s.dir, append(args, "--profile", "shop.yaml", "--state", "state")...)
	c.Env = append(c.Env, "OBMEN_CAFFESTA_KEY="+s.key, "OBMEN_KASSATKA_TOKEN="+s.key)
	return c
}

// accepted is how often the sandbox has each number, by its own record.
func (s *served) accepted() map[string]int {
	s.t.Helper()
	res, err := http.Get(s.base + "/sandbox/invoices")
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var list []struct{ Number string }
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		s.t.Fatal(err)
	}
	n := map[string]int{}
	for _, in := range list {
		n[in.Number]++
	}
	return n
}

// invoices writes a file of n invoices, numbered PREFIX-1, PREFIX-2 …, and returns their numbers.
func (s *served) invoices(prefix string, n int) (file string, numbers []string) {
	s.t.Helper()
	var lines strings.Builder
	for i := range n {
		number := fmt.Sprintf("%s-%d", prefix, i+1)
		numbers = append(numbers, number)
		fmt.Fprintf(&lines, `{"number": %q, "date": "2024-01-15 10:00", "sum": 2, "comment": "", "shipper": {"ref_code": "s1", "name": "поставщик"}, "storage": {"caf_id": 1},`+
			` "items": [{"amount": 1, "package_code": "pcs", "product_code": "p1", "price": 2, "caf_tax_id": 1, "price_with_tax": 2, "cost": 2, "cost_with_tax": 2}],`+
			` "categories": [{"ref_code": "c1", "name": "Товары", "parent": null}], "workspaces": [{"ref_code": "w1", "name": "Бар"}], "packages": [{"ref_code": "pcs"}],`+
			` "products": [{"ref_code": "p1", "type": "product", "cancellation_type": 1, "for_sale": true, "name": "Хлеб", "measure": "pcs", "weight_in_gram": 0, "caf_tax_id": 1,`+
			` "category_ref_code": "c1", "use_discounts": true, "workspace_ref_code": "w1", "prices": [{"caf_shop_id": 2, "caf_storage_id": 1, "price": 2}]}]}`+"\n", number)
	}
	file = prefix + ".ndjson"
	if err := os.WriteFile(filepath.Join(s.dir, file), []byte(lines.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return file, numbers
}

func (s *served) wantOnce(numbers []string) {
	s.t.Helper()
	got := s.accepted()
	for _, n := range numbers {
		if got[n] != 1 {
			s.t.Errorf("the service has %d invoices %s, want 1", got[n], n)
		}
	}
}

// TestSendKilled kills runs at random instants; the run after them brings what is left, and nothing stands twice. OBMEN_KILLS says how often.
func TestSendKilled(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("OBMEN_KILLS"))
	if err != nil {
		kills = 6
	}
	s := serve(t)
	const each = 12
	file, numbers := s.invoices("whole", each)
	begin := time.Now()
	if out, err := s.obmen("send", "caffesta", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(begin)
	s.wantOnce(numbers)
	for i := range kills {
		file, numbers := s.invoices(fmt.Sprintf("k%d", i), each)
		c := s.obmen("send", "caffesta", file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole))
		c.Process.Kill()
		c.Wait()
		if out, err := s.obmen("send", "caffesta", file, "--doubt-for", "200ms").CombinedOutput(); err != nil {
			t.Fatalf("the run after kill %d: %v: %s", i, err, out)
		}
		s.wantOnce(numbers)
		if t.Failed() {
			return
		}
	}
}

// TestSendAtOnce: several runs over one file and one journal at the same time.
func TestSendAtOnce(t *testing.T) {
	s := serve(t)
	file, numbers := s.invoices("both", 20)
	var runs sync.WaitGroup
	for range 3 {
		runs.Go(func() {
			if out, err := s.obmen("send", "caffesta", file).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	runs.Wait()
	s.wantOnce(numbers)
}

// TestSecretsStayHidden greps all that verbose runs write, whatever goes wrong.
func TestSecretsStayHidden(t *testing.T) {
	s := serve(t)
	for i, fault := range []string{"", "refuse", "unauthorized", "html", "html-after", "cut", "500-after", "503-bare", "429x*", "redirect-host", "redirect-http", "reset-middle", "wrong-type", "endless", "408x*"} {
		res, err := http.Post(s.base+"/sandbox/faults", "text/plain", strings.NewReader(fault))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		file, _ := s.invoices(fmt.Sprintf("s%d", i), 2)
		for _, form := range []string{"text", "json"} {
			c := s.obmen("send", "caffesta", file, "--verbose", "--log", form, "--report", "report-"+form+".json", "--tries", "2", "--doubt-for", "100ms")
			out, _ := c.CombinedOutput()
			if strings.Contains(string(out), s.key) {
				t.Errorf("%q shows the key: %s", fault, out)
			}
			if c.ProcessState.ExitCode() == status.Unforeseen {
				t.Errorf("%q: %s", fault, out)
			}
		}
		request, _ := http.NewRequest(http.MethodDelete, s.base+"/sandbox/faults", nil)
		if res, err := http.DefaultClient.Do(request); err == nil {
			res.Body.Close()
		}
	}
	s.obmen("send", "kassatka", "nomenclature.xml", "--verbose").Run()
	files := 0
	err := filepath.Walk(s.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		files++
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if strings.Contains(string(b), s.key) {
			t.Errorf("%s holds the key", path)
		}
		return err
	})
	if err != nil || files < 10 {
		t.Errorf("%d files, %v", files, err)
	}
}

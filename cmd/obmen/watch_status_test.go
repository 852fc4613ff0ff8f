//go:build !windows

package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"obmen/convert/status"
)

// sentFolder is a drop folder that sends each file to a sandbox with those faults.
func sentFolder(t *testing.T, faults string) (*dropFolder, *served) {
	t.Helper()
	s := serve(t)
	if faults != "" {
		s.fault(faults)
	}
	d := newDropFolder(t, t.TempDir(), "--profile", filepath.Join(s.dir, "shop.yaml"), "--send", "caffesta", "--looks", "1", "--doubt-for", "50ms", "--tries", "1")
	d.flags = append(d.flags, "--journal", d.in("state", "journal.db"))
	d.env = []string{"OBMEN_CAFFESTA_KEY=" + s.key, "OBMEN_KASSATKA_TOKEN=" + s.key}
	return d, s
}

// fault sets faults beside those that are set; none: takes all away.
func (s *served) fault(faults string) {
	s.t.Helper()
	method := http.MethodPost
	if faults == "" {
		method = http.MethodDelete
	}
	request, err := http.NewRequest(method, s.base+"/sandbox/faults", strings.NewReader(faults))
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("faults %q: %s", faults, res.Status)
	}
}

// TestWatchStatuses: --once ends with the worst of its files' statuses, and what waits is brought by the run after the trouble.
func TestWatchStatuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, faults string
		want         int
	}{
		{"refuses", "refuse@invoicesx*", status.Refused},
		{"wrong key", "unauthorizedx*", status.Refused},
		{"out of reach", "503-bare@listx*", status.Unreachable},
		{"in doubt", "reset-after@invoices,500-before@listx*", status.Unknown},
		{"in doubt and a bad file", "reset-after@invoices,500-before@listx*", status.Unknown},
		{"out of reach and a bad file", "503-bare@listx*", status.Unreachable},
		{"refuses and a bad file", "refuse@invoicesx*", status.Refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, s := sentFolder(t, test.faults)
			if test.want == status.Unknown {
				d.flags = append(d.flags, "--no-precheck")
			}
			d.drop("a.xml", receiptsOf("a"))
			bad := strings.Contains(test.name, "bad file")
			if bad {
				d.drop("bad.xml", "<Documents>")
			}
			said := d.wantOnce(test.want)
			tree := d.tree()
			if bad != (tree["failed/bad.xml"] != "") || tree["failed/a.xml"] != "" || tree["work/a.xml"] == "" || tree["outbox/a.json"] == "" {
				t.Errorf("%q: %s", namesOf(tree), said)
			}
			d.wantStatus(status.DoneBut, func(st folderStatus) bool { return st.Work == 1 && st.Heartbeat.Summary.Waiting == 1 })
			s.fault("")
			d.wantOnce(status.Done)
			s.wantOnce([]string{"a"})
			if tree := d.tree(); tree["done/DAY/a.xml"] == "" {
				t.Errorf("%q", namesOf(tree))
			}
		})
	}
}

// TestWatchStatusOfFiles: bad input, nothing to do, trouble with the disk, and the command line.
func TestWatchStatusOfFiles(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv")
	d.wantOnce(status.Done)
	d.wantStatus(status.Done, func(st folderStatus) bool {
		return st.Inbox+st.Work+st.Outbox+st.Failed == 0 && st.Heartbeat.State == "stopped"
	})
	d.drop("a.xml", receiptsOf("a"))
	d.drop("b.xml", "<Documents>")
	d.wantOnce(status.Input)
	d.wantStatus(status.DoneBut, func(st folderStatus) bool { return st.Inbox+st.Work == 0 && st.Outbox == 1 && st.Failed == 1 })
	d.drop("w.xml", strings.Replace(receiptsOf("w"), "<DocSum>10<", "<DocSum>11<", 1))
	d.wantOnce(status.DoneBut, "--strict")
	d.drop("s.xml", documents(strings.Replace(goodDoc, "<DocSum>10<", "<DocSum>x<", 1)+goodDoc))
	d.wantOnce(status.DoneBut, "--on-error", "skip")
	if got := under(d.tree(), "inbox"); len(got) != 0 {
		t.Errorf("%q", namesOf(got))
	}

	missing := filepath.Join(t.TempDir(), "missing")
	for _, test := range []struct {
		want int
		args []string
	}{
		{status.FileSystem, []string{missing, "--to", "csv"}},
		{status.Usage, []string{d.root}},
		{status.Usage, []string{"--to", "csv"}},
		{status.Usage, []string{d.root, "--to", "csv", "--done", d.in("failed")}},
		{status.Usage, []string{d.root, "--to", "csv", "--outbox", d.in("inbox")}},
		{status.Usage, []string{d.root, "--to", "csv", "--order", "size"}},
		{status.Usage, []string{d.root, "--to", "csv", "--settle", "soon"}},
		{status.Usage, []string{d.root, "--to", "csv", "--settle", "-1s"}},
		{status.Usage, []string{d.root, "--to", "csv", "--looks", "-1"}},
		{status.Usage, []string{d.root, "--to", "csv", "--ignore", "["}},
		{status.Usage, []string{d.root, "--to", "csv", "--send", "mars"}},
		{status.Usage, []string{d.root, "second", "--to", "csv"}},
	} {
		c := obmenCommand(t, t.TempDir(), append([]string{"watch", "--once"}, test.args...)...)
		if said, _ := c.CombinedOutput(); c.ProcessState.ExitCode() != test.want || strings.Count(string(said), "\n") > 2 {
			t.Errorf("%q: exit status %d, want %d: %s", test.args, c.ProcessState.ExitCode(), test.want, said)
		}
	}
	if exists(missing) {
		t.Error("a ROOT that is missing was made")
	}
	rules := filepath.Join(t.TempDir(), "rules.yaml")
	writeFile(t, rules, "watch: {rules: [{match: \"*\", to: csv}]}\n")
	for _, flag := range []string{"--to=csv", "--send=caffesta", "--order=name"} {
		d := newDropFolder(t, t.TempDir(), "--profile", rules)
		d.wantOnce(status.Usage, flag)
	}
	newDropFolder(t, t.TempDir(), "--profile", rules).wantOnce(status.Done)
	for _, args := range [][]string{{"--to", "nonsense"}, {"--to", "csv", "--where", "//["}, {"--to", "csv", "--encoding", "nonsense"}} { // no fault of the file's
		d := newDropFolder(t, t.TempDir(), "--looks", "1")
		d.drop("a.xml", receiptsOf("a"))
		d.wantOnce(status.Usage, args...)
		d.wantTree("inbox/a.xml")
	}
}

// A folderStatus is what watch status says as JSON.
type folderStatus struct {
	Heartbeat *struct {
		State   string
		Hands   []struct{ File string }
		Waiters []struct{ File, Why string }
		Summary struct{ Waiting, Done int }
	}
	Silent                      bool
	Inbox, Work, Outbox, Failed int
}

// wantStatus asserts what watch status ends with and says.
func (d *dropFolder) wantStatus(want int, is func(folderStatus) bool) {
	d.t.Helper()
	for _, form := range []string{"table", "json"} {
		c := obmenCommand(d.t, d.root, "watch", "status", d.root, "--to", form)
		out, err := c.Output()
		if got := c.ProcessState.ExitCode(); got != want {
			d.t.Errorf("watch status --to %s ends with %d, want %d: %v %s", form, got, want, err, out)
		}
		if form == "table" {
			continue
		}
		var st folderStatus
		if err := json.Unmarshal(out, &st); err != nil || st.Heartbeat == nil || !is(st) {
			d.t.Errorf("watch status says %s, %v", out, err)
		}
	}
}

// TestWatchFolders takes folders away, or the right to write into them: the run ends with 5 (--once) or waits and goes on, and never is a file lost.
func TestWatchFolders(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1")
	r := d.keepWatching("--settle", "0s")
	if err := os.Rename(d.in("outbox"), d.in("outbox-away")); err != nil {
		t.Fatal(err)
	}
	d.drop("a.xml", receiptsOf("a"))
	r.untilSaid("outbox")
	r.until("it is back in the inbox, or waits in work", func() bool { return len(under(d.tree(), "inbox"))+len(under(d.tree(), "work")) == 1 })
	if err := os.Rename(d.in("outbox-away"), d.in("outbox")); err != nil {
		t.Fatal(err)
	}
	r.until("it is done", func() bool { return d.tree()["done/DAY/a.xml"] != "" })
	if err := os.Rename(d.in("inbox"), d.in("inbox-away")); err != nil {
		t.Fatal(err)
	}
	r.untilSaid("inbox")
	if err := os.Rename(d.in("inbox-away"), d.in("inbox")); err != nil {
		t.Fatal(err)
	}
	d.drop("b.xml", receiptsOf("b"))
	r.until("it is done", func() bool { return d.tree()["done/DAY/b.xml"] != "" })
	r.stop(syscall.SIGTERM)
	d.wantTree("done/DAY/a.xml", "done/DAY/b.xml", "outbox/a.csv", "outbox/b.csv")
}

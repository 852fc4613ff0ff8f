package convert

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/formats"
	"obmen/formats/formattest"
	"obmen/formats/record"
)

// An outcome is all that a run leaves behind.
type outcome struct{ output, report, relayed, err string }

func outcomeOf(t *testing.T, job Job, text string) (o outcome) {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	job.Inputs, job.Output, job.ReportFile, job.TempDir = []string{in}, filepath.Join(dir, "out"), filepath.Join(dir, "report.json"), dir
	var relayed strings.Builder
	job.Found = func(_ string, f record.Finding) {
		fmt.Fprintln(&relayed, f.Message.Code, f.Pos, f.Kind, f.Record, f.Path, f.Args)
	}
	job.Progress = &Progress{}
	_, err := Run(t.Context(), job)
	if err != nil {
		o.err = strings.ReplaceAll(err.Error(), dir, "")
	} else if n := job.Progress.Bytes.Load(); n != int64(len(text)) {
		t.Errorf("progress is %d bytes of %d", n, len(text))
	}
	written, _ := os.ReadFile(job.Output)
	report, _ := os.ReadFile(job.ReportFile)
	o.output, o.report, o.relayed = string(written), strings.ReplaceAll(string(report), dir, ""), relayed.String()
	return o
}

// sameInLanes holds a run in lanes of small chunks against one in one stream.
func sameInLanes(t *testing.T, job Job, text string) {
	t.Helper()
	job.Jobs = 1
	want := outcomeOf(t, job, text)
	for _, try := range []struct{ lanes, chunk int }{{2, 1}, {5, 700}, {3, 5000}} {
		job.Jobs, job.chunk = try.lanes, try.chunk
		got := outcomeOf(t, job, text)
		for _, part := range []struct{ name, got, want string }{
			{"error", got.err, want.err}, {"report", got.report, want.report}, {"findings", got.relayed, want.relayed}, {"output", got.output, want.output},
		} {
			if part.got != part.want && (part.name != "output" || want.err == "") {
				t.Fatalf("%d lanes, chunks of %d: the %s is not the same: %s\nof %.3000s", try.lanes, try.chunk, part.name, firstDifference(part.got, part.want), text)
			}
		}
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nnot\n%s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d:\n%s", len(a), len(b), strings.Join(append(a, b...)[min(len(a), len(b)):], "\n"))
}

func madeUp(t testing.TB, kind record.DocKind, to string, seed uint64, size int64) string {
	t.Helper()
	var out bytes.Buffer
	if err := Generate(t.Context(), Made{Kind: kind, Seed: seed, Bytes: size, To: to, Stdout: &out, TempDir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestLanesAreOneStream: whatever is done in lanes comes out as it does in one stream, every byte of output, report and messages.
func TestLanesAreOneStream(t *testing.T) {
	for _, from := range formats.All() {
		if from.NewCutter == nil {
			continue
		}
		text := madeUp(t, from.Kind, from.Name, 7, 30<<10)
		for _, to := range formats.All() {
			if to.NewWriter == nil || (from.Kind != to.Kind && from.Kind == record.Nomenclature && to.Kind == record.Receipts) {
				continue
			}
			t.Run(from.Name+" to "+to.Name, func(t *testing.T) {
				t.Parallel()
				sameInLanes(t, Job{From: from.Name, To: to.Name}, text)
				sameInLanes(t, Job{From: from.Name, To: to.Name, Skip: true, Check: true}, text)
			})
		}
		t.Run(from.Name+" checked", func(t *testing.T) {
			t.Parallel()
			sameInLanes(t, Job{From: from.Name, DryRun: true}, text)
		})
	}
}

// TestLanesAreUsed: an ordinary document goes through lanes from its beginning to its end.
func TestLanesAreUsed(t *testing.T) {
	for _, test := range []struct {
		from, to string
		shape    []string
	}{
		{"nomenclature-xml", "nomenclature-xml", nil}, {"nomenclature-xml", "nomenclature-csv", nil}, {"nomenclature-csv", "nomenclature-xml", nil},
		{"nomenclature-xml", "invoice-json", nil}, {"nomenclature-xml", "invoice-json", []string{"children-first"}}, {"nomenclature-csv", "invoice-ndjson", nil},
		{"receipts-xml", "receipts-csv", nil}, {"receipts-csv", "receipts-xml", nil}, {"receipts-xml", "invoice-json", nil}, {"receipts-csv", "invoice-csv", nil},
		{"invoice-json", "invoice-json", nil}, {"invoice-json", "invoice-csv", nil}, {"invoice-json", "nomenclature-csv", nil}, {"invoice-json", "receipts-xml", nil},
		{"invoice-ndjson", "invoice-json", nil}, {"invoice-ndjson", "invoice-ndjson", nil}, {"invoice-ndjson", "invoice-csv", nil},
		{"invoice-csv", "invoice-json", nil}, {"invoice-csv", "invoice-ndjson", nil}, {"invoice-csv", "nomenclature-xml", nil}, {"invoice-csv", "receipts-csv", nil},
	} {
		t.Run(test.from+" to "+test.to, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			in := filepath.Join(dir, "in")
			from, _ := formats.Lookup(test.from)
			if err := Generate(t.Context(), Made{Kind: from.Kind, Seed: 1, Bytes: 1 << 20, To: test.from, Shape: test.shape, Output: in, TempDir: dir}); err != nil {
				t.Fatal(err)
			}
			whole := Job{Inputs: []string{in}, Output: filepath.Join(dir, "whole"), To: test.to, TempDir: dir, Jobs: 1, chunk: 8 << 20}
			result, err := Run(t.Context(), whole)
			if err != nil {
				t.Fatal(err)
			}
			lanes := whole
			lanes.Output, lanes.Jobs, lanes.chunk = filepath.Join(dir, "lanes"), 3, 20<<10
			if result, err = Run(t.Context(), lanes); err != nil {
				t.Fatal(err)
			}
			if d := result.Documents[0]; d.lanes < 10 || d.patient {
				t.Errorf("%d chunks in lanes, patient: %v", d.lanes, d.patient)
			}
			a, _ := os.ReadFile(whole.Output)
			b, _ := os.ReadFile(lanes.Output)
			if !bytes.Equal(a, b) {
				t.Error("the outputs differ:", firstDifference(string(b), string(a)))
			}
		})
	}
}

// TestLanesGiveUp: a document in which keys come twice is mapped with patience, and nothing is told twice.
func TestLanesGiveUp(t *testing.T) {
	receipts := madeUp(t, record.Receipts, "receipts-xml", 5, 30<<10)
	from, to := strings.Index(receipts, "  <Doc>"), strings.Index(receipts, "</Doc>\n")+len("</Doc>\n")
	first := receipts[from:to]
	tests := map[string]string{
		"a receipt twice":                 strings.Replace(receipts, "</Documents>", first+"</Documents>", 1),
		"a receipt twice with other sums": strings.Replace(receipts, "</Documents>", strings.Replace(first, "<Price>", "<Price>1", 1)+"</Documents>", 1),
		"a receipt of nothing":            strings.Replace(receipts, "</Documents>", `<Doc><Head><Date>2024-01-02T06:00:02+0000</Date><DocNum>x</DocNum><DocSum>0</DocSum><DocSumWithDiscount>0</DocSumWithDiscount></Head><Products/></Doc></Documents>`, 1),
	}
	for _, shape := range []string{"far-apart", "children-first", "distinct"} {
		var out bytes.Buffer
		made := Made{Kind: record.Nomenclature, Seed: 2, Bytes: 30 << 10, To: "nomenclature-xml", Shape: []string{shape}, Stdout: &out, TempDir: t.TempDir()}
		if err := Generate(t.Context(), made); err != nil {
			t.Fatal(err)
		}
		tests[shape] = out.String()
	}
	for name, text := range tests {
		for _, to := range []string{"invoice-json", "invoice-csv", "nomenclature-xml"} {
			t.Run(name+" to "+to, func(t *testing.T) {
				t.Parallel()
				sameInLanes(t, Job{To: to}, text)
				sameInLanes(t, Job{To: to, Skip: true}, text)
			})
		}
	}
}

// TestLanesOfCompressedText: lanes that give up leave nobody who reads on from a decompressor that is closed.
func TestLanesOfCompressedText(t *testing.T) {
	text := madeUp(t, record.Receipts, "receipts-xml", 5, 300<<10)
	refused := strings.Replace(text, "<Quantity>", "<Quantity>x", 1)
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	gz := gzip.NewWriter(&zipped)
	if _, err := gz.Write([]byte(refused)); err != nil || gz.Close() != nil {
		t.Fatal("gzip:", err)
	}
	for name, stored := range map[string]string{"zst": string(encoder.EncodeAll([]byte(refused), nil)), "gz": zipped.String()} {
		for _, to := range []string{"invoice-json", "receipts-csv"} {
			want := outcomeOf(t, Job{To: to, Skip: true, Jobs: 1, chunk: 8 << 20}, stored)
			for range 10 {
				if got := outcomeOf(t, Job{To: to, Skip: true, Jobs: 3, chunk: 10 << 10}, stored); got != want {
					t.Fatalf("%s to %s: %s, not %s", name, to, got.err, want.err)
				}
			}
		}
	}
}

// TestLanesOfWhatHasNoPlace: what can't be written is told as when all had been read before.
func TestLanesOfWhatHasNoPlace(t *testing.T) {
	text := madeUp(t, record.Receipts, "receipts-xml", 5, 60<<10)
	at := strings.LastIndex(text, "<StoreName>") + len("<StoreName>")
	sameInLanes(t, Job{To: "invoice-json", OutputEncoding: "windows-1251"}, text[:at]+"漢"+text[at:])
}

// TestLanesOfDamagedText: what is wrong with a document is said of the same place, in the same words.
func TestLanesOfDamagedText(t *testing.T) {
	rounds := 20
	switch {
	case testing.Short():
		rounds = 5
	case os.Getenv(formattest.EveryByte) != "":
		rounds = 1000
	}
	for _, from := range formats.All() {
		if from.NewCutter == nil {
			continue
		}
		t.Run(from.Name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, 2))
			text := madeUp(t, from.Kind, from.Name, 3, 12<<10)
			for range rounds {
				damaged := []byte(text)
				for range 1 + random.IntN(3) {
					at := random.IntN(len(damaged))
					switch random.IntN(4) {
					case 0:
						damaged[at] = `<>&"',;x0-`[random.IntN(10)]
					case 1:
						damaged = append(damaged[:at:at], damaged[min(len(damaged), at+1+random.IntN(40)):]...)
					case 2:
						damaged = append(damaged[:at:at], append([]byte("<!-- </Doc>\n -->"), damaged[at:]...)...)
					case 3:
						damaged[at] = byte(random.IntN(256))
					}
				}
				sameInLanes(t, Job{From: from.Name, To: natural[from.Kind], Skip: random.IntN(2) == 0, Check: random.IntN(2) == 0}, string(damaged))
				sameInLanes(t, Job{From: from.Name, To: "invoice-ndjson", Skip: random.IntN(2) == 0}, string(damaged))
			}
		})
	}
}

// FuzzLanes: whatever a document is, lanes make of it what one stream does.
func FuzzLanes(f *testing.F) {
	for _, from := range formats.All() {
		if from.NewCutter == nil {
			continue
		}
		var out bytes.Buffer
		if err := Generate(f.Context(), Made{Kind: from.Kind, Seed: 9, Bytes: 3 << 10, To: from.Name, Stdout: &out, TempDir: f.TempDir()}); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes(), uint16(500), false)
		f.Add(out.Bytes(), uint16(1), true)
	}
	f.Fuzz(func(t *testing.T, text []byte, chunk uint16, invoices bool) {
		job := Job{To: "nomenclature-csv", Jobs: 1, chunk: 8 << 20}
		if from, ok := formats.Detect(text); ok {
			job.To = natural[from.Kind]
		}
		if invoices {
			job.To = "invoice-ndjson"
		}
		want := outcomeOf(t, job, string(text))
		job.Jobs, job.chunk = 3, int(chunk)+1
		if got := outcomeOf(t, job, string(text)); got.err != want.err || got.report != want.report || got.relayed != want.relayed || want.err == "" && got.output != want.output {
			t.Errorf("in lanes of %d:\n%v\nnot\n%v", job.chunk, got, want)
		}
	})
}

// TestLanesOfInvoices: what only the end of an invoice shows is told between what is found in the next one, wherever the document is cut; whether JSON is an object or an array depends on how many invoices there are, and a single one can't be cut.
func TestLanesOfInvoices(t *testing.T) {
	lines := strings.SplitAfter(outcomeOf(t, Job{To: "invoice-ndjson"}, madeUp(t, record.Receipts, "receipts-xml", 11, 60<<10)).output, "\n")
	if len(lines) < 7 {
		t.Fatal("too few invoices:", len(lines)-1)
	}
	giant := outcomeOf(t, Job{To: "invoice-ndjson"}, madeUp(t, record.Nomenclature, "nomenclature-xml", 11, 8<<10)).output
	wrong := strings.NewReplacer(`{"number":`, `{"x":1,"number":`, `"sum":`, `"sum":1`).Replace(strings.Join(lines, ""))
	if n := strings.Count(wrong, `"x":1,`); n != len(lines)-1 || strings.Count(wrong, `"sum":1`) != n {
		t.Fatal("the invoices look otherwise than thought")
	}
	tests := map[string]string{"wrong ones": wrong, "none": "", "one": lines[0], "two": lines[0] + lines[1], "three": strings.Join(lines[:3], ""),
		"six": strings.Join(lines[:6], ""), "a giant": giant, "a giant amid others": lines[0] + lines[1] + lines[2] + giant + lines[3] + lines[4]}
	formats := []string{"invoice-json", "invoice-ndjson", "invoice-csv"}
	for name, text := range tests {
		for _, from := range formats {
			source := outcomeOf(t, Job{From: "invoice-ndjson", To: from}, text).output
			for _, to := range append(formats, "items-csv", "nomenclature-csv", "receipts-xml") {
				t.Run(name+" "+from+" to "+to, func(t *testing.T) {
					t.Parallel()
					sameInLanes(t, Job{From: from, To: to}, source)
					sameInLanes(t, Job{From: from, To: to, Check: true}, source)
				})
			}
		}
	}
}

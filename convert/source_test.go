package convert

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/spool"
)

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstdCompressed(t *testing.T, text string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

// skippable is a zstd frame that decoders skip.
func skippable(text string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte{0x53, 0x2a, 0x4d, 0x18}, uint32(len(text)))
	return append(b, text...)
}

type member struct{ name, text string }

func zipped(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, m.text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll reads every document of a file or, with viaPipe, of standard input: "name=text name=text".
func readAll(t *testing.T, data []byte, viaPipe bool) (string, error) {
	t.Helper()
	temp, err := spool.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer temp.Close()
	name := "-"
	if !viaPipe {
		name = filepath.Join(t.TempDir(), "in")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	list, err := sources(t.Context(), Job{Inputs: []string{name}, Stdin: iotest.OneByteReader(bytes.NewReader(data))}, temp)
	if err != nil {
		return "", err
	}
	var all []string
	for _, s := range list {
		in, err := openInput(t.Context(), s, record.Limits{}, true, &Progress{})
		if err != nil {
			return "", err
		}
		text, err := io.ReadAll(in)
		if err := errors.Join(err, in.drain(), in.Close()); err != nil {
			return "", err
		}
		all = append(all, s.base+"="+string(text))
	}
	return strings.Join(all, " "), nil
}

func TestSources(t *testing.T) {
	long := strings.Repeat("0123456789", 1000)
	encryptedZip := zipped(t, member{"a.xml", "text"})
	encryptedZip[6] |= 1                                                 // the flag in the local header
	encryptedZip[bytes.Index(encryptedZip, []byte("PK\x01\x02"))+8] |= 1 // and in the directory
	damagedZip := zipped(t, member{"a.xml", long})
	damagedZip[45] ^= 0xff
	wrongSum := gzipped(t, "text")
	wrongSum[len(wrongSum)-6] ^= 1
	for _, test := range []struct {
		name string
		data []byte
		want string
		err  *record.Message
	}{
		{"plain", []byte("text"), "in=text", nil},
		{"empty", nil, "in=", nil},
		{"shorter than any magic number", []byte("PK"), "in=PK", nil},
		{"gzip", gzipped(t, "text"), "in=text", nil},
		{"gzip, several members", append(gzipped(t, "te"), gzipped(t, "xt")...), "in=text", nil},
		{"gzip, garbage behind", append(gzipped(t, "text"), "garbage"...), "", archiveBad},
		{"gzip, zeros behind", append(gzipped(t, "text"), make([]byte, 512)...), "", archiveBad},
		{"gzip, cut off", gzipped(t, "text")[:20], "", archiveBad},
		{"gzip, cut off in its header", gzipped(t, "text")[:5], "", archiveBad},
		{"gzip, wrong checksum", wrongSum, "", archiveBad},
		{"gzip in gzip", gzipped(t, string(gzipped(t, "text"))), "", archiveInArchive},
		{"zip in gzip", gzipped(t, string(zipped(t, member{"a", "b"}))), "", archiveInArchive},
		{"zstd", zstdCompressed(t, "text"), "in=text", nil},
		{"zstd, several frames", append(zstdCompressed(t, "te"), zstdCompressed(t, "xt")...), "in=text", nil},
		{"zstd, skippable frame first", append(skippable("skip"), zstdCompressed(t, "text")...), "in=text", nil},
		{"zstd, skippable frame last", append(zstdCompressed(t, "text"), skippable("skip")...), "in=text", nil},
		{"zstd, cut off", zstdCompressed(t, long)[:15], "", archiveBad},
		{"zstd, garbage behind", append(zstdCompressed(t, "text"), "garbage"...), "", archiveBad},
		{"zip", zipped(t, member{"a.xml", "text"}), "a.xml=text", nil},
		{"zip of several, in directory order", zipped(t, member{"b.xml", "1"}, member{"dir/", ""}, member{"dir/a.xml", "2"}), "b.xml=1 a.xml=2", nil},
		{"zip with names that lead out", zipped(t, member{"../../a.xml", "1"}, member{"/etc/b.xml", "2"}, member{`C:\Windows\c.xml`, "3"}), "a.xml=1 b.xml=2 c.xml=3", nil},
		{"zip of nothing", zipped(t), "", archiveEmpty},
		{"zip of folders", zipped(t, member{"dir/", ""}), "", archiveEmpty},
		{"zip in zip", zipped(t, member{"a.zip", string(zipped(t, member{"b", "c"}))}), "", archiveInArchive},
		{"gzip in zip", zipped(t, member{"a.xml.gz", string(gzipped(t, "text"))}), "a.xml=text", nil},
		{"zip, cut off", zipped(t, member{"a.xml", long})[:100], "", archiveBad},
		{"zip, damaged", damagedZip, "", archiveBad},
		{"zip with a password", encryptedZip, "", archiveEncrypted},
	} {
		for _, viaPipe := range []bool{false, true} {
			got, err := readAll(t, test.data, viaPipe)
			want := test.want
			if viaPipe {
				want = strings.Replace(want, "in=", "stdin=", 1)
			}
			switch {
			case test.err != nil:
				var e *record.Error
				if !errors.As(err, &e) || !errors.Is(err, &record.Fault{Message: test.err}) || e.File == "" {
					t.Errorf("%s, pipe %v: %v, want %s of a file", test.name, viaPipe, err, test.err.Code)
				}
			case err != nil || got != want:
				t.Errorf("%s, pipe %v: %q, %v; want %q", test.name, viaPipe, got, err, want)
			}
		}
	}
}

func TestSourcesRefuse(t *testing.T) {
	_, err := sources(t.Context(), Job{}, nil)
	wantUsage(t, "no input", err, noInput)
	temp, err := spool.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, err = sources(t.Context(), Job{Inputs: []string{"-", "-"}, Stdin: strings.NewReader("text")}, temp)
	wantUsage(t, "standard input twice", err, stdinTwice)
	for _, name := range []string{t.TempDir(), "missing"} {
		var path *os.PathError
		if _, err := fileSources(name, name); !errors.As(err, &path) {
			t.Errorf("%s: %v, want an error of the file system", name, err)
		}
	}
}

func TestInputChanged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(name, []byte("a,b\n1,2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	list, err := fileSources(name, name)
	if err != nil {
		t.Fatal(err)
	}
	in, err := openInput(t.Context(), list[0], record.Limits{}, false, &Progress{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := os.WriteFile(name, []byte("a,b\n1,2\n3,4\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := in.drain(); !errors.Is(err, &record.Fault{Message: inputChanged}) {
		t.Errorf("%v, want input-changed", err)
	}
}

// TestInputErrorsStay sees to it that an error of reading is not taken for a damaged archive.
func TestInputErrorsStay(t *testing.T) {
	broken := &os.PathError{Op: "read", Path: "in", Err: errors.New("broken")}
	for name, data := range map[string][]byte{"plain": []byte("text"), "gzip": gzipped(t, strings.Repeat("text", 99)), "zstd": zstdCompressed(t, strings.Repeat("text", 99))} {
		s := source{name: "in", open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(bytes.NewReader(data[:len(data)-3]), iotest.ErrReader(broken))), nil
		}}
		in, err := openInput(t.Context(), s, record.Limits{}, false, &Progress{})
		if err == nil {
			_, err = io.ReadAll(in)
		}
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v, want what broke the reading", name, err)
		}
	}
}

func TestPipeReader(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	in, feed := io.Pipe()
	r := interruptible(ctx, in)
	go io.WriteString(feed, "text")
	b := make([]byte, 4)
	if _, err := io.ReadFull(r, b); err != nil || string(b) != "text" {
		t.Fatalf("%q, %v", b, err)
	}
	stop := errors.New("stop")
	go cancel(stop)
	if _, err := r.Read(b); !errors.Is(err, stop) {
		t.Errorf("a read that waits ended with %v", err)
	}
	if err := iotest.TestReader(interruptible(t.Context(), strings.NewReader(strings.Repeat("text", 5))), []byte(strings.Repeat("text", 5))); err != nil {
		t.Error(err)
	}
}

func TestPipeWriter(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	_, full := io.Pipe() // nobody reads
	stop := errors.New("stop")
	go cancel(stop)
	for range 2 {
		if _, err := (pipeWriter{ctx, full}).Write([]byte("text")); !errors.Is(err, stop) {
			t.Errorf("a write that waits ended with %v", err)
		}
	}
}

// TestOfficeFiles: what people drop by mistake is told what it is.
func TestOfficeFiles(t *testing.T) {
	for _, c := range []struct {
		name, content string
	}{
		{"book.xlsx", string(zipped(t, member{"[Content_Types].xml", "<Types/>"}, member{"xl/workbook.xml", "<workbook/>"}))},
		{"book.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, {"scan.pdf", "%PDF-1.7\n"},
	} {
		name := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(name, []byte(c.content), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Run(t.Context(), Job{Inputs: []string{name}, To: "csv", Stdout: io.Discard})
		if !errors.Is(err, officeFile.Fault()) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestCompanions: what a Mac puts beside the user's file is no input.
func TestCompanions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.zip")
	archive := zipped(t, member{"r.xml", `<?xml version="1.0"?><Documents/>`}, member{"__MACOSX/._r.xml", "\x00\x05"}, member{".DS_Store", "\x00"})
	if err := os.WriteFile(name, archive, 0o666); err != nil {
		t.Fatal(err)
	}
	result, err := Run(t.Context(), Job{Inputs: []string{name}, To: "csv", Stdout: io.Discard})
	if err != nil || len(result.Documents) != 1 {
		t.Errorf("%d documents, %v", len(result.Documents), err)
	}
}

// TestShown holds that an input that is called otherwise than its path gives results and messages the name that it is called by.
func TestShown(t *testing.T) {
	dir := t.TempDir()
	example, err := os.ReadFile(filepath.Join("..", "testdata", "example", "nomenclature.xml"))
	if err != nil {
		t.Fatal(err)
	}
	held := filepath.Join(dir, "17.held")
	if err := os.WriteFile(held, example, 0o600); err != nil {
		t.Fatal(err)
	}
	job := Job{Inputs: []string{held}, Output: dir + string(filepath.Separator), To: "csv", Hash: true, Shown: func(string) string { return "каталог.xml" }}
	result, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	d := result.Documents[0]
	if d.Input != "каталог.xml" || filepath.Base(d.Output) != "каталог.csv" {
		t.Errorf("it was called %s and made %s", d.Input, d.Output)
	}
	if sum := sha256.Sum256(example); d.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("SHA-256 %s", d.SHA256)
	}
	job.Where = "[" // refused in words that name the input
	if _, err := Run(t.Context(), job); err == nil || strings.Contains(err.Error(), "held") {
		t.Errorf("said %v", err)
	}
}

// TestStagesOfCallers holds what Through and Select promise: what the one alters counts as read so, what the other leaves out as kept out.
func TestStagesOfCallers(t *testing.T) {
	rows := 0
	job := Job{
		Inputs: []string{filepath.Join("..", "testdata", "example", "nomenclature.xml")}, Output: filepath.Join(t.TempDir(), "out.csv"),
		Through: func(_ *Document, src record.Reader) (record.Reader, error) {
			return readerFunc(func() (record.Record, error) {
				rec, err := src.Read()
				if p, ok := rec.(*record.Product); ok && err == nil {
					p.Price = record.NewNumber(100, 2)
				}
				return rec, err
			}), nil
		},
		Select: func(_ *Document, src record.Reader, left func(record.Record)) (record.Reader, error) {
			return readerFunc(func() (record.Record, error) {
				for {
					rec, err := src.Read()
					if _, ok := rec.(*record.Product); err != nil || !ok {
						return rec, err
					}
					if rows++; rows%2 == 1 {
						return rec, nil
					}
					left(rec)
				}
			}), nil
		},
	}
	result, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	r := result.Documents[0].Report
	if !result.Documents[0].Agree || r.Read.Rows != 11 || r.Read.Sum.String() != "11.00" || r.Written.Sum.String() != "6.00" || r.Kept(report.NotSelected).Count != 5 {
		t.Errorf("read %d, %s; written %s; left out %+v", r.Read.Rows, r.Read.Sum, r.Written.Sum, r.Kept(report.NotSelected))
	}
}

type readerFunc func() (record.Record, error)

func (f readerFunc) Read() (record.Record, error) { return f() }

package convert

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"obmen/formats/record"
)

// outputs names the output of each source; an empty name is standard output, or none for a dry run.
func (r *run) outputs(list []source) ([]string, error) {
	names := make([]string, len(list))
	if r.Into != nil {
		return names, nil
	}
	if len(list) > 1 {
		if err := r.oneEach(len(list)); err != nil {
			return nil, err
		}
	}
	switch {
	case r.DryRun:
	case isFolder(r.Output):
		if err := r.inFolder(list, names); err != nil {
			return nil, err
		}
	case len(list) > 1:
		return nil, misfit(severalToOne, len(list))
	case r.Output != "-":
		names[0] = r.Output
	}
	if err := r.distinct(names); err != nil {
		return nil, err
	}
	if isFolder(r.Output) && !r.DryRun {
		return names, os.MkdirAll(r.Output, 0o777)
	}
	return names, nil
}

// oneEach refuses files that belong to one document where there are several: each would replace the one before.
func (r *run) oneEach(count int) error {
	for _, f := range []struct{ flag, name string }{{"--rejects", r.Rejects}, {"--trail", r.Trail}} {
		if f.name != "" {
			return misfit(oneOfSeveral, f.flag, count)
		}
	}
	return nil
}

// inFolder names the outputs after their sources. "Two that would get one name are exit 2 before any work."
func (r *run) inFolder(list []source, names []string) error {
	taken := map[string]string{}
	for i, s := range list {
		f, err := r.extension()
		switch {
		case r.Keep && r.To == "":
			names[i] = filepath.Join(r.Output, stripCompression(s.base))
		case err != nil:
			return err
		default:
			names[i] = outputName(r.Output, s.base, f)
		}
		if other, ok := taken[foldName(names[i])]; ok {
			return misfit(sameName, other, s.name, names[i])
		}
		taken[foldName(names[i])] = s.name
	}
	return nil
}

// foldName makes names equal that a file system without regard to case takes for one.
func foldName(name string) string { return strings.ToLower(name) }

// extension is known before a source's kind is: each word of --to means one ending whatever the kind.
func (r *run) extension() (f record.Format, err error) {
	for _, kind := range []record.DocKind{record.Receipts, record.Invoices, record.Nomenclature} {
		if f, err = resolveTarget(r.To, "", record.Format{Kind: kind}); err == nil {
			return f, nil
		}
	}
	return f, err
}

// A namedFile is a file of the run with the flag that names it.
type namedFile struct{ flag, name string }

// distinct refuses a file to be written that is written or read under another flag too.
func (r *run) distinct(outputs []string) error {
	var written []namedFile
	if !r.DryRun {
		for _, name := range outputs {
			written = append(written, namedFile{"-o", name})
		}
	}
	for _, f := range []namedFile{{"--report", r.ReportFile}, {"--rejects", r.Rejects}, {"--trail", r.Trail}} {
		if f.name != "" {
			written = append(written, f)
		}
	}
	read := r.readFiles()
	for i, w := range written {
		for _, other := range written[:i] {
			if w.same(other) {
				return usage(sameFile, w.flag, w.name, other.flag)
			}
		}
		for _, other := range read {
			switch {
			case !w.overwrites(other) && (other.flag != "--key-file" || !w.same(other)):
			case w.flag == "-o" && other.flag == "INPUT":
				return usage(outputIsInput, w.name)
			default:
				return usage(sameFile, w.flag, w.name, other.flag)
			}
		}
	}
	return nil
}

func (r *run) readFiles() []namedFile {
	var read []namedFile
	for _, name := range r.Inputs {
		if name != "-" {
			read = append(read, namedFile{"INPUT", name})
		}
	}
	for _, f := range []namedFile{{"--catalog", r.Catalog}, {"--amounts", r.Amounts}, {"--profile", r.ProfileFile}, {"--key-file", r.KeyFile}} {
		if f.name != "" {
			read = append(read, f)
		}
	}
	return read
}

// same reports whether two files to be written are one. Standard output can take one only; devices and FIFOs are not replaced and may take several.
func (f namedFile) same(other namedFile) bool {
	if f.isStdout() || other.isStdout() {
		return f.isStdout() && other.isStdout()
	}
	return isPlain(f.name) && isPlain(other.name) && (fullName(f.name) == fullName(other.name) || f.overwrites(other))
}

func (f namedFile) isStdout() bool { return f.name == "" || f.name == "-" }

// overwrites reports whether writing f would replace the file that other is. A symbolic link is replaced, and what it leads to is not.
func (f namedFile) overwrites(other namedFile) bool {
	if f.isStdout() {
		return false
	}
	mine, err := os.Lstat(f.name)
	if err != nil || !mine.Mode().IsRegular() {
		return false
	}
	theirs, err := os.Stat(other.name)
	return err == nil && os.SameFile(mine, theirs)
}

// fullName is one name for a file that need not be there yet.
func fullName(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(full)); err == nil {
		full = filepath.Join(folder, filepath.Base(full))
	}
	if runtime.GOOS != "linux" {
		return foldName(full)
	}
	return full
}

// isPlain reports whether a file of that name is or would be a regular one.
func isPlain(name string) bool {
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular()
}

// isFolder reports whether the output is a folder that results go into.
func isFolder(output string) bool {
	if output == "" || output == "-" {
		return false
	}
	if os.IsPathSeparator(output[len(output)-1]) {
		return true
	}
	info, err := os.Stat(output)
	return err == nil && info.IsDir()
}

// longestName is how many bytes file systems take for a name.
const longestName = 255

// outputName is where the document of base goes in a folder, written as f. A name that the new ending makes too long for a file system is cut.
func outputName(folder, base string, f record.Format) string {
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if stem == "" {
		stem = base
	}
	if most := longestName - len(f.Ext); len(stem) > most {
		for most > 0 && !utf8.RuneStart(stem[most]) {
			most--
		}
		stem = stem[:most]
	}
	return filepath.Join(folder, stem+f.Ext)
}

// tempParent is the folder that a run's own temp folder is made in: the one asked for, else beside the output, else the
// platform's large one, which on Unix is not the one that may be held in memory.
func tempParent(job Job) string {
	switch {
	case job.TempDir != "":
		return job.TempDir
	case isFolder(job.Output) && !job.DryRun:
		return existing(job.Output)
	case job.Output != "" && job.Output != "-" && isPlain(job.Output) && !job.DryRun:
		return filepath.Dir(job.Output)
	}
	if runtime.GOOS != "windows" && os.Getenv("TMPDIR") == "" {
		if info, err := os.Stat("/var/tmp"); err == nil && info.IsDir() {
			return "/var/tmp"
		}
	}
	return os.TempDir()
}

// TempParent is the folder that a run of j makes its own temp folder in.
func (j Job) TempParent() string { return tempParent(j) }

// existing is the folder itself, or the nearest around it that is there: one that is to be made is made only when all is known to be well.
func existing(folder string) string {
	for {
		_, err := os.Stat(folder)
		above := filepath.Dir(filepath.Clean(folder))
		if !errors.Is(err, os.ErrNotExist) || above == folder {
			return folder
		}
		folder = above
	}
}

package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"obmen/convert/pending"
)

// DefaultPath is where the journal is when nobody names it: journal.db in state, the folder of --state. For an empty state that is obmen in the platform's folder for
// such things: XDG_STATE_HOME or ~/.local/state, ~/Library/Application Support on macOS, %LocalAppData% on Windows.
func DefaultPath(state string) (string, error) {
	if state == "" {
		folder, err := stateFolder(runtime.GOOS, os.Getenv)
		if err != nil {
			return "", err
		}
		state = filepath.Join(folder, "obmen")
	}
	return filepath.Join(state, "journal.db"), nil
}

func stateFolder(system string, env func(string) string) (string, error) {
	switch folder := env("XDG_STATE_HOME"); {
	case system == "windows" && env("LocalAppData") != "":
		return env("LocalAppData"), nil
	case system == "darwin" && env("HOME") != "":
		return filepath.Join(env("HOME"), "Library", "Application Support"), nil
	case system != "windows" && system != "darwin" && filepath.IsAbs(folder): // the XDG specification: a path that is not absolute is to be ignored
		return folder, nil
	case system != "windows" && env("HOME") != "":
		return filepath.Join(env("HOME"), ".local", "state"), nil
	}
	return "", &fs.PathError{Op: "find", Path: "--state", Err: fs.ErrNotExist}
}

// makeFolder makes a folder and those that it is in, so that a power cut does not take them away again with what is in them.
func makeFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.IsDir():
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return err
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeFolder(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return pending.SyncFolder(above)
}

// usable reports whether the journal can be at path: not a folder, not read-only. An absent file can.
func usable(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return trouble(path, Foreign.Fault(path))
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

package batch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"obmen/convert/batch/folder"
)

// A lease says between hosts who works in a folder. It is a file that its holder writes anew every beat; one that stays the same for ttl, by the clock of who
// watches it, has no holder any more.
type lease struct {
	path  string
	token string
	host  string
	mu    sync.Mutex
	beats uint64
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// leased is what stands in the file.
type leased struct {
	Host  string `json:"host"`
	PID   int    `json:"pid"`
	Token string `json:"token"`
	Beat  uint64 `json:"beat"`
}

const leaseName = ".obmen-lease.json"

// takeLease takes the lease of a folder. One of this host is dead where the operating system's lock was had (locked); any other is watched first.
func takeLease(ctx context.Context, dir string, o *Options, locked bool) (*lease, error) {
	l := &lease{path: filepath.Join(dir, leaseName), token: rand.Text(), host: o.Host, now: o.Now, sleep: o.Sleep}
	seen, err := l.read()
	if err != nil {
		return nil, err
	}
	foreign := seen.Token != "" && (seen.Host != l.host || !locked)
	if foreign {
		if err := l.outlast(ctx, seen, o.beat, o.ttl); err != nil {
			return nil, err
		}
	}
	if err := l.beat(); err != nil {
		return nil, err
	}
	if foreign { // another host may have watched as long
		if err := o.Sleep(ctx, o.beat/4); err != nil {
			return nil, err
		}
		return l, l.held()
	}
	return l, nil
}

// outlast waits until a lease has been silent for ttl.
func (l *lease) outlast(ctx context.Context, first leased, beat, ttl time.Duration) error {
	for end := l.now().Add(ttl); l.now().Before(end); {
		if err := l.sleep(ctx, beat/2); err != nil {
			return err
		}
		now, err := l.read()
		switch {
		case err != nil:
			return err
		case now.Token == "":
			return nil
		case now != first:
			return held(l.path, onOtherHost.Fault(now.Host, now.PID))
		}
	}
	return nil
}

// read returns what stands in the file; nothing where there is none, or none that can be made out.
func (l *lease) read() (leased, error) {
	b, err := readSmall(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return leased{}, nil
	}
	if err != nil {
		return leased{}, err
	}
	var there leased
	if json.Unmarshal(b, &there) != nil || there.Token == "" {
		there = leased{Host: "?", Token: "?" + string(b)}
	}
	return there, nil
}

// readSmall reads a small file of ours. A pipe in its place is not waited for, and a link not followed.
func readSmall(path string) ([]byte, error) {
	file, err := folder.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 1<<20))
}

// beat says that the holder is alive.
func (l *lease) beat() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.beats++
	b, err := json.Marshal(leased{Host: l.host, PID: os.Getpid(), Token: l.token, Beat: l.beats})
	if err != nil {
		return err
	}
	return replaceFile(l.path, b)
}

// held is an error where the lease is another's.
func (l *lease) held() error {
	now, err := l.read()
	switch {
	case err != nil:
		return err
	case now.Token == "": // somebody has cleared it away; nobody else has it
		return l.beat()
	case now.Token != l.token:
		return held(l.path, leaseLost.Fault(now.Host, now.PID))
	}
	return nil
}

// leave lets go of the lease.
func (l *lease) leave() {
	if now, err := l.read(); err == nil && now.Token == l.token {
		os.Remove(l.path)
	}
}

// replaceFile writes a small file of ours that need not outlive a power cut: it is there whole, as it was or as it is.
func replaceFile(path string, text []byte) error {
	temp := filepath.Join(filepath.Dir(path), replacing+rand.Text()[:8]+replaced)
	err := os.WriteFile(temp, text, 0o666)
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
}

// What the names of files begin and end with that are to replace another.
const replacing, replaced = ".obmen-", ".tmp"

// isReplacement reports whether a name is one that replaceFile makes.
func isReplacement(name string) bool {
	name, ok := strings.CutPrefix(name, replacing)
	name, ok2 := strings.CutSuffix(name, replaced)
	return ok && ok2 && len(name) == 8 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// A heldError says that somebody else works in the folder.
type heldError struct{ *fs.PathError }

func held(path string, why error) error {
	return heldError{&fs.PathError{Op: "lock", Path: path, Err: why}}
}

// Unwrap returns the error of the file system that this one is.
func (e heldError) Unwrap() error { return e.PathError }

// hostName returns a name that no other host of the share has.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		name = "?"
	}
	for _, file := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if id, err := os.ReadFile(file); err == nil && len(id) >= 8 {
			return name + "-" + string(id[:8])
		}
	}
	return name
}

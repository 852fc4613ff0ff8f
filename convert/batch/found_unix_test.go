//go:build !windows

package batch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"obmen/convert/batch/folder"
)

// TestPipes puts a pipe in place of each of the small files of ours: an error at once, or the pipe is replaced, but nobody waits at it.
func TestPipes(t *testing.T) {
	for name, refused := range map[string]bool{
		"work/" + leaseName: true, "work/.obmen.lock": true, "state/.obmen.lock": true, "work/" + folderName: true, "state/folder.db": true,
		"state/" + heartbeatName: false, "registers/" + day + ".csv": false,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			once(t, p.options(), 0)
			path := filepath.Join(p.root(), filepath.FromSlash(name))
			ok(t, ignoring(os.Remove(path), os.ErrNotExist))
			ok(t, syscall.Mkfifo(path, 0o666))
			soon(t, func() {
				_, err := StatusOf(p.folders(), p.now())
				if name == "state/"+heartbeatName && !errors.Is(err, folder.ErrNotRegular) {
					t.Errorf("error %v", err)
				}
			})
			p.drop(t, "a.xml", good)
			soon(t, func() {
				if _, err := New(p.options()).Once(context.Background()); (err != nil) != refused {
					t.Errorf("error %v", err)
				}
			})
			if refused {
				p.want(t, "inbox/a.xml")
			} else {
				p.want(t, "done/"+day+"/a.xml")
			}
		})
	}
}

// soon asserts that something does not wait for ever.
func soon(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits at the pipe")
	}
}

package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"obmen/convert"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// check refuses what can't be a rule before anything is done.
func (r *Runner) check() error {
	p, err := r.Profile("")
	if err != nil {
		return err
	}
	if len(p.Watch.Rules) == 0 {
		if r.Job.To == "" && r.SendTo == "" {
			return &record.UsageError{Err: noRule.Fault()}
		}
		return errors.Join(r.maySend(r.SendTo), convert.ValidTarget(profile.WatchRule{To: r.Job.To, Send: r.SendTo}.All()[0].To))
	}
	for _, f := range []struct{ flag, value string }{{"--to", r.Job.To}, {"--send", r.SendTo}, {"--order", r.Order}} {
		if f.value != "" {
			return &record.UsageError{Err: twoRules.Fault(f.flag)}
		}
	}
	for _, rule := range p.Watch.Rules {
		for _, out := range rule.All() {
			if _, err := r.Profile(out.Profile); err != nil {
				return err
			}
			if err := errors.Join(r.maySend(out.Send), convert.ValidTarget(out.To)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Runner) maySend(service string) error {
	if service != "" && r.Send == nil {
		return &record.UsageError{Err: noSending.Fault(service)}
	}
	return nil
}

// A ruling is what a rule says of a name.
type ruling struct {
	index   int
	order   string
	outputs []profile.WatchOutput
}

// rule finds what becomes of a source of that name; ok false: nothing, it stays.
func (r *Runner) rule(p *profile.Profile, name string) (ruling, bool) {
	if len(p.Watch.Rules) == 0 {
		alone := profile.WatchRule{To: r.Job.To, Send: r.SendTo}
		return ruling{order: r.Order, outputs: alone.All()}, true
	}
	found, i, ok := p.Watch.Rule(name)
	return ruling{i, found.Order, found.All()}, ok && !found.Ignore
}

// ruleOf tells the tracker which names are of one rule, and in which order they go.
func (r *Runner) ruleOf(name string) (int, inbox.Order, bool) {
	p, err := r.Profile("")
	if err != nil { // it waits: the profile is to be mended, and claiming says so
		return 0, inbox.AnyOrder, true
	}
	found, ok := r.rule(p, name)
	return found.index, map[string]inbox.Order{"name": inbox.ByName, "age": inbox.ByAge}[found.order], ok
}

// settle writes into an entry what is to be made of it, and its key: of the content, and of all that its results depend on.
func (r *Runner) settle(e *ledger.Entry) (ok bool, err error) {
	p, err := r.Profile("")
	if err != nil {
		return false, err
	}
	found, ok := r.rule(p, string(e.Name))
	if !ok {
		return false, nil
	}
	e.Outputs = nil
	for _, out := range found.outputs {
		sub, err := r.Profile(out.Profile)
		if err != nil {
			return false, err
		}
		e.Outputs = append(e.Outputs, ledger.Output{To: out.To, Profile: out.Profile, Send: out.Send, Folder: out.Folder, Hash: sub.ResultHash()})
	}
	beside, err := r.beside()
	if err != nil {
		return false, err
	}
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode([]any{e.SHA256, e.Outputs, r.fingerprint(), beside}); err != nil {
		return false, err
	}
	e.Key = hex.EncodeToString(sum.Sum(nil))
	return true, nil
}

// A content is what a file held that is read beside the sources, and how it looked then.
type content struct {
	info fs.FileInfo
	sum  string
}

// beside is what the files hold that are read beside the sources: the next delivery's amounts make another invoice of the same catalogue.
func (r *Runner) beside() (sums []string, err error) {
	for _, name := range []string{r.Job.Catalog, r.Job.Amounts} {
		sum := ""
		if name != "" {
			if sum, err = r.contentOf(name); err != nil {
				return nil, err
			}
		}
		sums = append(sums, sum)
	}
	return sums, nil
}

// contentOf is the SHA-256 of a file, read again only where it looks changed.
func (r *Runner) contentOf(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	known, ok := r.contents[name]
	r.mu.Unlock()
	if ok && os.SameFile(known.info, info) && known.info.Size() == info.Size() && known.info.ModTime().Equal(info.ModTime()) {
		return known.sum, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, &stoppable{r.ctx, file}); err != nil {
		return "", err
	}
	known = content{info, hex.EncodeToString(hash.Sum(nil))}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.contents[name] = known
	return known.sum, nil
}

// fingerprint holds the flags that results depend on.
func (r *Runner) fingerprint() string {
	j := &r.Job
	return fmt.Sprint(j.From, j.Where, j.Encoding, j.OutputEncoding, j.CSV, j.CSVSet, j.GroupBy, j.Returns, j.Catalog != "", j.Amounts != "", j.MaxItems, j.Skip, j.Check, j.Limits)
}

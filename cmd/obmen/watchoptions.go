package main

import (
	"cmp"
	"path"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/batch"
	"obmen/convert/batch/register"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// foldersOf are the folders of a drop folder.
func foldersOf(s *say, c *cli.Context) (batch.Folders, error) {
	f := batch.Folders{
		Inbox: c.String("inbox"), Work: c.String("work"), Outbox: c.String("outbox"), Done: c.String("done"), Failed: c.String("failed"),
		State: c.String("state"), Registers: c.String("registers"),
	}
	return f.In(c.Args().First()), noArguments(s, c, 1)
}

// watchOptions turns flags into what the drop folder asks for.
func (s *say) watchOptions(c *cli.Context) (o batch.Options, err error) {
	if o.Folders, err = foldersOf(s, c); err != nil {
		return o, err
	}
	o.Job = jobOf(s, c)
	o.Job.ReportFile, o.Job.Inputs, o.Job.Profile = "", nil, nil
	o.Jobs, o.Looks, o.Ignore = c.Int("jobs"), c.Int("looks"), wordsOf(c, "ignore")
	o.SendTo, o.Order, o.Strict, o.Again, o.MarkerOnly = c.String("send"), c.String("order"), c.Bool("strict"), c.Bool("again"), c.Bool("ready-only")
	o.Russian, o.Words, o.Version = s.ru, func(err error) string { return visible(s.errorText(err)) }, version
	o.Register = register.Options{CSV: o.Job.CSV}
	if s.ru && !o.Job.CSVSet.Headers {
		o.Register.CSV.Headers = record.Russian
	}
	for _, pattern := range o.Ignore {
		if _, err := path.Match(pattern, ""); err != nil {
			return o, s.wrong("--ignore takes patterns like *.bak, not %q", "--ignore принимает шаблоны вида *.bak, а не %q", pattern)
		}
	}
	if o.Settle, err = waitOf(s, c, "settle", 3*time.Second); err == nil {
		o.Every, err = waitOf(s, c, "every", 2*time.Second)
	}
	if err != nil {
		return o, err
	}
	o.Profile = (&folderProfiles{named: c.String("profile"), root: c.Args().First()}).load
	o.Send, err = s.sender(c)
	return o, err
}

// waitOf reads a flag that is a time and may be none at all.
func waitOf(s *say, c *cli.Context, flag string, or time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(cmp.Or(c.String(flag), or.String()))
	if err != nil || d < 0 {
		return 0, s.wrong("--%s is a duration like 5s or 2m, not %q", "--%s — длительность вида 5s или 2m, а не %q", flag, c.String(flag))
	}
	return d, nil
}

// folderProfiles loads the profile of a drop folder and those that it names. One that was mended counts a second later.
type folderProfiles struct {
	named, root string

	mu     sync.Mutex
	loaded map[string]loadedProfile
}

type loadedProfile struct {
	profile *profile.Profile
	err     error
	at      time.Time
}

func (f *folderProfiles) load(file string) (*profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l, ok := f.loaded[file]; ok && time.Since(l.at) < time.Second {
		return l.profile, l.err
	}
	if f.loaded == nil {
		f.loaded = map[string]loadedProfile{}
	}
	p, err := f.read(file)
	f.loaded[file] = loadedProfile{p, err, time.Now()}
	return p, err
}

func (f *folderProfiles) read(file string) (*profile.Profile, error) {
	source, err := profile.FindIn(f.named, "", f.root)
	if err == nil && file != "" {
		source, err = profile.Find(source.Beside(file), "", "")
	}
	if err != nil {
		return nil, err
	}
	return source.Load()
}

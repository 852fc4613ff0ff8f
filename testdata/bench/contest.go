//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A duel is a peer beside obmen in one run: both on the same input, in turn.
type duel struct {
	contest, peer, target string
	mib                   int64
	theirs, ours          run
	ratio, cpuRatio       float64 // medians over the rounds of their time ÷ ours
	size                  int64
	agree                 string
}

// peers prints how obmen does beside other programs, and the goals with what was reached.
func (b *bench) peers(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("peers takes sizes as -big and -slow, not %q", args[0])
	}
	tools, err := b.tools()
	if err != nil {
		return err
	}
	if _, err := b.build("bench/allocations"); err != nil && b.only == "" { // before all that takes long
		return err
	}
	var duels []duel
	for _, c := range contests {
		if !b.wanted(c.name) {
			continue
		}
		found, err := b.contest(c, tools)
		if err != nil {
			return err
		}
		duels = append(duels, found...)
	}
	printDuels(duels, b.rounds)
	if b.only != "" {
		return nil
	}
	goals, err := b.goals(duels)
	if err != nil {
		return err
	}
	fmt.Print("\nThe goals\n\n")
	goals.print()
	return nil
}

func (b *bench) contest(c contest, tools toolbox) ([]duel, error) {
	mib := b.slow
	if c.big {
		mib = b.big
	}
	in, err := b.make(c.in, mib)
	if err != nil {
		return nil, err
	}
	defer in.remove()
	if _, err := count(in.path, "\n"); err != nil { // it is in the page cache now
		return nil, err
	}
	var duels []duel
	for _, p := range c.peers {
		if name := tools.missing(p); name != "" {
			say("%s: %s is not here; %s is left out", c.name, name, p.name)
			continue
		}
		found, err := b.duels(c, p, tools, in)
		if err != nil {
			say("%s: %s is left out: %v", c.name, p.name, err)
			continue
		}
		duels = append(duels, found...)
	}
	return duels, nil
}

// duels lets the peer and obmen take turns: the peer once a round, obmen once a round for each target.
func (b *bench) duels(c contest, p peer, tools toolbox, in input) ([]duel, error) {
	var theirs []run
	ours := make([][]run, len(c.targets))
	agree := make([]string, len(c.targets))
	out := filepath.Join(b.dir, "peer."+p.ext)
	defer os.Remove(out)
	for round := range b.rounds {
		os.Remove(out)
		r, err := b.runPeer(p, tools, in.path, out)
		if err != nil {
			return nil, err
		}
		theirs = append(theirs, r)
		for i, t := range c.targets {
			r, word, err := b.turn(t, p, in, out, round == 0)
			if err != nil {
				return nil, err
			}
			ours[i] = append(ours[i], r)
			if round == 0 {
				agree[i] = word
			}
		}
	}
	var list []duel
	for i, t := range c.targets {
		d := duel{contest: c.name, peer: p.name, target: t.name, mib: in.mib, size: in.size, theirs: medians(theirs), ours: medians(ours[i]), agree: agree[i]}
		d.ratio = ratio(theirs, ours[i], func(r run) time.Duration { return r.wall })
		d.cpuRatio = ratio(theirs, ours[i], func(r run) time.Duration { return r.cpu })
		say("%s → %s beside %s: %.0f and %.0f MB/s, %.1f times; %s", c.name, t.name, p.name, rate(in.size, d.ours.wall), rate(in.size, d.theirs.wall), d.ratio, d.agree)
		list = append(list, d)
	}
	return list, nil
}

// turn is obmen's, with default flags.
func (b *bench) turn(t target, p peer, in input, theirs string, check bool) (run, string, error) {
	out := filepath.Join(b.dir, "ours."+t.ext)
	defer os.Remove(out)
	r, err := b.convert(in.path, out, t.flags...)
	if err != nil || !check {
		return r, "", err
	}
	word, err := agreement(t, p, out, theirs)
	return r, word, err
}

// agreement reckons rows and money of both outputs. A peer that makes something else is no peer: that is an error.
func agreement(t target, p peer, ours, theirs string) (string, error) {
	if p.check.none() || t.check.none() {
		return "", nil
	}
	if t.ext == p.ext && same(ours, theirs) {
		return "the same bytes", nil
	}
	one, err := t.check.of(ours)
	if err != nil {
		return "", err
	}
	other, err := p.check.of(theirs)
	if err != nil {
		return "", err
	}
	if !one.equal(other) {
		return "", fmt.Errorf("its output has %s, %s of obmen %s", other, t.name, one)
	}
	return one.String(), nil
}

// ratio is the median over the rounds of their time ÷ ours.
func ratio(theirs, ours []run, of func(run) time.Duration) float64 {
	var list []float64
	for i := range theirs {
		list = append(list, of(theirs[i]).Seconds()/max(of(ours[i]).Seconds(), 1e-6))
	}
	return median(list)
}

func printDuels(duels []duel, rounds int) {
	t := table{head: []string{"job", "obmen → ", "beside", "MiB", "its MB/s", "obmen's MB/s", "ratio", "ratio of processor time", "its peak, MiB", "obmen's", "both have"}}
	for _, d := range duels {
		t.add(d.contest, d.target, d.peer, fmt.Sprint(d.mib), fmt.Sprintf("%.0f", rate(d.size, d.theirs.wall)), fmt.Sprintf("%.0f", rate(d.size, d.ours.wall)),
			times(d.ratio), times(d.cpuRatio), mebi(d.theirs.kib), mebi(d.ours.kib), d.agree)
	}
	fmt.Printf("MB/s of input, whole processes in turn, obmen with default flags; medians of %d rounds, ratios round by round\n\n", rounds)
	t.print()
}

func times(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.2f ×", x)
	}
	return fmt.Sprintf("%.0f ×", x)
}

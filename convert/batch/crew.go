package batch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/status"
)

// A crew hands sources to workers. Only its own goroutine touches it; workers answer by ended.
type crew struct {
	*Runner
	ctx      context.Context
	once     bool
	busy     int
	answers  chan answer
	queue    []inbox.File    // ready
	waiting  []*ledger.Entry // due
	inHand   map[uint64]bool
	tries    map[string]int  // of files that were given back
	oldest   uint64          // entries up to this were left by an earlier run
	left     map[uint64]bool // entries of this run that wait
	tried    map[uint64]bool // entries that were tried in a run of --once
	lookAt   time.Time
	retryAt  time.Time
	looks    int
	deadline time.Time // of --once: who is not ready by then stays
	flushAt  time.Time
	blind    bool // the inbox could not be read
	seen     inbox.Seen

	lines     map[int]int    // sources in hand that were claimed, by rules that keep an order
	ordered   map[uint64]int // open entries of such rules, and the rules
	finished  int            // sources when those that wait for others were tried last
	unflushed string         // why the register could not be written
}

// An answer is what a worker has to say of a source.
type answer struct {
	id      uint64
	file    string // that was to be claimed
	name    string // as it is shown
	ordered bool   // its rule keeps an order
	rule    int
	open    bool // it is not finished, and not in the inbox
	back    bool // it is in the inbox again
	until   time.Time
	err     error
}

func (r *Runner) newCrew(ctx context.Context, once bool) *crew {
	c := &crew{Runner: r, ctx: ctx, once: once, answers: make(chan answer), inHand: map[uint64]bool{}, ordered: map[uint64]int{}, lines: map[int]int{}, tries: map[string]int{}, left: map[uint64]bool{}, tried: map[uint64]bool{}}
	c.deadline = r.Now().Add(2*r.Settle + time.Duration(2*r.Looks+2)*r.looked + time.Second)
	return c
}

// work goes on until all is done (Once) or the context ends. Its error ended the run; what ended single sources is in their statuses.
func (c *crew) work(hints <-chan struct{}) error {
	for {
		if err := c.refill(); err != nil {
			c.drain()
			return err
		}
		for c.busy < c.Jobs && c.start() {
		}
		if !c.Now().Before(c.flushAt) {
			if err := c.flushNow(); err != nil {
				c.drain()
				return err
			}
		}
		if c.busy == 0 {
			if more, err := c.tryBehind(); err != nil {
				return err
			} else if more {
				continue
			}
			if err := c.flushNow(); err != nil {
				return err
			}
			if c.once && c.isOver() {
				return nil
			}
		}
		timer := time.NewTimer(c.nap())
		select {
		case a := <-c.answers:
			if err := c.ended(a); err != nil {
				timer.Stop()
				c.drain()
				return err
			}
		case <-hints:
			c.lookAt = c.Now()
		case <-timer.C:
		case <-c.ctx.Done():
			timer.Stop()
			c.drain()
			return context.Cause(c.ctx)
		}
		timer.Stop()
	}
}

// drain waits for the workers.
func (c *crew) drain() {
	for c.busy > 0 {
		c.ended(<-c.answers)
	}
	c.flushNow()
}

// isOver reports whether a run of --once has nothing more to do.
func (c *crew) isOver() bool {
	idle := len(c.queue) == 0 && len(c.waiting) == 0 && len(c.seen.Ready) == 0
	late := c.Now().After(c.deadline) && c.looks > 2*c.Looks // a conversion may have taken all the time that there was for looking
	return c.looks >= max(c.Looks, 3) && idle && (!c.seen.Undecided || late)
}

// refill looks for what can be started.
func (c *crew) refill() error {
	now := c.Now()
	if len(c.waiting) == 0 && !now.Before(c.retryAt) {
		if err := c.due(now); err != nil {
			return c.troubled(err)
		}
	}
	if len(c.queue) > 0 || now.Before(c.lookAt) {
		return nil
	}
	pause := c.Every
	if c.once {
		pause = c.looked
	}
	c.lookAt = now.Add(pause)
	if c.paused(now) {
		return nil
	}
	seen, err := c.tracker.Look(atOnce)
	if err != nil {
		c.blind = true
		return c.troubled(err)
	}
	if c.blind || c.busy == 0 && len(c.left) == 0 && seen.Pending == 0 && len(seen.Ready) == 0 { // what there was trouble with is back, or gone
		c.blind = false
		c.wentWell()
	}
	c.looks++
	c.seen = seen
	for _, left := range seen.New {
		if left.Err != nil {
			c.note(status.FileSystem)
		}
		c.hear(Event{Kind: Left, File: folder.Shown(left.Name), Fault: left.Why, Err: left.Err})
	}
	c.count(func(s *Summary) { s.Unready, s.Left = seen.Pending, seen.Left })
	c.queue = seen.Ready
	return nil
}

// atOnce is how many ready files a look hands over.
const atOnce = 1024

// due finds the entries that are to be tried again now.
func (c *crew) due(now time.Time) error {
	next := now.Add(time.Minute)
	for e, err := range c.ledger.All() {
		switch {
		case err != nil:
			return err
		case c.inHand[e.ID] || !c.isLeft(e): // a worker has it
		case c.once && !c.tried[e.ID], !c.once && !c.notBefore(e).After(now):
			if len(c.waiting) == atOnce {
				next = now
				continue
			}
			c.waiting = append(c.waiting, e)
		case c.notBefore(e).Before(next):
			next = c.notBefore(e)
		}
	}
	c.retryAt = next
	return nil
}

// isLeft reports whether an open entry is one that an earlier run left or that waits, and not one that is being claimed.
func (c *crew) isLeft(e *ledger.Entry) bool { return e.ID <= c.oldest || c.left[e.ID] }

// notBefore is when an entry is to be tried again. What is to be sent waits as long as its service is shut.
func (c *crew) notBefore(e *ledger.Entry) time.Time {
	if e.NextTry.After(c.Now().Add(mostPatience)) {
		return time.Time{}
	}
	if e.Step == ledger.Published && e.Outcome == "" {
		for _, out := range e.Outputs {
			if out.Send != "" && !out.Sent {
				return later(e.NextTry, c.shutUntil(out.Send))
			}
		}
	}
	return e.NextTry
}

// mostPatience is how long a source waits at most. What waits for longer was put off by a clock that was ahead.
const mostPatience = time.Hour

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tryBehind looks again at sources that wait for another of the same content, after something has been finished.
func (c *crew) tryBehind() (more bool, err error) {
	c.mu.Lock()
	finished, waiting := c.ends, len(c.blocked)
	c.mu.Unlock()
	if finished == c.finished || waiting == 0 || len(c.queue) > 0 || len(c.waiting) > 0 {
		return false, nil
	}
	c.finished = finished
	for e, err := range c.ledger.All() {
		if err != nil {
			return false, err
		}
		if c.isBlocked(e.ID) && len(c.waiting) < atOnce {
			c.waiting = append(c.waiting, e)
		}
	}
	return len(c.waiting) > 0, nil
}

func (c *crew) isBlocked(id uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.blocked[id]
}

// start hands the next source to a worker, if there is one.
func (c *crew) start() bool {
	if c.ctx.Err() != nil || c.paused(c.Now()) {
		return false
	}
	if len(c.waiting) > 0 {
		e := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.hand(e.ID)
		go func() { c.answers <- c.resume(e) }()
		return true
	}
	if len(c.queue) == 0 {
		return false
	}
	f := c.queue[0]
	c.queue = c.queue[1:]
	c.tracker.Claimed(f.Name)
	c.busy++
	if f.Order != inbox.AnyOrder {
		c.lines[f.Rule]++
	}
	go func() { c.answers <- c.take(f) }()
	return true
}

func (c *crew) hand(id uint64) {
	c.busy++
	c.inHand[id] = true
}

// resume goes on with a source that waited or that a run left.
func (c *crew) resume(e *ledger.Entry) (a answer) {
	a.id = e.ID
	defer recovered(&a.err)
	if e.Tries == 0 {
		c.hear(Event{Kind: Resumed, File: folder.Shown(string(e.Name))})
	}
	c.carry(e, &a)
	return a
}

// take claims a source and works at it.
func (c *crew) take(f inbox.File) (a answer) {
	a.file, a.name, a.back = f.Name, folder.Shown(f.Name), true
	a.ordered, a.rule = f.Order != inbox.AnyOrder, f.Rule
	defer recovered(&a.err)
	e, err := c.claim(f)
	if a.err = err; e == nil {
		return a
	}
	a.id = e.ID
	if err == nil {
		c.carry(e, &a)
	} else {
		c.stands(e, &a)
	}
	return a
}

// carry takes a source as far as it gets.
func (c *crew) carry(e *ledger.Entry, a *answer) {
	defer c.holding(e)()
	a.name = folder.Shown(string(e.Name))
	defer c.stands(e, a) // also after a panic
	a.err = c.process(c.ctx, e)
}

// stands finds out where a source is that a worker is done with.
func (c *crew) stands(e *ledger.Entry, a *answer) {
	_, open, err := c.ledger.Get(e.ID)
	a.open = open || err != nil
	a.until, a.back = e.NextTry, !a.open
}

// recovered turns a panic of a worker into an error: the others go on.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v", p)
	}
}

// ended hears an answer. Its error ends the run.
func (c *crew) ended(a answer) error {
	c.busy--
	delete(c.inHand, a.id)
	c.keep(a)
	c.inLine(a)
	var lost heldError
	switch code := status.Of(a.err); {
	case a.err == nil:
		delete(c.tries, a.file)
		if a.id != 0 {
			c.wentWell()
		}
	case errors.As(a.err, &lost):
		return a.err
	case c.ctx.Err() != nil && (code == status.Interrupted || code == status.Terminated):
	default:
		c.note(code)
		c.failed(a, code)
	}
	return nil
}

// keep notes whether a source stays open, and when it is to be tried again.
func (c *crew) keep(a answer) {
	if a.id == 0 {
		return
	}
	if c.once {
		c.tried[a.id] = true
	}
	if !a.open {
		delete(c.left, a.id)
		return
	}
	c.left[a.id] = true
	if a.until.Before(c.retryAt) {
		c.retryAt = a.until
	}
}

// inLine keeps who stands in the way of those behind it.
func (c *crew) inLine(a answer) {
	rule, waited := c.ordered[a.id]
	if a.ordered {
		rule = a.rule
		c.lines[rule]--
	}
	if !a.ordered && !waited {
		return
	}
	c.ordered[a.id] = rule
	if !a.open {
		delete(c.ordered, a.id)
		c.lookAt = c.Now() // for the next in line
	}
}

// isInHand reports whether a source of a rule that keeps an order is under way, or waits in work.
func (c *crew) isInHand(rule int) bool {
	for _, r := range c.ordered {
		if r == rule {
			return true
		}
	}
	return c.lines[rule] > 0
}

// findLeft finds the entries that an earlier run left, and those of rules that keep an order.
func (c *crew) findLeft() error {
	for e, err := range c.ledger.All() {
		if err != nil {
			return err
		}
		c.oldest = e.ID
		if e.Trouble != "" {
			c.waits(e.ID, &Waiter{folder.Shown(string(e.Name)), e.Trouble, e.NextTry})
		}
		if rule, order, ok := c.ruleOf(string(e.Name)); ok && order != inbox.AnyOrder {
			c.ordered[e.ID] = rule
		}
	}
	return nil
}

// failed says why a source waits, and lets the others wait too where they would fare no better.
func (c *crew) failed(a answer, code int) {
	var shut shutError
	switch {
	case !a.back:
		if !errors.As(a.err, &shut) { // that has been said of another
			c.hear(Event{Kind: Waits, File: a.name, Err: a.err, Until: a.until})
		}
	default:
		until := c.Now().Add(c.pause(c.tries[a.file] + 1))
		if a.file != "" {
			c.tries[a.file]++
			c.tracker.Hold(a.file, until)
		}
		c.hear(Event{Kind: GivenBack, File: a.name, Err: a.err, Until: until})
	}
	var own ownError
	if !c.once && !errors.As(a.err, &own) && (code == status.FileSystem || code == status.Usage && a.back) {
		c.troubled(a.err)
	}
}

// A trouble keeps all sources waiting.
type trouble struct {
	until time.Time
	tries int
	why   string
}

// troubled lets everything wait for a while. In a run of --once there is no waiting: the error ends it.
func (c *crew) troubled(err error) error {
	if c.once {
		return err
	}
	var lost heldError
	if errors.As(err, &lost) {
		return err
	}
	c.mu.Lock()
	t := &c.trouble
	t.tries++
	t.until = c.Now().Add(min(c.pause(t.tries), time.Minute))
	isNew := t.why != err.Error()
	t.why = err.Error()
	until := t.until
	c.mu.Unlock()
	if isNew {
		c.hear(Event{Kind: Waits, Err: err, Until: until})
		c.pulse("works")
	}
	c.queue = nil // to be looked at again
	return nil
}

// wentWell ends a trouble.
func (c *crew) wentWell() {
	c.mu.Lock()
	was := c.trouble.tries > 0
	c.trouble = trouble{}
	c.mu.Unlock()
	if was {
		c.hear(Event{Kind: GoesOn})
		c.pulse("works")
	}
}

func (c *crew) paused(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.trouble.until)
}

// nap is how long nothing will happen by itself.
func (c *crew) nap() time.Duration {
	next := c.lookAt
	if c.retryAt.Before(next) {
		next = c.retryAt
	}
	if c.busy == c.Jobs {
		return time.Hour // a worker is heard before anything can begin
	}
	if t := c.pausedUntil(); t.After(next) {
		next = t
	}
	return max(next.Sub(c.Now()), 5*time.Millisecond)
}

func (c *crew) pausedUntil() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trouble.until
}

// flushNow writes the register. Where that can't be done now, the rows are kept. Its error is that the folder is lost.
func (c *crew) flushNow() error {
	c.flushAt = c.Now().Add(2 * time.Second)
	err := c.flush()
	var lost heldError
	if errors.As(err, &lost) {
		return err
	}
	said := ""
	if err != nil {
		said = err.Error()
	}
	c.count(func(*Summary) { c.Runner.unregistered = said })
	if said != "" && said != c.unflushed {
		c.hear(Event{Kind: Notice, Fault: registerWaits.Fault(c.Words(err)), Err: err})
	}
	c.unflushed = said
	return nil
}

package journal

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMain is also the other process: OBMEN_TEST_ROLE says what it does.
func TestMain(m *testing.M) {
	if role := os.Getenv("OBMEN_TEST_ROLE"); role != "" {
		j, err := Open(os.Getenv("OBMEN_TEST_JOURNAL"))
		if err == nil {
			j.batch = 10
			err = map[string]func(*Journal, string) error{"compete": compete, "work": work}[role](j, os.Getenv("OBMEN_TEST_NAME"))
		}
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A process is another process, and the lines that it prints.
type process struct {
	*exec.Cmd
	lines *bufio.Scanner
}

func start(t *testing.T, j *Journal, role, name string) process {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "OBMEN_TEST_ROLE="+role, "OBMEN_TEST_JOURNAL="+j.Path(), "OBMEN_TEST_NAME="+name)
	out, err := c.StdoutPipe()
	ok(t, err)
	ok(t, c.Start())
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return process{c, bufio.NewScanner(out)}
}

// rest reads what the process prints until it ends.
func (p process) rest(t *testing.T) (lines []string) {
	t.Helper()
	for p.lines.Scan() {
		lines = append(lines, p.lines.Text())
	}
	if err := p.Wait(); err != nil {
		t.Fatalf("%v: %v", err, lines)
	}
	return lines
}

const races = 12

// compete plans and begins what another process is after too, and prints what it won.
func compete(j *Journal, name string) error {
	for n := range races {
		for prize, d := range map[string]Delivery{fmt.Sprint("key", n): delivery(fmt.Sprint("key", n)), fmt.Sprint("receipt", n): delivery(name + fmt.Sprint(n))} {
			var conflict *Conflict
			var step *WrongStep
			d, err := j.Plan(d, receipts("of "+prize))
			if err == nil {
				err = j.Begin(d.ID)
			}
			switch {
			case err == nil:
				fmt.Println(prize)
			case !errors.As(err, &conflict) && !errors.As(err, &step):
				return err
			}
		}
	}
	return nil
}

// TestTwoProcesses: of two that are after the same number, or the same receipt, exactly one gets it.
func TestTwoProcesses(t *testing.T) {
	j := open(t)
	a, b := start(t, j, "compete", "a"), start(t, j, "compete", "b")
	won := map[string]int{}
	for _, prize := range append(a.rest(t), b.rest(t)...) {
		won[prize]++
	}
	for n := range races {
		for _, prize := range []string{fmt.Sprint("key", n), fmt.Sprint("receipt", n)} {
			if won[prize] != 1 {
				t.Errorf("%s was won %d times", prize, won[prize])
			}
		}
	}
	wantClean(t, j)
}

// work sends deliveries until it is killed, or twenty, and prints each step after it has returned.
func work(j *Journal, name string) error {
	for n := range 20 {
		number := fmt.Sprintf("%s-%d", name, n)
		var names []string
		for i := range 25 {
			names = append(names, fmt.Sprintf("%s-%d", number, i))
		}
		d, err := j.Plan(delivery(number), receipts(names...))
		if err != nil {
			return err
		}
		fmt.Println(d.ID, Planned)
		if err := j.Begin(d.ID); err != nil {
			return err
		}
		fmt.Println(d.ID, Sending)
		if err := j.Finish(d.ID, Accepted, "7", ""); err != nil {
			return err
		}
		fmt.Println(d.ID, Accepted)
	}
	return nil
}

// rounds is how often something is tried; the environment variable sets another number.
func rounds(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual
}

// TestKill kills a process at random instants: the journal opens, and what the process was told is in it. OBMEN_KILLS says how often.
func TestKill(t *testing.T) {
	j := open(t)
	for round := range rounds("OBMEN_KILLS", 10) {
		if round%5 == 4 {
			j = open(t) // the making of the file too
		}
		p := start(t, j, "work", fmt.Sprint(round))
		told := map[uint64]State{}
		kill := time.AfterFunc(rand.N(250*time.Millisecond), func() { p.Process.Kill() })
		for p.lines.Scan() {
			id, state, found := strings.Cut(p.lines.Text(), " ")
			n, err := strconv.ParseUint(id, 10, 64)
			if !found || err != nil {
				t.Fatal(p.lines.Text())
			}
			told[n] = State(state)
		}
		p.Wait()
		kill.Stop()
		wantTold(t, j, told)
		planned(t, j, delivery(fmt.Sprint("after", round)), fmt.Sprint("after", round))
		wantClean(t, j)
	}
}

// wantTold asserts that each delivery is at least as far as a process was told; it may be one step further.
func wantTold(t *testing.T, j *Journal, told map[uint64]State) {
	t.Helper()
	for id, state := range told {
		d, _, err := j.Get(id)
		ok(t, err)
		next := map[State]State{Planned: Sending, Sending: Accepted}[state]
		if d.State != state && d.State != next {
			t.Errorf("delivery %d is %q, and was said to be %s", id, d.State, state)
		}
	}
	ok(t, j.All(Filter{}, func(d Delivery) error {
		if strings.HasPrefix(d.Number, "after") {
			return nil
		}
		if d.Receipts != 25 {
			t.Errorf("half a plan is there: %+v", d)
		}
		return nil
	}))
}

// TestCarriedWhileOthersWrite asks without a pause while another process writes: that one gets its turns, and this one sees what it wrote.
func TestCarriedWhileOthersWrite(t *testing.T) {
	j := open(t)
	bring(t, j, delivery("1"), Accepted, "a")
	j.hold = 5 * time.Millisecond // shorter than usual, as the test
	c := j.Carried("caffesta", "shop")
	defer c.Close()
	p := start(t, j, "work", "w")
	done := make(chan []string)
	go func() { done <- p.rest(t) }()
	for {
		for range 1000 {
			if d, found, err := c.By([]byte("155"), []byte("a")); err != nil || !found || d.ID != 1 {
				t.Fatalf("%+v, %v", d, err)
			}
		}
		select {
		case lines := <-done:
			if len(lines) != 60 {
				t.Fatal(lines)
			}
			ok(t, c.Close())
			for n := range 20 {
				if _, found, err := c.By([]byte("155"), fmt.Appendf(nil, "w-%d-24", n)); err != nil || !found {
					t.Errorf("what the other wrote is not seen: %v", err)
				}
			}
			return
		default:
		}
	}
}

// TestReaderLetsGo: a reader that is asked nothing any more holds nothing, and sees what came meanwhile.
func TestReaderLetsGo(t *testing.T) {
	j := open(t)
	j.hold = time.Millisecond
	c, s := j.Carried("caffesta", "shop"), j.Seen("shop")
	for n := range 20 {
		number := strconv.Itoa(n)
		if _, found, err := c.By([]byte("155"), []byte(number)); found || err != nil || s.Has([]byte("155"), []byte(number)) {
			t.Errorf("%s: %v", number, err)
		}
		bring(t, j, delivery(number), Accepted, number) // waits until the reader lets go
		f, err := j.AskFetch(Fetch{Account: "shop"})
		ok(t, err)
		ok(t, s.Mark(f.ID, receipts(number)))
		f.State = Downloaded
		ok(t, j.SetFetch(f))
		if _, found, err := c.By([]byte("155"), []byte(number)); !found || err != nil || !s.Has([]byte("155"), []byte(number)) {
			t.Errorf("%s: %v, %v", number, err, s.Err())
		}
	}
}

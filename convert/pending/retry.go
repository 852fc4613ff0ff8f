package pending

import "time"

// The waits between tries: the first, the longest, all together.
const (
	firstWait = 10 * time.Millisecond
	longWait  = 500 * time.Millisecond
	allWaits  = 5 * time.Second
)

// retry calls do until it succeeds, fails for good, or has been waited for long enough. It returns do's last error.
func retry(do func() error, passes func(error) bool, sleep func(time.Duration)) error {
	wait, waited := firstWait, time.Duration(0)
	for {
		err := do()
		if err == nil || !passes(err) || waited >= allWaits {
			return err
		}
		sleep(wait)
		waited += wait
		wait = min(2*wait, longWait)
	}
}

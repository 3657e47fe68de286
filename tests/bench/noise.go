package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// noise is what other programs take of the machine while it is measured: with
// them about, rates are too low and times too long.
type noise struct {
	at   time.Time
	busy time.Duration // of all processors, whatever they did
}

func listen() (noise, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return noise{}, err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	var ticks int
	for i, field := range strings.Fields(first)[1:] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return noise{}, fmt.Errorf("/proc/stat: %w", err)
		}
		if idle := i == 3 || i == 4; !idle && i < 8 { // guests are counted among the others
			ticks += n
		}
	}
	return noise{time.Now(), time.Duration(ticks) * tick}, nil
}

// others is the share of the machine that other programs have taken since
// then; what this program started has ended.
func (n noise) others() (float64, error) {
	now, err := listen()
	if err != nil {
		return 0, err
	}
	ours := time.Duration(0)
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			return 0, err
		}
		ours += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	whole := now.at.Sub(n.at) * time.Duration(runtime.NumCPU())
	return max(0, float64(now.busy-n.busy-ours)/float64(whole)), nil
}

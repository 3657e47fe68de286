package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"dateline/backup"
	"dateline/intake"
	"dateline/lang"
	"dateline/lang/msg"
)

const (
	quietTime = 2 * time.Second        // what is done by then needs no word
	screen    = 200 * time.Millisecond // between two words on a terminal
	paper     = 10 * time.Second       // between two in a file, where each is a line of its own
)

// progress says how far the work has come, on standard error: on a terminal in
// one line that is written over. It is safe for use by many at once.
type progress struct {
	terminal bool
	stop     chan struct{}
	done     sync.WaitGroup

	mu   sync.Mutex
	word string // guarded by mu; how far it is
}

// begin begins to tell; end must be called before anything else is printed.
func begin(doing lang.Message) *progress {
	p := &progress{stop: make(chan struct{}), word: words(doing) + "…"}
	if about, err := os.Stderr.Stat(); err == nil {
		p.terminal = about.Mode()&os.ModeCharDevice != 0
	}
	p.done.Go(p.tell)
	return p
}

func (p *progress) tell() {
	wait := time.NewTimer(quietTime)
	defer wait.Stop()
	shown := false
	for {
		select {
		case <-p.stop:
			if shown && p.terminal {
				fmt.Fprint(os.Stderr, "\r\x1b[K")
			}
			return
		case <-wait.C:
		}
		shown = true
		p.mu.Lock()
		word := p.word
		p.mu.Unlock()
		if p.terminal {
			fmt.Fprintf(os.Stderr, "\r\x1b[K%s", word)
			wait.Reset(screen)
		} else {
			fmt.Fprintln(os.Stderr, word)
			wait.Reset(paper)
		}
	}
}

// at is how far the work has come now.
func (p *progress) at(m lang.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.word = words(m)
}

// end tells no more, and leaves the line empty. It may be called twice.
func (p *progress) end() {
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	p.done.Wait()
}

func (p *progress) backup(at backup.Progress) {
	p.at(msg.CliProgress(at.Doing, int(at.Done), int(at.Total)))
}

func (p *progress) tally(t intake.Tally) { p.at(tally(t)) }

// tally is what an import did, in plain digits.
func tally(t intake.Tally) lang.Message {
	return msg.CliTally(t.Filed, strconv.Itoa(t.Filed), strconv.Itoa(t.Known), t.Bad, strconv.Itoa(t.Bad))
}

// meter tells of the bytes that go through it.
type meter struct {
	p     *progress
	doing lang.Message
	bytes int64
}

func (m *meter) Write(b []byte) (int, error) {
	m.bytes += int64(len(b))
	m.p.at(msg.CliProgressBytes(words(m.doing), m.bytes))
	return len(b), nil
}

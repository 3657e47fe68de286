package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// roleKey names the variable of the environment that makes this program one of the others.
const roleKey = "DATELINE_BENCH_ROLE"

// The roles that it plays. Each is given its orders as lines of JSON and
// answers each with one.
const (
	bareRole    = "bare"    // the floors: serves pages from memory, and streams
	loadRole    = "load"    // asks as fast as it is answered
	readersRole = "readers" // hold pages open
)

// play plays a role; false: there is none to play.
func play(role string) (bool, error) {
	talk := &talk{in: json.NewDecoder(os.Stdin), out: json.NewEncoder(os.Stdout)}
	switch role {
	case "":
		return false, nil
	case bareRole:
		return true, playBare(talk)
	case loadRole:
		return true, playLoad(talk)
	case readersRole:
		return true, playReaders(talk)
	}
	return true, fmt.Errorf("no role is called %q", role)
}

// talk is how two of the processes speak.
type talk struct {
	in  *json.Decoder
	out *json.Encoder
}

// actor is a process that plays a role.
type actor struct {
	talk
	pid int
	end func() error
}

// cast starts a process that plays a role until ctx or its end.
func cast(ctx context.Context, role string) (*actor, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), roleKey+"="+role)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	a := &actor{talk: talk{in: json.NewDecoder(bufio.NewReader(out)), out: json.NewEncoder(in)}, pid: cmd.Process.Pid}
	a.end = func() error { // no more orders: it ends by itself
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			return fmt.Errorf("%s: %w", role, err)
		}
		return nil
	}
	return a, nil
}

// order has an actor do something and waits for the answer.
func (a *actor) order(what, answer any) error {
	if err := a.out.Encode(what); err != nil {
		return err
	}
	return a.in.Decode(answer)
}

// orders takes one order after the other until there are no more.
func orders[T any](t *talk, obey func(T) (any, error)) error {
	for {
		var o T
		if err := t.in.Decode(&o); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		answer, err := obey(o)
		if err != nil {
			return err
		}
		if err := t.out.Encode(answer); err != nil {
			return err
		}
	}
}

package event_test

import (
	"testing"

	"dateline/event"
)

func TestRingsThatNobodyHasTakenAreOne(t *testing.T) {
	var bell event.LocalBell
	rings, stop := bell.Listen()
	defer stop()
	for range 5 {
		bell.Ring() // never blocks
	}
	<-rings
	select {
	case <-rings:
		t.Error("a second ring waits, want one for all five")
	default:
	}
}

func TestEveryListenerHearsTheBell(t *testing.T) {
	var bell event.LocalBell
	a, stopA := bell.Listen()
	b, stopB := bell.Listen()
	defer stopB()
	bell.Ring()
	<-a
	<-b
	stopA()
	bell.Ring()
	<-b
	select {
	case <-a:
		t.Error("one who has stopped listening still hears")
	default:
	}
}

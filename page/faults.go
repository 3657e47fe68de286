package page

import "time"

// NotFound is the answer where nothing lives (404).
type NotFound struct{ Frame }

// Gone is the answer where a story was withdrawn (410).
type Gone struct {
	Frame
	Notice Correction // when, and the public note, which may be empty
}

// Failed is the answer when something broke on our side (500).
type Failed struct {
	Frame
	ID string // the log has it too
}

// NewNotFound answers where nothing lives.
func NewNotFound(f Frame) NotFound {
	f.Private, f.Title = true, f.words.notFoundTitle.String
	return NotFound{f}
}

// NewGone answers where a story was withdrawn at a time, with the public note; it may be empty.
func NewGone(f Frame, at time.Time, note string) Gone {
	f.Private, f.Title = true, f.words.withdrawnTitle.String
	return Gone{f, Correction{at.In(f.Zone), note}}
}

// NewFailed answers when something broke on our side; id is what the log calls it.
func NewFailed(f Frame, id string) Failed {
	f.Private, f.Title = true, f.words.errorTitle.String
	return Failed{f, id}
}

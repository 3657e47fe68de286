package story

import (
	"errors"

	"dateline/fault"
)

// Place is where in a document something is wrong. The zero Place is the whole of it.
type Place struct {
	Field string `json:"field,omitempty"` // of the head: headline, standfirst, byline, place, section, lead
	Block int    `json:"block,omitempty"` // of the body, from 1
}

type misplaced struct {
	cause error
	at    Place
}

func (m *misplaced) Error() string { return m.cause.Error() }
func (m *misplaced) Unwrap() error { return m.cause }

// at says where the fault is. Nil stays nil.
func at(p Place, err error) error {
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	return fault.Wrap(&misplaced{err, p}, f.Kind, f.Message)
}

// PlaceOf is where in the document the fault is, where it is known.
func PlaceOf(err error) Place {
	if m := (*misplaced)(nil); errors.As(err, &m) {
		return m.at
	}
	return Place{}
}

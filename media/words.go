package media

import (
	"time"

	"dateline/staff"
)

// Words are what is said about an asset: what it shows, whose it is, and where it came from.
type Words struct {
	Alt, Credit, Licence, Source string
}

// Words are the asset's.
func (a *Asset) Words() Words { return Words{a.Alt, a.Credit, a.Licence, a.Source} }

// Describe makes w the asset's words.
func (a *Asset) Describe(w Words) {
	a.Alt, a.Credit, a.Licence, a.Source = w.Alt, w.Credit, w.Licence, w.Source
}

func (w *Words) each() [4]*string { return [4]*string{&w.Alt, &w.Credit, &w.Licence, &w.Source} }

// All lists the words in the order of their fields.
func (w Words) All() []string { return []string{w.Alt, w.Credit, w.Licence, w.Source} }

// Onto puts what its author changed from before onto the words as they are now.
// moved reports whether somebody else has changed one of these in the meantime, to something else.
func (w Words) Onto(before, now Words) (onto Words, moved bool) {
	onto = now
	was, is, to := before.each(), now.each(), onto.each()
	for i, word := range w.each() {
		if *word == *was[i] {
			continue
		}
		moved = moved || *is[i] != *was[i] && *is[i] != *word
		*to[i] = *word
	}
	return onto, moved
}

// Or is w with what it leaves empty taken from known.
func (w Words) Or(known Words) Words {
	from := known.each()
	for i, word := range w.each() {
		if *word == "" {
			*word = *from[i]
		}
	}
	return w
}

// Change is one change of an asset's words.
type Change struct {
	Number        int // from 1, without holes
	By            staff.ID
	At            time.Time
	Proposal      int // the proposal that was accepted; 0: none
	Before, After Words
}

// Proposal is what somebody would have an asset's words be.
type Proposal struct {
	Number        int // from 1, without holes
	By            staff.ID
	At            time.Time
	State         ProposalState
	Decider       staff.ID  // who accepted or declined it; empty while it is open
	Decided       time.Time // zero while it is open
	Before, After Words     // what was known when it was made, and what it would have
}

// OpenProposal is a proposal that waits for an answer, with the asset that it is about.
type OpenProposal struct {
	Asset ID
	Proposal
}

// ProposalState is what has become of a proposal.
type ProposalState int

// The states of a proposal.
const (
	Open ProposalState = iota
	Accepted
	Declined
)

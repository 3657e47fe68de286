package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/audit"
	"dateline/event"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// mostProposals is how many open proposals an asset may have.
const mostProposals = 20

// About is what was said about an asset, by whom, and what is proposed.
type About struct {
	Changes   []media.Change   // newest first
	Proposals []media.Proposal // open ones first, then newest first
	Public    bool             // a public story uses the asset
	May       bool             // whoever asks changes the words; otherwise they propose
}

// Last is the number of the last change; 0 before any.
func (a *About) Last() int {
	if len(a.Changes) == 0 {
		return 0
	}
	return a.Changes[0].Number
}

// At are the words after a change, where those of today are now.
func (a *About) At(number int, now media.Words) media.Words {
	for _, c := range a.Changes {
		if c.Number <= number {
			return c.After
		}
		now = c.Before
	}
	return now
}

// About is the record of what is said about an asset.
func (n *Newsroom) About(ctx context.Context, by *staff.Person, of media.ID) (*About, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	a, err := n.Store.Asset(ctx, of)
	if err != nil {
		return nil, err
	}
	return about(ctx, n.Store, by, a)
}

// wordsReader is the store, or a transaction of it.
type wordsReader interface {
	Changes(ctx context.Context, of media.ID) ([]media.Change, error)
	Proposals(ctx context.Context, of media.ID) ([]media.Proposal, error)
	PublicAsset(ctx context.Context, of media.ID) (bool, error)
}

// about reads the record. Words that readers see are changed by who may
// publish; those of an asset that no public story uses by its sender as well.
func about(ctx context.Context, from wordsReader, by *staff.Person, a *media.Asset) (*About, error) {
	var r About
	var err error
	if r.Changes, err = from.Changes(ctx, a.ID); err != nil {
		return nil, err
	}
	if r.Proposals, err = from.Proposals(ctx, a.ID); err != nil {
		return nil, err
	}
	if r.Public, err = from.PublicAsset(ctx, a.ID); err != nil {
		return nil, err
	}
	r.May = by.MayPublish() || a.By == by.ID && !r.Public
	return &r, nil
}

// withRecord does something with an asset and the record of its words, in one transaction.
func (n *Newsroom) withRecord(ctx context.Context, by *staff.Person, of media.ID, do func(*store.Tx, *media.Asset, *About) error) error {
	return n.Store.InTx(ctx, func(tx *store.Tx) error {
		a, err := tx.Asset(ctx, of)
		if err != nil {
			return err
		}
		record, err := about(ctx, tx, by, a)
		if err != nil {
			return err
		}
		return do(tx, a, record)
	})
}

// Describe says what an asset shows, whose it is and where it came from. seen
// is the number of the last change that the author saw: what they left as it
// was stays as it is now, and a word that somebody else has changed since is
// not overwritten. Who may not change these words proposes them, and is told so.
func (n *Newsroom) Describe(ctx context.Context, by *staff.Person, of media.ID, seen int, words media.Words) (proposed bool, err error) {
	if err := mayWrite(by); err != nil {
		return false, err
	}
	if err := checkWords(words); err != nil {
		return false, err
	}
	err = n.withRecord(ctx, by, of, func(tx *store.Tx, a *media.Asset, record *About) error {
		proposed = false
		onto, moved := words.Onto(record.At(seen, a.Words()), a.Words())
		switch {
		case moved:
			return fault.New(fault.Conflict, msg.FaultWordsMoved())
		case onto == a.Words():
			return nil
		case record.May:
			return n.changeWords(ctx, tx, a, media.Change{By: by.ID, After: onto})
		}
		proposed = true
		return n.propose(ctx, tx, by, a, record, onto)
	})
	return proposed, err
}

// Offer proposes what somebody knows of an asset that is known already:
// whatever they left empty, and all that is known, stays as it is. It tells
// whether that differs from what is known.
func (n *Newsroom) Offer(ctx context.Context, by *staff.Person, of media.ID, words media.Words) (proposed bool, err error) {
	if err := mayWrite(by); err != nil {
		return false, err
	}
	if err := checkWords(words); err != nil {
		return false, err
	}
	err = n.withRecord(ctx, by, of, func(tx *store.Tx, a *media.Asset, record *About) error {
		after := words.Or(a.Words())
		if proposed = after != a.Words(); !proposed {
			return nil
		}
		return n.propose(ctx, tx, by, a, record, after)
	})
	return proposed, err
}

// Decide accepts or declines a proposal for an asset's words; who may change
// these may. seen is the number of the last change that was on the screen:
// an acceptance does what that showed, or nothing.
func (n *Newsroom) Decide(ctx context.Context, by *staff.Person, of media.ID, number, seen int, accept bool) error {
	if err := mayWrite(by); err != nil {
		return err
	}
	return n.withRecord(ctx, by, of, func(tx *store.Tx, a *media.Asset, record *About) error {
		if !record.May {
			return fault.New(fault.Forbidden, msg.FaultMayNotPublish())
		}
		i := slices.IndexFunc(record.Proposals, func(p media.Proposal) bool { return p.Number == number })
		switch {
		case i < 0:
			return fault.New(fault.NotFound, msg.FaultNotFound())
		case record.Proposals[i].State != media.Open:
			return fault.New(fault.Conflict, msg.FaultProposalDecided())
		case accept && seen != record.Last():
			return fault.New(fault.Conflict, msg.FaultWordsMoved())
		}
		return n.decide(ctx, tx, by, a, record.Proposals[i], accept)
	})
}

func (n *Newsroom) decide(ctx context.Context, tx *store.Tx, by *staff.Person, a *media.Asset, p media.Proposal, accept bool) error {
	p.State, p.Decider, p.Decided = media.Declined, by.ID, n.now()
	if accept {
		p.State = media.Accepted
	}
	if err := tx.DecideProposal(ctx, a.ID, p); err != nil {
		return err
	}
	if !accept {
		return n.auditWords(ctx, tx, by.ID, audit.Declined, a.ID, p.After, fmt.Sprintf("proposal %d of %s: ", p.Number, p.By))
	}
	onto, _ := p.After.Onto(p.Before, a.Words())
	return n.changeWords(ctx, tx, a, media.Change{By: by.ID, Proposal: p.Number, After: onto})
}

// changeWords changes an asset's words, with a record of it, and has pages follow.
func (n *Newsroom) changeWords(ctx context.Context, tx *store.Tx, a *media.Asset, c media.Change) error {
	c.At = n.now()
	if err := tx.ChangeWords(ctx, a, c); err != nil {
		return err
	}
	from := ""
	if c.Proposal > 0 {
		from = fmt.Sprintf("proposal %d: ", c.Proposal)
	}
	if err := n.auditWords(ctx, tx, c.By, audit.Described, a.ID, c.After, from); err != nil {
		return err
	}
	_, err := tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID), At: c.At})
	return err
}

// propose makes a proposal, unless the person has an open one of the same words.
func (n *Newsroom) propose(ctx context.Context, tx *store.Tx, by *staff.Person, a *media.Asset, record *About, after media.Words) error {
	open := 0
	for _, p := range record.Proposals {
		if p.State != media.Open {
			break
		}
		if p.By == by.ID && p.After == after && p.Before == a.Words() {
			return nil
		}
		open++
	}
	if open >= mostProposals {
		return fault.New(fault.TooMany, msg.FaultTooManyProposals())
	}
	if err := tx.Propose(ctx, a.ID, media.Proposal{By: by.ID, At: n.now(), Before: a.Words(), After: after}); err != nil {
		return err
	}
	return n.auditWords(ctx, tx, by.ID, audit.Proposed, a.ID, after, "")
}

func (n *Newsroom) auditWords(ctx context.Context, tx *store.Tx, by staff.ID, kind audit.Kind, of media.ID, w media.Words, from string) error {
	detail := from + fmt.Sprintf("alt %q, credit %q, licence %q, source %q", w.Alt, w.Credit, w.Licence, w.Source)
	return tx.Audit(ctx, audit.Entry{At: n.now(), By: by, Kind: kind, Subject: string(of), Detail: detail})
}

func checkWords(words media.Words) error {
	for _, text := range words.All() {
		if utf8.RuneCountInString(text) > story.MaxNote {
			return fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
		}
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' }) {
			return fault.New(fault.Invalid, msg.FaultBadText())
		}
	}
	return nil
}

package newsroom

import (
	"context"
	"slices"

	"dateline/edition"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// Whatever is not public is read here, by somebody who may: each of these asks
// for the permission before anything is read.

// Story is a story with its acts.
func (n *Newsroom) Story(ctx context.Context, by *staff.Person, of story.ID) (*story.Story, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	if !id.Valid(string(of)) {
		return nil, fault.New(fault.NotFound, msg.FaultUnknownStory())
	}
	return n.Store.Story(ctx, of)
}

// Stories are the stories of a list, last touched first.
func (n *Newsroom) Stories(ctx context.Context, by *staff.Person, f story.Filter) ([]story.Row, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Stories(ctx, f)
}

// Cards are what readers see of public stories in lists; those that are not public have none.
func (n *Newsroom) Cards(ctx context.Context, by *staff.Person, of []story.ID) ([]story.Card, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.CardsOf(ctx, of)
}

// Translations are the cards of a story and of its translations, as far as they are public, the story's own first.
func (n *Newsroom) Translations(ctx context.Context, by *staff.Person, of story.ID) ([]story.Card, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return translations(ctx, n.Store, of)
}

// cards are where the cards of public stories are read from.
type cards interface {
	CardsOf(ctx context.Context, of []story.ID) ([]story.Card, error)
	Group(ctx context.Context, group story.ID) ([]story.Card, error)
}

func translations(ctx context.Context, from cards, of story.ID) ([]story.Card, error) {
	all, err := from.CardsOf(ctx, []story.ID{of})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	group, err := from.Group(ctx, all[0].Group)
	for _, c := range group {
		if c.ID != of {
			all = append(all, c)
		}
	}
	return all, err
}

// Revision is one text of a story, public or not.
func (n *Newsroom) Revision(ctx context.Context, by *staff.Person, of story.ID, number int) (*story.Revision, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	if !id.Valid(string(of)) {
		return nil, fault.New(fault.NotFound, msg.FaultUnknownStory())
	}
	return n.Store.Revision(ctx, of, number)
}

// Chosen refuses while a text of the person's own stands beside the story's
// working text: until one of the two is chosen, neither is the text that is meant.
func (n *Newsroom) Chosen(ctx context.Context, by *staff.Person, of story.ID) error {
	if err := mayRead(by); err != nil {
		return err
	}
	s, err := n.Store.Story(ctx, of)
	if err != nil {
		return err
	}
	return merged(ctx, n.Store, s, by)
}

// Revisions are a story's revisions without their texts, newest first.
func (n *Newsroom) Revisions(ctx context.Context, by *staff.Person, of story.ID) ([]story.Revision, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Revisions(ctx, of)
}

// Sourced is the story that came from an address, within a transaction that
// holds more; not found where none did.
func (n *Newsroom) Sourced(ctx context.Context, tx *store.Tx, by *staff.Person, source string) (*story.Story, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	of, err := tx.BySource(ctx, source)
	if err != nil {
		return nil, err
	}
	return tx.Story(ctx, of)
}

// Claimed is the story of a page that claimed the address with the same text,
// within a transaction that holds more; not found where none did.
func (n *Newsroom) Claimed(ctx context.Context, tx *store.Tx, by *staff.Person, c store.Claim) (*story.Story, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	of, err := tx.ByClaim(ctx, c)
	if err != nil {
		return nil, err
	}
	return tx.Story(ctx, of)
}

// Editions are all editions, those that readers do not see yet among them.
func (n *Newsroom) Editions(ctx context.Context, by *staff.Person) ([]edition.Edition, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Editions(ctx)
}

// Edition is one edition, public or not.
func (n *Newsroom) Edition(ctx context.Context, by *staff.Person, slug edition.Slug) (*edition.Edition, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Edition(ctx, slug)
}

// EditionToChange is an edition for who may change it; without a slug, one that begins.
func (n *Newsroom) EditionToChange(ctx context.Context, by *staff.Person, slug edition.Slug) (*edition.Edition, error) {
	if err := mayAdminister(by); err != nil {
		return nil, err
	}
	if slug == "" {
		return &edition.Edition{Zone: "UTC"}, nil
	}
	return n.Store.Edition(ctx, slug)
}

// Alerts are the last alerts that were sent, newest first, for who may send one.
func (n *Newsroom) Alerts(ctx context.Context, by *staff.Person, limit int) ([]story.Alert, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	return n.Store.AllAlerts(ctx, limit)
}

// WaitingAlerts are the alerts of others that wait for somebody like who asks
// to confirm them, the oldest first.
func (n *Newsroom) WaitingAlerts(ctx context.Context, by *staff.Person) ([]story.Alert, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	all, err := n.Store.PendingAlerts(ctx, n.now())
	return slices.DeleteFunc(all, func(a story.Alert) bool { return a.By == by.ID }), err
}

// mostOpen is how many open proposals are listed at once.
const mostOpen = 200

// OpenProposals are the proposals for the words of all assets that wait for an
// answer, oldest first, for who may give it.
func (n *Newsroom) OpenProposals(ctx context.Context, by *staff.Person) ([]media.OpenProposal, error) {
	if err := mayPublish(by); err != nil {
		return nil, err
	}
	return n.Store.OpenProposals(ctx, mostOpen)
}

// Asset is one upload.
func (n *Newsroom) Asset(ctx context.Context, by *staff.Person, of media.ID) (*media.Asset, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Asset(ctx, of)
}

// Assets are the uploads among these ids.
func (n *Newsroom) Assets(ctx context.Context, by *staff.Person, of []string) (map[media.ID]media.Asset, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Assets(ctx, of)
}

// AssetsLike are the uploads of a kind whose words hold a text, newest first;
// an empty kind or text asks for all.
func (n *Newsroom) AssetsLike(ctx context.Context, by *staff.Person, kind media.Kind, text string, limit int) ([]media.Asset, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.AssetsLike(ctx, kind, text, limit)
}

// Undone are the jobs about uploads that wait or have failed for good.
func (n *Newsroom) Undone(ctx context.Context, by *staff.Person, of []string) (map[media.ID]media.PendingJob, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.PendingJobs(ctx, of)
}

// Names are what everybody who works here or has worked here is called.
func (n *Newsroom) Names(ctx context.Context, by *staff.Person) (map[staff.ID]string, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	people, err := n.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[staff.ID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, nil
}

// People are the staff, for administrators.
func (n *Newsroom) People(ctx context.Context, by *staff.Person) ([]staff.Person, error) {
	if err := mayAdminister(by); err != nil {
		return nil, err
	}
	return n.Store.People(ctx)
}

// Person is one of the staff, for administrators.
func (n *Newsroom) Person(ctx context.Context, by *staff.Person, of staff.ID) (*staff.Person, error) {
	if err := mayAdminister(by); err != nil {
		return nil, err
	}
	return n.Store.Person(ctx, of)
}

// Sessions are where the person is signed in.
func (n *Newsroom) Sessions(ctx context.Context, by *staff.Person) ([]store.Session, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return n.Store.Sessions(ctx, by.ID)
}

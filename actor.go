package dateline

import (
	"context"

	"dateline/address"
	"dateline/edition"
	"dateline/fault"
	"dateline/lang/msg"
	"dateline/staff"
	"dateline/story"
)

// Actor is who does what the command line asks for: the person named, else the
// sole administrator. A house without staff gets its first administrator.
func (h *House) Actor(ctx context.Context, name string) (*staff.Person, error) {
	if name == "" {
		if first, made, err := h.Newsroom.First(ctx, FirstName); err != nil || made {
			return first, err
		}
		return h.Newsroom.Sole(ctx, "")
	}
	p, err := h.Store.PersonNamed(ctx, name)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Wrap(err, fault.NotFound, msg.CliNoPerson(name))
	}
	return p, err
}

// AddressOf is where readers find a story, or where the desk does while they
// cannot: it is not public, or its edition is not.
func (h *House) AddressOf(ctx context.Context, s *story.Story) (at string, read bool, err error) {
	origin := h.Settings.origin()
	e, err := h.Store.Edition(ctx, s.Edition)
	if err != nil {
		return "", false, err
	}
	if s.Publication() != story.Public || !e.Public {
		return origin.URL("/desk/stories/" + string(s.ID)), false, nil
	}
	shown, err := h.Store.Copy(ctx, s.ID)
	if err != nil {
		return "", false, err
	}
	head := shown.Document.Head
	return origin.URL(address.Story(s.Edition, edition.Slug(head.Section), s.ID, head.Headline)), true, nil
}

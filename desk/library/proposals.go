package library

import (
	"net/http"

	"github.com/a-h/templ"

	"dateline/desk/frame"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
)

// Proposals is the list of all proposals for words of assets that wait for an answer.
type Proposals struct {
	frame.Frame
	Open   []media.OpenProposal
	Assets map[media.ID]media.Asset
	People map[staff.ID]string
}

func (s Proposals) Title() string         { return s.Words(msg.DeskProposals()) }
func (s Proposals) Body() templ.Component { return proposals(s) }

// Proposals shows every proposal that waits for an answer.
func (d *Desk) Proposals(w http.ResponseWriter, r *http.Request) error {
	s := Proposals{Frame: d.Frame(r, "media")}
	var err error
	if s.Open, err = d.Newsroom.OpenProposals(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	ids := make([]string, len(s.Open))
	for i := range s.Open {
		ids[i] = string(s.Open[i].Asset)
	}
	if s.Assets, err = d.Newsroom.Assets(r.Context(), frame.Who(r), ids); err != nil {
		return err
	}
	if s.People, err = d.Newsroom.Names(r.Context(), frame.Who(r)); err != nil {
		return err
	}
	return d.Render(w, r, s)
}

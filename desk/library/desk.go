// Package library is the uploads: the list of them, one of them, and a new one.
package library

import (
	"context"
	"io"

	"dateline/desk/frame"
	"dateline/media"
	"dateline/newsroom"
	"dateline/staff"
)

// Desk answers the addresses of uploads.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom

	// Take stores an upload and begins its renditions; known is one whose bytes were here already.
	Take func(ctx context.Context, by *staff.Person, file io.Reader, filename string, about media.Asset) (a *media.Asset, known bool, err error)
	// Again begins the renditions of an upload anew; agreed is whether it may be
	// served with its metadata where these cannot be taken out.
	Again func(ctx context.Context, by *staff.Person, of media.ID, agreed bool) error
	// Strips is whether metadata can be taken out of sound and film here.
	Strips bool
}

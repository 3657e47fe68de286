// Package front is what readers meet first: alerts, editions, and the lead of
// an edition.
package front

import (
	"dateline/desk/frame"
	"dateline/newsroom"
)

// Desk answers the addresses of alerts and editions.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom

	// Open is how many of readers' pages are open.
	Open func() int
}

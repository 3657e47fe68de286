// Package planning is what is being written: the list of stories and their stages.
package planning

import (
	"dateline/desk/frame"
	"dateline/newsroom"
)

// Desk answers the addresses of the list of stories.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom
}

// Package people is the staff: who works here, sign-in and links, and a
// person's own account.
package people

import (
	"dateline/address"
	"dateline/desk/frame"
	"dateline/newsroom"
)

// Desk answers the addresses of sign-in, accounts and the staff.
type Desk struct {
	*frame.Renderer
	Newsroom *newsroom.Newsroom
	Origin   address.Origin // where the staff reach the house
}

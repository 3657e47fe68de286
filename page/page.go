// Package page renders what readers see: a typed struct for each page, a
// renderer for each kind of block (page, light page, feed, plain text), styles
// and scripts. It reads no store and no file: the caller hands over everything
// that a page shows.
//
// What is on a screen is in a .go file (the struct, how it is filled in) beside
// a .templ of the same name (its HTML): frame, front, lists, article and faults
// are pages or what is around them; card, picture, player, strip, block and
// table are their parts.
package page

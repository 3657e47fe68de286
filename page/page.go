// Package page renders what readers see: a typed struct for each page, a
// renderer for each kind of block (page, light page, feed, plain text), styles
// and scripts. It reads no store and no file: the caller hands over everything
// that a page shows.
package page

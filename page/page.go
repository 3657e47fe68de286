// Package page holds how things are drawn: typed screens, the forms of every
// kind of block (page, light page, feed, plain text), styles and scripts. It
// reads nothing and asks nobody: who draws a screen hands over all of it.
package page

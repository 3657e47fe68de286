package frame

import (
	"net/url"

	"github.com/a-h/templ"
)

// ActKey is the key of an act's button, on the way to it and at its end; nil for the others on a screen.
func ActKey(primary bool) templ.Attributes { return accessKey(primary, "p") }

// UndoKey is the key that takes the last act back; nil for earlier ones on a screen.
func UndoKey(last bool) templ.Attributes { return accessKey(last, "u") }

func accessKey(has bool, key string) templ.Attributes {
	if !has {
		return nil
	}
	return templ.Attributes{"accesskey": key}
}

// Readable is an address in the letters that people read.
func Readable(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

package feed

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// document writes XML 1.0. What is written is well-formed whatever the texts
// hold: characters that XML cannot hold are left out.
type document struct{ bytes.Buffer }

func newDocument() *document {
	d := &document{}
	d.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return d
}

// open begins an element; attributes are pairs of name and value, left out where the value is empty.
func (d *document) open(name string, attributes ...string) {
	d.tag(name, attributes)
	d.WriteString(">\n")
}

// close ends what open began.
func (d *document) close(name string) { d.WriteString("</" + name + ">\n") }

// empty writes an element that holds nothing.
func (d *document) empty(name string, attributes ...string) {
	d.tag(name, attributes)
	d.WriteString("/>\n")
}

// text writes an element that holds text; nothing at all where the text is empty.
func (d *document) text(name, text string, attributes ...string) {
	if text == "" {
		return
	}
	d.tag(name, attributes)
	d.WriteByte('>')
	escape(&d.Buffer, text)
	d.close(name)
}

func (d *document) tag(name string, attributes []string) {
	d.WriteString("<" + name)
	for i := 0; i < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		d.WriteString(" " + attributes[i] + `="`)
		escape(&d.Buffer, attributes[i+1])
		d.WriteByte('"')
	}
}

// escape writes text for an element or an attribute in double quotes. Every
// ">" is escaped too, so that "]]>" stands nowhere.
func escape(b *bytes.Buffer, text string) {
	from := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		instead, plain := "", false
		switch {
		case r == '&':
			instead = "&amp;"
		case r == '<':
			instead = "&lt;"
		case r == '>':
			instead = "&gt;"
		case r == '"':
			instead = "&quot;"
		case r == '\r': // left as it is, a reader of XML would make a line end of it
			instead = "&#13;"
		default:
			plain = holds(r, size)
		}
		if !plain {
			b.WriteString(text[from:i])
			b.WriteString(instead)
			from = i + size
		}
		i += size
	}
	b.WriteString(text[from:])
}

// holds tells whether XML 1.0 can hold the character.
func holds(r rune, size int) bool {
	switch {
	case r == utf8.RuneError && size == 1:
		return false
	case r == '\t' || r == '\n':
		return true
	}
	return r >= 0x20 && r != 0xFFFE && r != 0xFFFF
}

// line is text on one line, for titles.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

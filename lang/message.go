package lang

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Message is something to say to a person, not yet in any language. Package msg builds them, one function a key.
type Message struct {
	Key  string
	Args []Arg
}

// Arg is one argument: its Value is a string, an int, a Size, a time.Duration (on a clock face: 3:15), a Spoken, a Day or
// a Moment.
type Arg struct {
	Name  string
	Value any
}

// The types of arguments that Go has no name for.
type (
	Size   int64         // bytes of a file
	Spoken time.Duration // a length of time in words
	Day    time.Time     // a date, in the location wanted
	Moment time.Time     // a date and a time of day, in the location wanted
)

// Text is a message in words. Lang is set only when they are in another language than was asked for.
type Text struct {
	String string
	Lang   Tag
}

// Part is a piece of a message in words; Name is the argument that it stands for, or empty.
type Part struct {
	Name, String string
}

// Say puts a message into words: the language's own, or those of the first of its fallbacks that has them.
func (l *Language) Text(m Message) Text {
	p, by := l.find(m.Key)
	if p == nil {
		return Text{String: m.Key, Lang: "en"}
	}
	t := Text{String: p.Say(by, m.Args)}
	if !l.speaks(by) {
		t.Lang = by.Tag
	}
	return t
}

// Words is Say for where no other language can be marked, as in a plain-text mail.
func (l *Language) Words(m Message) string { return l.Text(m).String }

// Parts is Say in pieces, so that a page can set an argument into an element of its own, such as time or bdi.
func (l *Language) Parts(m Message) (parts []Part, other Tag) {
	p, by := l.find(m.Key)
	if p == nil {
		return []Part{{String: m.Key}}, "en"
	}
	p.write(by, m.Args, func(name, s string) { parts = append(parts, Part{name, s}) })
	if !l.speaks(by) {
		other = by.Tag
	}
	return parts, other
}

func (l *Language) find(key string) (*Pattern, *Language) {
	for _, c := range l.chain {
		if p := c.words()[key]; p != nil {
			return p, c
		}
	}
	return nil, nil
}

// speaks tells whether words of by need no mark in l: it is l, or l is a regional form of it.
func (l *Language) speaks(by *Language) bool {
	own, theirs := string(l.Tag), string(by.Tag)
	return strings.HasPrefix(own, theirs) && (len(own) == len(theirs) || own[len(theirs)] == '-') && l.Script == by.Script
}

func messagesFile(t Tag) string { return "messages/" + string(t) + ".json" }

// readWords parses a language's messages once; a language without a file has none.
func readWords(t Tag) map[string]*Pattern {
	b, err := files.ReadFile(messagesFile(t))
	if err != nil {
		return nil
	}
	texts, err := Texts(b)
	if err != nil {
		panic(fmt.Errorf("messages of %s: %w", t, err))
	}
	words := make(map[string]*Pattern, len(texts))
	for key, text := range texts {
		p, err := Parse(text)
		if err != nil {
			panic(fmt.Errorf("message %s of %s: %w", key, t, err))
		}
		words[key] = p
	}
	return words
}

// Texts reads a messages file: a key's value is its text, or (in English) an object that holds it.
func Texts(file []byte) (map[string]string, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(file, &raw); err != nil {
		return nil, err
	}
	texts := make(map[string]string, len(raw))
	for key, b := range raw {
		var entry struct{ Text string }
		into := any(&entry.Text)
		if strings.HasPrefix(string(b), "{") {
			into = &entry
		}
		if err := json.Unmarshal(b, into); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		texts[key] = entry.Text
	}
	return texts, nil
}

// value writes an argument as the language does.
func (l *Language) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return l.Number(v)
	case Size:
		return l.Bytes(int64(v))
	case time.Duration:
		return l.Duration(v)
	case Spoken:
		return l.SpokenDuration(time.Duration(v))
	case Day:
		return l.Date(time.Time(v))
	case Moment:
		return l.DateTime(time.Time(v))
	}
	return fmt.Sprint(v)
}

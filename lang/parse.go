package lang

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a message's text; ours come nowhere near, a broken or hostile file stops here.
const (
	longestMessage = 8192 // bytes
	deepestMessage = 4    // plurals and selects inside each other
	mostCases      = 64   // of one plural or select
	longestName    = 40   // bytes of an argument's or a case's name
)

// ErrMessage is what Parse's errors wrap.
var ErrMessage = errors.New("message syntax")

// Parse reads a message's text.
func Parse(text string) (*Pattern, error) {
	if len(text) > longestMessage {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrMessage, len(text), longestMessage)
	}
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrMessage)
	}
	r := &reader{text: text}
	p, err := r.pattern(0, false)
	if err != nil {
		return nil, fmt.Errorf("%w: at byte %d: %w", ErrMessage, r.at, err)
	}
	if r.at < len(text) {
		return nil, fmt.Errorf("%w: at byte %d: } closes nothing", ErrMessage, r.at)
	}
	return p, nil
}

// reader reads a message from left to right, once.
type reader struct {
	text string
	at   int
}

// pattern reads up to the end or to a } that it leaves standing. In a plural, # is the number.
func (r *reader) pattern(depth int, counts bool) (*Pattern, error) {
	p := &Pattern{}
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			p.pieces = append(p.pieces, piece{kind: textPiece, text: plain.String()})
			plain.Reset()
		}
	}
	for r.at < len(r.text) && r.text[r.at] != '}' {
		switch c := r.text[r.at]; {
		case c == '\'':
			if err := r.quote(&plain, counts); err != nil {
				return nil, err
			}
		case c == '#' && counts:
			flush()
			r.at++
			p.pieces = append(p.pieces, piece{kind: hashPiece})
		case c == '{':
			flush()
			next, err := r.argument(depth, counts)
			if err != nil {
				return nil, err
			}
			p.pieces = append(p.pieces, next)
		default:
			plain.WriteByte(c)
			r.at++
		}
	}
	flush()
	if len(p.pieces) == 1 && p.pieces[0].kind == textPiece {
		p.plain = p.pieces[0].text
	}
	return p, nil
}

// quote reads from an apostrophe on: two are one; before { } (and # in a plural) one quotes up to the next; any other
// stands for itself.
func (r *reader) quote(plain *strings.Builder, counts bool) error {
	r.at++
	rest := r.text[r.at:]
	switch {
	case strings.HasPrefix(rest, "'"):
		r.at++
		plain.WriteByte('\'')
		return nil
	case rest == "" || !(rest[0] == '{' || rest[0] == '}' || rest[0] == '#' && counts):
		plain.WriteByte('\'')
		return nil
	}
	for r.at < len(r.text) {
		c := r.text[r.at]
		r.at++
		if c != '\'' {
			plain.WriteByte(c)
			continue
		}
		if r.at == len(r.text) || r.text[r.at] != '\'' {
			return nil
		}
		plain.WriteByte('\'')
		r.at++
	}
	return errors.New("a quoted part has no closing apostrophe")
}

// argument reads from { to its }.
func (r *reader) argument(depth int, counts bool) (piece, error) {
	r.at++
	name, err := r.name("argument")
	if err != nil {
		return piece{}, err
	}
	if r.accept('}') {
		return piece{kind: argPiece, arg: name}, nil
	}
	if !r.accept(',') {
		return piece{}, errors.New("expected , or } after " + name)
	}
	kind, err := r.name("kind")
	if err != nil {
		return piece{}, err
	}
	if !r.accept(',') {
		return piece{}, errors.New("expected , after " + kind)
	}
	if depth == deepestMessage {
		return piece{}, fmt.Errorf("nested deeper than %d", deepestMessage)
	}
	p := piece{arg: name, cases: map[string]*Pattern{}}
	switch kind {
	case "plural":
		p.kind, p.exact = pluralPiece, map[int]*Pattern{}
	case "select":
		p.kind = selectPiece
	default:
		return piece{}, fmt.Errorf("%q is neither plural nor select", kind)
	}
	for !r.accept('}') {
		if err := r.oneCase(&p, depth, counts || p.kind == pluralPiece); err != nil {
			return piece{}, err
		}
	}
	if p.cases["other"] == nil {
		return piece{}, errors.New("no case other for " + name)
	}
	return p, nil
}

// oneCase reads `few {…}` or `=0 {…}` into p.
func (r *reader) oneCase(p *piece, depth int, counts bool) error {
	if len(p.cases)+len(p.exact) == mostCases {
		return fmt.Errorf("more than %d cases", mostCases)
	}
	exact := p.kind == pluralPiece && r.accept('=')
	name, err := r.name("case")
	if err != nil {
		return err
	}
	n, notNumber := strconv.Atoi(name)
	switch {
	case exact && notNumber != nil:
		return fmt.Errorf("=%s is not a number", name)
	case !exact && p.kind == pluralPiece && !isPlural(name):
		return fmt.Errorf("%q is not a plural form", name)
	case exact && p.exact[n] != nil, !exact && p.cases[name] != nil:
		return fmt.Errorf("case %s stands twice", name)
	}
	if !r.accept('{') {
		return errors.New("expected { after case " + name)
	}
	q, err := r.pattern(depth+1, counts)
	if err != nil {
		return err
	}
	if !r.acceptHere('}') {
		return errors.New("case " + name + " does not end")
	}
	if exact {
		p.exact[n] = q
	} else {
		p.cases[name] = q
	}
	return nil
}

// name reads letters, digits and underscores, after any white space.
func (r *reader) name(what string) (string, error) {
	r.space()
	from := r.at
	for r.at < len(r.text) {
		c := r.text[r.at]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_') {
			break
		}
		r.at++
	}
	if r.at == from || r.at-from > longestName {
		return "", fmt.Errorf("no name of an %s", what)
	}
	return r.text[from:r.at], nil
}

func (r *reader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// accept takes c if it comes next after white space.
func (r *reader) accept(c byte) bool {
	r.space()
	return r.acceptHere(c)
}

func (r *reader) acceptHere(c byte) bool {
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

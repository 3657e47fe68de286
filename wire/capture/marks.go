package capture

import (
	"strings"
	"unicode"
)

// span is a stretch of direct speech in a text, in runes: the marks included
// from its opening to after its closing one.
type span struct {
	from, to int
	unclosed bool // the mark that opened it is not closed in this text
}

const (
	doubleMarks  = "\"“”„‟«»「」『』〝〞〟＂״"
	openingMarks = "“„‟«‹「『〝‘‚"
	closingMarks = "”»›」』〞〟’"
)

// speech finds the stretches between quotation marks. Marks are told apart by
// what stands beside them before their shape counts, so mixed and mismatched
// pairs are read as they were meant; marks within marks stay inside.
func speech(rs []rune) []span {
	spans := between(rs, func(r rune) bool { return strings.ContainsRune(doubleMarks, r) }, beside)
	if len(spans) == 0 {
		spans = between(rs, func(r rune) bool { return r == '\'' || r == '‘' || r == '’' }, besideSingle)
	}
	return spans
}

type side int

const (
	neither side = iota
	opens
	closes
)

func between(rs []rune, isMark func(rune) bool, which func(rs []rune, i, depth int) side) []span {
	var spans []span
	var at, lastClose int
	var by []rune // the marks that are open
	sameWithin := false
	for i, r := range rs {
		if !isMark(r) {
			continue
		}
		switch which(rs, i, len(by)) {
		case opens:
			if len(by) == 0 {
				at, lastClose, sameWithin = i, 0, false
			} else if by[0] == r {
				sameWithin = true
			}
			by = append(by, r)
		case closes:
			if len(by) == 0 {
				continue
			}
			by = by[:len(by)-1]
			lastClose = i + 1
			if len(by) == 0 {
				spans = append(spans, span{at, i + 1, false})
			}
		}
	}
	switch {
	case len(by) > 0 && sameWithin && lastClose > 0: // «… «…»: one mark closes both
		spans = append(spans, span{at, lastClose, false})
	case len(by) > 0:
		spans = append(spans, span{at, len(rs), true})
	}
	return spans
}

func neighbours(rs []rune, i int) (before, after rune) {
	before, after = ' ', ' '
	if i > 0 {
		before = rs[i-1]
	}
	if i+1 < len(rs) {
		after = rs[i+1]
	}
	return before, after
}

func opensAfter(before rune) bool {
	return unicode.IsSpace(before) || strings.ContainsRune("([—–-:：，、/\u200f\u200e\"'"+openingMarks, before)
}

func closesBefore(after rune) bool {
	return unicode.IsSpace(after) || (unicode.IsPunct(after) && !strings.ContainsRune(openingMarks+"([¿¡\"'…", after)) || after == '"'
}

// beside tells what a double mark does.
func beside(rs []rune, i, depth int) side {
	before, after := neighbours(rs, i)
	if unicode.Is(unicode.Hebrew, before) && unicode.Is(unicode.Hebrew, after) {
		return neither // it makes an abbreviation: ד"ר
	}
	switch rs[i] {
	case '「', '『', '〝':
		return opens
	case '」', '』', '〞', '〟':
		return closes
	}
	o, c := opensAfter(before), closesBefore(after)
	switch {
	case o && !c:
		return opens
	case c && !o:
		return closes
	case strings.ContainsRune(openingMarks, rs[i]):
		return opens
	case strings.ContainsRune(closingMarks, rs[i]):
		return closes
	case depth == 0:
		return opens
	}
	return closes
}

// besideSingle tells what a single mark does; an apostrophe does nothing, so a
// mark closes only after the end of a sentence or clause.
func besideSingle(rs []rune, i, depth int) side {
	before, after := neighbours(rs, i)
	switch {
	case depth == 0 && rs[i] != '’' && opensAfter(before) && unicode.IsUpper(after):
		return opens
	case depth > 0 && (strings.ContainsRune(",—–", before) || ends(before)) && closesBefore(after):
		return closes
	}
	return neither
}

// letters counts the letters and digits of rs, which is what shares are measured in.
func letters(rs []rune) int {
	n := 0
	for _, r := range rs {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// words counts words; two characters of a writing system without spaces are one.
func words(rs []rune) int {
	n, tight := 0, 0
	in := false
	for _, r := range rs {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			tight++
			in = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !in {
				n++
			}
			in = true
		case unicode.IsSpace(r):
			in = false
		}
	}
	return n + (tight+1)/2
}

// weight is a length that compares writing systems: a Han character says about
// as much as three Latin letters.
func weight(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n += 3
		case unicode.IsMark(r):
		default:
			n++
		}
	}
	return n
}

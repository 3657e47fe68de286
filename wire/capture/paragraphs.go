package capture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A text without line ends is cut into paragraphs at sentence ends, so that a
// screen is not one grey block; a shorter one stays whole.
const (
	wholeText = 600 // characters up to which a text is one paragraph
	fullPara  = 320 // characters after which the next sentence begins a paragraph
)

// Paragraphs gives a text one paragraph a line. The text's own line ends
// decide; where there are none and the text is long, sentences are gathered
// into paragraphs, never inside a quotation.
func Paragraphs(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	if len(out) == 1 && utf8.RuneCountInString(out[0]) > wholeText {
		out = gather(sentences(out[0]))
	}
	return strings.Join(out, "\n")
}

func gather(parts []string) []string {
	rest := 0
	for _, p := range parts {
		rest += utf8.RuneCountInString(p)
	}
	var out []string
	var b strings.Builder
	here := 0
	for _, p := range parts {
		n := utf8.RuneCountInString(p)
		b.WriteString(p)
		here, rest = here+n, rest-n
		if here >= fullPara && rest >= fullPara/2 {
			out = append(out, strings.TrimSpace(b.String()))
			b.Reset()
			here = 0
		}
	}
	if last := strings.TrimSpace(b.String()); last != "" {
		out = append(out, last)
	}
	return out
}

// sentences cuts a text after each end of a sentence that stands outside a
// quotation; joined again the parts are the text.
func sentences(s string) []string {
	rs := []rune(s)
	inside := make([]bool, len(rs)+1)
	for _, sp := range speech(rs) {
		for i := sp.from; i < sp.to; i++ {
			inside[i] = true
		}
	}
	var parts []string
	from := 0
	for i := 0; i < len(rs); i++ {
		if !ends(rs[i]) {
			continue
		}
		after := i + 1
		for after < len(rs) && closesAfter(rs[after]) {
			after++
		}
		if !inside[after] && (after == i+1 && !inside[i] || after > i+1) && beginsNext(rs, i, after) {
			parts = append(parts, string(rs[from:after]))
			from = after
		}
		i = after - 1
	}
	if from < len(rs) {
		parts = append(parts, string(rs[from:]))
	}
	return parts
}

// ends tells whether r ends a sentence.
func ends(r rune) bool { return strings.ContainsRune(".!?…။。！？؟۔।", r) }

// closesAfter tells whether r may stand after the end of a sentence and belong to it.
func closesAfter(r rune) bool { return strings.ContainsRune(`"”’»›」』）)]'“`, r) }

// beginsNext tells whether a sentence that ended at rs[end] is followed by
// another that begins at rs[after]: a space and no small letter, and the end
// was not the point of an abbreviation or initial.
func beginsNext(rs []rune, end, after int) bool {
	if strings.ContainsRune("。！？", rs[end]) {
		return true
	}
	if after+1 >= len(rs) || rs[after] != ' ' || unicode.IsLower(rs[after+1]) {
		return false
	}
	word := 0
	for j := end - 1; j >= 0 && unicode.IsLetter(rs[j]); j-- {
		word++
	}
	return rs[end] != '.' || word > 3 || word == 0 || !unicode.IsUpper(rs[end-word])
}

// Clean makes text fit for a document: valid UTF-8, no control but line ends,
// no marks that override direction.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r' || r == '\v' || r == '\f':
			return ' '
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r < ' ' || r >= 0x7f && r < 0xa0, r == utf8.RuneError, r == '\ufeff', r == '\u200b', r == '\u00ad',
			r >= 0x202A && r <= 0x202E, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return -1
		}
		return r
	}, s)
}

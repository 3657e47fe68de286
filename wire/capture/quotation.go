package capture

import (
	"regexp"
	"strings"
	"unicode"
)

// passage is a paragraph seen as what is spoken and what is told.
type passage struct {
	rs    []rune
	spans []span
}

func (v *voices) read(text string) passage {
	rs := []rune(text)
	p := passage{rs, speech(rs)}
	if len(p.spans) == 0 {
		p.spans = v.dashes(rs)
	}
	return p
}

// dashes finds the speech of a paragraph that begins with a dash instead of a
// mark and names its speaker between dashes: "— Ні, — сказав він. — Ще ні.", or
// after a comma: "– Ja, säger hon."
func (v *voices) dashes(rs []rune) []span {
	if len(rs) == 0 || !dash(rs[0]) {
		return nil
	}
	var spans []span
	from, told := 0, false
	for i := 1; i <= len(rs); i++ {
		if i < len(rs) && !(dash(rs[i]) && unicode.IsSpace(rs[i-1])) {
			continue
		}
		if from > 0 && !told && v.credits(strings.TrimLeft(string(rs[from:i]), "—– ")) {
			told = true
		} else {
			spans = append(spans, span{from: from, to: i})
			told = false
		}
		from = i
	}
	if len(spans) > 0 && spans[0].to < len(rs) && v.credits(strings.TrimLeft(string(rs[spans[0].to:]), "—– ")) {
		return spans
	}
	for i := 2; i+2 < len(rs); i++ {
		if !strings.ContainsRune(",?!", rs[i-1]) || rs[i] != ' ' {
			continue
		}
		rest := sentences(string(rs[i+1:]))[0]
		if at := v.saidAt(tokens(rest)); at == 0 || at == 1 {
			spans = []span{{from: 0, to: i}}
			if to := i + 1 + len([]rune(rest)); to < len(rs) {
				spans = append(spans, span{from: to, to: len(rs)})
			}
			return spans
		}
	}
	return nil
}

func dash(r rune) bool { return r == '—' || r == '–' }

// within are the words of attribution that stand between dashes inside the
// quotation marks: «Ще ні, – каже Коваль. – Зачекайте».
func (p passage) within(v *voices) []string {
	var out []string
	for _, s := range p.spans {
		parts := insideDash.Split(string(p.rs[s.from:s.to]), -1)
		for _, t := range parts[1:] {
			if first, _, _ := strings.Cut(t, ". "); words([]rune(first)) <= 14 && v.attributes(first) {
				out = append(out, strings.TrimRight(first, "»“”\""))
			}
		}
	}
	return out
}

var insideDash = regexp.MustCompile(`[,.!?…]\s[–—]\s`)

// narration is the parts outside the quotation marks: before the first stretch of
// speech, between stretches, after the last. There is one more than spans.
func (p passage) narration() []string {
	var out []string
	at := 0
	for _, s := range p.spans {
		out = append(out, string(p.rs[at:s.from]))
		at = s.to
	}
	return append(out, string(p.rs[at:]))
}

// spoken counts the letters within stretches that are more than a quoted term.
func (p passage) spoken(v *voices) (n, longest int) {
	told := p.narration()
	for i, s := range p.spans {
		w := words(p.rs[s.from:s.to])
		if w >= 4 || p.whole(s) || w >= 2 && v.attributes(told[i+1]) {
			n += letters(p.rs[s.from:s.to])
			longest = max(longest, w)
		}
	}
	return n, longest
}

// whole tells whether a stretch ends as a sentence or clause of speech does, its mark of ending within or right after.
func (p passage) whole(s span) bool {
	if s.to < len(p.rs) && strings.ContainsRune(",،，", p.rs[s.to]) {
		return true
	}
	i := s.to - 2
	for i > s.from && (closesAfter(p.rs[i]) || unicode.IsSpace(p.rs[i])) {
		i--
	}
	return i > s.from && (ends(p.rs[i]) || strings.ContainsRune(",،，", p.rs[i]))
}

// isQuotation tells whether a paragraph is a quotation: mostly direct speech,
// or direct speech with one sentence that says whose it is.
func (p passage) isQuotation(v *voices) bool {
	if len(p.spans) == 0 {
		return false
	}
	all := letters(p.rs)
	spoken, longest := p.spoken(v)
	if all == 0 || spoken == 0 {
		return false
	}
	share := float64(spoken) / float64(all)
	told := p.narration()
	first := p.spans[0]
	before, after := strings.TrimSpace(told[0]), strings.TrimSpace(told[len(told)-1])
	switch {
	case letters([]rune(before)) == 0 && first.unclosed:
		return true
	case share >= 0.8:
		return longest >= 3 || share >= 0.95
	case letters([]rune(before)) == 0 && p.opensSpeech(first, told[1], v):
		return share >= 0.5 || share >= 0.15 && v.credits(sentences(strings.TrimSpace(told[1]))[0]) || share >= 0.12 && v.attributes(strings.Join(told[1:], " ")) && len(sentences(strings.TrimSpace(told[1]))) <= 1 && (len(p.spans) > 1 || oneSentence(after))
	case letters([]rune(after)) == 0 && p.leads(before, first):
		return share >= 0.45 && longest >= 4 || share >= 0.3 && oneSentence(before) && (longest >= 6 || longest >= 3 && strings.ContainsAny(lastOf(before), ":："))
	}
	return share >= 0.5 && longest >= 6 && p.speechClause(v) ||
		share >= 0.15 && longest >= 3 && (isSentence(before) || strings.ContainsAny(lastOf(before), ",،")) && letters([]rune(told[1])) > 0 && v.credits(sentences(strings.TrimSpace(told[1]))[0])
}

func oneSentence(s string) bool { return len(sentences(s)) <= 1 }

// opensSpeech tells whether a paragraph's first stretch is speech and not a
// quoted term that begins its sentence.
func (p passage) opensSpeech(s span, next string, v *voices) bool {
	return p.whole(s) || v.credits(next) || words(p.rs[s.from:s.to]) >= 8 || strings.HasPrefix(strings.TrimSpace(next), ",") || strings.HasPrefix(strings.TrimSpace(next), "،")
}

// leads tells whether what stands before a stretch leads into speech: a colon,
// or a comma or nothing before a capital letter.
func (p passage) leads(before string, s span) bool {
	end := lastRune(before)
	if strings.ContainsRune(":：,،，", end) {
		return true
	}
	inner := strings.TrimLeftFunc(string(p.rs[s.from+1:s.to]), unicode.IsSpace)
	return unicode.IsUpper(firstRune(inner)) && p.whole(s)
}

// speechClause tells whether a paragraph with text on both sides of its speech
// is still led or closed by its attribution.
func (p passage) speechClause(v *voices) bool {
	told := p.narration()
	for i, s := range p.spans {
		if words(p.rs[s.from:s.to]) >= 6 && (p.whole(s) || p.leads(strings.TrimSpace(told[i]), s) || v.attributes(told[i+1])) {
			return true
		}
	}
	return false
}

func lastRune(s string) rune {
	var last rune
	for _, r := range s {
		last = r
	}
	return last
}

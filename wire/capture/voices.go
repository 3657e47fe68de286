package capture

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"dateline/story"
)

// person is someone that a story names.
type person struct {
	name, role string
	gender     string // m, f, "" while it is not known
	seen       int    // when the story named them last, in paragraphs; 0 before it is read
}

// voices follows who speaks through a story, paragraph by paragraph.
type voices struct {
	book   *phrasebook
	words  *smallWords
	roles  lexicon
	said   lexicon
	accord lexicon
	people []*person // in the order in which they were named
	last   *person   // who spoke last
	fresh  *person   // who was introduced since, and did not speak yet
	open   []int     // quotations so far without a speaker that go on in the next one, counted from the first
	heard  []*person // the speaker of each quotation, nil where not known
	at     []int     // the block of each quotation
	goesOn bool      // the last quotation was not closed
	story  string    // all paragraphs
	intro  *person   // whose words the last paragraph announced
	now    int       // the paragraph that is read, from 1

	reporter string // who wrote the story, who does not speak in it
}

func newVoices(book *phrasebook, lib *library) *voices {
	if book == nil || len(book.Said) == 0 {
		book = &phrasebook{Said: slices.Sorted(maps.Keys(lib.said))}
	}
	return &voices{book: book, words: lib.words, roles: newLexicon(book.Roles), said: newLexicon(book.Said), accord: newLexicon(book.According)}
}

// named takes the quotation in a block and who speaks in it, a name and perhaps an office.
func (v *voices) named(text string, block int) {
	name, role, _ := strings.Cut(strings.ReplaceAll(text, "،", ","), ",")
	p := v.remember(strings.TrimSpace(name), strings.TrimSpace(role), "")
	v.last = p
	v.heard, v.at = append(v.heard, p), append(v.at, block)
}

// attribute takes the quotation in a block and finds who speaks in it.
func (v *voices) attribute(p passage, block int) {
	v.now++
	who := v.speakerOf(p)
	bareSpeech := letters(p.rs) > 0 && who == nil
	switch {
	case bareSpeech && v.goesOn:
		who = v.last
	case bareSpeech && v.intro != nil:
		who = v.intro
	}
	v.goesOn = len(p.spans) > 0 && p.spans[len(p.spans)-1].unclosed
	if who == nil && v.goesOn {
		v.open = append(v.open, len(v.heard))
	} else {
		if who != nil {
			for _, i := range v.open {
				v.heard[i] = who
			}
		}
		v.open = nil
	}
	v.heard, v.at = append(v.heard, who), append(v.at, block)
	if who != nil && who.name != "" {
		v.last = who
	}
	v.fresh, v.intro = nil, who
}

// settle gives quotations their speakers, those too that only later paragraphs
// named, with the office that they were given anywhere.
func (v *voices) settle(blocks []story.Node) {
	for i, p := range v.heard {
		if p != nil {
			blocks[v.at[i]].Attrs.Speaker, blocks[v.at[i]].Attrs.Role = cut(p.name, story.MaxLine), cut(p.role, story.MaxLine)
		}
	}
}

// speakerOf finds who a quotation's own words of attribution name: those right
// after its speech, or those that lead into it; a sentence that goes on with
// the story after them says nothing of it.
func (v *voices) speakerOf(p passage) *person {
	told := p.narration()
	subject := v.subject(told[0])
	if subject != nil {
		v.fresh = subject
	}
	var after []string
	for _, t := range told[1:] {
		if letters([]rune(t)) > 0 {
			after = append(after, sentences(strings.TrimSpace(t))[0])
		}
	}
	order := after
	if lead := lastSentence(told[0]); letters([]rune(lead)) > 0 {
		end := lastOf(lead)
		if strings.ContainsAny(end, ",،") && len(after) > 0 && !v.attributes(lead) && v.attributes(after[0]) {
			if name, role := v.nounPhrase(lastClause(tokens(lead))); v.sure(name) {
				return v.remember(name, role, "")
			}
		}
		if order = append(after, lead); strings.ContainsAny(end, ":：") {
			order = append([]string{lead}, after...)
		}
	}
	for _, t := range append(order, p.within(v)...) {
		if who, ok := v.attributed(t, true); ok {
			return who
		}
	}
	return subject
}

// subject is who the sentences before a quotation are about, nil where they name nobody.
func (v *voices) subject(before string) *person {
	if letters([]rune(before)) == 0 || !isSentence(before) && !strings.ContainsAny(lastOf(before), ":：") {
		return nil
	}
	for _, s := range sentences(before) {
		if who := v.introduced(s); len(who) > 0 {
			return who[0]
		}
	}
	return nil
}

func lastSentence(s string) string {
	all := sentences(strings.TrimSpace(s))
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func lastOf(s string) string { return string(lastRune(strings.TrimSpace(s))) }

// narrate takes a paragraph that is no quotation: who is named in it, whose words
// it reports.
func (v *voices) narrate(text string) {
	v.goesOn, v.intro = false, nil
	v.now++
	p := v.read(text)
	told := strings.Join(p.narration(), " … ")
	var fresh *person
	for _, s := range sentences(told) {
		for _, who := range v.introduced(s) {
			if fresh == nil && (who.role != "" || setApart(s, who.name)) {
				fresh = who
			}
		}
		if who, ok := v.attributed(s, false); ok && who != nil {
			v.last, v.intro = who, who
			fresh = nil
		}
	}
	if fresh != nil && !v.heardBefore(fresh) {
		v.fresh = fresh
	}
}

// setApart tells whether a sentence begins with a name and a comma, as those do
// that say who someone is.
func setApart(sentence, name string) bool {
	return strings.HasPrefix(strings.TrimSpace(sentence), name+",") && strings.Contains(name, " ")
}

func (v *voices) heardBefore(p *person) bool { return slices.Contains(v.heard, p) || v.last == p }

// readNames learns every full name and its office before the first quotation is
// read, so that a surname alone can be told from a place.
func (v *voices) readNames(texts []string) {
	v.story = strings.Join(texts, "\n")
	for _, t := range texts {
		for _, s := range sentences(t) {
			v.introduced(s)
		}
	}
}

// remember finds the person of that name, or keeps a new one. A name of one
// word stands for the last person whose name ends in it.
func (v *voices) remember(name, role, gender string) *person {
	if p := v.known(name); p != nil {
		p.seen = v.now
		if p.role == "" {
			p.role = role
		}
		if p.gender == "" {
			p.gender = gender
		}
		return p
	}
	p := &person{name, role, gender, v.now}
	v.people = append(v.people, p)
	return p
}

// known finds the person of a name; of several with one surname the one whom
// the story named last, else first.
func (v *voices) known(name string) *person {
	parts := strings.Fields(name)
	var found *person
	for _, p := range v.people {
		switch have := strings.Fields(p.name); {
		case p.name == name:
			return p
		case found != nil && found.seen >= p.seen:
		case len(parts) == 0:
		case len(have) <= len(parts):
			if len(parts) == 1 && len(have) == 1 && hanEnd(p.name, name) {
				found = p
			}
		case slices.Equal(have[len(have)-len(parts):], parts), len(parts) == 1 && (have[0] == parts[0] || sameStem(have[len(have)-1], parts[0])):
			found = p
		}
	}
	return found
}

// hanEnd tells whether a name without spaces ends in another: 约翰·克里 and 克里.
func hanEnd(full, short string) bool {
	return unicode.Is(unicode.Han, firstRune(short)) && full != short && strings.HasSuffix(full, "·"+short)
}

// sameStem tells whether two words are forms of one name: long, and different
// only in their last letters.
func sameStem(a, b string) bool {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return unicode.Is(unicode.Cyrillic, x[0]) && n >= 4 && len(x)-n <= 2 && len(y)-n <= 3
}

// who resolves words that name nobody: a pronoun, or a verb alone.
func (v *voices) who(gender string) *person {
	fits := func(p *person) bool { return p != nil && (gender == "" || p.gender == "" || p.gender == gender) }
	found := v.last
	switch {
	case fits(v.fresh):
		found = v.fresh
	case fits(v.last):
	default:
		found = nil
		for _, p := range slices.Backward(v.heard) {
			if fits(p) {
				found = p
				break
			}
		}
	}
	if found != nil && found.gender == "" {
		found.gender = gender
	}
	return found
}

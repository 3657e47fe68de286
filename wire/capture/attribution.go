package capture

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// inverted is a verb with its pronoun behind: "raconte-t-elle", "a-t-il", "dit-on".
var inverted = regexp.MustCompile(`^(.+?)-(?:t-)?(il|elle|ils|elles|on)$`)

// saidAt finds the first verb of saying, -1 where there is none.
func (v *voices) saidAt(ts []token) int {
	for i := range ts {
		if i > 0 && ts[i].isCap() {
			continue // "the United States" says nothing
		}
		if v.said.at(ts, i) > 0 {
			return i
		}
		if m := inverted.FindStringSubmatch(ts[i].low); m != nil && (slices.Contains(v.book.Said, m[1]) || m[1] == "a" || m[1] == "ont") {
			return i
		}
	}
	return -1
}

// attributes tells whether a text holds words of attribution.
func (v *voices) attributes(text string) bool {
	if v.saidAt(tokens(text)) >= 0 {
		return true
	}
	for _, w := range v.book.Said {
		if unspacedScript(w) && strings.Contains(text, w) {
			return true
		}
	}
	ts := tokens(text)
	for i := range ts {
		if v.accord.at(ts, i) > 0 {
			return true
		}
	}
	return false
}

func unspacedScript(w string) bool {
	return unicode.In(firstRune(w), unicode.Han, unicode.Myanmar, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// attributed reads words beside a quotation, or a sentence that reports speech:
// who speaks. ok is false where they say nothing of it. A sentence that only
// reports must name a person; beside a quotation a pronoun or a verb will do.
func (v *voices) attributed(text string, beside bool) (who *person, ok bool) {
	if unspacedScript(strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })) {
		return v.attributedUnspaced(text, beside)
	}
	ts := tokens(text)
	if n := v.accord.at(append(trimMarks(ts), token{mark: true}), 0); n > 0 {
		return v.accordingTo(ts, beside)
	}
	at := v.saidAt(ts)
	if at < 0 {
		return v.accordingTo(ts, beside)
	}
	var left, right []token
	for at >= 0 && at < len(ts) {
		n := max(1, v.said.at(ts, at))
		if m := inverted.FindStringSubmatch(ts[at].low); m != nil {
			return v.pronoun(v.book.Pronouns[m[2]], beside)
		}
		left, right = lastClause(ts[:at]), clause(ts[at+n:])
		if who, ok, named := v.besideVerb(left, right, beside); named {
			return who, ok
		}
		next := v.saidAt(ts[at+n:])
		if next < 0 {
			break
		}
		at += n + next
	}
	if !beside {
		return nil, false
	}
	for _, side := range [][]token{right, left} {
		if v.hasRole(side) && len(trimMarks(side)) > 0 {
			return v.byOffice(side), true
		}
	}
	if len(trimMarks(right)) == 0 && len(trimMarks(left)) == 0 || len(trimMarks(left)) <= 3 {
		return v.who(""), true
	}
	return nil, false
}

// besideVerb reads who stands before or behind a verb of saying, a name or a
// pronoun; named is false where neither does.
func (v *voices) besideVerb(left, right []token, beside bool) (who *person, ok, named bool) {
	sides := [][]token{left, right}
	if v.book.VerbFirst {
		sides = [][]token{right, left}
	}
	for i, side := range sides {
		if len(trimMarks(side)) == 0 {
			continue
		}
		if g, is := v.book.Pronouns[pronounPlace(side, (i == 0) != v.book.VerbFirst)]; is {
			who, ok = v.pronoun(g, beside)
			return who, ok, true
		}
		if v.group(side) {
			return v.byOffice(side), beside, true
		}
		name, role := v.nounPhrase(side)
		if g, is := v.book.Pronouns[trimMarks(side)[0].low]; (name == "" || name == trimMarks(side)[0].text) && is && len(side) <= 5 {
			who, ok = v.pronoun(g, beside)
			return who, ok, true
		}
		if parts := splitAt(side, token.comma); len(parts) > 1 && !v.sure(name) && (i == 0) != v.book.VerbFirst {
			// "Asked about protests, Kerry said": the subject stands last.
			if last, office := v.nounPhrase(parts[len(parts)-1]); v.sure(last) {
				name, role = last, office
			}
		}
		if v.sure(name) || name != "" && beside {
			return v.remember(name, role, v.genderIn(side)), true, true
		}
	}
	return nil, false, false
}

// group tells whether a side of a verb begins with a noun of many, who speak without a name: "police", "residents of".
func (v *voices) group(side []token) bool {
	ts := trimMarks(side)
	for len(ts) > 1 && slices.Contains(v.book.Articles, ts[0].low) {
		ts = ts[1:]
	}
	return slices.Contains(v.book.Groups, ts[0].low) && (len(ts) == 1 || !ts[1].isCap())
}

// sure tells whether a name is someone's: two words at least, or known from before.
func (v *voices) sure(name string) bool {
	return strings.Contains(name, " ") || name != "" && v.known(name) != nil
}

// pronounPlace is the word beside the verb, where a pronoun stands.
func pronounPlace(side []token, before bool) string {
	ts := trimMarks(side)
	switch {
	case len(ts) == 0:
		return ""
	case before:
		return ts[len(ts)-1].low
	}
	return ts[0].low
}

func (v *voices) pronoun(gender string, beside bool) (*person, bool) {
	if !beside {
		return nil, false
	}
	return v.who(gender), true
}

// byOffice finds who holds the office that a phrase names without a name: "the
// governor said"; where nobody does, the office itself speaks.
func (v *voices) byOffice(side []token) *person {
	office := v.office(v.clipOffice(trimMarks(side)))
	low := strings.ToLower(office)
	for _, p := range slices.Backward(v.people) {
		if p.role != "" && low != "" && strings.Contains(strings.ToLower(p.role), low) {
			return p
		}
	}
	return &person{role: office}
}

func (v *voices) clipOffice(ts []token) []token {
	for i, t := range ts {
		if t.mark || i > 0 && slices.Contains(v.book.Stops, t.low) {
			return ts[:i]
		}
	}
	return ts
}

func (v *voices) genderIn(ts []token) string {
	for _, t := range ts {
		if g := v.book.Honorifics[t.low]; g != "" {
			return g
		}
	}
	return ""
}

// accordingTo reads an attribution without a verb: "according to Jane Doe".
func (v *voices) accordingTo(ts []token, beside bool) (*person, bool) {
	for i := range ts {
		if n := v.accord.at(ts, i); n > 0 {
			if name, role := v.nounPhrase(clause(ts[i+n:])); name != "" && (len(strings.Fields(name)) > 1 || v.known(name) != nil) {
				return v.remember(name, role, ""), true
			}
			return nil, false
		}
	}
	if beside && len(ts) > 0 && strings.ContainsAny(ts[len(ts)-1].text, ":：") {
		if who := v.introduced(textOf(lastClause(ts))); len(who) > 0 {
			return who[0], true
		}
		if name, role := v.nounPhrase(lastClause(ts)); name != "" {
			return v.remember(name, role, v.genderIn(ts)), true
		}
	}
	if beside {
		return v.unknownVerb(ts)
	}
	return nil, false
}

// unknownVerb reads a short attribution whose verb no phrasebook has: one word
// in small letters, then a name.
func (v *voices) unknownVerb(ts []token) (*person, bool) {
	ts = clause(trimMarks(ts))
	if len(ts) < 2 || len(ts) > 8 || ts[0].isCap() {
		return nil, false
	}
	name, role := v.nounPhrase(ts[1:])
	if !v.sure(name) {
		return nil, false
	}
	return v.remember(name, role, ""), true
}

// credits tells whether a text beside speech says whose it is, by a verb that is known or not.
func (v *voices) credits(text string) bool {
	if v.attributes(text) {
		return true
	}
	_, ok := v.unknownVerb(tokens(text))
	return ok
}

// nounPhrase reads a name and an office, by capitals where there are any.
func (v *voices) nounPhrase(ts []token) (name, role string) {
	ts = trimMarks(ts)
	if len(ts) == 0 {
		return "", ""
	}
	if slices.ContainsFunc(ts, token.isCap) {
		name, role = v.phrase(ts)
	} else if caseless(ts[0].text) {
		name, role = v.phrasePlain(ts)
	}
	if v.isReporter(name) {
		return "", ""
	}
	return name, role
}

// isReporter tells whether a name is that of who wrote the story, to whom others speak.
func (v *voices) isReporter(name string) bool {
	return name != "" && strings.Contains(" "+v.reporter+" ", " "+name+" ")
}

// caseless tells whether a word is of a writing system without capitals whose words are spaced.
func caseless(word string) bool {
	r := firstRune(word)
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r) && !unspacedScript(word)
}

// clause is what stands up to the end of its sentence.
func clause(ts []token) []token {
	for i, t := range ts {
		if t.mark && strings.ContainsAny(t.text, ".:!?؟…。") {
			return ts[:i]
		}
	}
	return ts
}

// lastClause is what stands after the last end of a sentence.
func lastClause(ts []token) []token {
	end := len(ts)
	for end > 0 && ts[end-1].mark {
		end--
	}
	for i := end - 1; i >= 0; i-- {
		if ts[i].mark && strings.ContainsAny(ts[i].text, ".:!?؟…。") {
			return ts[i+1 : end]
		}
	}
	return ts[:end]
}

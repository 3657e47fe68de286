package capture

import (
	"slices"
	"strings"
)

// longestName is the most words of a name in a writing system without capitals.
const longestName = 4

// phrasePlain reads a noun phrase in a writing system without capitals, by its
// nouns of office and its commas: Arabic and Persian.
func (v *voices) phrasePlain(ts []token) (name, role string) {
	parts := splitAt(ts, token.comma)
	if len(parts) == 0 {
		return "", ""
	}
	name, role = v.plainName(parts[0])
	if name == "" && len(parts) > 1 && v.hasRole(parts[0]) {
		name, _ = v.plainName(parts[1])
		return name, v.office(parts[0])
	}
	if name != "" && role == "" {
		if p := parts[1:]; len(p) > 0 && (v.hasRole(p[0]) || len(p[0]) <= longestName && !slices.Contains(v.book.Stops, p[0][0].low)) {
			role = v.office(v.plainClip(p[0], true))
		}
	}
	return name, role
}

// plainClip cuts a phrase at the first word that ends it; an office may hold a
// few of those words itself.
func (v *voices) plainClip(ts []token, office bool) []token {
	for i, t := range ts {
		if i > 0 && (t.mark || slices.Contains(v.book.Stops, t.low) && !(office && slices.Contains(v.book.Complements, t.low))) {
			return ts[:i]
		}
	}
	return ts
}

func (v *voices) plainName(ts []token) (name, role string) {
	if ts = trimMarks(ts); len(ts) > 0 && slices.Contains(v.book.Stops, ts[0].low) {
		return "", "" // where or when, not who
	}
	ts = v.plainClip(trimMarks(ts), v.hasRole(ts))
	for len(ts) > 0 && slices.Contains(v.book.Articles, ts[0].low) {
		ts = ts[1:]
	}
	at, n := -1, 0
	for i := range ts {
		if n = v.roles.at(ts, i); n > 0 {
			at = i
			break
		}
	}
	switch {
	case len(ts) == 0:
		return "", ""
	case at < 0:
		ts = v.withoutHonorifics(ts)
		if len(ts) == 0 || len(ts) > longestName {
			return "", ""
		}
		return textOf(ts), ""
	case at > 0 && at <= longestName:
		return textOf(v.withoutHonorifics(ts[:at])), v.office(ts[at:])
	case at > 0:
		return "", ""
	}
	from := v.plainNameStart(ts, n)
	if from >= len(ts) || len(ts)-from > longestName {
		return "", ""
	}
	return textOf(v.withoutHonorifics(ts[from:])), v.office(ts[:from])
}

func (v *voices) withoutHonorifics(ts []token) []token {
	for len(ts) > 1 && v.honorific(ts[0]) {
		ts = ts[1:]
	}
	return ts
}

// plainNameStart finds where a name begins after an office: after the words
// that go on with the office, leaving two words where there are as many.
func (v *voices) plainNameStart(ts []token, n int) int {
	from := n
	for i := n; i < len(ts); i++ {
		if v.honorific(ts[i]) {
			return i
		}
		if v.goesOnOffice(ts, i) && len(ts)-i > 2 {
			from = i + 1
			continue
		}
		if i == from && len(ts)-i == 2 && v.goesOnOffice(ts, i) && !v.goesOnOffice(ts, i+1) {
			return i + 1
		}
		break
	}
	return from
}

// goesOnOffice tells whether a word belongs to the office before it: a noun of
// office itself, a word known to follow one, an Arabic word with the article.
func (v *voices) goesOnOffice(ts []token, i int) bool {
	w := ts[i].low
	return v.roles.at(ts, i) > 0 || slices.Contains(v.book.Complements, w) || strings.HasPrefix(w, "ال") || strings.HasPrefix(w, "لل") || strings.HasPrefix(w, "وال")
}

// introducedPlain finds who a sentence without capitals names in full: where a
// comma and an office follow the name, or an office stands before it.
func (v *voices) introducedPlain(ts []token) []*person {
	if len(ts) == 0 || !caseless(ts[0].text) {
		return nil
	}
	var out []*person
	parts := splitAt(ts, token.comma)
	if len(parts) > 1 && len(parts[0]) > 1 && len(parts[0]) <= longestName && !v.hasRole(parts[0]) && v.saidAt(parts[0]) < 0 &&
		v.roles.at(parts[1], 0) > 0 && v.saidAt(parts[1]) < 0 {
		out = append(out, v.remember(textOf(v.withoutHonorifics(parts[0])), v.office(v.plainClip(parts[1], true)), ""))
	}
	for i := 0; i < len(ts); i++ {
		n := v.roles.at(ts, i)
		if n == 0 {
			continue
		}
		to := i + n
		for to < len(ts) && !ts[to].mark && (!slices.Contains(v.book.Stops, ts[to].low) || slices.Contains(v.book.Complements, ts[to].low)) && v.saidAt(ts[to:to+1]) < 0 {
			to++
		}
		if name, role := v.plainName(ts[i:to]); strings.Contains(name, " ") && len(strings.Fields(name)) <= 3 {
			out = append(out, v.remember(name, role, ""))
		}
		i = to - 1
	}
	return out
}

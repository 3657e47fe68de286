package wire

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	if len(ts) == 0 || !unicode.Is(unicode.Arabic, firstRune(ts[0].text)) {
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

// attributedUnspaced reads an attribution in Chinese or Burmese.
func (v *voices) attributedUnspaced(text string, beside bool) (*person, bool) {
	if unicode.Is(unicode.Myanmar, firstRune(strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }))) {
		return v.attributedBurmese(text, beside)
	}
	return v.attributedHan(text, beside)
}

// attributedBurmese reads "… ဟု ROLE NAMEက ပြောသည်။": the subject stands before its mark.
func (v *voices) attributedBurmese(text string, beside bool) (*person, bool) {
	if !v.attributes(text) {
		return nil, false
	}
	words := strings.Fields(text)
	for i, w := range words {
		for _, mark := range v.book.Subjects {
			stem, is := strings.CutSuffix(w, mark)
			if !is || stem == "" && i == 0 {
				continue
			}
			before := words[:i]
			if stem != "" {
				before = append(slices.Clone(before), stem)
			}
			return v.burmeseSubject(before, beside)
		}
	}
	if beside {
		return v.who(""), true
	}
	return nil, false
}

func (v *voices) burmeseSubject(ws []string, beside bool) (*person, bool) {
	for len(ws) > 0 && slices.Contains(v.book.Reported, ws[0]) {
		ws = ws[1:]
	}
	if len(ws) == 0 {
		return nil, false
	}
	last := ws[len(ws)-1]
	if g, is := v.book.Pronouns[last]; is {
		return v.pronoun(g, beside)
	}
	for i, w := range ws {
		for _, h := range slices.Backward(v.honorificsByLength()) {
			if strings.HasPrefix(w, h) && (w != h || i+1 < len(ws)) && len([]rune(strings.Join(ws[i:], ""))) > len([]rune(h))+2 {
				name := strings.Join(ws[i:], " ")
				return v.remember(name, strings.Join(ws[:i], " "), v.book.Honorifics[h]), true
			}
		}
	}
	for i, w := range ws {
		for _, r := range v.book.Roles {
			if rest, is := strings.CutPrefix(w, r); is && rest != "" {
				return v.remember(rest, strings.TrimSpace(strings.Join(ws[:i], " ")+" "+r), ""), true
			}
		}
	}
	if p := v.known(last); p != nil {
		return p, true
	}
	if !beside {
		return nil, false
	}
	if slices.ContainsFunc(v.book.Roles, func(r string) bool { return strings.HasSuffix(last, r) }) {
		return &person{role: strings.Join(ws, " ")}, true
	}
	if len(ws) > 1 {
		return v.remember(last, strings.Join(ws[:len(ws)-1], " "), ""), true
	}
	return v.remember(last, "", ""), true
}

func (v *voices) honorificsByLength() []string {
	var hs []string
	for h := range v.book.Honorifics {
		hs = append(hs, h)
	}
	slices.SortFunc(hs, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return hs
}

// attributedHan reads "ROLENAME说：" and "ROLENAME告诉记者，".
func (v *voices) attributedHan(text string, beside bool) (*person, bool) {
	clauses := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。！？；：,:;…“”", r) })
	for _, c := range clauses {
		at := -1
		for _, w := range v.book.Said {
			if i := strings.Index(c, w); i >= 0 && (at < 0 || i < at) {
				at = i
			}
		}
		if at <= 0 {
			continue
		}
		return v.hanSubject(strings.TrimSpace(c[:at]), beside)
	}
	if beside && len(clauses) > 0 && strings.ContainsAny(lastOf(text), ":：") {
		return v.hanSubject(strings.TrimSpace(clauses[len(clauses)-1]), beside)
	}
	return nil, false
}

// hanFillers may stand between a speaker and the verb.
var hanFillers = []string{"还", "则", "也", "又", "接着", "随后", "在接受采访时", "对记者", "在会上", "当天", "日前", "近日", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "笑着", "对此", "同时", "進一步", "进一步", "向记者", "在发布会上", "在记者会上", "再次", "曾"}

// hanOccasion is where and when someone spoke: 在例行记者会上.
var hanOccasion = regexp.MustCompile(`(?:在|于|当).{1,24}(?:上|时|中|期间|后)$`)

func (v *voices) hanSubject(s string, beside bool) (*person, bool) {
	s = hanOccasion.ReplaceAllString(s, "")
	for again := true; again; {
		again = false
		for _, f := range hanFillers {
			if t, is := strings.CutSuffix(s, f); is {
				s, again = t, true
			}
			if t, is := strings.CutPrefix(s, f); is {
				s, again = t, true
			}
		}
	}
	if g, is := v.book.Pronouns[s]; is {
		return v.pronoun(g, beside)
	}
	cut, office := 0, ""
	for _, r := range v.book.Roles {
		if i := strings.LastIndex(s, r); i >= 0 && i+len(r) > cut {
			cut, office = i+len(r), s[:i+len(r)]
		}
	}
	name := strings.TrimSpace(s[cut:])
	for _, h := range v.honorificsByLength() {
		name = strings.TrimSuffix(name, h)
	}
	n := len([]rune(name))
	switch {
	case name == "" && office != "" && beside:
		return &person{role: office}, true
	case n == 0 || n > 4 && !strings.Contains(name, "·") || n > 16:
		return nil, false
	case office == "" && !beside && v.known(name) == nil:
		return nil, false
	}
	if full, role := v.hanFull(name); full != "" && office == "" {
		name, office = full, role
	}
	return v.remember(name, office, ""), true
}

// hanFull finds the full name that the story gives before a foreign surname,
// and the office before it: 美国国务卿约翰·克里.
func (v *voices) hanFull(surname string) (name, role string) {
	if strings.Contains(surname, "·") || v.known(surname) != nil {
		return "", ""
	}
	at := strings.Index(v.story, "·"+surname)
	if at < 0 {
		return "", ""
	}
	before := v.story[:at]
	if i := strings.LastIndexAny(before, "，。！？；：“”、\n "); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	cut := 0
	for _, r := range v.book.Roles {
		if i := strings.LastIndex(before, r); i >= 0 {
			cut = max(cut, i+len(r))
		}
	}
	if cut == 0 || cut == len(before) || len([]rune(before[cut:])) > 8 {
		return "", ""
	}
	return before[cut:] + "·" + surname, before[:cut]
}

package capture

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// hanOccasion is where and when someone spoke: 在例行记者会上.
var hanOccasion = regexp.MustCompile(`(?:在|于|当).{1,24}(?:上|时|中|期间|后)$`)

func (v *voices) hanSubject(s string, beside bool) (*person, bool) {
	s = hanOccasion.ReplaceAllString(s, "")
	for again := true; again; {
		again = false
		for _, f := range v.book.Fillers {
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

package capture

import (
	"slices"
	"strings"
	"unicode"
)

// hasRole tells whether ts holds a noun of office.
func (v *voices) hasRole(ts []token) bool {
	for i := range ts {
		if v.roles.at(ts, i) > 0 {
			return true
		}
	}
	return false
}

// clip cuts a phrase before a word that ends it, once a name has begun.
func (v *voices) clip(ts []token) []token {
	named := false
	for i, t := range ts {
		if named && slices.Contains(v.book.Stops, t.low) && !(v.words.particles.has(t.low) && i+1 < len(ts) && ts[i+1].isCap()) {
			return ts[:i]
		}
		named = named || t.isCap()
	}
	return ts
}

// phrase reads who a noun phrase names and what office it gives them: "the
// council leader, Derek Hume", "Keith Darden", "Marina Kaljurand, the ambassador".
func (v *voices) phrase(ts []token) (name, role string) {
	parts := splitAt(ts, token.comma)
	if len(parts) == 0 {
		return "", ""
	}
	name, role = v.nameIn(parts[0])
	if name != "" {
		if role == "" {
			role = v.apposition(parts[1:])
		}
		return name, role
	}
	if len(parts) > 1 && v.hasRole(parts[0]) {
		if name, inner := v.nameIn(parts[1]); name != "" && inner == "" {
			return name, v.office(parts[0])
		}
	}
	return "", ""
}

func splitAt(ts []token, at func(token) bool) [][]token {
	var out [][]token
	from := 0
	for i, t := range ts {
		if at(t) {
			if i > from {
				out = append(out, ts[from:i])
			}
			from = i + 1
		}
	}
	if from < len(ts) {
		out = append(out, ts[from:])
	}
	return out
}

// apposition reads the office after a name; an age before it is passed over.
func (v *voices) apposition(parts [][]token) string {
	for i, p := range parts {
		if i > 1 {
			break
		}
		if len(p) <= 2 && strings.ContainsFunc(textOf(p), unicode.IsDigit) {
			continue
		}
		if (v.hasRole(p[:min(len(p), 6)]) || v.words.appositions.has(p[0].low) && len(p) > 1 && len(p) <= 10) && !slices.Contains(v.book.Stops, p[0].low) && v.saidAt(p) < 0 {
			for k, t := range p {
				if t.mark && strings.ContainsAny(t.text, ".:!?…") {
					p = p[:k]
					break
				}
			}
			return v.office(p)
		}
		return ""
	}
	return ""
}

// office writes a role without the article before it.
func (v *voices) office(ts []token) string {
	for len(ts) > 0 && (ts[0].mark || slices.Contains(v.book.Articles, ts[0].low) || slices.Contains(v.book.Stops, ts[0].low)) {
		ts = ts[1:]
	}
	for len(ts) > 0 && ts[len(ts)-1].mark {
		ts = ts[:len(ts)-1]
	}
	s := textOf(ts)
	low := strings.ToLower(s)
	for _, e := range v.book.Elisions {
		if strings.HasPrefix(low, e) {
			s = s[len(e):]
			break
		}
	}
	return s
}

// nameIn finds the name at the end of a phrase, and the office before it.
func (v *voices) nameIn(ts []token) (name, role string) {
	for len(ts) > 0 && ts[len(ts)-1].mark && !strings.HasSuffix(ts[len(ts)-1].text, ".") {
		ts = ts[:len(ts)-1]
	}
	ts = v.clip(trimMarks(ts))
	if len(ts) == 0 {
		return "", ""
	}
	end := len(ts)
	from := end
	for from > 0 && (ts[from-1].isCap() || from < end && v.withinName(ts, from-1)) {
		from--
	}
	if from == end {
		return "", ""
	}
	begin := from
	if from = v.afterOffice(ts, from); from == begin && v.book.NounCapitals && end-from == 3 {
		from = end - 2 // a noun of office that no list has is likelier than a second first name
	}
	for from < end && (v.honorific(ts[from]) || v.ofTime(ts[from].low) || from == 0 && slices.Contains(v.book.Stops, ts[from].low)) {
		from++
	}
	for end > from && v.ofTime(ts[end-1].low) {
		end--
	}
	if from == end || v.words.particles.has(ts[from].low) && from > begin || from == begin && (end-from <= 2 && v.belongs(ts, from) || v.definite(ts, from)) {
		return "", ""
	}
	before := ts[:from]
	for len(before) > 0 && v.honorific(before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	if v.hasRole(before) || len(before) > 1 && len(before) <= 4 && v.words.appositions.has(before[0].low) && !slices.ContainsFunc(before, token.isCap) {
		role = v.office(before)
	}
	name = textOf(ts[from:end])
	if from+1 == end && v.known(name) == nil && (strings.Contains(v.story, " "+ts[from].low+" ") || slices.Contains(v.book.Months, ts[from].low)) {
		return "", "" // the story writes it small too, so it is a common noun; or it is a month
	}
	return name, role
}

// withinName tells whether the small word at i stands between the capitals of a name: "Peter van der Meer".
func (v *voices) withinName(ts []token, i int) bool {
	for i > 0 && v.words.particles.has(ts[i].low) {
		if i--; ts[i].isCap() {
			return true
		}
	}
	return false
}

// definite tells whether the capitals at i are with an article that no person's name has.
func (v *voices) definite(ts []token, i int) bool {
	return v.words.definite.has(ts[i].low) || i > 0 && v.words.definite.has(ts[i-1].low) && !v.honorific(ts[i])
}

// belongs tells whether the capitals at i are of what someone or something belongs to.
func (v *voices) belongs(ts []token, i int) bool {
	if i > 1 && slices.Contains(v.book.Articles, ts[i-1].low) {
		i--
	}
	return i > 0 && v.words.belonging.has(ts[i-1].low)
}

// ofTime tells whether a word with a capital is the day on which somebody spoke.
func (v *voices) ofTime(low string) bool {
	return v.book.DateCapitals && slices.Contains(v.book.Weekdays, low)
}

func trimMarks(ts []token) []token {
	for len(ts) > 0 && ts[0].mark {
		ts = ts[1:]
	}
	for len(ts) > 0 && ts[len(ts)-1].mark {
		ts = ts[:len(ts)-1]
	}
	return ts
}

func (v *voices) honorific(t token) bool {
	_, is := v.book.Honorifics[t.low]
	if !is {
		_, is = v.book.Honorifics[strings.TrimSuffix(t.low, ".")]
	}
	return is
}

// afterOffice moves the beginning of a run of capitals past the office that it
// begins with: "Council Head Valentina Matviyenko"; and past the last word of
// an office that goes on in small letters: "ministre du Sénégal Macky Sall".
func (v *voices) afterOffice(ts []token, from int) int {
	after := from
	for i := max(0, from-3); i < len(ts); i++ {
		if n := v.roles.at(ts, i); n > 0 && i+n > after && i+n < len(ts) {
			after = i + n
		}
	}
	if after > from {
		return after
	}
	direct := from == 0
	for i := max(0, from-3); i < from && !direct; i++ {
		n := v.roles.at(ts, i)
		direct = n > 0 && i+n == from
	}
	if !direct && len(ts)-from >= 3 && !v.words.particles.has(ts[len(ts)-2].low) && v.hasRole(ts[:from]) {
		return len(ts) - 2
	}
	return from
}

// introduced finds the people that a sentence names in full, with their offices.
func (v *voices) introduced(sentence string) []*person {
	ts := tokens(sentence)
	if !slices.ContainsFunc(ts, token.isCap) {
		return v.introducedPlain(ts)
	}
	var out []*person
	for i := 0; i < len(ts); i++ {
		if !ts[i].isCap() {
			continue
		}
		to := i + 1
		for to < len(ts) && (ts[to].isCap() || v.words.particles.has(ts[to].low) && to+1 < len(ts) && ts[to+1].isCap()) {
			to++
		}
		if p := v.introducedAt(ts, i, to); p != nil {
			out = append(out, p)
		}
		i = to - 1
	}
	return out
}

// introducedAt reads the run of capitals ts[from:to] with what stands around it.
func (v *voices) introducedAt(ts []token, from, to int) *person {
	if v.book.NounCapitals && to-from == 3 && v.roles.at(ts, from) == 0 && !slices.ContainsFunc(ts[from:to], func(t token) bool { return v.words.particles.has(t.low) || v.honorific(t) }) {
		from = to - 2
	}
	start := v.officeStart(ts, from)
	name, role := v.nameIn(ts[start:to])
	if name == "" || !strings.HasSuffix(textOf(ts[start:to]), name) {
		return nil
	}
	if role == "" && from > 1 && ts[from-1].comma() {
		begin := from - 1
		for begin > 0 && !ts[begin-1].mark {
			begin--
		}
		part := ts[begin : from-1]
		if said := v.saidAt(part); said >= 0 {
			part = part[min(len(part), said+max(1, v.said.at(part, said))):]
		}
		if len(part) > 0 && len(part) <= 7 && v.hasRole(part) && !v.namesSomeone(part) {
			role = v.office(part)
		}
	}
	if role == "" && to < len(ts) && ts[to].comma() {
		role = v.apposition(splitAt(ts[to:], token.comma))
	}
	full := len(strings.Fields(name)) >= 2
	if role == "" && !full {
		return v.known(name)
	}
	if !full && v.known(name) == nil && !v.hasRole(ts[start:from+1]) || v.isReporter(name) {
		return nil
	}
	if role == "" {
		if p := v.known(name); p != nil {
			return p
		}
		if len(strings.Fields(name)) > 3 {
			return nil
		}
	}
	return v.remember(name, role, "")
}

func (v *voices) namesSomeone(ts []token) bool {
	name, _ := v.nameIn(ts)
	return len(strings.Fields(name)) >= 2
}

// officeStart walks left from a name over the office that stands before it.
func (v *voices) officeStart(ts []token, from int) int {
	start := from
	for i := from - 1; i >= 0 && from-i <= 8; i-- {
		t := ts[i]
		if t.mark || slices.Contains(v.book.Stops, t.low) && !v.words.joins.has(t.low) || v.saidAt(ts[i:i+1]) >= 0 && v.roles.at(ts, i) == 0 {
			break
		}
		if v.roles.at(ts, i) > 0 {
			start = i
			for start > 0 && (ts[start-1].isCap() || v.roles.at(ts, start-1) > 0 || v.words.joins.has(ts[start-1].low) && start > 1 && ts[start-2].isCap()) {
				start--
			}
			i = start
		}
	}
	return start
}

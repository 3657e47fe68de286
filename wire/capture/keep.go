package capture

import "strings"

// dropSections drops what stands under the name of a list that is no part of
// the story (related, most read, newsletter, comments) until the story goes on.
func (rd *reading) dropSections() {
	var under Why
	prose, left := 0, rd.foundProse()
	all := left
	for i, l := range rd.lines {
		if l.found && l.live() && isProse(l.text) {
			left--
		}
		switch {
		case l.part == player || l.why == isHeadline:
			continue
		case l.why == Related || l.why == Newsletter || l.why == Comments || l.why == Tags:
			if rd.opensSection(l) && !(l.why == Comments && left*2 > all) {
				under = l.why
			}
			continue
		case !l.live():
			continue
		}
		if under == "" {
			if isProse(l.text) {
				prose++
			}
			continue
		}
		if under == Comments && prose >= 3 {
			l.drop(Comments)
			continue
		}
		if rd.goesOn(i) || l.found && !l.linked && (under == Related || under == Tags) {
			under = ""
			prose++
			continue
		}
		l.drop(under)
	}
}

// foundProse counts the paragraphs of the body that the finder found.
func (rd *reading) foundProse() (n int) {
	for _, l := range rd.lines {
		if l.found && l.live() && isProse(l.text) {
			n++
		}
	}
	return n
}

// opensSection tells whether a line names a list and is not an entry of one itself.
func (rd *reading) opensSection(l *line) bool {
	k := key(l.text)
	if _, whole := rd.lib.exact[k]; whole {
		return true
	}
	return words([]rune(k)) <= 4
}

// goesOn tells whether the story goes on with line i after a list.
func (rd *reading) goesOn(i int) bool {
	l := rd.lines[i]
	if l.linked || l.outside {
		return false
	}
	if l.part == heading {
		return true
	}
	if !isProse(l.text) {
		return false
	}
	if weight(l.text) >= 100 || rd.page && l.part == para || strings.ContainsRune(doubleMarks, firstRune(l.text)) {
		return true
	}
	for _, next := range rd.lines[i+1:] {
		if next.live() {
			return isProse(next.text)
		}
	}
	return false
}

// keepShaped decides by the shape of lines alone: the story reaches from the
// first running text to the last.
func (rd *reading) keepShaped() {
	var live []*line
	for _, l := range rd.lines {
		if l.live() && l.outside && l.part != caption {
			l.drop(Unknown)
		}
		if l.live() {
			live = append(live, l)
		}
	}
	first, last := rd.reach(live)
	for i, l := range live {
		if i < first || i > last {
			l.drop(Unknown)
		}
	}
	if first > last {
		return
	}
	live = live[first : last+1]
	for i := 0; i < len(live); {
		if l := live[i]; !unfinished(l) {
			rd.shapeFull(live, i)
			i++
			continue
		}
		to := i
		for to < len(live) && unfinished(live[to]) {
			to++
		}
		rd.shapeRun(live, i, to)
		i = to
	}
}

// unfinished tells whether a line has neither the end nor the length of running text.
func unfinished(l *line) bool {
	return l.part != heading && l.part != item && l.part != table && !isSentence(l.text) && weight(l.text) < 90
}

// reach finds the first and the last line of the story; first is beyond last where there is none.
func (rd *reading) reach(live []*line) (first, last int) {
	first, last = len(live), -1
	for i, l := range live {
		if isProse(l.text) && !datedCaption(l.text, rd.lib) {
			first = min(first, i)
			last = i
		}
	}
	if last < 0 {
		return rd.reachShort(live)
	}
	// A standfirst without a full stop, or a short first sentence, stands right over it.
	if first > 0 {
		if l := live[first-1]; weight(l.text) >= 50 && words([]rune(l.text)) >= 8 && rd.follows(l, isHeadline) || isSentence(l.text) && words([]rune(l.text)) >= 4 && !datedCaption(l.text, rd.lib) {
			first--
		}
	}
	for last+1 < len(live) && isSentence(live[last+1].text) && rd.adjacent(live[last], live[last+1]) {
		last++
	}
	return first, last
}

// reachShort finds a story that has no line long enough to be sure of: all its sentences.
func (rd *reading) reachShort(live []*line) (first, last int) {
	first, last = len(live), -1
	for i, l := range live {
		if isSentence(l.text) && words([]rune(l.text)) >= 3 {
			first = min(first, i)
			last = i
		}
	}
	return first, last
}

// follows tells whether l is the next line that is not furniture after the line with that mark.
func (rd *reading) follows(l *line, mark Why) bool {
	after := false
	for _, x := range rd.lines {
		switch {
		case x == l:
			return after
		case x.why == mark:
			after = true
		case x.live():
			after = false
		}
	}
	return false
}

// adjacent tells whether nothing but marks and times stands between two lines.
func (rd *reading) adjacent(a, b *line) bool {
	between := false
	for _, l := range rd.lines {
		switch {
		case l == a:
			between = true
		case l == b:
			return true
		case between && l.part != player && l.why != Symbols && l.why != SizeMark && l.why != Ads:
			return false
		}
	}
	return false
}

// datedCaption tells whether a line ends as a picture's caption does: with its date or credit.
func datedCaption(text string, lib *library) bool {
	parts := strings.Split(strings.TrimRight(text, ". "), ",")
	if len(parts) < 3 || weight(text) > 220 {
		return false
	}
	tail := strings.TrimSpace(parts[len(parts)-2] + "," + parts[len(parts)-1])
	return lib.isDate(tail)
}

func (rd *reading) shapeFull(live []*line, i int) {
	l := live[i]
	switch {
	case l.part == heading || l.part == item || l.part == quoted || l.part == caption || l.part == table:
	case datedCaption(l.text, rd.lib):
		l.drop(Caption)
	case l.bullet && (i > 0 && live[i-1].bullet || i+1 < len(live) && live[i+1].bullet):
		l.part, l.group = item, -1
	case asks(l.text) && i > 0 && i+1 < len(live) && !live[i-1].linked:
		l.part, l.level = heading, 2
	}
}

// asks tells whether a line is one short question outside quotation marks, as headings are.
func asks(t string) bool {
	return (strings.HasSuffix(t, "?") || strings.HasSuffix(t, "؟") || strings.HasSuffix(t, "？")) && words([]rune(t)) <= 9 && len(sentences(t)) == 1 && !strings.ContainsAny(t, doubleMarks)
}

// shapeRun decides on lines from to to, which have no end: one is a heading,
// several under a colon or with bullets a list, several others a list of links.
func (rd *reading) shapeRun(live []*line, from, to int) {
	run := live[from:to]
	listed := from > 0 && strings.HasSuffix(strings.TrimRight(live[from-1].text, " "), ":") || from > 0 && strings.HasSuffix(live[from-1].text, "：")
	bullets := 0
	for _, l := range run {
		if l.bullet {
			bullets++
		}
	}
	switch {
	case len(run) > 1 && (listed || bullets == len(run)):
		for _, l := range run {
			l.part, l.group = item, -1
		}
	case len(run) == 1 && run[0].bullet && (from > 0 && live[from-1].bullet || to < len(live) && live[to].bullet):
		run[0].part, run[0].group = item, -1
	case len(run) == 1 && from > 0 && to < len(live) && words([]rune(run[0].text)) <= 16:
		if run[0].part != caption {
			run[0].part, run[0].level = heading, 2
		}
	case len(run) == 1 && from == 0 && weight(run[0].text) >= 50:
	default:
		for _, l := range run {
			if l.part != caption {
				l.drop(Unknown)
			}
		}
	}
}

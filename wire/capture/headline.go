package capture

import (
	"strings"
)

// headlineReach is how many lines from the top a headline may stand.
const headlineReach = 80

// mostHeadlines is how often a page may show its headline.
const mostHeadlines = 6

// nameFurniture drops every line that is furniture by itself: by its form or by a known phrase.
func (rd *reading) nameFurniture() {
	rd.lines = rd.withoutLabels()
	for _, l := range rd.lines {
		if !l.live() {
			continue
		}
		why, film := rd.lib.shape(l.text)
		l.film = film
		if f, known := rd.lib.furniture(l.text); known && (why == "" || f.film) && f.overrules(l) {
			why, l.film = f.why, l.film || f.film
		}
		if l.part == caption && why == Caption || why == Byline && l.part == quoted || l.part == cite {
			continue
		}
		l.drop(why)
	}
}

// withoutLabels sets the label that some pages read out before a caption apart
// from it: "Image caption, Boats on the shore".
func (rd *reading) withoutLabels() []*line {
	var out []*line
	for _, l := range rd.lines {
		if l.part == caption && l.live() {
			at := strings.IndexAny(l.text, ",،:：")
			if at < 0 {
				at = len(l.text)
			}
			label, rest := l.text[:at], strings.TrimLeft(l.text[at:], ",،:： ")
			if f, known := rd.lib.furniture(label); known && f.why == Caption && words([]rune(label)) <= 4 {
				out = append(out, &line{text: strings.TrimSpace(strings.TrimSuffix(l.text, rest)), part: plain, why: Caption})
				if l.text = rest; rest == "" {
					continue
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// findHeadline finds which line is the headline: the one that the page names,
// else a line that stands twice before the story, else the first that could be one.
func (rd *reading) findHeadline() {
	if rd.headline = rd.known.headline; rd.headline != "" {
		rd.claimHeadline()
		return
	}
	top := rd.lines[:min(len(rd.lines), headlineReach)]
	seen := map[string]int{}
	for _, l := range top {
		if l.live() {
			seen[bare(l.text)]++
		}
	}
	var first *line
	for i, l := range top {
		if !l.live() || weight(l.text) > 260 {
			if l.live() {
				break
			}
			continue
		}
		n := words([]rune(l.text))
		if k := seen[bare(l.text)]; k > 1 && k <= mostHeadlines && n >= 3 {
			first = l
			break
		}
		if isProse(l.text) && !rd.questionOverStory(i) {
			break
		}
	}
	if first == nil {
		first = rd.firstLikely(top)
	}
	if first != nil {
		rd.headline = first.text
		rd.claimHeadline()
	}
}

// firstLikely is the first line before the running text that is long enough for a headline.
func (rd *reading) firstLikely(top []*line) *line {
	var best *line
	most := 0
	for i, l := range top {
		if !l.live() {
			continue
		}
		if isProse(l.text) && !rd.questionOverStory(i) {
			break
		}
		n := words([]rune(l.text))
		if n >= 4 && weight(l.text) >= 22 {
			return l
		}
		if n >= 2 && weight(l.text) > most {
			best, most = l, weight(l.text)
		}
	}
	return best
}

// questionOverStory tells whether line i reads as prose only because it asks,
// calls or quotes, and stands over the first paragraph as a headline does.
func (rd *reading) questionOverStory(i int) bool {
	t := rd.lines[i].text
	if weight(t) > 140 || strings.HasSuffix(t, ".") || strings.HasSuffix(t, "။") || strings.HasSuffix(t, "。") {
		return false
	}
	for _, l := range rd.lines[i+1 : min(len(rd.lines), i+12)] {
		if l.live() && isProse(l.text) {
			return true
		}
	}
	return false
}

// claimHeadline marks the line that is the headline.
func (rd *reading) claimHeadline() {
	b := bare(rd.headline)
	for _, l := range rd.lines {
		if l.part != player && bare(l.text) == b {
			l.why = isHeadline
			return
		}
	}
}

// dropRepeats drops the other places where the headline stands, alone or with the site's name.
func (rd *reading) dropRepeats() {
	forms := map[string]bool{}
	for _, t := range append(rd.known.titles, rd.headline) {
		if b := bare(t); b != "" {
			forms[b] = true
		}
	}
	b := bare(rd.headline)
	for i, l := range rd.lines {
		if l.why == isHeadline || l.part == player || l.part == quoted {
			continue
		}
		t := bare(l.text)
		site := len(b) >= 12 && strings.HasPrefix(t, b) && len(t)-len(b) < 40 && strings.ContainsAny(l.text[min(len(l.text), len(rd.headline)):], "|-–—·•") && !isSentence(l.text)
		if forms[t] || site && i < headlineReach {
			l.why = Repeated
		}
	}
}

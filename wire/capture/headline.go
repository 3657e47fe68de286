package capture

import (
	"strings"
)

// headlineReach is how many lines from the top a headline may stand.
const headlineReach = 80

// enoughStory is how much of a story, in bytes, a headline is compared with; a paragraph more may be.
const enoughStory = 8 << 10

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
		if why == "" && rd.lib.menu(l.text) {
			why = Navigation
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
// else the likeliest of those over the story.
func (rd *reading) findHeadline() {
	if rd.headline = rd.known.headline; rd.headline != "" {
		rd.claimHeadline()
		return
	}
	var best *line
	most := 0.0
	over, story := rd.overStory()
	said := bare(story[:min(len(story), 4*enoughStory)])
	for i, l := range over {
		if s := rd.likeness(over, i, said); s > most {
			best, most = l, s
		}
	}
	if best != nil {
		rd.headline = best.text
		rd.claimHeadline()
	}
}

// overStory gives the lines over a story's running text, and the text.
func (rd *reading) overStory() (over []*line, story string) {
	var b strings.Builder
	for i, l := range rd.lines {
		switch {
		case l.part == player:
		case b.Len() > 0 || l.live() && isProse(l.text) && !rd.questionOverStory(i):
			if isProse(l.text) && b.Len() < enoughStory {
				b.WriteString(l.text + "\n")
			}
		case i < headlineReach:
			over = append(over, l)
		}
	}
	return over, b.String()
}

// likeness tells how like a headline line i over a story is, 0 for what can be
// none: a headline speaks of what the story does, stands over a byline or a
// date, and often stands twice, but not twice in a row as a picture's words do.
func (rd *reading) likeness(over []*line, i int, story string) float64 {
	l := over[i]
	n, w, b := words([]rune(l.text)), weight(l.text), bare(l.text)
	if !l.live() || n < 2 || w > 260 {
		return 0
	}
	s := 0.1 + float64(min(w, 40))/200 + shared(b, story)
	if n >= 4 && w >= 22 {
		s += 0.3
	}
	times := 0
	for j, other := range over {
		if other.live() && bare(other.text) == b {
			times++
			if j == i+1 || j == i-1 {
				s -= 0.4
			}
		}
	}
	if times > 1 && times <= mostHeadlines && n >= 3 {
		s += 0.3
	}
	if i+1 < len(over) && (over[i+1].why == Byline || over[i+1].why == Timestamp) {
		s += 0.3
	}
	if strings.HasSuffix(l.text, ".") {
		s -= 0.3
	}
	return max(s, 0.01)
}

// shared is the share of a text's letters, four by four, that stand in another.
func shared(text, in string) float64 {
	rs := []rune(text)
	const run = 4
	step := run
	if unspacedScript(text) {
		step = run / 2
	}
	if len(rs) < step {
		return 0
	}
	hits, all := 0, 0
	for i := 0; i+step <= len(rs); i++ {
		all++
		if strings.Contains(in, string(rs[i:i+step])) {
			hits++
		}
	}
	return float64(hits) / float64(all)
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

package capture

import (
	"slices"
	"strconv"
	"time"

	"dateline/media"
	"dateline/story"
)

// near is how many lines apart the parts of one player may stand.
const near = 4

// findPlayers finds the players: places where a player's states, times and
// files stand together, or where the page has an element for sound or film.
func (rd *reading) findPlayers() {
	for i := 0; i < len(rd.lines); i++ {
		if !ofPlayer(rd.lines[i]) {
			continue
		}
		last := i
		for j := i + 1; j < len(rd.lines) && j-last <= near; j++ {
			if l := rd.lines[j]; ofPlayer(l) {
				if l.part == player && rd.hasPlayer(i, last) {
					break
				}
				last = j
			} else if l.live() && isProse(l.text) {
				break
			}
		}
		i = rd.settlePlayer(i, last)
	}
}

func ofPlayer(l *line) bool {
	return l.part == player || l.why == Player || l.why == Clock || l.why == Download || l.film
}

func (rd *reading) hasPlayer(from, to int) bool {
	return slices.ContainsFunc(rd.lines[from:to+1], func(l *line) bool { return l.part == player })
}

// settlePlayer makes one player of lines from to to and gives the last line
// that it looked at. Without an element it needs proof: a state that only a
// player says, or a run of times.
func (rd *reading) settlePlayer(from, to int) int {
	longest, states, proof, film := 0, false, false, false
	var element *story.Node
	for _, l := range rd.lines[from : to+1] {
		switch {
		case l.part == player && element == nil:
			element = l.block
		case l.why == Player:
			states = true
			proof = proof || weight(l.text) >= 18 && words([]rune(l.text)) >= 3
		case l.why == Clock:
			times := clockTime.FindAllStringSubmatch(plainDigits(l.text), -1)
			for _, t := range times {
				longest = max(longest, seconds(t))
			}
			proof = proof || len(times) > 1 && seconds(times[0]) == 0 && longest > 0
		}
		film = film || l.film
	}
	if element == nil {
		if !proof && !(states && longest > 0) {
			return to
		}
		element = &story.Node{Type: story.Audio}
		if film {
			element.Type = story.Video
		}
		at := &line{part: player, block: element}
		rd.lines = slices.Insert(rd.lines, from, at)
		to++
	}
	if element.Attrs.Duration == "" && longest > 0 {
		element.Attrs.Duration = isoDuration(longest)
	}
	return to
}

func seconds(t []string) int {
	h, _ := strconv.Atoi(t[1]) // the pattern gives digits or nothing
	m, _ := strconv.Atoi(t[2])
	s, _ := strconv.Atoi(t[3])
	return h*3600 + m*60 + s
}

// isoDuration writes seconds in ISO 8601, as "PT3M15S".
func isoDuration(s int) string { return media.FormatDuration(time.Duration(s) * time.Second) }

// placeKnownMedia gives players the facts that the page tells of them
// elsewhere; sound and film that no line shows stand over the story.
func (rd *reading) placeKnownMedia() {
	var players []*line
	for _, l := range rd.lines {
		if l.part == player && !l.outside {
			players = append(players, l)
		}
	}
	for i, m := range rd.known.media {
		if i >= len(players) {
			b := &story.Node{Type: m.kind, Attrs: story.Attrs{Title: m.title, Duration: m.duration}}
			rd.lines = slices.Insert(rd.lines, i, &line{part: player, block: b, source: m.source})
			continue
		}
		p := players[i]
		if p.source == "" {
			p.block.Type, p.source = m.kind, m.source
		}
		if m.duration != "" {
			p.block.Attrs.Duration = m.duration
		}
	}
}

package story_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/story"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// do does acts one after the other, an hour apart.
func do(t *testing.T, s *story.Story, acts ...story.Act) {
	t.Helper()
	for i, a := range acts {
		a.At = noon.Add(time.Duration(len(s.Acts)) * time.Hour)
		if _, err := s.Do(a); err != nil {
			t.Fatalf("act %d, %s: %v", i, a.Kind, err)
		}
	}
}

var (
	publish  = story.Act{Kind: story.Publish, Revision: 1}
	update   = story.Act{Kind: story.Update, Revision: 2}
	correct  = story.Act{Kind: story.Correct, Revision: 2, PublicNote: "The bridge is in Kisumu."}
	withdraw = story.Act{Kind: story.Withdraw, InternalNote: "The letter was forged."}
	restore  = story.Act{Kind: story.Restore, Revision: 1}
)

func draft() *story.Story { return &story.Story{ID: "aaaaaaaaaaaa2", Edition: "en", Head: 2} }

func TestStoryIsPublicOnlyThroughAnAct(t *testing.T) {
	s := draft()
	if got := s.Publication(); got != story.Never || s.Shown() != 0 || !s.Published().IsZero() {
		t.Errorf("a draft is %s, shows %d, published %v", got, s.Shown(), s.Published())
	}
	do(t, s, publish)
	if got := s.Publication(); got != story.Public || s.Shown() != 1 || !s.Open() {
		t.Errorf("published, it is %s, shows %d, open %t; want public, 1, true", got, s.Shown(), s.Open())
	}
	do(t, s, update)
	if s.Shown() != 2 || s.Open() {
		t.Errorf("updated, it shows %d, open %t; want 2, false", s.Shown(), s.Open())
	}
}

func TestWhatMayBeDoneDependsOnWhatReadersSee(t *testing.T) {
	all := []story.Act{publish, update, correct, withdraw, restore}
	for _, c := range []struct {
		state story.Publication
		done  []story.Act
		may   map[story.ActKind]bool
	}{
		{story.Never, nil, map[story.ActKind]bool{story.Publish: true}},
		{story.Public, []story.Act{publish}, map[story.ActKind]bool{story.Update: true, story.Correct: true, story.Withdraw: true}},
		{story.Withdrawn, []story.Act{publish, withdraw}, map[story.ActKind]bool{story.Restore: true}},
		{story.Public, []story.Act{publish, withdraw, restore}, map[story.ActKind]bool{story.Update: true, story.Correct: true, story.Withdraw: true}},
	} {
		for _, a := range all {
			s := draft()
			do(t, s, c.done...)
			if s.Publication() != c.state {
				t.Fatalf("after %d acts it is %s, want %s", len(c.done), s.Publication(), c.state)
			}
			_, err := s.Do(a)
			if (err == nil) != c.may[a.Kind] {
				t.Errorf("%s of a story that is %s: %v", a.Kind, c.state, err)
			}
			if err != nil && (!fault.Is(err, fault.Conflict) || len(s.Acts) != len(c.done)) {
				t.Errorf("%s of a story that is %s: %v, %d acts; want a conflict and nothing done", a.Kind, c.state, err, len(s.Acts))
			}
		}
	}
}

func TestActsSayWhatTheyMust(t *testing.T) {
	for name, a := range map[string]story.Act{
		"a correction without a note":           {Kind: story.Correct, Revision: 2},
		"a withdrawal without a reason":         {Kind: story.Withdraw},
		"an update to a revision that is not":   {Kind: story.Update, Revision: 3},
		"an update to no revision":              {Kind: story.Update},
		"an update to a revision before all":    {Kind: story.Update, Revision: -1},
		"a correction of a revision that's not": {Kind: story.Correct, Revision: 9, PublicNote: "x"},
	} {
		s := draft()
		do(t, s, publish)
		if _, err := s.Do(a); err == nil {
			t.Errorf("%s was done", name)
		}
	}
}

func TestFirstPublicationNeverMoves(t *testing.T) {
	s := draft()
	do(t, s, publish, update, withdraw, restore, correct)
	if got := s.Published(); !got.Equal(noon) {
		t.Errorf("published %v, want %v", got, noon)
	}
	if got, want := s.Changed(), noon.Add(4*time.Hour); !got.Equal(want) {
		t.Errorf("changed %v, want %v", got, want)
	}
	if got := s.Corrections(); len(got) != 1 || got[0].PublicNote != correct.PublicNote {
		t.Errorf("corrections %+v, want one", got)
	}
}

func TestWithdrawalNamesTheRevisionThatWasShown(t *testing.T) {
	s := draft()
	do(t, s, publish)
	a, err := s.Do(withdraw)
	if err != nil || a.Revision != 1 {
		t.Errorf("withdrawal of revision %d (%v), want 1", a.Revision, err)
	}
	if s.Shown() != 0 {
		t.Errorf("withdrawn, it still shows %d", s.Shown())
	}
}

func TestAlertSaysSomethingAndEnds(t *testing.T) {
	good := story.Alert{Level: story.Breaking, Texts: map[lang.Tag]string{"en": "Bridge closed"}, Ends: noon.Add(time.Hour)}
	if err := good.Check(noon); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(a *story.Alert){
		"no text":                 func(a *story.Alert) { a.Texts = nil },
		"an empty text":           func(a *story.Alert) { a.Texts = map[lang.Tag]string{"en": " "} },
		"two lines":               func(a *story.Alert) { a.Texts = map[lang.Tag]string{"en": "a\nb"} },
		"a text that is too long": func(a *story.Alert) { a.Texts = map[lang.Tag]string{"en": string(make([]rune, 400))} },
		"no language":             func(a *story.Alert) { a.Texts = map[lang.Tag]string{"no such": "x"} },
		"no level":                func(a *story.Alert) { a.Level = "" },
		"an end in the past":      func(a *story.Alert) { a.Ends = noon },
		"no end in sight":         func(a *story.Alert) { a.Ends = noon.Add(story.MaxAlertTime + time.Minute) },
		"a story of no form":      func(a *story.Alert) { a.Story = "../x" },
	} {
		a := good
		spoil(&a)
		if err := a.Check(noon); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good.At = noon
	if !good.Live(noon) || good.Live(noon.Add(time.Hour)) || good.Live(noon.Add(-time.Second)) {
		t.Error("an alert stands from its beginning to just before its end")
	}
}

func TestCardHoldsWhatAListNeeds(t *testing.T) {
	d := decode(t, flood)
	s := draft()
	do(t, s, publish, correct)
	c := story.NewCard(s, d)
	if c.Headline != "River rises" || c.Section != "world" || !c.Corrected || c.Media != story.Audio || c.Duration != "PT3M15S" || c.Lead == nil {
		t.Errorf("card %+v", c)
	}
	d.Head.Standfirst = ""
	if c := story.NewCard(s, d); c.Summary != "The river rose in Київ" {
		t.Errorf("summary %q, want the first paragraph", c.Summary)
	}
}

func TestAnActOnWhatIsNoLongerShownIsRefused(t *testing.T) {
	s := draft()
	s.Acts = []story.Act{{Number: 7, Kind: story.Publish, Revision: 1, At: noon}}
	for _, c := range []struct {
		kind story.ActKind
		seen int64
		want bool
	}{{story.Update, 7, true}, {story.Update, 0, false}, {story.Update, 6, false}, {story.Update, 8, false},
		{story.Correct, 0, false}, {story.Publish, 0, false}, {story.Withdraw, 0, true}, {story.Withdraw, 99, true}} {
		now := *s
		_, err := now.Do(story.Act{Kind: c.kind, Revision: 1, Seen: c.seen, At: noon, PublicNote: "x", InternalNote: "x"})
		if (err == nil) != c.want || err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("%s by somebody who has seen act %d: %v", c.kind, c.seen, err)
		}
	}
}

func TestAStoryKeepsTheDateThatItBearsElsewhere(t *testing.T) {
	old := noon.AddDate(-7, 0, 0)
	for dated, want := range map[time.Time]time.Time{{}: noon, old: old, noon: noon, noon.Add(time.Second): noon} {
		s := draft()
		s.Dated = dated
		a := s.Prepare(story.Publish)
		a.At = noon
		a, err := s.Do(a)
		if err != nil || !s.Published().Equal(want) || !s.Changed().Equal(want) || !a.At.Equal(noon) {
			t.Errorf("dated %v: published %v, changed %v, done %v (%v); want %v, and done at noon", dated, s.Published(), s.Changed(), a.At, err, want)
		}
		if back := !dated.IsZero() && !dated.After(noon); s.DatedBack() != back || story.NewCard(s, decode(t, flood)).Dated != back {
			t.Errorf("dated %v: dated back %t, want %t", dated, s.DatedBack(), back)
		}
	}
	s := draft()
	for what, a := range map[string]story.Act{
		"a date ahead of the act": {Kind: story.Publish, Revision: 1, At: noon, Dated: noon.Add(time.Microsecond)},
		"a date of an update":     {Kind: story.Update, Revision: 1, At: noon, Dated: old},
	} {
		if _, err := s.Do(a); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
	}
}

func TestPublicationIsReadFromTheActsThatWereNotTakenBack(t *testing.T) {
	act := func(number int64, kind story.ActKind, revision int) story.Act {
		return story.Act{Number: number, Kind: kind, Revision: revision, At: noon.Add(time.Duration(number) * time.Second)}
	}
	undo := func(number, undoes int64) story.Act {
		return story.Act{Number: number, Kind: story.Undo, Undoes: undoes, Revision: 9, At: noon}
	}
	for what, c := range map[string]struct {
		acts  []story.Act
		state story.Publication
		shown int
	}{
		"a publication":                       {[]story.Act{act(1, story.Publish, 1), undo(2, 1)}, story.Never, 0},
		"a publication, then published again": {[]story.Act{act(1, story.Publish, 1), undo(2, 1), act(3, story.Publish, 2)}, story.Public, 2},
		"an update":                           {[]story.Act{act(1, story.Publish, 1), act(2, story.Update, 2), undo(3, 2)}, story.Public, 1},
		"an update, then the publication too": {[]story.Act{act(1, story.Publish, 1), act(2, story.Update, 2), undo(3, 2), undo(4, 1)}, story.Never, 0},
		"a withdrawal":                        {[]story.Act{act(1, story.Publish, 1), act(2, story.Withdraw, 1), undo(3, 2)}, story.Public, 1},
		"a restoration":                       {[]story.Act{act(1, story.Publish, 1), act(2, story.Withdraw, 1), act(3, story.Restore, 1), undo(4, 3)}, story.Withdrawn, 0},
		"a withdrawal, then withdrawn anew":   {[]story.Act{act(1, story.Publish, 1), act(2, story.Withdraw, 1), undo(3, 2), act(4, story.Withdraw, 1)}, story.Withdrawn, 0},
	} {
		s := draft()
		s.Acts = c.acts
		if s.Publication() != c.state || s.Shown() != c.shown {
			t.Errorf("%s, taken back: it is %s and shows %d, want %s and %d", what, s.Publication(), s.Shown(), c.state, c.shown)
		}
	}
}

func TestWhatSpeaksAgainstATextHasItsPlace(t *testing.T) {
	for what, c := range map[string]struct {
		spoil    func(d *story.Document)
		code     story.StopCode
		position int
		waivable bool
	}{
		"no headline": {func(d *story.Document) { d.Head.Headline = " " }, story.NoHeadline, 0, false},
		"no section":  {func(d *story.Document) { d.Head.Section = "" }, story.NoSection, 0, false},
		"no body":     {func(d *story.Document) { d.Body.Content = []story.Node{{Type: story.Paragraph}} }, story.NoBody, 0, false},
		"a picture without alt": {func(d *story.Document) {
			d.Body.Content = append(d.Body.Content, story.Node{Type: story.Picture, Attrs: story.Attrs{Asset: "abcdefghijk27"}})
		}, story.NoAlt, 2, false},
		"TK in the text": {func(d *story.Document) { d.Body.Content = append(d.Body.Content, story.Para("It was (TK) metres.")) }, story.Placeholder, 2, true},
		"TKTK at an end": {func(d *story.Document) { d.Body.Content = append(d.Body.Content, story.Para("It was TKTK")) }, story.Placeholder, 2, true},
		"TK in a caption": {func(d *story.Document) {
			d.Body.Content = append(d.Body.Content, story.Node{Type: story.Picture, Attrs: story.Attrs{Asset: "abcdefghijk27", Alt: "x", Caption: "TK"}})
		}, story.Placeholder, 2, true},
		"TK in the standfirst": {func(d *story.Document) { d.Head.Standfirst = "TK: what is known" }, story.Placeholder, 0, true},
		"TK split by a mark": {func(d *story.Document) {
			d.Body.Content = append(d.Body.Content, story.Node{Type: story.Paragraph, Content: []story.Node{{Type: story.Text, Text: "T"}, {Type: story.Text, Text: "K"}}})
		}, story.Placeholder, 2, true},
		"tk and ATK": {func(d *story.Document) { d.Body.Content = append(d.Body.Content, story.Para("ATK and tk, TKs, TK9")) }, "", 0, false},
		"nothing":    {func(*story.Document) {}, "", 0, false},
	} {
		d := story.Blank("world")
		d.Head.Headline, d.Body.Content = "River rises", []story.Node{story.Para("It rose.")}
		c.spoil(&d)
		stops := d.Stops()
		if c.code == "" {
			if len(stops) != 0 {
				t.Errorf("%s: %+v, want nothing", what, stops)
			}
			continue
		}
		if len(stops) != 1 || stops[0].Code != c.code || stops[0].Position != c.position || stops[0].Waivable != c.waivable {
			t.Errorf("%s: %+v, want %s in block %d, waivable %t", what, stops, c.code, c.position, c.waivable)
			continue
		}
		if err := story.Stopped(stops, "for a reason"); (err == nil) != c.waivable {
			t.Errorf("%s, overruled: %v", what, err)
		}
		if !fault.Is(story.Stopped(stops, ""), fault.Invalid) || d.Ready() == nil {
			t.Errorf("%s, not overruled, may go out", what)
		}
	}
}

func TestWhatIsNoActIsSaidToBeNone(t *testing.T) {
	for _, kind := range []story.ActKind{"burn", "", "Publish", story.ActKind(strings.Repeat("é", 60)), "\xff"} {
		_, err := draft().Do(story.Act{Kind: kind, Revision: 1, Seen: 7})
		if f := fault.Of(err); f.Kind != fault.Invalid || f.Message.Key != msg.FaultUnknownAct("").Key || !utf8.ValidString(f.Error()) {
			t.Errorf("%q: %v, want that it is no act", kind, err)
		}
	}
}

func TestOnlyAnAddressOnTheWebBecomesALink(t *testing.T) {
	for address, want := range map[string]bool{
		"https://wire.example/flood": true, "http://wire.example": true, "HTTPS://wire.example/": true, "https://wire.example:8443/a?b#c": true,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, " javascript:alert(1)": false, "java\tscript:alert(1)": false, "\x01javascript:alert(1)": false,
		"javascript://wire.example/%0aalert(1)": false, "data:text/html,<script>": false, "vbscript:x": false, "file:///etc/passwd": false, "blob:https://wire.example/1": false,
		"https://rosa:secret@wire.example/": false, "https://": false, "https:wire.example": false, "https:///flood": false, "//wire.example/": false, "/flood": false, "": false,
	} {
		if got := story.OnTheWeb(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

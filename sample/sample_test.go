package sample

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/story"
)

func open(t *testing.T) *News {
	t.Helper()
	n, err := Newsroom()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// public are the edition's stories that readers can open, withdrawn ones not among them.
func (n *News) public(of edition.Slug) []Story {
	var stories []Story
	for _, s := range n.Stories {
		withdrawn := slices.ContainsFunc(s.Acts, func(a Act) bool { return a.Kind == "withdraw" })
		if s.Edition == of && len(s.Acts) > 0 && !withdrawn {
			stories = append(stories, s)
		}
	}
	return stories
}

// documents calls visit with every document that the sample shows or keeps.
func documents(n *News, visit func(s *Story, d *story.Document)) {
	for i := range n.Stories {
		s := &n.Stories[i]
		visit(s, &s.Document)
		for _, a := range s.Acts {
			if a.Document != nil {
				visit(s, a.Document)
			}
		}
	}
}

func (n *News) asset(of string) (Asset, bool) {
	ref, ok := strings.CutPrefix(of, "ref:")
	i := slices.IndexFunc(n.Assets, func(a Asset) bool { return string(a.Ref) == ref })
	if !ok || i < 0 {
		return Asset{}, false
	}
	return n.Assets[i], true
}

func TestEveryStoryIsLongEnoughToBeNews(t *testing.T) {
	documents(open(t), func(s *Story, d *story.Document) {
		plain := d.Body.Plain()
		got, want := len(strings.Fields(plain)), 150
		switch s.Edition {
		case "zh-hans":
			got, want = utf8.RuneCountInString(plain), 300
		case "my":
			got, want = utf8.RuneCountInString(plain), 850
		}
		if got < want {
			t.Errorf("%s/%s is %d long, want %d", s.Edition, s.Ref, got, want)
		}
	})
}

func TestEveryAssetIsThereCreditedAndLicensedWithinTenMegabytes(t *testing.T) {
	n := open(t)
	var total int64
	for _, a := range n.Assets {
		f, err := n.Open(a.File)
		if err != nil {
			t.Error(err)
			continue
		}
		info, err := f.Stat()
		if err != nil {
			t.Error(err)
		} else {
			total += info.Size()
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if a.Credit == "" || a.Licence == "" || a.Source == "" || !slices.Contains(media.Kinds(), a.Kind) {
			t.Errorf("asset %s lacks credit, licence, source or kind: %+v", a.Ref, a)
		}
		if a.Kind == media.Picture && a.Alt["en"] == "" {
			t.Errorf("picture %s has no English alternative text", a.Ref)
		}
	}
	if want := int64(10 << 20); total > want {
		t.Errorf("media take %d bytes, want at most %d", total, want)
	}
}

func TestEveryFileIsCreditedForPeopleToo(t *testing.T) {
	n := open(t)
	credits, err := fs.ReadFile(files, "media/CREDITS.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "media/*")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(names)-1, len(n.Assets); got != want {
		t.Errorf("%d files in media, %d assets", got, want)
	}
	for _, a := range n.Assets {
		if line := "| " + strings.TrimPrefix(a.File, "media/") + " |"; !strings.Contains(string(credits), line) {
			t.Errorf("CREDITS.md has no line %q", line)
		}
	}
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	n := open(t)
	stories := map[string]bool{}
	for _, s := range n.Stories {
		if stories[string(s.Ref)] {
			t.Errorf("two stories are called %s", s.Ref)
		}
		stories[string(s.Ref)] = true
		if !slices.ContainsFunc(n.Staff, func(p Person) bool { return p.Ref == s.By }) {
			t.Errorf("%s is by nobody known: %q", s.Ref, s.By)
		}
	}
	for _, e := range n.Editions {
		if !stories[string(e.Lead)] {
			t.Errorf("edition %s leads with %q, which is no story", e.Slug, e.Lead)
		}
	}
	if !stories[string(n.Alert.Story)] {
		t.Errorf("the alert leads to %q, which is no story", n.Alert.Story)
	}
	documents(n, func(s *Story, d *story.Document) {
		for _, ref := range d.Assets() {
			if _, ok := n.asset(ref); !ok {
				t.Errorf("%s uses unknown asset %q", s.Ref, ref)
			}
		}
		for _, ref := range d.Related() {
			if !stories[strings.TrimPrefix(ref, "ref:")] {
				t.Errorf("%s points to unknown story %q", s.Ref, ref)
			}
		}
	})
}

func TestEveryKindOfBlockAndMarkIsUsed(t *testing.T) {
	used, marks := map[story.Kind]bool{}, map[string]bool{}
	documents(open(t), func(_ *Story, d *story.Document) {
		d.Walk(func(n *story.Node) {
			used[n.Type] = true
			for _, m := range n.Marks {
				marks[string(m.Type)] = true
			}
		})
	})
	for _, k := range story.Kinds() {
		if !used[k] {
			t.Errorf("no story has a %s", k)
		}
	}
	for _, m := range []string{"strong", "em", "link", "span"} {
		if !marks[m] {
			t.Errorf("no story has the mark %s", m)
		}
	}
}

func TestEveryPublicStoryIsReadyForReaders(t *testing.T) {
	documents(open(t), func(s *Story, d *story.Document) {
		if err := d.Ready(); err != nil {
			t.Errorf("%s: %v", s.Ref, err)
		}
		if d.Head.Standfirst == "" || d.Head.Byline == "" || d.Head.Place == "" {
			t.Errorf("%s lacks standfirst, byline or place", s.Ref)
		}
		if got, want := utf8.RuneCountInString(d.Head.Headline), 90; got > want {
			t.Errorf("%s has a headline of %d characters, want at most %d", s.Ref, got, want)
		}
		if s.Kind != story.Article && d.Head.Lead == nil {
			t.Errorf("%s is a %s without a picture to show it by", s.Ref, s.Kind)
		}
	})
}

func TestEveryDocumentCanBeKeptOnceRefsAreIds(t *testing.T) {
	ref := regexp.MustCompile(`"ref:[^"]+"`)
	documents(open(t), func(s *Story, d *story.Document) {
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := story.Decode(ref.ReplaceAll(raw, []byte(`"abcdefghjkmnp"`))); err != nil {
			t.Errorf("%s: %v", s.Ref, err)
		}
	})
}

func TestEveryEditionFillsItsFrontPage(t *testing.T) {
	n := open(t)
	for _, e := range n.Editions {
		pictures, sections, heard := 0, map[string]int{}, false
		for _, s := range n.Stories {
			if s.Edition != e.Slug || len(s.Acts) == 0 {
				continue
			}
			if s.Document.Head.Lead != nil {
				pictures++
			}
			sections[s.Document.Head.Section]++
			heard = heard || s.Kind != story.Article
			known := func(x Section) bool { return string(x.Slug) == s.Document.Head.Section }
			if !slices.ContainsFunc(e.Sections, known) {
				t.Errorf("%s stands in section %q, which %s does not have", s.Ref, s.Document.Head.Section, e.Slug)
			}
		}
		full := 0
		for _, stories := range sections {
			if stories > 1 {
				full++
			}
		}
		if pictures < 5 || full < 2 || !heard {
			t.Errorf("%s has %d stories with pictures, %d sections with two stories, sound or film %t; want 5, 2, true", e.Slug, pictures, full, heard)
		}
		if n.Alert.Texts[e.Lang] == "" {
			t.Errorf("the alert says nothing in %s", e.Lang)
		}
		kept := edition.Edition{Slug: e.Slug, Lang: e.Lang, Name: e.Name, Zone: e.Zone}
		if err := kept.Check(); err != nil {
			t.Errorf("%s: %v", e.Slug, err)
		}
	}
}

func TestEveryEditionHasSectionsBelowItsTop(t *testing.T) {
	n := open(t)
	for _, e := range n.Editions {
		stories, sections, pictures := n.public(e.Slug), map[string]int{}, map[string]int{}
		for _, s := range stories {
			sections[s.Document.Head.Section]++
			if l := s.Document.Head.Lead; l != nil {
				pictures[l.Asset]++
			}
			if age := -time.Duration(s.Published); age <= 0 || age > 72*time.Hour {
				t.Errorf("%s is %s old, want at most three days", s.Ref, age)
			}
		}
		full, reused := 0, 0
		for _, count := range sections {
			if count >= 3 {
				full++
			}
		}
		for _, count := range pictures {
			reused += count - 1
		}
		if len(stories) < 15 || full < 3 {
			t.Errorf("%s has %d public stories and %d sections with three, want 15 and 3", e.Slug, len(stories), full)
		}
		if reused > 1 {
			t.Errorf("%s leads %d stories with a picture that another one has, want at most 1", e.Slug, reused)
		}
	}
}

// weekday finds the days of the week, which are out of step with the time of filling.
var weekday = regexp.MustCompile(`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day` +
	`|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b` +
	`|[Пп]онеділ[ко]|[Вв]івтор[ко]|(?:^|\s)[УуВв] сер[ео]ду|[Чч]етвер(?:\s|$)|[Пп][’ʼ]ятниц|[Сс]убот[иуа]|[Нн]еділ[яюі]` +
	`|شنبه|جمعه|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد` +
	`|တနင်္လာ|တနင်္ဂနွေ|အင်္ဂါနေ့|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာနေ့|စနေနေ့|星期[一二三四五六日天]|周[一二三四五六日]` +
	`|Juma(?:tatu|nne|tano|mosi|pili)|Alhamisi|Ijumaa`)

func TestNoStoryNamesADayOfTheWeek(t *testing.T) {
	documents(open(t), func(s *Story, d *story.Document) {
		for _, text := range []string{d.Head.Headline, d.Head.Standfirst, d.Body.Plain()} {
			if got := weekday.FindString(text); got != "" {
				t.Errorf("%s names the day %q", s.Ref, got)
			}
		}
	})
}

func TestLatinLettersStandOnlyInMarkedNames(t *testing.T) {
	latin := func(r rune) bool { return unicode.Is(unicode.Latin, r) }
	exempt := map[edition.Slug]bool{"en": true, "fr": true, "sw": true}
	documents(open(t), func(s *Story, d *story.Document) {
		if exempt[s.Edition] {
			return
		}
		texts := []string{d.Head.Headline, d.Head.Standfirst, d.Head.Byline, d.Head.Place}
		if l := d.Head.Lead; l != nil {
			texts = append(texts, l.Alt, l.Caption)
		}
		d.Walk(func(n *story.Node) {
			texts = append(texts, n.Attrs.Alt, n.Attrs.Caption, n.Attrs.Speaker, n.Attrs.Role, n.Attrs.Title, n.Attrs.Text)
			if !slices.ContainsFunc(n.Marks, func(m story.Mark) bool { return m.Attrs.Lang != "" }) {
				texts = append(texts, n.Text)
			}
		})
		for _, text := range texts {
			if strings.ContainsFunc(strings.ReplaceAll(text, "CC BY 4.0", ""), latin) {
				t.Errorf("%s has Latin letters in %q", s.Ref, text)
			}
		}
	})
}

func TestOneStoryIsToldInFourLanguagesAndActsAreOfEveryKind(t *testing.T) {
	n := open(t)
	var group []string
	acts := map[string][]string{}
	drafts := 0
	for _, s := range n.Stories {
		if s.Group == "lakes" {
			group = append(group, string(s.Edition))
		}
		if len(s.Acts) == 0 {
			drafts++
		}
		for _, a := range s.Acts {
			acts[a.Kind] = append(acts[a.Kind], string(s.Edition))
			if a.Kind == "correct" && a.Note == "" || a.Kind == "withdraw" && a.Reason == "" {
				t.Errorf("%s: %s does not say why", s.Ref, a.Kind)
			}
			if at := s.Published + a.After; at > 0 {
				t.Errorf("%s: %s lies %s in the future", s.Ref, a.Kind, time.Duration(at))
			}
		}
	}
	slices.Sort(group)
	slices.Sort(acts["correct"])
	for _, c := range []struct{ what, got, want string }{
		{"languages of the lakes story", strings.Join(group, " "), "en fa fr sw"},
		{"corrected", strings.Join(acts["correct"], " "), "ar en"},
		{"withdrawn", strings.Join(acts["withdraw"], " "), "en"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if drafts != 1 {
		t.Errorf("%d drafts, want 1", drafts)
	}
}

func TestAnOffsetIsToldInHoursAndMinutes(t *testing.T) {
	for text, want := range map[string]time.Duration{"-PT3H20M": -200 * time.Minute, "PT6H": 6 * time.Hour, "-PT5M": -5 * time.Minute} {
		var o Offset
		if err := o.UnmarshalText([]byte(text)); err != nil || time.Duration(o) != want {
			t.Errorf("offset %s: got %s, %v, want %s", text, time.Duration(o), err, want)
		}
	}
	for _, text := range []string{"", "PT", "-3H", "PT3S"} {
		var o Offset
		if err := o.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("offset %q was read as %s", text, time.Duration(o))
		}
	}
}

func TestEveryLanguageTagIsCanonical(t *testing.T) {
	for _, a := range open(t).Assets {
		for tag := range a.Alt {
			if got, err := lang.Canonical(string(tag)); err != nil || got != tag {
				t.Errorf("asset %s: language %q is %q, %v", a.Ref, tag, got, err)
			}
		}
	}
}

// Package sample holds the sample newsroom: eight editions, their stories,
// pictures, sound and film, all written or chosen for Dateline and embedded in
// the program. It is content, the types that read it, and Fill.
//
// newsroom.json holds the editions with their sections and lead, three people,
// one alert and the assets with credit and licence; media/CREDITS.md says the
// same for people. stories/{edition}/{ref}.json holds one story each. A ref
// names a story, a person or an asset within the sample; documents say
// "ref:NAME" where a kept document has an id. Times are ISO 8601 durations
// from the moment of filling ("-PT3H20M" is three hours and twenty minutes
// before it), so that the newsroom is always fresh. A story without acts is a
// draft. A story's By has written it; its acts are an editor's.
package sample

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"time"

	"dateline/edition"
	"dateline/lang"
	"dateline/media"
	"dateline/staff"
	"dateline/story"
)

//go:embed newsroom.json stories media
var files embed.FS

// Ref names a story, a person, an asset or a translation group in the sample.
type Ref string

// News is the whole sample newsroom.
type News struct {
	Editions []Edition `json:"editions"`
	Staff    []Person  `json:"staff"`
	Alert    Alert     `json:"alert"`
	Assets   []Asset   `json:"assets"`
	Stories  []Story   `json:"-"` // oldest first; drafts before all
}

// Edition is one language service and the story pinned to its front page.
type Edition struct {
	Slug     edition.Slug `json:"slug"`
	Lang     lang.Tag     `json:"lang"`
	Name     string       `json:"name"`
	Tagline  string       `json:"tagline"`
	Zone     string       `json:"zone"`
	Lead     Ref          `json:"lead"`
	Sections []Section    `json:"sections"`
}

// Section is a part of an edition.
type Section struct {
	Slug edition.Slug `json:"slug"`
	Name string       `json:"name"`
}

// Person is somebody who works in the sample newsroom.
type Person struct {
	Ref  Ref        `json:"ref"`
	Name string     `json:"name"`
	Role staff.Role `json:"role"`
}

// Alert is the breaking item.
type Alert struct {
	Level     story.Level         `json:"level"`
	Story     Ref                 `json:"story"`
	Published Offset              `json:"published"`
	Ends      Offset              `json:"ends"`
	Texts     map[lang.Tag]string `json:"texts"`
}

// Asset is a picture, a sound or a film, with whose it is.
type Asset struct {
	Ref     Ref                 `json:"ref"`
	File    string              `json:"file"` // for Open
	Kind    media.Kind          `json:"kind"`
	Credit  string              `json:"credit"`
	Licence string              `json:"licence"`
	Source  string              `json:"source"`
	Alt     map[lang.Tag]string `json:"alt,omitempty"` // pictures only
}

// Story is one story with everything that is to happen to it.
type Story struct {
	Ref       Ref            `json:"ref"`
	Edition   edition.Slug   `json:"edition"`
	Kind      story.Type     `json:"kind"`
	Group     Ref            `json:"group"` // translation group; empty: it stands alone
	URL       string         `json:"url"`
	By        Ref            `json:"by"`
	Published Offset         `json:"published,omitempty"` // zero for a draft
	Acts      []Act          `json:"acts"`                // in order; none: a draft
	Document  story.Document `json:"document"`
}

// Act is what happens to a story in public.
type Act struct {
	Kind     string          `json:"kind"` // publish, correct or withdraw
	Note     string          `json:"note,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	After    Offset          `json:"after,omitempty"`    // from the story's publication
	Document *story.Document `json:"document,omitempty"` // nil: unchanged
}

// Offset is a time, told from the moment of filling or from a publication.
type Offset time.Duration

var offset = regexp.MustCompile(`^(-?)PT(?:(\d+)H)?(?:(\d+)M)?$`)

// UnmarshalText reads an ISO 8601 duration of hours and minutes.
func (o *Offset) UnmarshalText(text []byte) error {
	m := offset.FindStringSubmatch(string(text))
	if m == nil || m[2]+m[3] == "" {
		return fmt.Errorf("offset %q: not like -PT3H20M", text)
	}
	var minutes int
	for i, each := range []int{60, 1} {
		if m[i+2] == "" {
			continue
		}
		n, err := strconv.Atoi(m[i+2])
		if err != nil {
			return fmt.Errorf("offset %q: %w", text, err)
		}
		minutes += n * each
	}
	if m[1] == "-" {
		minutes = -minutes
	}
	*o = Offset(time.Duration(minutes) * time.Minute)
	return nil
}

// From is the moment that the offset means, told from the given one.
func (o Offset) From(at time.Time) time.Time { return at.Add(time.Duration(o)) }

// Newsroom reads the whole sample.
func Newsroom() (*News, error) {
	raw, err := files.ReadFile("newsroom.json")
	if err != nil {
		return nil, fmt.Errorf("sample newsroom: %w", err)
	}
	n := new(News)
	if err := json.Unmarshal(raw, n); err != nil {
		return nil, fmt.Errorf("sample newsroom: %w", err)
	}
	paths, err := fs.Glob(files, "stories/*/*.json")
	if err != nil {
		return nil, fmt.Errorf("sample stories: %w", err)
	}
	for _, path := range paths {
		s, err := read(path)
		if err != nil {
			return nil, err
		}
		n.Stories = append(n.Stories, s)
	}
	slices.SortStableFunc(n.Stories, func(a, b Story) int { return int(order(a) - order(b)) })
	return n, nil
}

// order puts drafts first and stories by their time.
func order(s Story) time.Duration {
	if len(s.Acts) == 0 {
		return -1 << 62
	}
	return time.Duration(s.Published)
}

func read(path string) (Story, error) {
	var s Story
	raw, err := files.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("sample story %s: %w", path, err)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("sample story %s: %w", path, err)
	}
	return s, nil
}

// Open opens the file of an asset; the caller closes it.
func (n *News) Open(file string) (fs.File, error) {
	f, err := files.Open(file)
	if err != nil {
		return nil, fmt.Errorf("sample file %s: %w", file, err)
	}
	return f, nil
}

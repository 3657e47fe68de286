package lang

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// Tag names a language in canonical BCP 47: "en", "fa", "zh-Hans". Only Canonical makes tags from what strangers write.
type Tag string

// longestTag is the most bytes of a tag that Canonical reads: RFC 5646 asks for 35; private extensions of old systems
// are longer, and none of them names a language we print in.
const longestTag = 64

// ErrTag is what Canonical's errors wrap.
var ErrTag = errors.New("not a language tag")

// Canonical gives the one way we write a language: retired and three-letter codes become current ones ("lin" is "ln",
// "iw" is "he"), a script is named only where the language alone does not say it (and always for Chinese), a region only
// where it is not the likely one, extensions never.
func Canonical(s string) (Tag, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longestTag {
		return "", fmt.Errorf("%w: %d bytes", ErrTag, len(s))
	}
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return "", fmt.Errorf("%w: %q", ErrTag, s)
		}
	}
	t, err := language.All.Parse(s)
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrTag, s, err)
	}
	base, _, _ := t.Raw()
	switch base.String() {
	case "und", "mul", "mis", "zxx": // unknown, several, unnamed, none: no language to print in
		return "", fmt.Errorf("%w: %q", ErrTag, s)
	case "prs": // Dari has a code of its own and is written as Persian of Afghanistan
		return "fa-AF", nil
	}
	return shortest(t), nil
}

// shortest writes t with the script and region that cannot be guessed from the rest.
func shortest(t language.Tag) Tag {
	base, rawScript, region := t.Raw()
	script, _ := t.Script()
	parts := []string{base.String()}
	alone, _ := language.Compose(base)
	likely, _ := alone.Script()
	if rawScript.String() != "Zzzz" && script != likely || base.String() == "zh" {
		parts = append(parts, script.String())
	}
	if region.String() != "ZZ" {
		plain, _ := language.Compose(base, script)
		if usual, _ := plain.Region(); usual != region && !(base.String() == "zh" && chineseHome[region.String()] == script.String()) {
			parts = append(parts, region.String())
		}
	}
	for _, v := range t.Variants() {
		parts = append(parts, v.String())
	}
	return Tag(strings.Join(parts, "-"))
}

// chineseHome says which regions say no more than the script does.
var chineseHome = map[string]string{"CN": "Hans", "SG": "Hans", "TW": "Hant"}

// parents lists the tags to look under for t, itself first: "zh-Hant-HK", "zh-Hant", "zh".
func (t Tag) parents() []Tag {
	tags := []Tag{t}
	for s := string(t); ; {
		i := strings.LastIndexByte(s, '-')
		if i < 0 {
			return tags
		}
		s = s[:i]
		tags = append(tags, Tag(s))
	}
}

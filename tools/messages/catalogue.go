package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/lang"
)

// catalogue is all messages in all languages, English being the one that says what there is.
type catalogue struct {
	english []byte // en.json as it stands
	entries map[string]entry
	texts   map[lang.Tag]map[string]string
}

// entry is a message in en.json.
type entry struct {
	Text string `json:"text"`
	Note string `json:"note"`           // for translators: where it stands and what it does
	Args string `json:"args,omitempty"` // "name type, name type"
}

type arg struct{ name, kind string }

func (e entry) args() ([]arg, error) {
	var args []arg
	for one := range strings.SplitSeq(e.Args, ",") {
		switch words := strings.Fields(one); len(words) {
		case 0:
		case 2:
			if kinds[words[1]].param == "" {
				return nil, fmt.Errorf("no type %q", words[1])
			}
			args = append(args, arg{words[0], words[1]})
		default:
			return nil, fmt.Errorf("args %q: want name and type", one)
		}
	}
	return args, nil
}

// mustHave are the keys that every full language has; the rest may fall back to English.
var mustHave = []string{"site.", "player.", "feed.", "fault.", "unit."}

func readCatalogue(folder string) (*catalogue, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	c := &catalogue{texts: map[lang.Tag]map[string]string{}}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tag := lang.Tag(strings.TrimSuffix(filepath.Base(name), ".json"))
		if c.texts[tag], err = lang.Texts(b); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := oneKeyALine(b, len(c.texts[tag])); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if tag == "en" {
			c.english = b
			if err := json.Unmarshal(b, &c.entries); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if c.entries == nil {
		return nil, errors.New("no en.json in " + folder)
	}
	return c, nil
}

// oneKeyALine holds a file of so many keys to one key a line, sorted, so that two people's additions seldom meet.
func oneKeyALine(file []byte, keys int) error {
	last := ""
	for line := range bytes.Lines(file) {
		key, _, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(line)), `"`), `":`)
		if !found {
			continue
		}
		if key <= last {
			return fmt.Errorf("key %s stands after %s", key, last)
		}
		last = key
	}
	if lines := bytes.Count(file, []byte("\n")); lines != keys+2 {
		return fmt.Errorf("%d lines for %d different keys: want { and }, and one line a key", lines, keys)
	}
	return nil
}

// check says everything that is wrong with the files, in the order of languages and keys.
func (c *catalogue) check() error {
	var wrong []error
	for _, tag := range slices.Sorted(maps.Keys(c.texts)) {
		texts := c.texts[tag]
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			if err := c.checkOne(lang.Of(tag), key, texts[key]); err != nil {
				wrong = append(wrong, fmt.Errorf("%s %s: %w", tag, key, err))
			}
		}
		for _, key := range c.missing(tag, mustHave) {
			wrong = append(wrong, fmt.Errorf("%s %s: missing", tag, key))
		}
	}
	return errors.Join(wrong...)
}

func (c *catalogue) checkOne(l *lang.Language, key, text string) error {
	e, known := c.entries[key]
	if !known {
		return errors.New("not in en.json")
	}
	if e.Note == "" {
		return errors.New("no note for translators in en.json")
	}
	args, err := e.args()
	if err != nil {
		return err
	}
	p, err := lang.Parse(text)
	if err != nil {
		return err
	}
	if text == "" {
		return errors.New("empty")
	}
	if missing := p.Missing(l); missing != nil {
		return fmt.Errorf("plural forms missing: %s", strings.Join(missing, ", "))
	}
	if err := sameArgs(p, args); err != nil {
		return err
	}
	english, err := lang.Parse(e.Text)
	if err != nil {
		return err
	}
	if got, want := sorted(p.Cases()), sorted(english.Cases()); !slices.Equal(got, want) {
		return fmt.Errorf("chooses between %v, English between %v", got, want)
	}
	return nil
}

// sameArgs holds a text to the arguments that its key has.
func sameArgs(p *lang.Pattern, args []arg) error {
	uses := p.Args()
	for _, a := range args {
		use, used := uses[a.name]
		switch {
		case !used:
			return fmt.Errorf("does not use {%s}", a.name)
		case use == "plural" && a.kind != "number":
			return fmt.Errorf("plural of {%s}, which is a %s", a.name, a.kind)
		case use == "select" && a.kind != "text":
			return fmt.Errorf("select of {%s}, which is a %s", a.name, a.kind)
		}
		delete(uses, a.name)
	}
	for name := range uses {
		return fmt.Errorf("{%s} is not an argument of this message", name)
	}
	return nil
}

func sorted(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// missing lists the keys that begin with one of prefixes and that tag has not.
func (c *catalogue) missing(tag lang.Tag, prefixes []string) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(c.entries)) {
		if _, has := c.texts[tag][key]; has {
			continue
		}
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

// report is a table of how many of the messages of each kind each language has.
func (c *catalogue) report() string {
	all := map[string]int{}
	for key := range c.entries {
		all[kindOf(key)]++
	}
	kinds := slices.Sorted(maps.Keys(all))
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s", "")
	for _, k := range kinds {
		fmt.Fprintf(&b, " %9s", k)
	}
	b.WriteString("\n")
	for _, tag := range slices.Sorted(maps.Keys(c.texts)) {
		fmt.Fprintf(&b, "%-8s", tag)
		for _, k := range kinds {
			fmt.Fprintf(&b, " %9s", fmt.Sprintf("%d/%d", all[k]-len(c.missing(tag, []string{k + "."})), all[k]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func kindOf(key string) string {
	kind, _, _ := strings.Cut(key, ".")
	return kind
}

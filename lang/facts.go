package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed facts/*.json messages/*.json
var files embed.FS

// facts is one facts/{tag}.json. What a file leaves out stays as plainFacts has it.
type facts struct {
	Tag      Tag          `json:"tag"`
	Autonym  string       `json:"autonym"`
	English  string       `json:"english"`
	Script   string       `json:"script"`
	Fallback []Tag        `json:"fallback"` // whose words to take before English ones
	Digits   string       `json:"digits"`
	Decimal  string       `json:"decimal"`
	Group    string       `json:"group"`
	Calendar string       `json:"calendar"` // "gregorian" or "persian" (Solar Hijri)
	Months   []string     `json:"months"`   // as they stand in a date, of the Gregorian calendar
	Hijri    []string     `json:"hijri"`    // as they stand in a date, of the Solar Hijri calendar
	Weekdays []string     `json:"weekdays"` // from Sunday on
	FirstDay string       `json:"firstDay"` // how the first of a month is written where not as a number
	Forms    forms        `json:"forms"`
	Bytes    []string     `json:"bytes"` // units of 1, 1000, 1000² … bytes
	Quotes   [2][2]string `json:"quotes"`
	List     listForms    `json:"list"`
	Plurals  pluralRules  `json:"plurals"` // CLDR's rules but "other"; absent: those that x/text carries
	Letters  letters      `json:"letters"`
	Type     Type         `json:"type"`

	hasWords bool
}

// letters tell a text of the language from those of others in its script. tools/letters writes them from the texts
// named. A language without them is the one that is guessed where no other of its script has any.
type letters struct {
	From   []string `json:"from"`   // names of texts in the language
	Threes string   `json:"threes"` // its runs of three letters, most frequent first
	Unlike []string `json:"unlike"` // texts of the language that writes most characters alike
	Own    string   `json:"own"`    // the characters that those have not
}

// forms are the shapes of dates and amounts, with {day}, {month}, {year}, their digits alone ({day2}, {number} of two, {number1}), {weekday}, {hour},
// {minute}, {date}, {clock}, {gregorian}, {amount}, {unit}.
type forms struct {
	Date     string `json:"date"`
	Long     string `json:"long"`
	Masthead string `json:"masthead"`
	DateTime string `json:"dateTime"`
	Clock    string `json:"clock"`
	Bytes    string `json:"bytes"`
	Spoken   string `json:"spoken"` // joins two parts {a} and {b} of a spoken duration
	WideHour bool   `json:"wideHour"`
}

// listForms join items: Two a pair, Comma all but the last, Last the last. Each holds {a} and {b}.
type listForms struct {
	Two   string `json:"two"`
	Comma string `json:"comma"`
	Last  string `json:"last"`
}

// rightToLeft names the scripts that run so, by ISO 15924.
const rightToLeft = " Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi "

// plainFacts is what holds for a language of which only the script is known.
func plainFacts(script string) facts {
	line := 1.5
	switch script {
	case "Arab", "Hans", "Hant", "Jpan", "Kore", "Ethi", "Deva", "Thai", "Khmr", "Laoo":
		line = 1.75
	case "Mymr", "Beng", "Taml", "Tibt", "Aran":
		line = 1.9
	}
	cased := script == "Latn" || script == "Cyrl" || script == "Grek"
	return facts{
		Script: script, Digits: "0123456789", Decimal: ".", Group: ",", Calendar: "gregorian",
		Forms: forms{Date: "{year}-{number}-{day2}", Long: "{date}", Masthead: "{date}", DateTime: "{date}, {clock}",
			Clock: "{hour}:{minute}", Bytes: "{amount} {unit}", Spoken: "{a} {b}", WideHour: true},
		Bytes:  []string{"B", "kB", "MB", "GB", "TB"},
		Quotes: [2][2]string{{"“", "”"}, {"‘", "’"}},
		List:   listForms{Two: "{a}, {b}", Comma: "{a}, {b}", Last: "{a}, {b}"},
		Type: Type{Serif: `"Noto Serif", serif`, Sans: "system-ui, sans-serif", Size: 1, Line: line,
			HeadlineLine: line - 0.3, Measure: 66, Italic: cased, Capitals: cased, LetterSpacing: cased},
	}
}

func (f facts) language() *Language {
	l := &Language{Tag: f.Tag, Autonym: f.Autonym, English: f.English, Dir: LeftToRight, Script: f.Script,
		Numerals: f.Digits, Type: f.Type, facts: f}
	if strings.Contains(rightToLeft, " "+f.Script+" ") {
		l.Dir = RightToLeft
	}
	return l
}

// readLanguages reads every facts file and joins the fallback chains. The files are ours and tested, so that a broken
// one is a fault of the build and panics.
func readLanguages() map[Tag]*Language {
	entries, err := files.ReadDir("facts")
	if err != nil {
		panic(fmt.Errorf("language facts: %w", err))
	}
	known := make(map[Tag]*Language, len(entries))
	for _, e := range entries {
		f := readFacts(path.Join("facts", e.Name()))
		l := f.language()
		l.words = sync.OnceValue(func() map[string]*Pattern { return readWords(l.Tag) })
		known[f.Tag] = l
	}
	for _, l := range known {
		l.chain = []*Language{l}
		for _, t := range l.facts.Fallback {
			l.chain = append(l.chain, known[t])
		}
		if l.Tag != "en" {
			l.chain = append(l.chain, known["en"])
		}
	}
	return known
}

func readFacts(name string) facts {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Errorf("language facts %s: %w", name, err))
	}
	var head struct {
		Script string `json:"script"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		panic(fmt.Errorf("language facts %s: %w", name, err))
	}
	f := plainFacts(head.Script)
	if err := json.Unmarshal(b, &f); err != nil {
		panic(fmt.Errorf("language facts %s: %w", name, err))
	}
	_, err = files.Open(messagesFile(f.Tag))
	f.hasWords = err == nil
	return f
}

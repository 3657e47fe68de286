package capture

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestNothingOfAPageVanishes asks of every capture that each line of its text
// stands in a block, in the headline, or in what was dropped.
func TestNothingOfAPageVanishes(t *testing.T) {
	for _, file := range append(heldCaptures(t, "testdata/held"), heldCaptures(t, "testdata/unseen")...) {
		c, raw := capture(t, file)
		var all strings.Builder
		all.WriteString(bare(c.Headline))
		for _, b := range c.Blocks {
			all.WriteString(" " + bare(TextOf(&b)) + " " + bare(b.Plain()) + " " + bare(b.Attrs.Speaker) + bare(b.Attrs.Role))
		}
		for _, d := range c.Dropped {
			all.WriteString(" " + bare(d.Text))
		}
		for _, l := range everyLine(file, string(raw)) {
			if b := bare(l); b != "" && !strings.Contains(all.String(), b) {
				t.Errorf("%s: %q is in no block and was not dropped", file, l)
			}
		}
	}
}

// everyLine is a page's text by the plainest reading: line by line, or for
// HTML the text between tags.
func everyLine(file, raw string) []string {
	if strings.HasSuffix(file, ".txt") {
		return strings.Split(raw, "\n")
	}
	if _, body, ok := strings.Cut(raw, "<body"); ok {
		raw = "<body" + body
	}
	var out []string
	z := html.NewTokenizer(strings.NewReader(raw))
	for quiet := false; ; {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			quiet = string(name) == "script" && !quiet
		case html.TextToken:
			if !quiet {
				out = append(out, html.UnescapeString(string(z.Raw())))
			}
		}
	}
}

// TestHostilePagesEndQuickly feeds what no honest browser saves. A minute is no
// measure of speed: what grows with the square of a page takes hours.
func TestHostilePagesEndQuickly(t *testing.T) {
	story := "<p>" + strings.Repeat("The harbour was closed on Monday and the pilots went home to wait. ", 4) + "</p>"
	for name, page := range map[string]string{
		"nested":     "<html><body>" + strings.Repeat("<div>", 100_000) + story,
		"flat":       "<html><body>" + strings.Repeat("<p>A line that is short, with a comma, and ends.</p>", 15_000),
		"links":      "<html><body>" + strings.Repeat(`<a href="/x">link</a>`, 30_000) + story,
		"spans":      "<html><body><p>" + strings.Repeat("<b><i>", 5_000) + story,
		"tables":     "<html><body>" + strings.Repeat("<table><tr><td>", 3_000) + story,
		"one line":   strings.Repeat("word ", 1_000_000),
		"quotes":     strings.Repeat("“", 200_000) + "words. " + strings.Repeat("” said ", 50_000),
		"short":      strings.Repeat("a b\n", 19_000) + strings.Repeat("The harbour was closed on Monday and the pilots went home. ", 3),
		"nul":        "\x00\x00The harbour was closed on Monday, and the pilots\x00 all went home to wait for news.",
		"bad utf-8":  "The harbour was closed on Monday, \xff\xfe\xfd and the pilots all went home to wait for news.",
		"comment":    "<!--" + strings.Repeat("-", 1_000_000),
		"attributes": "<html><body><p " + strings.Repeat(`a="b" `, 100_000) + ">" + story,
		"names":      strings.Repeat("John Kerry said Jane Doe, the minister, said. ", 5_000),
		"classes":    "<html><body>" + strings.Repeat(`<div class="share related">`, 390) + strings.Repeat(story, 200),
	} {
		began := time.Now()
		c, err := Capture(strings.NewReader(page), Options{})
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%-12s %v, %v", name, took.Round(time.Millisecond), err)
		}
		if err == nil {
			checkCaptured(t, c)
		} else if !errors.Is(err, ErrNothing) && !errors.Is(err, ErrTooBig) {
			t.Errorf("%s: %v, want a story or a clear reason", name, err)
		}
	}
}

// checkCaptured asks what holds for every capture, whoever wrote it.
func checkCaptured(t testing.TB, c *Captured) {
	t.Helper()
	if c.Headline == "" || len(c.Blocks) == 0 {
		t.Fatalf("a capture without headline or blocks: %+v", c)
	}
	for _, b := range c.Blocks {
		if text := TextOf(&b); strings.ContainsAny(text, "\x00\ufeff\ufffd") {
			t.Fatalf("a block holds what no document may: %q", text)
		}
	}
	for _, d := range c.Dropped {
		if d.Why == "" || d.Text == "" {
			t.Fatalf("dropped without text or reason: %+v", d)
		}
	}
	if _, err := c.MarshalJSON(); err != nil {
		t.Fatal(err)
	}
}

func TestCaptureWithoutAStoryIsRefused(t *testing.T) {
	for _, s := range []string{"", " \n\t\n", "\ufeff", "<html><body></body></html>", "XS\nSM\nMD\nLG", "<html><body><nav>Home</nav></body></html>"} {
		if c, err := Capture(strings.NewReader(s), Options{}); !errors.Is(err, ErrNothing) {
			t.Errorf("%q gave %+v and %v, want %v", s, c, err, ErrNothing)
		}
	}
	if _, err := Capture(strings.NewReader(strings.Repeat("x", MaxBytes+1)), Options{}); !errors.Is(err, ErrTooBig) {
		t.Errorf("a capture over the limit gave %v, want %v", err, ErrTooBig)
	}
}

// TestOldEncodingsAreRead reads one Ukrainian and one Arabic page as old sites
// wrote them.
func TestOldEncodingsAreRead(t *testing.T) {
	uk := `<html lang="uk"><head><meta charset="windows-1251"><title>Порт відкрито</title></head><body><h1>Порт знову відкрито</h1><p>Порт відкрили в понеділок після ремонту, який тривав три місяці й коштував мільйон.</p><p>Перше судно зайшло вранці, і його зустрічав увесь Ізмаїл, від школярів до мера.</p></body></html>`
	ar := `<html lang="ar"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"></head><body><h1>فتح الميناء من جديد</h1><p>فتح الميناء أبوابه يوم الاثنين بعد إصلاحات استمرت ثلاثة أشهر وكلفت مليون دينار.</p><p>ودخلت أول سفينة صباحا وكان في استقبالها أهل المدينة جميعا من الأطفال إلى الشيوخ.</p></body></html>`
	plain := "Порт знову відкрито після ремонту\n\nПорт відкрили в понеділок після ремонту, який тривав три місяці й коштував мільйон.\n"
	encode := func(e interface{ Bytes([]byte) ([]byte, error) }, s string) []byte {
		b, err := e.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		name, headline string
		raw            []byte
		opt            Options
	}{
		{"windows-1251", "Порт знову відкрито", encode(charmap.Windows1251.NewEncoder(), uk), Options{}},
		{"windows-1256", "فتح الميناء من جديد", encode(charmap.Windows1256.NewEncoder(), ar), Options{}},
		{"utf-16 with its mark", "Порт знову відкрито", encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), uk), Options{}},
		{"utf-16 big, text", "Порт знову відкрито після ремонту", encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), plain), Options{}},
		{"windows-1251 text, language given", "Порт знову відкрито після ремонту", encode(charmap.Windows1251.NewEncoder(), plain), Options{Lang: "uk"}},
		{"line ends of Windows and a mark", "Порт знову відкрито після ремонту", []byte("\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")), Options{}},
	} {
		got, err := Capture(bytes.NewReader(c.raw), c.opt)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got.Headline != c.headline || len(got.Blocks) == 0 || strings.Contains(TextOf(&got.Blocks[0]), "\ufffd") {
			t.Errorf("%s: headline %q and blocks %+v, want %q", c.name, got.Headline, got.Blocks, c.headline)
		}
	}
}

// TestWrappedTextIsJoinedAgain reads a capture that a text browser wrapped.
func TestWrappedTextIsJoinedAgain(t *testing.T) {
	_, raw := capture(t, dockStory)
	var b strings.Builder
	for _, l := range strings.Split(string(raw), "\n") {
		n := 0
		for _, w := range strings.Fields(l) {
			if n > 0 && n+1+len([]rune(w)) > 72 {
				b.WriteByte('\n')
				n = 0
			} else if n > 0 {
				b.WriteByte(' ')
				n++
			}
			b.WriteString(w)
			n += len([]rune(w))
		}
		b.WriteByte('\n')
	}
	want, _ := capture(t, dockStory)
	got, err := Capture(strings.NewReader(b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Blocks) != len(want.Blocks) {
		t.Fatalf("the wrapped capture has %d blocks, want %d", len(got.Blocks), len(want.Blocks))
	}
	for i := range want.Blocks {
		if got, want := TextOf(&got.Blocks[i]), TextOf(&want.Blocks[i]); got != want {
			t.Errorf("block %d is %q, want %q", i, got, want)
		}
	}
}

func FuzzCapture(f *testing.F) {
	for _, file := range heldCaptures(f, "testdata/held") {
		_, raw := capture(f, file)
		f.Add(raw)
	}
	f.Add([]byte("<p>\"a,\" said B C, the d. </p><blockquote><cite>x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Capture(bytes.NewReader(b), Options{})
		if err != nil {
			if !errors.Is(err, ErrNothing) && !errors.Is(err, ErrTooBig) {
				t.Fatal(err)
			}
			return
		}
		checkCaptured(t, c)
	})
}

func BenchmarkCapture(b *testing.B) {
	for _, file := range []string{dockStory, "testdata/held/en-town-library.html"} {
		_, raw := capture(b, file)
		b.Run(file[strings.LastIndexByte(file, '.')+1:], func(b *testing.B) {
			for b.Loop() {
				if _, err := Capture(bytes.NewReader(raw), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

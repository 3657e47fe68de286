package capture

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dateline/lang"
)

// decode gives a capture's bytes as UTF-8 text. What the bytes themselves say
// (a mark of order, a page's declaration) wins; text that says nothing and is
// not UTF-8 is read in the old code page of its language.
func decode(raw []byte, page bool, tag lang.Tag) string {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return decodeBy(raw, unicode.BOMOverride(unicode.UTF8.NewDecoder()))
	case wide(raw, 1):
		return decodeBy(raw, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case wide(raw, 0):
		return decodeBy(raw, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	case utf8.Valid(raw):
		return string(raw)
	case page:
		enc, name, sure := charset.DetermineEncoding(raw, "text/html")
		if sure || name != "windows-1252" {
			return decodeBy(raw, enc.NewDecoder())
		}
	}
	if bad := invalid(raw); bad*50 < len(raw) {
		return string(raw)
	}
	page1252 := charmap.Windows1252
	switch base, _, _ := strings.Cut(string(tag), "-"); base {
	case "uk", "ru", "bg", "be", "mk", "sr":
		page1252 = charmap.Windows1251
	case "ar", "fa", "ur":
		page1252 = charmap.Windows1256
	}
	return decodeBy(raw, page1252.NewDecoder())
}

func decodeBy(raw []byte, t transform.Transformer) string {
	out, _, err := transform.Bytes(t, raw)
	if err != nil {
		return string(raw)
	}
	return string(out)
}

// wide tells whether raw reads as UTF-16 without a mark: a NUL at every other place.
func wide(raw []byte, at int) bool {
	n := min(len(raw)&^1, 512)
	if n < 8 {
		return false
	}
	zero := 0
	for i := at; i < n; i += 2 {
		if raw[i] == 0 {
			zero++
		}
	}
	return zero*4 > n && bytes.IndexByte(raw[:n], 0) >= 0 && zero*2 >= bytes.Count(raw[:n], []byte{0})*2-4
}

// invalid counts the bytes that are no UTF-8.
func invalid(raw []byte) int {
	bad := 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		raw = raw[n:]
	}
	return bad
}

// isPage tells a captured page in HTML from one in text, by its content.
func isPage(raw []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(raw[:min(len(raw), 64<<10)], []byte{0}, nil))
	head = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimPrefix(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\xff\xfe")), []byte("\xfe\xff")), " \t\r\n")
	for _, start := range []string{"<!doctype", "<html", "<head", "<body", "<?xml", "<!--", "<article", "<main", "<meta", "<title", "<div", "<p>", "<p ", "<section", "<h1"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	tags := 0
	for _, end := range []string{"</p>", "</div>", "</li>", "</h1>", "</h2>", "</body>", "</span>", "</article>"} {
		tags += bytes.Count(head, []byte(end))
	}
	return bytes.Contains(head, []byte("<html")) && tags > 0 || tags >= 6
}

// textLines cuts a captured text into lines; a text that was wrapped to a
// width is joined into its paragraphs again.
func textLines(s string) []*line {
	s = Clean(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
	raw := strings.Split(s, "\n")
	for i := range raw {
		raw[i] = squeeze(raw[i])
	}
	width := wrapWidth(raw)
	var out []*line
	gap, open := true, false
	for i, t := range raw {
		if t == "" {
			gap, open = true, false
			continue
		}
		if open {
			out[len(out)-1].text += " " + t
		} else {
			out = append(out, newTextLine(t, gap))
		}
		gap = false
		open = width > 0 && i+1 < len(raw) && raw[i+1] != "" && wrapped(t, raw[i+1], width)
	}
	return out
}

func newTextLine(t string, gap bool) *line {
	l := &line{text: t, gap: gap}
	if m := bulleted.FindStringSubmatch(t); m != nil && letters([]rune(m[1])) > 0 && !phrases().speaks(t) {
		l.text, l.bullet = m[1], true
	} else if m := numbered.FindStringSubmatch(plainDigits(t)); m != nil {
		l.bullet, l.ordered = true, true
		l.text = strings.TrimSpace(t[strings.IndexAny(plainDigitsSameBytes(t), ".)")+1:])
	}
	return l
}

// plainDigitsSameBytes masks t's bytes that are not ASCII, so that places in it are places in t.
func plainDigitsSameBytes(t string) string {
	b := []byte(t)
	for i := range b {
		if b[i] >= 0x80 {
			b[i] = '0'
		}
	}
	return string(b)
}

// squeeze makes runs of ASCII space one space; other spaces are the text's own.
func squeeze(s string) string {
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " "))
}

// wrapWidth finds the width to which a text was wrapped, 0 where it was not.
func wrapWidth(raw []string) int {
	width, long, joins, breaks := 0, 0, 0, 0
	for _, t := range raw {
		n := utf8.RuneCountInString(t)
		if n > 100 {
			return 0
		}
		if n >= 50 {
			long++
		}
		width = max(width, n)
	}
	if long < 8 {
		return 0
	}
	for i := 0; i+1 < len(raw); i++ {
		if utf8.RuneCountInString(raw[i]) < 50 || raw[i+1] == "" {
			continue
		}
		if wrapped(raw[i], raw[i+1], width) {
			joins++
		} else {
			breaks++
		}
	}
	if joins < 6 || breaks*4 > joins {
		return 0
	}
	return width
}

// wrapped tells whether next goes on with t: its first word had no room.
func wrapped(t, next string, width int) bool {
	first, _, _ := strings.Cut(next, " ")
	return utf8.RuneCountInString(t)+1+utf8.RuneCountInString(first) > width
}

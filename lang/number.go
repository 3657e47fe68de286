package lang

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Digits writes the ASCII digits of s as the language's.
func (l *Language) Digits(s string) string {
	if l.Numerals[0] == '0' {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return digit(l.Numerals, int(r-'0'))
	}, s)
}

// digit is the n-th of ten digits that are of equal length in bytes.
func digit(ten string, n int) rune {
	size := len(ten) / 10
	r, _ := utf8.DecodeRuneInString(ten[n*size:])
	return r
}

// Number writes n with the language's digits and grouping: "1,234", "۱٬۲۳۴".
func (l *Language) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if l.Dir == RightToLeft && sign != "" {
		sign = "\u200e-"
	}
	if len(s) <= 3 {
		return sign + l.Digits(s)
	}
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(l.facts.Group)
		}
		b.WriteByte(s[i])
	}
	return sign + l.Digits(b.String())
}

// Bytes writes the size of a file, with at most one decimal: "3.2 MB". Units go by thousands.
func (l *Language) Bytes(n int64) string {
	n = max(n, 0)
	units := l.facts.Bytes
	size, unit := float64(n), 0
	for unit < len(units)-1 && math.Round(size*10)/10 >= 1000 {
		size /= 1000
		unit++
	}
	decimals := 0
	if unit > 1 || unit == 1 && size < 10 {
		decimals = 1
	}
	amount := strconv.FormatFloat(size, 'f', decimals, 64)
	amount = l.Digits(strings.Replace(strings.TrimSuffix(amount, ".0"), ".", l.facts.Decimal, 1))
	return fill(l.facts.Forms.Bytes, "amount", amount, "unit", units[unit])
}

// against tells whether s begins in the other direction than the language runs, and so has to be set apart from it.
func (l *Language) against(s string) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return l.Dir == RightToLeft
		case bidi.R, bidi.AL:
			return l.Dir == LeftToRight
		}
	}
	return false
}

// fill puts values into a form: names and values by turns.
func fill(form string, pairs ...string) string {
	var b strings.Builder
	for form != "" {
		open := strings.IndexByte(form, '{')
		if open < 0 {
			b.WriteString(form)
			break
		}
		shut := open + strings.IndexByte(form[open:], '}')
		b.WriteString(form[:open])
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == form[open+1:shut] {
				b.WriteString(pairs[i+1])
			}
		}
		form = form[shut+1:]
	}
	return b.String()
}

package lang

import (
	"strconv"
	"strings"
)

// Pattern is a message's text, parsed: plain text, arguments {name}, {n, plural, one {…} other {…}} with # for the number,
// and {x, select, a {…} other {…}}, quoted with apostrophes as in ICU MessageFormat.
type Pattern struct {
	pieces []piece
	plain  string // the whole text when there is nothing to put in
}

// piece is one of: text, an argument, a number sign, a plural, a select.
type piece struct {
	kind  pieceKind
	text  string
	arg   string
	exact map[int]*Pattern    // plural: =0 {…}
	cases map[string]*Pattern // plural and select; "other" is always there
}

type pieceKind int

const (
	textPiece pieceKind = iota
	argPiece
	hashPiece
	pluralPiece
	selectPiece
)

// Say writes the pattern in the language l.
func (p *Pattern) Say(l *Language, args []Arg) string {
	if len(p.pieces) <= 1 && (len(p.pieces) == 0 || p.pieces[0].kind == textPiece) {
		return p.plain
	}
	var b strings.Builder
	p.write(l, args, func(name, s string) {
		if name != "" && l.against(s) {
			b.WriteString("\u2068" + s + "\u2069")
			return
		}
		b.WriteString(s)
	})
	return b.String()
}

// write hands out the pattern's pieces in order; name is the argument that a piece stands for, or empty.
func (p *Pattern) write(l *Language, args []Arg, out func(name, s string)) {
	p.writeIn(l, args, "", out)
}

func (p *Pattern) writeIn(l *Language, args []Arg, counted string, out func(name, s string)) {
	for i := range p.pieces {
		switch c := &p.pieces[i]; c.kind {
		case textPiece:
			out("", c.text)
		case argPiece:
			out(c.arg, l.value(argument(args, c.arg)))
		case hashPiece:
			out(counted, l.value(argument(args, counted)))
		case pluralPiece:
			n, _ := argument(args, c.arg).(int)
			next := c.exact[n]
			if next == nil {
				next = c.cases[string(l.Plural(n))]
			}
			if next == nil {
				next = c.cases["other"]
			}
			next.writeIn(l, args, c.arg, out)
		case selectPiece:
			s, _ := argument(args, c.arg).(string)
			next := c.cases[s]
			if next == nil {
				next = c.cases["other"]
			}
			next.writeIn(l, args, counted, out)
		}
	}
}

func argument(args []Arg, name string) any {
	for i := range args {
		if args[i].Name == name {
			return args[i].Value
		}
	}
	return ""
}

// Args lists the pattern's arguments and how each is used: "" as it is, "plural" or "select" (which wins over "").
func (p *Pattern) Args() map[string]string {
	uses := map[string]string{}
	p.eachPiece(func(c *piece) {
		switch c.kind {
		case pluralPiece:
			uses[c.arg] = "plural"
		case selectPiece:
			uses[c.arg] = "select"
		case argPiece:
			if _, used := uses[c.arg]; !used {
				uses[c.arg] = ""
			}
		}
	})
	return uses
}

// Missing lists, for each plural in the pattern, the forms that language l needs and the pattern has not.
func (p *Pattern) Missing(l *Language) (missing []string) {
	p.eachPiece(func(c *piece) {
		if c.kind != pluralPiece {
			return
		}
		for _, form := range l.Plurals() {
			if c.cases[string(form)] == nil {
				missing = append(missing, c.arg+" "+string(form))
			}
		}
	})
	return missing
}

// Cases lists what a pattern's selects choose between, as "name=case", sorted by the caller if it cares.
func (p *Pattern) Cases() (cases []string) {
	p.eachPiece(func(c *piece) {
		if c.kind != selectPiece {
			return
		}
		for k := range c.cases {
			cases = append(cases, c.arg+"="+k)
		}
	})
	return cases
}

func (p *Pattern) eachPiece(do func(*piece)) {
	for i := range p.pieces {
		c := &p.pieces[i]
		do(c)
		for _, q := range c.exact {
			q.eachPiece(do)
		}
		for _, q := range c.cases {
			q.eachPiece(do)
		}
	}
}

// String writes the pattern back in the syntax it was read from; the cases of a plural or select come in no fixed order.
func (p *Pattern) String() string { return p.text(false) }

// text is String; where counts, # stands for a number and has to be quoted.
func (p *Pattern) text(counts bool) string {
	var b strings.Builder
	signs := "{}"
	if counts {
		signs = "{}#"
	}
	for _, c := range p.pieces {
		switch c.kind {
		case textPiece:
			b.WriteString(quoted(c.text, signs))
		case argPiece:
			b.WriteString("{" + c.arg + "}")
		case hashPiece:
			b.WriteString("#")
		case pluralPiece, selectPiece:
			word := "plural"
			if c.kind == selectPiece {
				word = "select"
			}
			b.WriteString("{" + c.arg + ", " + word + ",")
			within := counts || c.kind == pluralPiece
			for n, q := range c.exact {
				b.WriteString(" =" + strconv.Itoa(n) + " {" + q.text(within) + "}")
			}
			for k, q := range c.cases {
				b.WriteString(" " + k + " {" + q.text(within) + "}")
			}
			b.WriteString("}")
		}
	}
	return b.String()
}

// quoted writes text so that none of the signs in it is read as syntax: each run of signs stands in apostrophes, and
// each apostrophe twice.
func quoted(text, signs string) string {
	var b strings.Builder
	inside := false
	for _, r := range text {
		switch sign := strings.ContainsRune(signs, r); {
		case r == '\'':
			b.WriteString("''")
			continue
		case sign != inside:
			b.WriteByte('\'')
			inside = sign
		}
		b.WriteRune(r)
	}
	if inside {
		b.WriteByte('\'')
	}
	return b.String()
}

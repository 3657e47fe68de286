package story_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gowebpki/jcs"

	"dateline/fault"
	"dateline/story"
)

const asset = "aaaaaaaaaaaa2"

// flood is a document with every kind of block and mark.
const flood = `{"schema":1,"head":{"headline":"River rises","standfirst":"Two bridges closed","byline":"Asha Mwangi","place":"Mombasa","section":"world",
 "lead":{"asset":"aaaaaaaaaaaa2","alt":"A bridge under water"}},
 "body":{"type":"doc","content":[
 {"type":"paragraph","content":[{"type":"text","text":"The river "},{"type":"text","text":"rose","marks":[{"type":"strong"},{"type":"em"}]},
  {"type":"text","text":" in Київ","marks":[{"type":"span","attrs":{"lang":"uk","dir":"ltr"}},{"type":"link","attrs":{"href":"https://example.org/a?b=c"}}]}]},
 {"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Bridges"}]},
 {"type":"list","attrs":{"ordered":true},"content":[{"type":"item","content":[{"type":"paragraph","content":[{"type":"text","text":"North"}]}]}]},
 {"type":"quote","attrs":{"speaker":"Juma","role":"ferryman"},"content":[{"type":"paragraph","content":[{"type":"text","text":"“We wait.”"}]}]},
 {"type":"picture","attrs":{"asset":"aaaaaaaaaaaa2","alt":"A ferry","caption":"The ferry on Monday"}},
 {"type":"audio","attrs":{"asset":"","title":"Bulletin","duration":"PT3M15S"}},
 {"type":"video","attrs":{"asset":"aaaaaaaaaaaa2","title":"The water","poster":"aaaaaaaaaaaa2"}},
 {"type":"related","attrs":{"story":"bbbbbbbbbbbb2","text":"The flood of last year"}},
 {"type":"factbox","attrs":{"title":"In figures"},"content":[{"type":"paragraph","content":[{"type":"text","text":"4 metres"}]}]},
 {"type":"table","attrs":{"caption":"Levels","head":true,"side":true},"content":[
  {"type":"row","content":[{"type":"cell","content":[{"type":"text","text":"Bridge"}]},{"type":"cell","attrs":{"dir":"rtl","lang":"ar"},"content":[{"type":"text","text":"المنسوب"}]}]},
  {"type":"row","content":[{"type":"cell","content":[{"type":"text","text":"North","marks":[{"type":"em"}]}]},{"type":"cell"}]}]},
 {"type":"divider"}]}}`

func decode(t *testing.T, raw string) *story.Document {
	t.Helper()
	d, err := story.Decode([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentWithEveryKindOfBlockIsKeptAsItIs(t *testing.T) {
	d := decode(t, flood)
	met := map[story.Kind]bool{}
	d.Walk(func(n *story.Node) { met[n.Type] = true })
	for _, k := range story.Kinds() {
		if !met[k] {
			t.Errorf("the document of this test has no %s", k)
		}
	}
	raw, hash, err := d.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	again := decode(t, string(raw))
	if diff := cmp.Diff(d, again); diff != "" {
		t.Errorf("decoded again it differs:\n%s", diff)
	}
	if _, same, _ := again.Canonical(); same != hash {
		t.Errorf("hash %s, want %s", same, hash)
	}
	if err := d.Ready(); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func TestCanonicalFormDoesNotDependOnTheOrderOfWriting(t *testing.T) {
	a := decode(t, `{"schema":1,"head":{"headline":"A","place":"B"},"body":{"type":"doc","content":[{"type":"divider"}]}}`)
	b := decode(t, `{"body":{"content":[{"type":"divider"}],"type":"doc"},"head":{"place":"B","headline":"A"},"schema":1}`)
	rawA, hashA, _ := a.Canonical()
	rawB, hashB, _ := b.Canonical()
	if hashA != hashB || string(rawA) != string(rawB) {
		t.Errorf("canonical forms differ: %s and %s", rawA, rawB)
	}
	if want := `{"body":{"content":[{"type":"divider"}],"type":"doc"},"head":{"headline":"A","place":"B"},"schema":1}`; string(rawA) != want {
		t.Errorf("canonical form %s, want %s", rawA, want)
	}
}

// in puts a node into a document.
func in(node string) string {
	return `{"schema":1,"head":{"headline":"h"},"body":{"type":"doc","content":[` + node + `]}}`
}

func text(s string) string {
	raw, _ := json.Marshal(s)
	return in(`{"type":"paragraph","content":[{"type":"text","text":` + string(raw) + `}]}`)
}

func link(href string) string {
	raw, _ := json.Marshal(href)
	return in(`{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":` + string(raw) + `}}]}]}`)
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	deep := strings.Repeat(`{"type":"factbox","content":[`, 2000) + strings.Repeat(`]}`, 2000)
	for name, raw := range map[string]string{
		"nothing":                        ``,
		"an array for an object":         `[]`,
		"two documents":                  in(`{"type":"divider"}`) + in(`{"type":"divider"}`),
		"an unknown schema":              `{"schema":3,"head":{"headline":"h"},"body":{"type":"doc","content":[{"type":"divider"}]}}`,
		"an unknown field":               `{"schema":1,"html":"<p>","head":{"headline":"h"},"body":{"type":"doc","content":[{"type":"divider"}]}}`,
		"an unknown block":               in(`{"type":"iframe"}`),
		"a body that is no doc":          `{"schema":1,"head":{"headline":"h"},"body":{"type":"paragraph"}}`,
		"an empty body":                  `{"schema":1,"head":{"headline":"h"},"body":{"type":"doc"}}`,
		"text outside of a paragraph":    in(`{"type":"text","text":"x"}`),
		"a block in a paragraph":         in(`{"type":"paragraph","content":[{"type":"divider"}]}`),
		"an empty list":                  in(`{"type":"list"}`),
		"a heading without a level":      in(`{"type":"heading","content":[{"type":"text","text":"x"}]}`),
		"a heading that would be the h1": in(`{"type":"heading","attrs":{"level":1}}`),
		"an attribute of another kind":   in(`{"type":"divider","attrs":{"href":"https://example.org"}}`),
		"an attribute nobody knows":      in(`{"type":"paragraph","attrs":{"style":"position:fixed"}}`),
		"a picture of no asset's form":   in(`{"type":"picture","attrs":{"asset":"../../etc/passwd"}}`),
		"an unknown mark":                in(`{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"script"}]}]}`),
		"a mark twice":                   in(`{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"em"},{"type":"em"}]}]}`),
		"a wrong direction":              in(`{"type":"paragraph","attrs":{"dir":"up"}}`),
		"a wrong duration":               in(`{"type":"audio","attrs":{"duration":"3:15"}}`),
		"no duration":                    in(`{"type":"audio","attrs":{"duration":"PT"}}`),
		"nesting without end":            in(deep),
		"a headline of a book":           strings.Replace(in(`{"type":"divider"}`), `"h"`, `"`+strings.Repeat("h", story.MaxHeadline+1)+`"`, 1),
		"an id of no id's form":          in(`{"type":"divider","attrs":{"id":"first"}}`),
		"an id on text":                  in(`{"type":"paragraph","content":[{"type":"text","text":"x","attrs":{"id":"aaaaaaaaaaaa2"}}]}`),
		"two blocks of one id":           in(`{"type":"divider","attrs":{"id":"aaaaaaaaaaaa2"}},{"type":"quote","content":[{"type":"paragraph","attrs":{"id":"aaaaaaaaaaaa2"}}]}`),
		"a table with a hole":            in(`{"type":"table","content":[{"type":"row","content":[{"type":"cell"},{"type":"cell"}]},{"type":"row","content":[{"type":"cell"}]}]}`),
		"a table of too many rows":       in(`{"type":"table","content":[` + strings.Repeat(`{"type":"row","content":[{"type":"cell"}]},`, story.MaxRows) + `{"type":"row","content":[{"type":"cell"}]}]}`),
		"a table of too many columns":    in(`{"type":"table","content":[{"type":"row","content":[` + strings.Repeat(`{"type":"cell"},`, story.MaxColumns) + `{"type":"cell"}]}]}`),
		"a cell outside of a table":      in(`{"type":"cell"}`),
		"too many blocks":                in(strings.Repeat(`{"type":"divider"},`, story.MaxNodes) + `{"type":"divider"}`),
		"too many bytes":                 text(strings.Repeat("x", story.MaxBytes)),
		"javascript":                     link("javascript:alert(1)"),
		"javascript with a tab":          link("jAvA\tscript:alert(1)"),
		"a data address":                 link("data:text/html,<script>"),
		"an address of another scheme":   link("vbscript:x"),
		"a host without a scheme":        link("//evil.example"),
		"a backslash":                    link(`/\evil.example`),
		"a relative path":                link("feed"),
	} {
		if d, err := story.Decode([]byte(raw)); err == nil {
			t.Errorf("%s was taken: %+v", name, d)
		} else if k := fault.Of(err).Kind; k != fault.Invalid && k != fault.TooLarge {
			t.Errorf("%s: a fault of kind %v (%v), want one that says what to mend", name, k, err)
		}
	}
}

func TestLinksThatAreSafeAreTaken(t *testing.T) {
	for _, href := range []string{"https://example.org/%D0%B0", "http://example.org", "mailto:desk@example.org", "tel:+254700000000", "/en/world/"} {
		if _, err := story.Decode([]byte(link(href))); err != nil {
			t.Errorf("%s: %v", href, err)
		}
	}
}

func TestJoinersAndMarksOfScriptsAreKept(t *testing.T) {
	for _, s := range []string{"می‌خواهم", "ක්‍ෂ", "ကျွန်ုပ်", "👩‍🚒", "caf\u00e9", "\u2067عربي\u2069"} {
		d := decode(t, text(s))
		if got := d.Body.Plain(); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestNoCharacterKeepsATextFromBeingSaved(t *testing.T) {
	d := decode(t, `{"schema":1,"head":{"headline":"\u202bسیل\u202c در\u000bپل","standfirst":"a\nb","lead":{"asset":"aaaaaaaaaaaa2","alt":"\ufeffA bridge","caption":"one\u000btwo"}},
	 "body":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"\ufeff"},{"type":"text","text":"\u202ba "},
	  {"type":"text","text":"bold\u0000","marks":[{"type":"strong"}]},{"type":"text","text":"\ud800"}]},
	 {"type":"paragraph","content":[{"type":"text","text":"\u0007"}]},
	 {"type":"quote","attrs":{"speaker":"Jose\u0301\u202c","role":"a\tb"},"content":[{"type":"paragraph"}]}]}}`)
	if got, want := d.Head, (story.Head{Headline: "\u2067سیل\u2069 در پل", Standfirst: "a b",
		Lead: &story.Lead{Asset: asset, Alt: "A bridge", Caption: "one\ntwo"}}); cmp.Diff(want, got) != "" {
		t.Errorf("head (-want +got):\n%s", cmp.Diff(want, got))
	}
	want := []story.Node{
		{Type: story.Paragraph, Content: []story.Node{{Type: story.Text, Text: "\u2067a "},
			{Type: story.Text, Text: "bold\u2069", Marks: []story.Mark{{Type: story.MarkStrong}}}}},
		{Type: story.Paragraph, Content: []story.Node{}},
		{Type: story.Quote, Attrs: story.Attrs{Speaker: "Jos\u00e9", Role: "a b"}, Content: []story.Node{{Type: story.Paragraph}}},
	}
	if diff := cmp.Diff(want, d.Body.Content); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if got := d.Normalise(); got.Any() {
		t.Errorf("what is normal was changed: %+v", got)
	}
}

func TestTextOfAnotherNewsroomIsReadAsItIs(t *testing.T) {
	raw := text("cafe\u0301\t")
	d, err := story.Exact([]byte(raw))
	if err != nil || d.Body.Plain() != "cafe\u0301" {
		t.Errorf("got %+v, %v; want the text in its own form", d, err)
	}
	if _, err := story.Exact([]byte(text("a\u202eb"))); !fault.Is(err, fault.Invalid) {
		t.Errorf("an override of direction that no house saves: %v", err)
	}
}

func TestReadersGetNothingUnfinished(t *testing.T) {
	ready := decode(t, flood)
	for name, spoil := range map[string]func(d *story.Document){
		"no headline":                func(d *story.Document) { d.Head.Headline = " " },
		"no section":                 func(d *story.Document) { d.Head.Section = "" },
		"a lead picture without alt": func(d *story.Document) { d.Head.Lead = &story.Lead{Asset: asset} },
		"a picture without alt":      func(d *story.Document) { d.Body.Content[4].Attrs.Alt = "" },
	} {
		raw, _, _ := ready.Canonical()
		d := decode(t, string(raw))
		spoil(d)
		if err := d.Check(); err != nil {
			t.Errorf("%s: cannot be kept as a draft: %v", name, err)
		}
		if err := d.Ready(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: ready says %v", name, err)
		}
	}
	decorative := decode(t, in(`{"type":"picture","attrs":{"asset":"aaaaaaaaaaaa2","decorative":true}}`))
	decorative.Head.Section = "world"
	if err := decorative.Ready(); err != nil {
		t.Errorf("a picture marked as decoration: %v", err)
	}
}

func TestWordsAreCountedInEveryWriting(t *testing.T) {
	for s, want := range map[string]int{"Two bridges closed": 3, "می‌خواهم بروم": 2, "don’t stop": 2, "河水上涨": 2, "": 0} {
		d := story.Blank("")
		d.Body.Content = []story.Node{story.Para(s)}
		if got := d.Words(); got != want {
			t.Errorf("%q has %d words, want %d", s, got, want)
		}
	}
}

func TestDocumentKnowsWhatItUses(t *testing.T) {
	d := decode(t, flood)
	if diff := cmp.Diff([]string{asset}, d.Assets()); diff != "" {
		t.Errorf("assets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"bbbbbbbbbbbb2"}, d.Related()); diff != "" {
		t.Errorf("related (-want +got):\n%s", diff)
	}
}

func TestSchemaKnowsTheSameKindsAsTheEditor(t *testing.T) {
	raw, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Nodes map[story.Kind]struct{ Group string }
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	want := map[story.Kind]bool{}
	for k, n := range s.Nodes {
		if n.Group == "block" {
			want[k] = true
		}
	}
	got := map[story.Kind]bool{}
	for _, k := range story.Kinds() {
		got[k] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds of blocks (-schema.json +Go):\n%s", diff)
	}
}

// whole is the canonical form by the library's own way.
func whole(t *testing.T, d *story.Document) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	canonical, err := jcs.Transform(raw)
	if err != nil {
		t.Fatal(err)
	}
	return string(canonical)
}

func TestCanonicalFormIsThatOfTheStandard(t *testing.T) {
	for _, s := range []string{flood, text("<a href=\"x\"> & 'b' \\ / \t\n"), text("\u2028 \u2029 é 👩‍🚒 \\u2028"), text("\u007f" + "x"), in(`{"type":"divider"}`)} {
		d, err := story.Decode([]byte(s))
		if err != nil {
			continue
		}
		got, _, err := d.Canonical()
		if want := whole(t, d); err != nil || string(got) != want {
			t.Errorf("canonical form %s (%v), want %s", got, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(flood))
	f.Add([]byte(in(`{"type":"divider"}`)))
	f.Add([]byte(link("javascript:alert(1)")))
	f.Add([]byte(`{"schema":1,"head":{},"body":{"type":"doc","content":[{"type":"list","content":[{"type":"item","content":[{"type":"paragraph"}]}]}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := story.Decode(raw)
		if err != nil {
			return
		}
		canonical, hash, err := d.Canonical()
		if err != nil {
			t.Fatalf("taken, but it has no canonical form: %v", err)
		}
		if want := whole(t, d); string(canonical) != want {
			t.Fatalf("canonical form %s, want %s", canonical, want)
		}
		again, err := story.Decode(canonical)
		if err != nil {
			t.Fatalf("its canonical form is refused: %v\n%s", err, canonical)
		}
		if _, same, err := again.Canonical(); err != nil || same != hash {
			t.Fatalf("its hash is not stable: %s, %s, %v", hash, same, err)
		}
		d.Walk(func(n *story.Node) {
			for _, m := range n.Marks {
				if !story.SafeLink(m.Attrs.Href) {
					t.Fatalf("an unsafe link was taken: %q", m.Attrs.Href)
				}
			}
		})
		_ = fmt.Sprint(d.Words(), d.Body.Plain())
	})
}

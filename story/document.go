package story

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gowebpki/jcs"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
)

// Kind is the kind of a node of a document's body; the set is closed, see schema.json.
type Kind string

// MarkKind is the kind of a mark on text.
type MarkKind string

// Document is what a revision holds: the story's head and its body of typed
// blocks. HTML is derived from it, never stored as truth, never accepted.
//
// The fields here and below stand in the order of their names in JSON, which is
// that of the canonical form: see Canonical.
type Document struct {
	Body   Node `json:"body"`
	Head   Head `json:"head"`
	Schema int  `json:"schema"`
}

// Head is what stands over the body.
type Head struct {
	Byline     string `json:"byline,omitempty"`
	Headline   string `json:"headline"`
	Lead       *Lead  `json:"lead,omitempty"` // the picture at the top
	Place      string `json:"place,omitempty"`
	Section    string `json:"section,omitempty"` // slug of a section of the story's edition
	Standfirst string `json:"standfirst,omitempty"`
}

// Lead is the picture at the top of a story and on its cards.
type Lead struct {
	Alt     string `json:"alt,omitempty"`
	Asset   string `json:"asset"`
	Caption string `json:"caption,omitempty"`
}

// Node is a node of the body: a block, an item of a list, or a run of text.
type Node struct {
	Attrs   Attrs  `json:"attrs,omitzero"`
	Content []Node `json:"content,omitempty"`
	Marks   []Mark `json:"marks,omitempty"`
	Text    string `json:"text,omitempty"`
	Type    Kind   `json:"type"`
}

// Mark is a mark on a run of text.
type Mark struct {
	Attrs Attrs    `json:"attrs,omitzero"`
	Type  MarkKind `json:"type"`
}

// Hash is the SHA-256 of a document's canonical form in lower-case hexadecimal.
type Hash string

// Kinds lists the kinds of blocks that a body may hold, in no order of weight.
func Kinds() []Kind {
	var kinds []Kind
	for k, r := range rules {
		if r.block {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Blank is a document with an empty paragraph.
func Blank(section string) Document {
	return Document{Schema: Schema, Head: Head{Section: section},
		Body: Node{Type: Doc, Content: []Node{{Type: Paragraph}}}}
}

// Para is a paragraph of plain text.
func Para(text string) Node {
	n := Node{Type: Paragraph}
	if text != "" {
		n.Content = []Node{{Type: Text, Text: text}}
	}
	return n
}

// Decode reads a document that came from outside: what cannot be saved as it
// came is changed (see Normalise), the rest is checked whole: size, form,
// kinds, attributes, links. What it returns can be saved; one of an earlier
// schema stays of that schema until Identify.
func Decode(raw []byte) (*Document, error) {
	d, err := strict(raw)
	if err != nil {
		return nil, err
	}
	d.Normalise()
	if err := d.Check(); err != nil {
		return nil, err
	}
	return d, nil
}

// Exact reads a document that another newsroom has saved: it is checked whole
// and changed in nothing, so that its hash stays.
func Exact(raw []byte) (*Document, error) {
	d, err := strict(raw)
	if err != nil {
		return nil, err
	}
	if err := d.Check(); err != nil {
		return nil, err
	}
	return d, nil
}

// strict reads one document that has no field that nobody knows.
func strict(raw []byte) (*Document, error) {
	if len(raw) > MaxBytes {
		return nil, fault.New(fault.TooLarge, msg.FaultDocumentTooBig(MaxBytes))
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var d Document
	if err := dec.Decode(&d); err != nil {
		return nil, fault.Wrap(fmt.Errorf("document: %w", err), fault.Invalid, msg.FaultDocumentUnreadable())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, msg.FaultDocumentUnreadable())
	}
	return &d, nil
}

// Open reads a document of a story that was checked when it was saved. Of one of
// an earlier schema it makes one of this, always with the same ids: its revision
// is as it was saved, and so is its hash.
func Open(of ID, raw []byte) (*Document, error) {
	var d Document
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("saved document: %w", err)
	}
	if d.Schema < Schema {
		d.Identify(of)
	}
	return &d, nil
}

// Canonical is the document's one form in bytes, RFC 8785, and its hash.
func (d *Document) Canonical() ([]byte, Hash, error) {
	canonical, err := d.canonical()
	if err != nil {
		return nil, "", fmt.Errorf("canonical document: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return canonical, Hash(hex.EncodeToString(sum[:])), nil
}

// canonical writes the fields in their order with the escapes that the form
// wants. Text that the encoder escapes in another way goes through the whole
// transformation, which takes ten times as long.
func (d *Document) canonical() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		return nil, err
	}
	raw := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if bytes.Contains(raw, []byte(`\u`)) {
		return jcs.Transform(raw)
	}
	return raw, nil
}

// Walk visits every node of the body, parents first.
func (d *Document) Walk(visit func(n *Node)) { d.Body.walk(visit) }

func (n *Node) walk(visit func(n *Node)) {
	visit(n)
	for i := range n.Content {
		n.Content[i].walk(visit)
	}
}

// Plain is the node's text without marks, blocks set apart by one line end.
func (n *Node) Plain() string {
	var b strings.Builder
	n.plain(&b)
	return strings.TrimSpace(b.String())
}

func (n *Node) plain(b *strings.Builder) {
	b.WriteString(n.Text)
	for i := range n.Content {
		n.Content[i].plain(b)
	}
	if n.Type != Text && b.Len() > 0 {
		b.WriteByte('\n')
	}
}

// Assets are the ids of the assets that the document uses, each once, the lead picture first.
func (d *Document) Assets() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if d.Head.Lead != nil {
		add(d.Head.Lead.Asset)
	}
	d.Walk(func(n *Node) { add(n.Attrs.Asset); add(n.Attrs.Poster) })
	return ids
}

// Related are the ids of the stories that the document points to, each once.
func (d *Document) Related() []string {
	var ids []string
	d.Walk(func(n *Node) {
		if id := n.Attrs.Story; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	})
	return ids
}

// Words counts the words of the body.
func (d *Document) Words() int { return lang.CountWords(d.Body.Plain()) }

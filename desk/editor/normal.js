// The same rules as in lang/normal.go; both are held to lang/testdata/normal.json.

const isolates = { '\u202A': '\u2066', '\u202D': '\u2066', '\u202B': '\u2067', '\u202E': '\u2067', '\u2066': '\u2066', '\u2067': '\u2067', '\u2068': '\u2068' }
const pdf = '\u202C'
const pdi = '\u2069'
const maxOpen = 100

const control = /\p{Cc}/u
const lineEnd = /[\v\f\u0085\u2028\u2029]/
const direction = /[\u202A-\u202E\u2066-\u2069]/
// The byte order mark, what stands for bytes that were no text, lone surrogates, noncharacters.
const unprinted = /[\uFEFF\uFFFD\p{Cs}\p{Noncharacter_Code_Point}]/u
const unsettled = /[\p{Cc}\u2028-\u202E\u2066-\u2069\uFEFF\uFFFD\p{Cs}\p{Noncharacter_Code_Point}]/u

// Normal makes text such that it can be saved and printed. One reads the runs
// of one paragraph in order; end() closes what they opened.
export class Normal {
  constructor(line = false) {
    this.line = line
    this.open = [] // isolates that are open, by what opened them
    this.changed = { directions: 0, controls: 0, composed: 0 }
  }

  text(text) {
    const settled = unsettled.test(text) ? this.settle(text) : text
    const composed = settled.normalize('NFC')
    if (composed !== settled) this.changed.composed++
    return composed
  }

  settle(text) {
    const end = this.line ? ' ' : '\n'
    let out = ''
    for (const c of text.replaceAll('\r\n', '\n')) {
      if (c === '\t') out += ' '
      else if (c === '\n' || c === '\r') out += end
      else if (lineEnd.test(c)) {
        this.changed.controls++
        out += end
      } else if (control.test(c) || unprinted.test(c)) this.changed.controls++
      else if (direction.test(c)) out += this.direction(c)
      else out += c
    }
    return out
  }

  // direction is what a direction mark becomes. An embedding's end does not
  // reach out of an isolate; an isolate's end closes the embeddings within it.
  direction(c) {
    const embedding = c < '\u2066'
    if (embedding) this.changed.directions++
    if (c === pdi) return this.endIsolate()
    if (c === pdf) {
      if (!(this.open.at(-1) < '\u2066')) return ''
      this.open.pop()
      return pdi
    }
    if (this.open.length === maxOpen) {
      if (!embedding) this.changed.directions++
      return ''
    }
    this.open.push(c)
    return isolates[c]
  }

  endIsolate() {
    const at = this.open.findLastIndex(c => c >= '\u2066')
    if (at < 0) {
      this.changed.directions++
      return ''
    }
    return pdi.repeat(this.open.splice(at).length)
  }

  end() {
    this.changed.directions += this.open.filter(c => c >= '\u2066').length
    return pdi.repeat(this.open.splice(0).length)
  }
}

// normalText is a whole text in the form in which it is saved.
export function normalText(text, line = false, changed = null) {
  const n = new Normal(line)
  const out = n.text(text) + n.end()
  if (changed) add(changed, n.changed)
  return out
}

function add(sum, more) {
  for (const key of Object.keys(more)) sum[key] += more[key]
}

// normalBody is a document's body, and what was changed in it. multiline tells
// of an attribute of a kind whether it may hold line ends.
export function normalBody(node, multiline, changed) {
  const out = { ...node }
  if (node.attrs) out.attrs = normalAttributes(node, multiline, changed)
  if (node.marks) out.marks = node.marks.map(mark => (mark.attrs ? { ...mark, attrs: normalAttributes(mark, multiline, changed) } : mark))
  if (node.content) out.content = normalContent(node.content, multiline, changed)
  if (out.content && !out.content.length) delete out.content
  return out
}

function normalAttributes({ type, attrs }, multiline, changed) {
  const one = ([name, value]) => [name, typeof value === 'string' ? normalText(value, !multiline(type, name), changed) : value]
  return Object.fromEntries(Object.entries(attrs).map(one))
}

// normalContent reads the runs of a paragraph as one text.
function normalContent(content, multiline, changed) {
  const paragraph = new Normal()
  const out = []
  for (const child of content) {
    const node = normalBody(child, multiline, changed)
    if (child.type === 'text') node.text = paragraph.text(child.text)
    if (node.text !== '') out.push(node)
  }
  const end = paragraph.end()
  if (end) out.at(-1).text += end
  add(changed, paragraph.changed)
  return out
}

// normalHead is a document's head, and what was changed in it.
export function normalHead(head, changed) {
  const out = {}
  for (const [name, value] of Object.entries(head)) {
    if (typeof value === 'string') out[name] = normalText(value, true, changed)
    else out[name] = value
  }
  if (head.lead) {
    out.lead = { ...head.lead }
    for (const [name, value] of Object.entries(head.lead)) {
      if (typeof value === 'string') out.lead[name] = normalText(value, name === 'asset', changed)
    }
  }
  return out
}

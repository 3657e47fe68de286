import { Schema } from 'prosemirror-model'
import { tableNodes } from './table.js'
import source from '../../story/schema.json'

export const version = source.schema
export const limits = source.limits

// attributesOf are a kind's attributes with their types; blocks and items have an id for life beside their own.
const attributesOf = ({ group, attrs = {} }) => (group === 'block' || group === 'item' ? { ...source.block, ...attrs } : attrs)

// The value of an attribute that a document leaves out, by the attribute's type.
const empty = { level: 2, bool: false }

const schemes = ['http:', 'https:', 'mailto:']

// safeLink tells whether a reader may be sent there: a web or mail address, or
// a path of this site.
export function safeLink(href) {
  if (/^\/(?![/\\])/.test(href)) return true
  try {
    return schemes.includes(new URL(href).protocol) && !/[\s\u0000-\u001f]/.test(href)
  } catch {
    return false
  }
}

// multiline tells whether an attribute of a kind may hold line ends.
export const multiline = (kind, name) => source.nodes[kind]?.attrs?.[name] === 'text'

export const validLanguage = tag => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)

const direction = dom => (/^(ltr|rtl)$/i.test(dom.getAttribute('dir') || '') ? dom.getAttribute('dir').toLowerCase() : '')
// Pasted styles are read as text: the desk's security policy never lets them apply.
const styled = (dom, pattern) => pattern.test(dom.getAttribute('style') || '')
const around = node => ({ ...named(node), dir: node.attrs.dir || 'auto', ...(node.attrs.lang && { lang: node.attrs.lang }) })
// A block's id goes along to the clipboard, so that what is cut and pasted is the same block.
const named = node => ({ ...(node.attrs.id && { 'data-id': node.attrs.id }), ...(node.attrs.of && { 'data-of': node.attrs.of }) })
const names = dom => ({ id: dom.dataset.id || '', of: dom.dataset.of || '' })

// schemaFor makes the editor's schema from the one file that Go reads too; only
// how a kind is drawn and recognised in pasted text is said here. Pasted marks
// of language are kept where they differ from the story's own: office programs
// mark every word.
export function schemaFor(storyLanguage) {
  const primary = tag => tag.toLowerCase().split('-')[0]
  const language = dom => {
    const tag = dom.getAttribute('lang') || ''
    return validLanguage(tag) && primary(tag) !== primary(storyLanguage) ? tag : ''
  }
  const both = dom => ({ dir: direction(dom), lang: language(dom) })
  const block = dom => ({ ...names(dom), ...both(dom) })
  const level = n => dom => ({ level: n, ...block(dom) })
  const drawn = {
    paragraph: { parseDOM: [{ tag: 'p', getAttrs: block }], toDOM: n => ['p', around(n), 0] },
    heading: {
      defining: true,
      parseDOM: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag, i) => ({ tag, getAttrs: level(i < 2 ? 2 : 3) })),
      toDOM: n => ['h' + n.attrs.level, around(n), 0],
    },
    list: {
      parseDOM: ['ul', 'ol'].map(tag => ({ tag, getAttrs: dom => ({ ...names(dom), ordered: tag === 'ol' }) })),
      toDOM: n => [n.attrs.ordered ? 'ol' : 'ul', { ...named(n), dir: 'auto' }, 0],
    },
    item: { defining: true, parseDOM: [{ tag: 'li', getAttrs: names }], toDOM: n => ['li', named(n), 0] },
    quote: holder('blockquote', true),
    factbox: holder('aside', true),
    divider: { parseDOM: [{ tag: 'hr', getAttrs: names }], toDOM: n => ['hr', named(n)] },
    ...tableNodes({ named, names, around, both }),
  }
  const marks = {
    strong: {
      parseDOM: [
        { tag: 'strong' },
        { tag: 'b', getAttrs: dom => !styled(dom, /font-weight:\s*(normal|400)/) && null },
        { tag: '[style]', consuming: false, getAttrs: dom => styled(dom, /font-weight:\s*(bold|bolder|[6-9]00)/) && null },
      ],
      toDOM: () => ['strong', 0],
    },
    em: {
      parseDOM: [{ tag: 'em' }, { tag: 'i' }, { tag: '[style]', consuming: false, getAttrs: dom => styled(dom, /font-style:\s*italic/) && null }],
      toDOM: () => ['em', 0],
    },
    link: {
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: dom => safeLink(dom.getAttribute('href')) && { href: dom.getAttribute('href') } }],
      toDOM: m => ['a', { href: m.attrs.href }, 0],
    },
    span: {
      parseDOM: [{ tag: 'span', getAttrs: dom => (language(dom) || dom.hasAttribute('data-span')) && both(dom) }],
      toDOM: m => ['span', { 'data-span': '', ...around(m) }, 0],
    },
  }
  return new Schema({
    topNode: 'doc',
    nodes: kinds(source.nodes, drawn, holder),
    marks: kinds(source.marks, marks, holder),
  })

  // holder draws a kind with its attributes in data-, for the clipboard; on the
  // writing surface its view in blocks.js stands instead.
  function holder(tag, defining = false) {
    return kind => ({
      defining,
      parseDOM: [
        {
          tag: `${tag}[data-kind=${kind}]`,
          getAttrs: dom => Object.fromEntries(Object.entries(attributesOf(source.nodes[kind])).map(([key, type]) => [key, read(dom.dataset[key] || '', type)])),
        },
        ...(kind === 'quote' ? [{ tag: 'blockquote' }] : []),
      ],
      toDOM: n => {
        const attributes = { 'data-kind': kind }
        for (const [key, value] of Object.entries(n.attrs)) attributes['data-' + key] = String(value)
        return n.isLeaf ? [tag, attributes] : [tag, attributes, 0]
      },
    })
  }
}

const read = (text, type) => (type === 'bool' ? text === 'true' : text)

function kinds(described, drawn, holder) {
  return Object.fromEntries(
    Object.entries(described).map(([kind, described]) => {
      const { group, content } = described
      // A block that nothing else is said of has fields alone: see blocks.js.
      drawn[kind] ||= group === 'block' && !content && holder('figure')
      if (!drawn[kind] && kind !== 'doc' && kind !== 'text') throw new Error('nothing draws ' + kind)
      const look = typeof drawn[kind] === 'function' ? drawn[kind](kind) : drawn[kind]
      const defaults = Object.entries(attributesOf(described)).map(([key, type]) => [key, { default: empty[type] ?? '' }])
      return [kind, { ...(group && { group }), ...(content && { content }), attrs: Object.fromEntries(defaults), ...look }]
    }),
  )
}

// lean is a node's JSON without the attributes that say nothing.
export function lean(json) {
  const out = { ...json }
  if (json.attrs) {
    out.attrs = Object.fromEntries(Object.entries(json.attrs).filter(([, value]) => value !== '' && value !== false))
    if (!Object.keys(out.attrs).length) delete out.attrs
  }
  if (json.content) out.content = json.content.map(lean)
  if (json.marks) out.marks = json.marks.map(lean)
  return out
}

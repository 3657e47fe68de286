import { nodes } from '../../story/schema.json'
import others from './words.json'

// A word for every kind of block that has a button, and the others.
const tools = kind => ({ heading: ['heading2', 'heading3'], list: ['bullets', 'numbers'] })[kind] || [kind]
const required = [...Object.keys(nodes).filter(kind => nodes[kind].group === 'block').flatMap(tools), ...others]

// data reads a JSON data block of the page; without one it is what otherwise says.
export function data(id, otherwise) {
  const block = document.getElementById(id)
  return block ? JSON.parse(block.textContent) : otherwise
}

// wordsOf gives the words of the page's language. One that is missing is an
// error at once, not an empty button later.
export function wordsOf(texts) {
  const missing = required.filter(key => !texts[key])
  if (missing.length) throw new Error('editor-words lacks ' + missing.join(', '))
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole))
}

// make builds an element: attributes by name, listeners by on…, then children.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else if (value === true) element.setAttribute(key, '')
    else if (value !== false && value != null) element.setAttribute(key, value)
  }
  element.append(...children)
  return element
}

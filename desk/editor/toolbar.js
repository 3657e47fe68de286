import { make } from './words.js'
import { directed, inserted, within } from './commands.js'

const groups = [
  ['strong', 'em', 'link', 'language'],
  ['paragraph', 'heading2', 'heading3', 'bullets', 'numbers', 'quote', 'factbox'],
  inserted,
  ['rtl', 'ltr'],
  ['undo', 'redo', 'save', 'keys'],
]

// pressed tells for the buttons that are a state of the text whether it holds.
function pressed(state, name) {
  const { nodes, marks } = state.schema
  const { selection } = state
  const marked = type => (selection.empty ? !!type.isInSet(state.storedMarks || selection.$from.marks()) : state.doc.rangeHasMark(selection.from, selection.to, type))
  const states = {
    strong: () => marked(marks.strong),
    em: () => marked(marks.em),
    link: () => marked(marks.link),
    language: () => marked(marks.span),
    paragraph: () => selection.$from.parent.type === nodes.paragraph,
    heading2: () => !!within(selection, nodes.heading, { level: 2 }),
    heading3: () => !!within(selection, nodes.heading, { level: 3 }),
    bullets: () => !!within(selection, nodes.list, { ordered: false }),
    numbers: () => !!within(selection, nodes.list, { ordered: true }),
    quote: () => !!within(selection, nodes.quote),
    factbox: () => !!within(selection, nodes.factbox),
    rtl: () => directed(state, 'rtl'),
    ltr: () => directed(state, 'ltr'),
  }
  return states[name]?.()
}

// Toolbar is the row of buttons over the text. One of them is in the order of
// the tab key; the arrows go from one to the next, the way the page runs.
export class Toolbar {
  constructor({ words, act, controls }) {
    this.act = act
    const page = document.documentElement
    this.rtl = page.dir === 'rtl'
    this.dom = make('div', { role: 'toolbar', class: 'editor-toolbar', 'aria-label': words('toolbar'), 'aria-controls': controls, lang: page.lang, dir: page.dir || 'ltr' })
    this.buttons = []
    for (const group of groups) {
      const row = make('span', { class: 'editor-group' })
      for (const name of group) {
        const button = make('button', { type: 'button', 'data-name': name, tabindex: '-1', onclick: () => this.press(button, name) }, words(name))
        button.addEventListener('mousedown', event => event.preventDefault()) // the text keeps its selection
        this.buttons.push(button)
        row.append(button)
      }
      this.dom.append(row)
    }
    this.buttons[0].tabIndex = 0
    this.dom.addEventListener('keydown', event => this.key(event))
    this.dom.addEventListener('focusin', event => this.buttons.includes(event.target) && this.at(event.target))
  }

  press(button, name) {
    if (button.getAttribute('aria-disabled') !== 'true') this.act(name)
  }

  at(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1
  }

  focus() {
    this.buttons.find(button => button.tabIndex === 0).focus()
  }

  key(event) {
    const here = this.buttons.indexOf(event.target)
    const last = this.buttons.length - 1
    const forward = this.rtl ? 'ArrowLeft' : 'ArrowRight'
    const backward = this.rtl ? 'ArrowRight' : 'ArrowLeft'
    const to = { [forward]: here === last ? 0 : here + 1, [backward]: here ? here - 1 : last, Home: 0, End: last }[event.key]
    if (event.key === 'Escape') this.act('keytext')
    else if (to !== undefined) this.buttons[to].focus()
    else return
    event.preventDefault()
  }

  // show brings the buttons in line with the text.
  show(state, can) {
    for (const button of this.buttons) {
      const name = button.dataset.name
      const on = pressed(state, name)
      if (on !== undefined) button.setAttribute('aria-pressed', String(on))
      button.setAttribute('aria-disabled', String(!can(name)))
    }
  }
}

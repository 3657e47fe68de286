import { make } from './words.js'

// Line says where the text is. It never scrolls away; what it says to a screen
// reader is only whether that has changed, not every second of it.
export class Line {
  constructor(words, { secret, goTo }) {
    Object.assign(this, { words, secret, goTo })
    this.shown = document.getElementById('save-status')
    this.said = document.getElementById('save-said')
    this.notes = document.getElementById('save-notes')
    this.kind = 'safe'
  }

  // show says a state; values are what its words hold.
  show(state, values) {
    this.shown.dataset.state = state
    if (state === 'changed') return
    const text = this.textOf(state, values)
    this.shown.replaceChildren(text)
    if (values.place) this.shown.append(' ', make('button', { type: 'button', onclick: () => this.goTo(values.place) }, this.words('place')))
    const kind = state === 'saved' ? 'safe' : state
    if (kind !== this.kind) this.said.textContent = text
    this.kind = kind
  }

  textOf(state, values) {
    if (!['late', 'unsaved', 'signin'].includes(state)) return this.words(state, values)
    const { count, nocopy } = values
    const key = { 0: 'localnone', 1: 'localone' }[count] || 'local'
    const parts = [this.words(key, { count })]
    if (nocopy) parts.push(this.words('nocopy'))
    else if (!this.secret) parts.push(this.words('plain'))
    return parts.join(', ') + (state === 'late' ? '' : ': ' + this.words(state))
  }

  // changed says what of the text was changed because it cannot be saved as it came.
  changed(counts) {
    const parts = Object.entries(counts).filter(([, count]) => count)
    const what = parts.map(([name, count]) => this.words(name, { count })).join(', ')
    if (!what || what === this.what) return
    this.what = what
    this.notes.textContent = this.words('normal', { what })
  }
}

import { TextSelection } from 'prosemirror-state'
import { make } from './words.js'
import { nodes } from '../../story/schema.json'
import { limits, safeLink } from './schema.js'
import { change, resize, sizeOf } from './table.js'

let labels = 0

// Block is how a kind with fields stands on the writing surface: its fields
// beside its text, or in place of one.
class Block {
  constructor(node, view, position, tools) {
    Object.assign(this, { node, view, position, ...tools })
    this.fields = new Map()
    this.dom = make(node.type.name === 'quote' ? 'blockquote' : node.type.name === 'factbox' ? 'aside' : 'figure', {
      class: 'editor-block',
      'data-kind': node.type.name,
      'aria-label': this.words(node.type.name),
    })
    // The words around a block are the desk's, what is written is the story's.
    const page = document.documentElement
    this.form = make('div', { class: 'editor-fields', contenteditable: 'false', lang: page.lang, dir: page.dir || 'ltr' })
    this.draw()
    this.show()
  }

  // set changes one attribute, as one step that can be undone.
  set(name, value) {
    const at = this.position()
    if (at === undefined || this.node.attrs[name] === value) return
    this.view.dispatch(this.view.state.tr.setNodeAttribute(at, name, value))
  }

  line(name, { label = name, max = limits.line, long = false, check, wrong } = {}) {
    const id = `editor-field-${++labels}`
    const control = make(long ? 'textarea' : 'input', { id, maxlength: max, dir: 'auto', rows: long && 2, lang: this.language, 'data-field': name })
    control.addEventListener('input', () => {
      const value = control.value.trim()
      const good = !check || value === '' || check(value)
      control.setCustomValidity(good ? '' : wrong)
      if (good) this.set(name, long ? control.value : value)
    })
    control.addEventListener('change', () => control.reportValidity())
    this.fields.set(name, control)
    return make('p', {}, make('label', { for: id }, this.words(label)), control)
  }

  tick(name) {
    const control = make('input', { type: 'checkbox', 'data-field': name, onchange: () => this.set(name, control.checked) })
    this.fields.set(name, control)
    return make('p', {}, make('label', {}, control, ' ', this.words(name)))
  }

  button(word, act) {
    return make('button', { type: 'button', 'data-act': word, onclick: act }, this.words(word))
  }

  buttons(...more) {
    return make(
      'p',
      { class: 'editor-buttons' },
      ...more,
      this.button('moveup', () => this.move(-1)),
      this.button('movedown', () => this.move(1)),
      this.button('remove', () => {
        const at = this.position()
        this.view.dispatch(this.view.state.tr.delete(at, at + this.node.nodeSize))
        this.view.focus()
      }),
    )
  }

  move(by) {
    moveAt(this.position(), by)(this.view.state, this.view.dispatch)
  }

  show() {
    for (const [name, control] of this.fields) {
      const value = this.node.attrs[name]
      if (control.type === 'checkbox') control.checked = value
      else if (control !== document.activeElement || control.value.trim() !== String(value).trim()) control.value = value
    }
    this.refresh?.()
  }

  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  stopEvent(event) {
    return this.form.contains(event.target)
  }

  ignoreMutation(mutation) {
    return mutation.type !== 'selection' && !(this.contentDOM && this.contentDOM.contains(mutation.target))
  }
}

class Quote extends Block {
  draw() {
    this.contentDOM = make('div', { dir: this.node.attrs.dir || 'auto' })
    this.form.append(this.line('speaker'), this.line('role'), this.buttons())
    this.dom.append(this.contentDOM, this.form)
  }
}

class Factbox extends Block {
  draw() {
    this.contentDOM = make('div', { dir: 'auto' })
    this.form.append(this.line('title'), this.buttons())
    this.dom.append(this.form, this.contentDOM)
  }
}

class Related extends Block {
  draw() {
    this.form.append(
      this.line('text', { label: 'linktext' }),
      this.line('url', { check: safeLink, wrong: this.words('hrefwrong') }),
      this.line('story', { max: 13 }),
      this.buttons(this.button('choose', () => this.choose())),
    )
    this.dom.append(this.form)
  }

  async choose() {
    const story = await this.library.chooseStory()
    if (!story) return
    const attrs = { ...this.node.attrs, story: story.id, url: '', text: this.node.attrs.text || story.headline }
    this.view.dispatch(this.view.state.tr.setNodeMarkup(this.position(), null, attrs))
  }
}

class Media extends Block {
  draw() {
    this.preview = make('div', { class: 'editor-preview', contenteditable: 'false' })
    const choose = this.button('choose', async () => {
      const asset = await this.library.choose(this.node.type.name)
      if (asset) this.take(asset)
    })
    const own = this.own()
    this.form.append(...own, this.buttons(choose, ...this.more()))
    this.dom.append(this.preview, this.form)
  }

  take(asset) {
    const at = this.position()
    this.view.dispatch(this.view.state.tr.setNodeMarkup(at, null, { ...this.node.attrs, ...attributesOf(this.node.type.name, asset) }))
  }

  more() {
    return []
  }

  refresh() {
    const asset = this.library.known.get(this.node.attrs.asset)
    const shown = this.node.attrs.asset + (asset ? asset.thumb : '')
    if (this.shown === shown) return
    this.shown = shown
    this.preview.replaceChildren()
    if (asset?.thumb) this.preview.append(make('img', { src: asset.thumb, alt: '' }))
    const name = asset?.filename || this.node.attrs.asset || this.words('noasset')
    this.preview.append(make('span', { dir: 'auto' }, name))
  }
}

class Picture extends Media {
  own() {
    return [this.line('alt', { max: limits.note, long: true }), this.tick('decorative'), this.line('caption', { max: limits.note, long: true })]
  }
}

class Audio extends Media {
  own() {
    return [this.line('title'), this.line('duration', { check: isDuration, wrong: this.words('duration'), max: 20 })]
  }
}

class Video extends Audio {
  more() {
    return [
      this.button('poster', async () => {
        const asset = await this.library.choose('picture')
        if (asset) this.set('poster', asset.id)
      }),
    ]
  }
}

class Table extends Block {
  draw() {
    this.contentDOM = make('tbody')
    const counts = ['rows', 'columns'].map(name => this.count(name))
    const acts = ['addrow', 'removerow', 'addcolumn', 'removecolumn'].map(act => this.button(act, () => change(this.view, this.position(), act)))
    this.form.append(this.line('caption', { max: limits.note }), this.tick('head'), this.tick('side'), ...counts, this.buttons(...acts))
    this.dom.append(this.form, make('div', { class: 'editor-table' }, make('table', {}, this.contentDOM)))
  }

  // count is a field that says how many rows or columns there are, and changes it.
  count(name) {
    const id = `editor-field-${++labels}`
    const control = make('input', { id, type: 'number', min: 1, max: limits[name], 'data-count': name })
    control.addEventListener('change', () => {
      const good = control.value !== '' && control.checkValidity() && Number.isInteger(Number(control.value))
      control.setCustomValidity('')
      if (good) resize(this.view, this.position(), { ...sizeOf(this.node), [name]: Number(control.value) })
      else control.setCustomValidity(this.words('tablewrong', { max: limits[name] }))
      control.reportValidity()
    })
    this.counts = { ...this.counts, [name]: control }
    return make('p', {}, make('label', { for: id }, this.words(name)), control)
  }

  refresh() {
    const size = sizeOf(this.node)
    for (const [name, control] of Object.entries(this.counts)) if (control !== document.activeElement) control.value = size[name]
    this.dom.toggleAttribute('data-head', this.node.attrs.head)
    this.dom.toggleAttribute('data-side', this.node.attrs.side)
  }
}

const isDuration = text => /^PT(?=\d)(\d+H)?(\d+M)?(\d+S)?$/.test(text)

// attributesOf are what a block takes over from the asset that it shows.
export function attributesOf(kind, asset) {
  if (kind === 'picture') return { asset: asset.id, ...(asset.alt && { alt: asset.alt }) }
  return { asset: asset.id, ...(isDuration(asset.duration || '') && { duration: asset.duration }) }
}

// blockViews are the views of the kinds that have fields. A kind with fields that has no view is an error at once.
export function blockViews(tools) {
  const views = { quote: Quote, factbox: Factbox, related: Related, picture: Picture, audio: Audio, video: Video, table: Table }
  for (const [kind, { group, content, attrs }] of Object.entries(nodes)) {
    if (group === 'block' && attrs && !(content || '').startsWith('inline') && kind !== 'list' && !views[kind]) throw new Error('nothing shows ' + kind)
  }
  return Object.fromEntries(
    Object.entries(views).map(([kind, View]) => [kind, (node, view, position) => new View(node, view, position, tools)]),
  )
}

// moveAt moves the top block at a position past its neighbour, its text's
// selection with it.
export function moveAt(at, by) {
  return (state, dispatch) => {
    const index = state.doc.resolve(at).index(0)
    const other = index + by
    if (other < 0 || other >= state.doc.childCount) return false
    let from = 0
    for (let i = 0; i < index; i++) from += state.doc.child(i).nodeSize
    const node = state.doc.child(index)
    const to = from + by * state.doc.child(other).nodeSize
    if (dispatch) {
      const tr = state.tr.delete(from, from + node.nodeSize)
      const target = by < 0 ? to : from + state.doc.child(other).nodeSize
      tr.insert(target, node)
      const inside = state.selection.head - from
      if (inside > 0 && inside < node.nodeSize) tr.setSelection(TextSelection.near(tr.doc.resolve(target + inside)))
      dispatch(tr.scrollIntoView())
    }
    return true
  }
}

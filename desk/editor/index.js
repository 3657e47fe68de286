import { baseKeymap } from 'prosemirror-commands'
import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { history } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { Slice } from 'prosemirror-model'
import { EditorState, NodeSelection, Plugin, TextSelection } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { Library } from './assets.js'
import { attributesOf, blockViews } from './blocks.js'
import { commandsFor, eachTextBlock, enter, insert, keys, rules } from './commands.js'
import { Copies } from './copy.js'
import { Seal } from './crypt.js'
import { ask, show } from './dialogs.js'
import { Head } from './head.js'
import { identities } from './identity.js'
import { Line } from './line.js'
import { normalBody, normalHead } from './normal.js'
import { Recovery } from './recover.js'
import { lean, multiline, safeLink, schemaFor, validLanguage, version } from './schema.js'
import { Saver } from './sync.js'
import { tables } from './table.js'
import { Toolbar } from './toolbar.js'
import { data, make, wordsOf } from './words.js'

// Editor is the writing surface of one story, on the page that holds its mount.
class Editor {
  constructor(mount) {
    this.mount = mount
    this.words = wordsOf(data('editor-words'))
    this.document = data('editor-document')
    this.schema = schemaFor(mount.lang)
    this.commands = commandsFor(this.schema)
    const { words } = this
    this.library = new Library(mount.dataset.assets || '/desk/assets', mount.dataset.edition, words, data('editor-assets', []))
    this.form = mount.closest('form')
    this.notice = make('div', { class: 'editor-notice', role: 'alert', lang: document.documentElement.lang, dir: document.documentElement.dir || 'ltr' })
    this.toolbar = new Toolbar({ words, act: name => this.act(name), controls: 'editor-text' })
    mount.replaceChildren(this.notice, this.toolbar.dom)
    this.head = new Head(this.form, { words, library: this.library, changed: () => this.saver.changed() })
    const { person, key, tabs } = data('editor-owner')
    this.seal = new Seal(key)
    this.copies = new Copies({ story: mount.dataset.story, person, seal: this.seal, known: tabs })
    this.line = new Line(this.words, { secret: this.seal.secret, goTo: place => this.goTo(place) })
    this.view = this.open(mount)
    this.saver = this.savingTo(mount.dataset)
    this.form.addEventListener('submit', event => this.submitted(event))
    document.addEventListener('submit', event => this.beforeActs(event), true)
    document.addEventListener('keydown', event => this.pageKey(event))
    addEventListener('hashchange', () => this.goToHash())
    requestAnimationFrame(() => this.goToHash())
    new Recovery(this).offer()
  }

  savingTo({ save, working, base }) {
    return new Saver({
      addresses: { save, working },
      base: Number(base),
      look: () => this.look(),
      read: () => this.read(),
      count: earlier => this.wordsSince(earlier),
      copies: this.copies,
      tell: (state, values) => this.line.show(state, values),
      onsaved: revision => {
        this.mount.dataset.base = revision
        const field = this.head.field('base')
        if (field) field.value = revision
        this.mount.dispatchEvent(new CustomEvent('editor:saved', { bubbles: true, detail: { revision } }))
      },
      onconflict: other => this.conflict(other),
    })
  }

  open(mount) {
    const bound = Object.fromEntries(Object.entries(keys).map(([key, name]) => [key, () => this.act(name)]))
    return new EditorView(mount, {
      state: this.stateOf(this.document.body, [
        rules(this.schema),
        tables(this.schema),
        keymap({ ...bound, 'Mod-y': () => this.act('redo'), Enter: enter(this.schema) }),
        keymap(baseKeymap),
        dropCursor({ class: 'editor-drop' }),
        gapCursor(),
        history(),
        identities(),
        new Plugin({ view: () => ({ update: view => this.show(view.state) }) }),
      ]),
      attributes: {
        id: 'editor-text',
        class: 'editor-text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': this.words('text'),
        lang: mount.lang,
        dir: mount.dir,
      },
      // What is written scrolls clear of the toolbar, which stays over it.
      transformPasted: slice => this.normalSlice(slice),
      scrollThreshold: { top: 190, right: 0, bottom: 40, left: 0 },
      scrollMargin: { top: 200, right: 5, bottom: 50, left: 5 },
      nodeViews: blockViews({ words: this.words, library: this.library, language: mount.lang }),
      dispatchTransaction: tr => {
        const before = this.look()
        const { state, transactions } = this.view.state.applyTransaction(tr)
        this.view.updateState(state)
        const steps = transactions.flatMap(each => each.steps)
        if (steps.length) this.saver.changed(steps, before)
      },
    })
  }

  stateOf(body, plugins) {
    const state = EditorState.create({ doc: this.schema.nodeFromJSON(body), plugins })
    this.toolbar.show(state, () => true)
    return state
  }

  // look is the text as it stands on the page.
  look() {
    return { doc: this.view.state.doc, head: this.head.read(this.document.head) }
  }

  // read is the whole document in the form in which it is saved.
  read() {
    const { doc, head } = this.look()
    const changed = { directions: 0, controls: 0, composed: 0 }
    const document = { ...this.document, schema: version, head: normalHead(head, changed), body: normalBody(lean(doc.toJSON()), multiline, changed) }
    this.line.changed(changed)
    return document
  }

  // normalSlice is pasted text in the form in which it is saved.
  normalSlice(slice) {
    const changed = { directions: 0, controls: 0, composed: 0 }
    const json = slice.toJSON()
    if (!json) return slice
    const { content } = normalBody({ type: 'doc', content: json.content }, multiline, changed)
    this.line.changed(changed)
    return content ? Slice.fromJSON(this.schema, { ...json, content }) : slice
  }

  // wordsSince counts the words where the text is not as it was.
  wordsSince({ doc: was, head: before }) {
    const { doc, head } = this.look()
    const from = was.content.findDiffStart(doc.content)
    const end = from === null ? null : was.content.findDiffEnd(doc.content)
    const changed = end && end.b > from ? doc.textBetween(from, Math.min(end.b, doc.content.size), ' ') : ''
    const fields = Object.entries(head).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
    return countWords([changed, ...fields.map(([, value]) => (typeof value === 'string' ? value : Object.values(value).join(' ')))].join(' '), this.mount.lang)
  }

  // goTo shows the place of a refusal: a field of the head, or a block of the text.
  goTo({ field, block }) {
    const control = field && this.head.field(field)
    if (control) return control.focus()
    const { doc, tr } = this.view.state
    const index = Math.min((block || 1) - 1, doc.childCount - 1)
    let at = 0
    for (let i = 0; i < index; i++) at += doc.child(i).nodeSize
    this.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(at + 1))).scrollIntoView())
    this.view.focus()
  }

  // goToHash goes to the block, or the field of the head, that the page's address names.
  goToHash() {
    const name = location.hash.slice(1)
    const field = name && document.getElementById(name)
    if (field && this.head.owns(field)) {
      field.focus()
      return field.scrollIntoView({ block: 'center' })
    }
    const { doc, tr } = this.view.state
    let at = -1
    doc.descendants((node, place) => {
      if (name && node.attrs.id === name) at = place
      return at < 0
    })
    if (name === 'editor') at = 0
    if (at < 0) return
    const node = doc.nodeAt(at)
    const words = node?.isAtom && this.view.nodeDOM(at)?.querySelector('[data-field=alt]')
    this.view.dispatch(tr.setSelection(node?.isAtom ? NodeSelection.create(doc, at) : TextSelection.near(doc.resolve(at + 1))))
    if (words) words.focus()
    else this.view.focus()
    this.view.nodeDOM(at)?.scrollIntoView({ block: 'center' })
  }

  show(state) {
    this.toolbar.show(state, name => !this.saver.stopped && (!this.commands[name] || this.commands[name](state)))
  }

  // act does what a button or a key names; true, as the key has been used.
  act(name) {
    const { view } = this
    const others = {
      link: () => this.link(),
      language: () => this.language(),
      picture: () => this.insertMedia('picture'),
      audio: () => this.insertMedia('audio'),
      video: () => this.insertMedia('video'),
      save: () => this.saver.now(),
      keys: () => this.keys(),
      keytoolbar: () => this.toolbar.focus(),
      keytext: () => view.focus(),
    }
    if (others[name]) others[name]()
    else if (this.commands[name](view.state, view.dispatch)) view.focus()
    return true
  }

  async insertMedia(kind) {
    const asset = await this.library.choose(kind)
    if (!asset) return
    const block = this.schema.nodes[kind].create(attributesOf(kind, asset))
    insert(block)(this.view.state, this.view.dispatch)
  }

  // marked is the stretch of text with a mark around the cursor, or the selection.
  marked(type) {
    const { selection, doc } = this.view.state
    const { $from } = selection
    if (!selection.empty) return { from: selection.from, to: selection.to, mark: this.firstMark(selection, type) }
    const mark = type.isInSet($from.marks()) || type.isInSet($from.nodeAfter?.marks || [])
    if (!mark) return { from: $from.pos, to: $from.pos }
    let from = null
    let to = null
    doc.nodesBetween($from.start(), $from.end(), (node, at) => {
      if (!node.isText || !mark.isInSet(node.marks)) return
      if (at > $from.pos || (to !== null && at !== to)) return
      if (to === null || at !== to) from = at
      to = at + node.nodeSize
    })
    return { from, to, mark }
  }

  firstMark({ from, to }, type) {
    let mark
    this.view.state.doc.nodesBetween(from, to, node => {
      mark ||= type.isInSet(node.marks)
    })
    return mark
  }

  async link() {
    const { words, view } = this
    const type = this.schema.marks.link
    const { from, to, mark } = this.marked(type)
    const fields = [{ name: 'href', label: words('href'), value: mark?.attrs.href || '', check: safeLink, wrong: words('hrefwrong') }]
    const answer = await ask(words, words('link'), fields, mark ? [{ label: words('unlink'), value: { href: '' } }] : [])
    if (!answer) return
    const tr = view.state.tr.removeMark(from, to, type)
    if (answer.href && from === to) tr.insert(from, this.schema.text(answer.href, [type.create(answer)]))
    else if (answer.href) tr.addMark(from, to, type.create(answer))
    view.dispatch(tr)
    view.focus()
  }

  // language marks the selected words, or without any the blocks of text.
  async language() {
    const { words, view, schema } = this
    const { selection } = view.state
    const { from, to, mark } = this.marked(schema.marks.span)
    const whole = from === to
    const now = (whole ? selection.$from.parent.attrs : mark?.attrs) || {}
    const answer = await ask(words, words('language'), [
      { name: 'lang', label: words('lang'), value: now.lang || '', check: tag => !tag || validLanguage(tag), wrong: words('langwrong') },
      { name: 'dir', label: words('dir'), value: now.dir || '', options: [['', words('dirauto')], ['ltr', words('ltr')], ['rtl', words('rtl')]] },
    ])
    if (!answer) return
    const tr = view.state.tr
    if (whole) {
      eachTextBlock(view.state, (node, at) => tr.setNodeAttribute(at, 'lang', answer.lang).setNodeAttribute(at, 'dir', answer.dir))
    } else {
      tr.removeMark(from, to, schema.marks.span)
      if (answer.lang || answer.dir) tr.addMark(from, to, schema.marks.span.create(answer))
    }
    view.dispatch(tr)
    view.focus()
  }

  keys() {
    const { words } = this
    const mac = /Mac|iP/.test(navigator.platform)
    const shown = key => key.replace('Mod', mac ? '⌘' : 'Ctrl').replace('ArrowUp', '↑').replace('ArrowDown', '↓').replaceAll('-', ' + ')
    show(words('keys'), close => [
      make('dl', { class: 'editor-keys' }, ...Object.entries(keys).flatMap(([key, name]) => [make('dt', {}, make('kbd', {}, shown(key))), make('dd', {}, words(name))])),
      make('p', { class: 'editor-buttons' }, make('button', { type: 'button', onclick: () => close(null) }, words('close'))),
    ])
  }

  // pageKey saves from the fields of the head too.
  pageKey(event) {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    this.saver.now()
  }

  conflict(other) {
    this.view.setProps({ editable: () => false })
    this.head.lock()
    this.show(this.view.state)
    this.line.show('conflict', other)
    this.notice.replaceChildren(make('p', {}, this.words('conflict', other), ' ', make('a', { href: other.url }, this.words('compare'))))
  }

  // submitted saves the text. A button that asks for more (to move the story, to
  // preview or translate it) goes to the server once that is done.
  async submitted(event) {
    if (this.goes) return
    event.preventDefault()
    const { submitter } = event
    if (!submitter?.hasAttribute('formaction')) return this.saver.now()
    if (!(await this.settled())) return
    this.goes = true
    this.form.requestSubmit(submitter)
    this.goes = false
  }

  // settled waits until the text is a revision. Where two texts stand side by
  // side it never is: the choice between them gets the focus.
  async settled() {
    const good = await this.saver.settled()
    if (this.saver.stopped) this.notice.querySelector('a')?.focus()
    return good
  }

  // beforeActs saves before a form goes out that acts on the story: what is
  // published is what is on the page. Nothing holds up a withdrawal.
  async beforeActs(event) {
    const form = event.target
    if (!form.matches('form[data-saves]') || form.goes || !(this.saver.unsaved() || this.saver.stopped)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const submitter = event.submitter
    form.goes = (await this.settled()) || form.elements.kind?.value === 'withdraw'
    if (form.goes) form.requestSubmit(submitter)
    form.goes = false
  }
}

// countWords counts words in any writing system, as far as the browser can.
function countWords(text, language) {
  if (!globalThis.Intl?.Segmenter) return text.split(/\s+/).filter(Boolean).length
  let count = 0
  for (const { isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) if (isWordLike) count++
  return count
}

const mount = document.getElementById('editor')
if (mount) new Editor(mount)

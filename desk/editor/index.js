import { baseKeymap } from 'prosemirror-commands'
import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { history } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { EditorState, Plugin } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { Library } from './assets.js'
import { attributesOf, blockViews } from './blocks.js'
import { commandsFor, eachTextBlock, enter, insert, keys, rules } from './commands.js'
import { ask, show } from './dialogs.js'
import { Head } from './head.js'
import { identities } from './identity.js'
import { Shelf } from './keep.js'
import { Saver } from './save.js'
import { lean, safeLink, schemaFor, validLanguage, version } from './schema.js'
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
    this.status = document.getElementById('save-status')
    this.notice = make('div', { class: 'editor-notice', role: 'alert', lang: document.documentElement.lang, dir: document.documentElement.dir || 'ltr' })
    this.toolbar = new Toolbar({ words, act: name => this.act(name), controls: 'editor-text' })
    mount.replaceChildren(this.notice, this.toolbar.dom)
    this.head = new Head(this.form, { words, library: this.library, changed: () => this.saver.changed() })
    this.shelf = new Shelf(mount.dataset.story)
    this.saver = this.savingTo(mount.dataset)
    this.view = this.open(mount)
    this.form.addEventListener('submit', event => {
      event.preventDefault()
      this.saver.now()
    })
    document.addEventListener('submit', event => this.beforeActs(event), true)
    document.addEventListener('keydown', event => this.pageKey(event))
    this.offer()
  }

  savingTo({ save, base }) {
    return new Saver({
      address: save,
      base: Number(base),
      read: () => this.read(),
      shelf: this.shelf,
      tell: (state, values) => this.tell(state, values),
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
      scrollThreshold: { top: 160, right: 0, bottom: 40, left: 0 },
      scrollMargin: { top: 170, right: 5, bottom: 50, left: 5 },
      nodeViews: blockViews({ words: this.words, library: this.library, language: mount.lang }),
      dispatchTransaction: tr => {
        this.view.updateState(this.view.state.apply(tr))
        if (tr.docChanged) this.saver.changed()
      },
    })
  }

  stateOf(body, plugins) {
    const state = EditorState.create({ doc: this.schema.nodeFromJSON(body), plugins })
    this.toolbar.show(state, () => true)
    return state
  }

  // read is the whole document as it stands on the page.
  read() {
    return { ...this.document, schema: version, head: this.head.read(this.document.head), body: lean(this.view.state.doc.toJSON()) }
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

  tell(state, values) {
    this.status.textContent = this.words(state, values)
    this.status.dataset.state = state
  }

  conflict(other) {
    this.view.setProps({ editable: () => false })
    this.head.lock()
    this.show(this.view.state)
    this.tell('conflict', other)
    this.notice.replaceChildren(make('p', {}, this.words('conflict', other), ' ', make('a', { href: other.url }, this.words('compare'))))
  }

  // beforeActs saves before a form goes out that acts on the story: what is
  // published is what is on the page.
  async beforeActs(event) {
    const form = event.target
    if (!form.matches('form[data-saves]') || !this.saver.unacknowledged()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const submitter = event.submitter
    if (await this.saver.settled()) form.requestSubmit(submitter)
  }

  // offer shows what a closed editor has left unsaved, if the house has not got it.
  async offer() {
    const mine = JSON.stringify(this.read())
    for (const copy of await this.shelf.left()) {
      if (JSON.stringify(copy.document) === mine) {
        this.shelf.drop(copy.place)
        continue
      }
      const time = new Date(copy.at).toLocaleString(document.documentElement.lang)
      const put = (word, act) =>
        make('button', { type: 'button', 'data-act': word, onclick: () => (this.notice.replaceChildren(), act()) }, this.words(word))
      const use = put('recoveruse', () => this.recover(copy))
      const drop = put('recoverdrop', () => this.shelf.drop(copy.place))
      this.notice.replaceChildren(make('p', {}, this.words('recover', { time }), ' ', use, ' ', drop))
      return
    }
  }

  // recover takes a kept text up where its editor left it: on the base it was
  // written on, so that whatever was saved since is not written over.
  recover(copy) {
    this.head.write({ standfirst: '', byline: '', place: '', section: '', lead: { asset: '' }, ...copy.document.head })
    this.saver.base = copy.base
    this.saver.pending = copy.pending
    const { state } = this.view
    const body = this.schema.nodeFromJSON(copy.document.body)
    this.view.dispatch(state.tr.replaceWith(0, state.doc.content.size, body.content))
    this.saver.keep()
    this.shelf.drop(copy.place)
    this.saver.now()
  }
}

const mount = document.getElementById('editor')
if (mount) new Editor(mount)

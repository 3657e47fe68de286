import { Step } from 'prosemirror-transform'
import { ask } from './dialogs.js'
import { make } from './words.js'

// Recovery offers what a closed tab has left in this browser, if the server has not got it.
export class Recovery {
  constructor(editor) {
    this.editor = editor
  }

  async offer() {
    const { copies } = this.editor
    try {
      await copies.adopt()
    } catch {
      // A browser that saves nothing has nothing of an earlier release either.
    }
    for (const copy of await copies.left().catch(() => [])) {
      const text = this.textOf(copy)
      if (this.isShown(text)) await copies.remove(copy.tab)
      else return this.show(copy, text)
    }
  }

  // textOf is the text of a copy: what its tab began with and every change since.
  textOf({ start, batches }) {
    const { schema } = this.editor
    let doc = schema.nodeFromJSON(start.body)
    let head = start.head
    for (const batch of batches) {
      head = batch.head
      for (const json of batch.steps) {
        const { doc: next } = Step.fromJSON(schema, json).apply(doc)
        if (!next) return { doc, head }
        doc = next
      }
    }
    return { doc, head }
  }

  isShown({ doc, head }) {
    const shown = this.editor.look()
    return doc.eq(shown.doc) && JSON.stringify(head) === JSON.stringify(shown.head)
  }

  show(copy, text) {
    const { words, notice } = this.editor
    const time = new Date(copy.at).toLocaleString(document.documentElement.lang)
    const put = (word, act) => make('button', { type: 'button', 'data-act': word, onclick: act }, words(word))
    const use = put('recoveruse', () => (notice.replaceChildren(), this.use(copy, text)))
    const drop = put('recoverdrop', () => this.drop(copy, text, time))
    notice.replaceChildren(make('p', {}, words('recover', { time }), ' ', use, ' ', drop))
  }

  // drop throws a copy away, once that was asked, and offers to take it back.
  async drop(copy, text, time) {
    const { words, notice, copies } = this.editor
    if (!(await ask(words, words('recoverask', { time }), []))) return
    await copies.discard(copy.tab, true)
    const undo = async () => {
      await copies.discard(copy.tab, false)
      this.show(copy, text)
    }
    notice.replaceChildren(make('p', {}, words('recoverdropped'), ' ', make('button', { type: 'button', 'data-act': 'recoverundo', onclick: undo }, words('recoverundo'))))
  }

  // use takes a copy up where its tab left it: on the base that it was written
  // on, so that whatever was saved since is not written over. What was typed
  // here meanwhile becomes a revision first.
  async use(copy, { doc, head }) {
    const { saver, view } = this.editor
    if (saver.unsaved() && !(await saver.settled())) return this.show(copy, { doc, head })
    saver.goOn(copy)
    this.editor.head.write({ standfirst: '', byline: '', place: '', section: '', lead: { asset: '' }, ...head })
    view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, doc.content))
    saver.changed()
    saver.now()
  }
}

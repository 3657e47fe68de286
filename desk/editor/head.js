import { make } from './words.js'
import { attributesOf } from './blocks.js'

const lines = ['headline', 'standfirst', 'byline', 'place', 'section']

// Head is the fields over the text: plain form fields, there without script too.
export class Head {
  constructor(form, { words, library, changed }) {
    this.form = form
    this.changed = changed
    form.addEventListener('input', event => this.owns(event.target) && changed())
    form.addEventListener('change', event => this.owns(event.target) && changed())
    const lead = this.field('lead')
    if (!lead) return
    const choose = async () => {
      const asset = await library.choose('picture')
      if (asset) this.take(asset)
    }
    const page = document.documentElement
    lead.closest('fieldset, label, p')?.append(
      make('button', { type: 'button', class: 'editor-lead', lang: page.lang, dir: page.dir || 'ltr', onclick: choose }, words('choose')),
    )
  }

  field(name) {
    return this.form.querySelector(`[name="${name}"]`) // not elements[name], which finds ids too
  }

  owns(field) {
    return lines.includes(field.name) || /^lead(-alt|-caption)?$/.test(field.name)
  }

  take(asset) {
    const { asset: id, alt } = attributesOf('picture', asset)
    this.write({ lead: { asset: id, alt: alt || '', caption: '' } })
    const shown = document.getElementById('lead-thumb')
    if (shown && asset.thumb) shown.src = asset.thumb
    this.changed()
  }

  // read is the head as the document has it; what has no field here stays.
  read(was) {
    const head = { ...was }
    for (const name of lines) {
      const field = this.field(name)
      if (!field) continue
      const value = field.value.trim().replace(/\s*\n\s*/g, ' ') // they are lines
      if (value || name === 'headline') head[name] = value
      else delete head[name]
    }
    if (this.field('lead')) {
      const lead = { ...was.lead, asset: this.value('lead'), alt: this.value('lead-alt'), caption: this.value('lead-caption') }
      if (!lead.alt) delete lead.alt
      if (!lead.caption) delete lead.caption
      if (lead.asset) head.lead = lead
      else delete head.lead
    }
    return head
  }

  value(name) {
    return this.field(name)?.value.trim() || ''
  }

  // write puts a head into the fields.
  write(head) {
    for (const name of lines) if (name in head) this.put(name, head[name])
    if (head.lead) {
      this.put('lead', head.lead.asset)
      this.put('lead-alt', head.lead.alt || '')
      this.put('lead-caption', head.lead.caption || '')
    }
  }

  put(name, value) {
    const field = this.field(name)
    if (field) field.value = value
  }

  // lock makes the fields readable only.
  lock() {
    for (const field of this.form.elements) {
      if (this.owns(field) && field.tagName === 'SELECT') field.disabled = true
      else if (this.owns(field)) field.readOnly = true
    }
  }
}

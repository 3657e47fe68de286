import { make } from './words.js'

// show opens a modal dialog and resolves with what close(value) is given, or
// null. The focus goes back to where it was.
export function show(title, fill) {
  return new Promise(resolve => {
    const back = document.activeElement
    let answer = null
    const heading = make('h2', { id: 'editor-dialog-title' }, title)
    const dialog = make('dialog', { class: 'editor-dialog', 'aria-labelledby': heading.id }, heading)
    const close = value => {
      answer = value
      dialog.close()
    }
    dialog.append(...fill(close))
    dialog.addEventListener('close', () => {
      dialog.remove()
      back?.focus()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

// ask shows a small form and resolves with its values, or null. A field is
// {name, label, value, options, check, wrong}; extra are further buttons.
export function ask(words, title, fields, extra = []) {
  return show(title, close => {
    const form = make('form', { method: 'dialog' })
    for (const field of fields) form.append(labelled(field))
    form.append(
      make(
        'p',
        { class: 'editor-buttons' },
        make('button', { type: 'submit', class: 'primary' }, words('apply')),
        ...extra.map(({ label, value }) => make('button', { type: 'button', onclick: () => close(value) }, label)),
        make('button', { type: 'button', onclick: () => close(null) }, words('cancel')),
      ),
    )
    form.addEventListener('input', event => event.target.setCustomValidity(''))
    form.addEventListener('submit', event => {
      event.preventDefault()
      const values = Object.fromEntries(fields.map(f => [f.name, form.elements[f.name].value.trim()]))
      for (const field of fields) {
        if (field.check && !field.check(values[field.name])) {
          form.elements[field.name].setCustomValidity(field.wrong)
          form.elements[field.name].reportValidity()
          return
        }
      }
      close(values)
    })
    return [form]
  })
}

function labelled({ name, label, value, options }) {
  const control = options
    ? make('select', { name }, ...options.map(([v, text]) => make('option', { value: v, selected: v === value }, text)))
    : make('input', { name, value, dir: 'auto', autocomplete: 'off', spellcheck: 'false' })
  return make('label', {}, make('span', {}, label), control)
}

// The desk's small script: every screen works without it.

// The house gives times in the zone of the person's machine.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const cookie = `desk-zone=${encodeURIComponent(zone || 'UTC')}`
if (!document.cookie.split('; ').includes(cookie)) {
  document.cookie = `${cookie}; path=/desk/; max-age=31536000; samesite=lax`
}

// Arrows move between the rows of a list, Home and End to its ends.
document.addEventListener('keydown', event => {
  const table = event.target.closest?.('table[data-rows]')
  if (!table || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...table.querySelectorAll('tbody th a')]
  const at = links.indexOf(event.target)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key]
  if (at < 0 || to === undefined || !links[to]) return
  event.preventDefault()
  links[to].focus()
})

// Where the browser does not do it itself, fields grow with what is typed.
if (!CSS.supports('field-sizing', 'content')) {
  const grow = field => {
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + 2}px`
  }
  for (const field of document.querySelectorAll('textarea')) grow(field)
  document.addEventListener('input', event => event.target.matches('textarea') && grow(event.target))
}

// What is published is the revision on the screen: the forms follow the editor.
document.addEventListener('editor:saved', event => {
  for (const field of document.querySelectorAll('form[data-saves] [name=revision]')) field.value = event.detail.revision
  document.getElementById('now')?.dispatchEvent(new Event('saved'))
})

// send brings a file to the house and says how far it is.
function send(form) {
  const status = form.querySelector('.sending')
  const button = form.querySelector('button')
  const request = new XMLHttpRequest()
  const say = words => {
    status.textContent = words
    status.className = 'sending'
  }
  const refused = words => {
    status.textContent = words
    status.className = 'sending fault'
    button.disabled = false
  }
  let shown = -1
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total)
    if (percent < shown + 10 && percent < 100) return
    shown = percent
    say(form.dataset.sending.replace('{percent}', percent))
  })
  request.addEventListener('load', () => {
    const answer = request.response || {}
    if (request.status === 200) location.assign(`/desk/assets/${answer.id}`)
    else refused(answer.error ? `${answer.error} (${answer.id})` : form.dataset.lost)
  })
  request.addEventListener('error', () => refused(form.dataset.lost))
  request.open('POST', form.action)
  request.setRequestHeader('Accept', 'application/json')
  request.responseType = 'json'
  button.disabled = true
  request.send(new FormData(form))
}

document.addEventListener('submit', event => {
  if (!event.target.matches('form[data-upload]')) return
  event.preventDefault()
  send(event.target)
})

// The count beside a text of an alert, and its strip, follow what is typed.
function preview(form) {
  const level = form.querySelector('[name=level]:checked')?.value
  for (const box of form.querySelectorAll('[data-counts]')) {
    const text = form.elements[box.dataset.counts].value.trim()
    const [count, strip] = [box.querySelector('[data-count]'), box.querySelector('p')]
    count.textContent = count.dataset.count.replace('{count}', [...text].length)
    strip.hidden = text === ''
    strip.children[0].textContent = level === 'urgent' ? box.dataset.urgent : box.dataset.breaking
    strip.children[1].textContent = text
  }
}
document.addEventListener('input', event => {
  const form = event.target.form
  if (form?.querySelector('[data-counts]')) preview(form)
})

// A part of a page that follows what happens is asked for every two seconds: it comes where it is another than is shown.
async function follow(part) {
  try {
    const address = `${part.dataset.follow}${part.dataset.follow.includes('?') ? '&' : '?'}v=${part.dataset.version}`
    const answer = await fetch(address, { headers: { Accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(10000) })
    if (answer.status === 200 && !part.querySelector('button:hover, button:focus, a:hover, a:focus')) {
      const { version, count, html } = await answer.json()
      if (part.ariaLive === 'polite' && part.dataset.version) part.ariaLive = 'off' // said once, not at every word
      part.dataset.version = version
      part.innerHTML = html
      if (count !== undefined) document.title = (count ? `(${count}) ` : '') + document.title.replace(/^\(\d+\) /, '')
    }
  } catch {
    // The house is away, and is asked again.
  }
  setTimeout(() => follow(part), 2000)
}
for (const part of document.querySelectorAll('[data-follow]')) setTimeout(() => follow(part), 2000)

import { reason } from './assets.js'

const pause = 1500 // after the last change, in milliseconds
const longest = 10000 // while somebody types on
const waits = [1000, 2000, 4000, 8000, 15000, 30000] // between attempts

// Saver brings the text to the house. One request is under way at a time; one
// whose answer was lost is sent again as it was, under its own key, so that it
// can't come in twice. What is unacknowledged stays on the shelf.
export class Saver {
  constructor({ address, base, read, shelf, tell, onsaved, onconflict }) {
    Object.assign(this, { address, base, read, shelf, tell, onsaved, onconflict })
    this.dirty = false // changed since the text under way was read
    this.pending = null // {key, base, document, origin} sent and not answered
    this.sending = false
    this.attempts = 0
    this.first = 0 // when the oldest change that is not sent was made
    this.stopped = false
    addEventListener('beforeunload', event => {
      if (this.unacknowledged()) event.preventDefault()
    })
    addEventListener('pagehide', () => this.keep())
    addEventListener('online', () => this.now())
  }

  unacknowledged() {
    return this.dirty || this.pending !== null
  }

  changed() {
    if (this.stopped) return
    const now = Date.now()
    if (!this.dirty) this.first = now
    this.dirty = true
    clearTimeout(this.keeping)
    this.keeping = setTimeout(() => this.keep(), 300)
    if (this.sending || this.attempts) return
    this.tell('changed')
    this.after(Math.max(0, Math.min(pause, this.first + longest - now)))
  }

  keep() {
    if (this.unacknowledged()) {
      this.kept = this.shelf.keep({ at: Date.now(), base: this.base, pending: this.pending, document: this.read() })
    }
  }

  after(wait) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), wait)
  }

  // now saves at once, even when nothing has changed.
  now() {
    if (this.stopped) return
    this.dirty ||= !this.pending
    this.asked = true
    clearTimeout(this.timer)
    this.send()
  }

  // settled waits until everything is acknowledged; false when it can't be.
  settled() {
    if (!this.unacknowledged()) return Promise.resolve(!this.stopped)
    if (this.stopped) return Promise.resolve(false)
    this.now()
    return new Promise(resolve => (this.waiting = [...(this.waiting || []), resolve]))
  }

  resolve(good) {
    for (const resolve of this.waiting || []) resolve(good)
    this.waiting = []
  }

  async send() {
    if (this.sending || !this.unacknowledged()) return
    if (!this.pending) {
      this.pending = {
        base: this.base,
        document: this.read(),
        key: newKey(),
        origin: this.asked ? 'save' : 'autosave',
      }
      this.dirty = this.asked = false
      this.keep()
    }
    this.sending = true
    this.tell('saving')
    let answer
    try {
      answer = await fetch(this.address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Requested-With': 'dateline' },
        body: JSON.stringify(this.pending),
        redirect: 'manual',
        signal: AbortSignal.timeout(30000),
      })
      await this.answered(answer)
    } catch {
      this.again('unsaved')
    }
    this.sending = false
  }

  async answered(answer) {
    // A redirect is the way to the sign-in.
    if (answer.status === 401 || answer.type === 'opaqueredirect') return this.again('signin')
    if (answer.status === 409) return this.conflicting(await answer.json())
    if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      return this.refused(await reason(answer))
    }
    if (!answer.ok) return this.again('unsaved')
    const { revision, saved } = await answer.json()
    this.base = revision
    this.pending = null
    this.attempts = 0
    this.onsaved(revision)
    if (this.dirty) {
      this.keep()
      this.after(this.waiting?.length ? 0 : pause)
      return
    }
    clearTimeout(this.keeping)
    this.shelf.clear()
    this.tell('saved', { revision, time: saved })
    this.resolve(true)
  }

  // again tries the same request later; until then the shelf has the text.
  again(why) {
    this.keep()
    this.tell(why)
    this.resolve(false)
    this.after(waits[Math.min(this.attempts++, waits.length - 1)])
  }

  // refused: the house won't take this text; the next change is tried afresh.
  refused(why) {
    this.pending = null
    this.attempts = 0
    this.dirty = true
    this.first = Date.now()
    this.keep()
    this.tell('refused', { reason: why })
    this.resolve(false)
  }

  // conflicting: somebody else has changed the story. The house keeps both
  // texts; what was written since the request went out follows it once.
  conflicting(other) {
    this.pending = null
    this.attempts = 0
    this.base = other.branch
    this.stopped = true
    this.onconflict(other)
    if (this.dirty) {
      this.after(0)
      return
    }
    clearTimeout(this.keeping)
    this.shelf.clear()
    this.resolve(false)
  }
}

// newKey is a random key (crypto.randomUUID is only there over https).
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

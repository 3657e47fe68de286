import { reason } from './assets.js'

// In milliseconds.
const copyWait = 200 // from the first change of a batch until it goes to the browser's disk
const sendWait = 200 // from the first change until it goes to the server
const between = 1000 // from the server's answer until the next text goes there
const pause = 10000 // without a change, until the text becomes a revision
const late = 3000 // without an answer, until it is said that the text is only here
const waits = [1000, 2000, 4000, 8000, 15000, 30000] // between attempts
const beaconBytes = 60000 // the most that browsers send of a page that is gone

// Saver brings what is typed to the browser's disk and to the server. There it
// is the tab's working copy until it becomes a revision: after a pause, before
// an act, on leaving. One request is under way at a time; a save whose answer
// was lost is sent again as it was, under its own key.
//
// look gives the text as it stands, {doc, head}; read the document that is sent of
// it; count the words that have been added to an earlier look.
export class Saver {
  constructor({ addresses, base, look, read, count, copies, tell, onsaved, onconflict }) {
    Object.assign(this, { addresses, base, look, read, count, copies, tell, onsaved, onconflict })
    this.version = 0 // changes made
    this.acked = 0 // of these on the server
    this.saved = 0 // of these in a revision
    this.steps = [] // changes of the text that are not on the disk
    this.start = null // the text before the first of these
    this.safe = this.look() // as it is on the server
    this.pending = null // a save that is sent and not answered
    this.sending = false
    this.attempts = 0
    this.answeredAt = 0
    this.stopped = false
    addEventListener('beforeunload', event => this.unacknowledged() && event.preventDefault())
    addEventListener('pagehide', () => this.leave())
    addEventListener('pageshow', event => event.persisted && this.again())
    addEventListener('online', () => this.again())
    document.addEventListener('visibilitychange', () => document.hidden && this.flush())
  }

  unacknowledged() {
    return this.version > this.acked
  }

  // unsaved: there is something that is no revision yet.
  unsaved() {
    return this.version > this.saved || this.pending !== null
  }

  // changed notes a change; steps and the text before them, where it was the text's.
  changed(steps = [], before = null) {
    if (this.stopped) return
    const now = Date.now()
    if (!this.unacknowledged()) this.since = now
    this.start ||= before || this.look()
    this.steps.push(...steps)
    this.version++
    this.changedAt = now
    this.copying ||= setTimeout(() => this.copy(), copyWait)
    clearTimeout(this.lateness)
    this.lateness = setTimeout(() => this.say(), Math.max(0, this.since + late - now))
    if (!this.attempts) {
      this.tell('changed', {})
      this.plan()
    }
  }

  // copy puts what was changed on the browser's disk.
  async copy() {
    clearTimeout(this.copying)
    this.copying = 0
    if (!this.start) return
    const { start, steps, version, base } = this
    this.start = null
    this.steps = []
    try {
      await this.copies.add({ number: version, base, start: { head: start.head, body: start.doc.toJSON() }, steps: steps.map(step => step.toJSON()), head: this.look().head })
      this.nocopy = false
    } catch {
      this.nocopy = true // no room, or a browser that saves nothing; the next batch begins with the whole text
      this.copies.begun = false
    }
  }

  // plan sets the time for what is to be sent next.
  plan() {
    if (this.sending || this.stopped) return
    const now = Date.now()
    const due = []
    if (this.version > this.saved) due.push(this.changedAt + pause)
    if (this.unacknowledged()) due.push(Math.max(this.since + sendWait, this.answeredAt + between))
    if (this.asked || this.pending) due.push(now)
    if (due.length) this.after(Math.max(0, Math.min(...due) - now))
  }

  after(wait) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), wait)
  }

  // now makes a revision at once, even when nothing has changed.
  now(origin = 'save') {
    if (this.stopped) return
    if (this.version === this.saved && !this.pending) {
      this.version++
      this.acked++
    }
    this.asked = origin
    clearTimeout(this.timer)
    this.send()
  }

  // again tries at once what did not get through.
  again() {
    if (this.unacknowledged() || this.pending || this.asked) this.after(0)
  }

  // flush brings everything where it is safe without waiting.
  flush() {
    this.copy()
    if (this.unacknowledged()) this.after(0)
  }

  // settled waits until the text is a revision; false when it can't be.
  settled() {
    if (this.stopped || !this.unsaved()) return Promise.resolve(!this.stopped)
    this.now('autosave')
    return new Promise(resolve => (this.waiting = [...(this.waiting || []), resolve]))
  }

  resolve(good) {
    for (const resolve of this.waiting || []) resolve(good)
    this.waiting = []
  }

  // save is the request for a revision.
  save() {
    this.copy() // so that a batch ends where the request does
    const document = this.read()
    const body = { base: this.base, document, key: newKey(), origin: this.asked || 'autosave', tab: this.copies.tab, number: this.version }
    this.asked = ''
    return { address: this.addresses.save, body, mark: this.look(), saves: true }
  }

  working() {
    this.copy()
    const body = { base: this.base, document: this.read(), tab: this.copies.tab, number: this.version }
    return { address: this.addresses.working, body, mark: this.look() }
  }

  async send() {
    if (this.sending) return
    const rests = this.version > this.saved && Date.now() >= this.changedAt + pause
    if (!this.pending && !this.asked && !rests && !this.unacknowledged()) return
    if (!this.pending && (this.asked || rests || this.stopped)) this.pending = this.save()
    const request = this.pending || this.working()
    this.sending = true
    let failed = false
    try {
      const answer = await fetch(request.address, { ...posted(request.body), redirect: 'manual', signal: AbortSignal.timeout(30000) })
      await this.answered(answer, request)
    } catch {
      failed = true
    }
    this.sending = false
    this.answeredAt = Date.now()
    if (failed) this.retry('unsaved')
    else if (!this.attempts && (!this.refusal || this.version > request.body.number)) this.plan()
  }

  async answered(answer, request) {
    this.refusal = null
    // A redirect is the way to the sign-in.
    if (answer.status === 401 || answer.type === 'opaqueredirect') return this.retry('signin')
    if (answer.status === 409) {
      const other = await answer.clone().json()
      if (other.branch) return this.conflicting(other, request)
    }
    if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      return this.refused(await reason(answer.clone()), await placeOf(answer))
    }
    if (!answer.ok) return this.retry('unsaved')
    this.took(await answer.json(), request)
  }

  // took: the server has the text of the request.
  took(answer, { body, mark, saves }) {
    this.attempts = 0
    this.base = saves ? answer.revision : answer.base
    this.acked = Math.max(this.acked, body.number)
    this.safe = mark
    this.time = answer.saved
    if (this.unacknowledged()) this.since = Date.now()
    this.copies.acknowledged(body.number, { head: mark.head, body: mark.doc.toJSON() }).catch(() => {})
    if (!saves) {
      if (answer.head !== answer.base) this.asked ||= 'autosave' // a colleague has saved: what comes of that is seen now
      if (!this.unacknowledged()) clearTimeout(this.lateness)
      this.tellSafe()
      return
    }
    this.pending = null
    this.saved = Math.max(this.saved, body.number)
    this.onsaved(answer.revision)
    if (this.version > this.saved) {
      this.tellSafe()
      if (this.waiting?.length) this.asked ||= 'autosave'
      return
    }
    clearTimeout(this.lateness)
    this.tell('saved', { revision: answer.revision, time: this.time })
    this.resolve(true)
  }

  // tellSafe says since when the text is safe; what was typed since is on its way.
  tellSafe() {
    this.tell('safe', { time: this.time })
    if (this.unacknowledged()) this.tell('changed', {})
  }

  // retry sends the same again later; until then the browser has the text.
  retry(why) {
    this.copy()
    this.why = why
    this.resolve(false)
    this.after(waits[Math.min(this.attempts++, waits.length - 1)])
    this.say()
  }

  // say tells how much is only here, once the server has not answered for a while.
  say() {
    if (this.refusal) return this.tell('refused', this.refusal)
    if (this.stopped || (!this.unacknowledged() && !this.attempts)) return
    this.tell(this.attempts ? this.why : 'late', { count: this.count(this.safe), nocopy: this.nocopy })
  }

  // refused: the server won't take this text; the next change is tried afresh.
  refused(why, place) {
    this.pending = null
    this.attempts = 0
    this.asked = ''
    this.refusal = { reason: why, place }
    this.acked = Math.min(this.acked, this.version - 1)
    this.copy()
    this.tell('refused', this.refusal)
    this.resolve(false)
  }

  // conflicting: somebody else has changed the story. The server has both
  // texts; what was written since the request went out follows it once.
  conflicting(other, { body }) {
    this.pending = null
    this.attempts = 0
    this.base = other.branch
    this.acked = this.saved = Math.max(this.saved, body.number)
    this.copies.acknowledged(body.number).catch(() => {})
    this.stopped = true
    clearTimeout(this.lateness)
    this.onconflict(other)
    if (this.version > this.saved) this.after(0)
    else this.resolve(false)
  }

  // leave makes a revision of the text of a page that is going away.
  leave() {
    this.copy()
    if (this.stopped || !this.unsaved()) return
    this.pending ||= this.save()
    const { address, body } = this.pending
    const request = posted(body)
    const small = new Blob([request.body]).size < beaconBytes
    const gone = small ? fetch(address, { ...request, keepalive: true }) : fetch(this.addresses.working, { ...posted({ tab: body.tab, fold: true }), keepalive: true })
    gone.catch(() => {})
  }

  // goOn continues a closed tab's text under its name.
  goOn({ tab, number, base }) {
    this.copies.use(tab)
    this.base = base
    this.version = Math.max(this.version, number)
    this.acked = this.saved = this.version
  }
}

function posted(body) {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Requested-With': 'dateline' },
    body: JSON.stringify(body),
  }
}

// placeOf is where in the text the reason of a refusal is, if the server says.
async function placeOf(answer) {
  try {
    const { place } = await answer.json()
    return place?.field || place?.block ? place : null
  } catch {
    return null
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

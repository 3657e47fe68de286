const life = 30 * 24 * 3600 * 1000 // how long what was thrown away can be had back, in milliseconds
const answerTime = 1000 // in which open tabs answer, in milliseconds
const compact = 100 // batches after which the copy begins anew from what the server has

// Copies are what was typed in this browser and has not reached the server: for
// each open tab the text it began with and batches of changes, each on the disk
// before it is counted as saved. A tab's name is held by a lock for as long as
// the tab is open, so that its text is offered only when nobody has it open.
export class Copies {
  // known are the tabs of this person and story that the server knows, with the
  // number of the last change that it has of each.
  constructor({ story, person, seal, known }) {
    Object.assign(this, { story, person, seal, known })
    this.turn = Promise.resolve()
    this.use(newTab())
    if (!navigator.locks) this.answer()
  }

  // answer says this tab's name to whoever asks which tabs are open. Browsers have
  // locks in secure contexts alone; without them open tabs are asked instead.
  answer() {
    this.channel = new BroadcastChannel('dateline.tabs')
    this.channel.onmessage = ({ data }) => data === 'open?' && this.channel.postMessage({ open: lockOf(this.tab) })
  }

  // held are the locks of the tabs that are open.
  async held() {
    if (navigator.locks) return (await navigator.locks.query()).held.map(lock => lock.name)
    const asking = new BroadcastChannel('dateline.tabs')
    const open = []
    asking.onmessage = ({ data }) => data.open && open.push(data.open)
    asking.postMessage('open?')
    await new Promise(done => setTimeout(done, answerTime))
    asking.close()
    return open
  }

  // use makes a tab's copy this tab's own; what is added next begins it anew.
  use(tab) {
    this.tab = tab
    this.begun = false
    this.batches = 0
    navigator.locks?.request(lockOf(tab), () => new Promise(() => {}))
  }

  // inTurn does one thing after the other; what fails does not stop the next.
  inTurn(act) {
    const done = this.turn.then(act)
    this.turn = done.catch(() => {})
    return done
  }

  // add saves a batch of changes: {number, base, start, steps, head}. start gives
  // the text before the first of them.
  add(batch) {
    return this.inTurn(async () => {
      const { tab, story, person, begun } = this
      const { number, base, start, steps, head } = batch
      const at = Date.now()
      const sealed = await this.seal.close({ steps, head }, tab)
      const first = begun ? null : { tab, story, person, at, base, acked: 0, start: await this.seal.close(start, tab) }
      await change('strict', (copies, batches) => {
        if (first) {
          batches.delete(allOf(tab))
          copies.put(first)
        }
        batches.put({ tab, number, at, base, sealed })
      })
      this.begun = true
      this.batches++
      this.last = number
    })
  }

  // acknowledged: the server has the text as it was after so many changes.
  acknowledged(number, document) {
    return this.inTurn(async () => {
      if (!this.begun) return
      const { tab } = this
      if (number >= this.last) {
        this.begun = false
        this.batches = 0
        return this.remove(tab)
      }
      const start = this.batches > compact ? await this.seal.close(document, tab) : null
      if (start) this.batches = 0
      await change('relaxed', (copies, batches) => {
        copies.get(tab).onsuccess = ({ target: { result: copy } }) => {
          if (copy) copies.put({ ...copy, acked: number, ...(start && { start }) })
        }
        if (start) batches.delete(IDBKeyRange.bound([tab, 0], [tab, number]))
      })
    })
  }

  // left are the person's texts of this story in tabs that are closed, newest
  // first: {tab, at, base, number, start, batches}.
  async left() {
    const held = await this.held()
    const [copies, batches] = await all()
    const found = []
    for (const copy of copies) {
      const { tab, story, person, discarded } = copy
      if (discarded < Date.now() - life) await this.remove(tab)
      if (story !== this.story || person !== this.person || discarded || tab === this.tab || held.includes(lockOf(tab))) continue
      const mine = batches.filter(batch => batch.tab === tab)
      const last = mine.at(-1)
      if (!last || last.number <= Math.max(copy.acked, this.known[tab] || 0)) {
        await this.remove(tab)
        continue
      }
      try {
        const open = await Promise.all(mine.map(batch => this.seal.open(batch.sealed, tab)))
        found.push({ tab, at: last.at, base: Math.max(copy.base, last.base), number: last.number, start: await this.seal.open(copy.start, tab), batches: open })
      } catch {
        // Closed with another key: it is not this person's to read.
      }
    }
    return found.sort((a, b) => b.at - a.at)
  }

  // remove drops a copy that the server has.
  remove(tab) {
    return change('relaxed', (copies, batches) => {
      copies.delete(tab)
      batches.delete(allOf(tab))
    })
  }

  // discard throws a copy away, or takes that back.
  discard(tab, yes) {
    return change('strict', copies => {
      copies.get(tab).onsuccess = ({ target: { result: copy } }) => {
        if (copy) copies.put({ ...copy, discarded: yes ? Date.now() : 0 })
      }
    })
  }

  // adopt takes over what an earlier release has left of this story in
  // localStorage: from now on it is this person's.
  async adopt() {
    const prefix = `dateline.story.${this.story}.`
    for (const place of Object.keys(localStorage).filter(key => key.startsWith(prefix))) {
      const { at, base, document } = JSON.parse(localStorage.getItem(place))
      const tab = newTab()
      const start = await this.seal.close(document, tab)
      const sealed = await this.seal.close({ steps: [], head: document.head }, tab)
      await change('strict', (copies, batches) => {
        copies.put({ tab, story: this.story, person: this.person, at, base, acked: 0, start })
        batches.put({ tab, number: 1, at, base, sealed })
      })
      localStorage.removeItem(place)
    }
  }
}

const lockOf = tab => `dateline.tab.${tab}`
const allOf = tab => IDBKeyRange.bound([tab, 0], [tab, Number.MAX_SAFE_INTEGER])

// newTab is a random name in the form of an id.
function newTab() {
  return Array.from(crypto.getRandomValues(new Uint8Array(13)), b => 'abcdefghijklmnopqrstuvwxyz234567'[b & 31]).join('')
}

let opening

function database() {
  opening ||= new Promise((resolve, reject) => {
    const request = indexedDB.open('dateline', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('copy', { keyPath: 'tab' })
      request.result.createObjectStore('batch', { keyPath: ['tab', 'number'] })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opening
}

// change runs one transaction; strict: it is on the disk when the promise is kept.
async function change(durability, act) {
  const transaction = (await database()).transaction(['copy', 'batch'], 'readwrite', { durability })
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    act(transaction.objectStore('copy'), transaction.objectStore('batch'))
  })
}

async function all() {
  const transaction = (await database()).transaction(['copy', 'batch'])
  const read = store =>
    new Promise((resolve, reject) => {
      const request = transaction.objectStore(store).getAll()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  return Promise.all([read('copy'), read('batch')])
}

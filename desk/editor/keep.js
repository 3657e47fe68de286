// A Shelf keeps the text of one open editor in the browser until the house has
// acknowledged it. Each open editor has a place of its own, held by a lock for
// as long as it is open, so that two tabs never write over each other and a
// text is offered again only when nobody has it open any more.
export class Shelf {
  constructor(story) {
    this.prefix = `dateline.story.${story}.`
    this.place = this.prefix + crypto.getRandomValues(new Uint32Array(2)).join('')
    navigator.locks?.request(this.place, () => new Promise(() => {}))
  }

  // keep puts the text on the shelf; false when the browser has no room for it.
  keep(copy) {
    try {
      localStorage.setItem(this.place, JSON.stringify(copy))
      return true
    } catch {
      return false
    }
  }

  clear() {
    this.drop(this.place)
  }

  drop(place) {
    try {
      localStorage.removeItem(place)
    } catch {
      // A browser that forbids storage has kept nothing either.
    }
  }

  // left are the copies that an editor now closed has left, newest first.
  async left() {
    const held = navigator.locks ? (await navigator.locks.query()).held.map(lock => lock.name) : []
    const copies = []
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const place = localStorage.key(i)
        if (place.startsWith(this.prefix) && place !== this.place && !held.includes(place)) {
          copies.push({ place, ...JSON.parse(localStorage.getItem(place)) })
        }
      }
    } catch {
      return []
    }
    return copies.sort((a, b) => b.at - a.at)
  }
}

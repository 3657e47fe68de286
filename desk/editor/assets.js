import { make } from './words.js'
import { show } from './dialogs.js'

const accepted = {
  picture: 'image/jpeg,image/png,image/webp',
  audio: 'audio/mpeg,audio/mp4,audio/ogg,.mp3,.m4a,.ogg,.oga',
  video: 'video/mp4,.mp4',
}

// Library is the assets of the house, as far as this page has met them.
export class Library {
  constructor(address, edition, words, known) {
    this.address = address
    this.edition = edition
    this.words = words
    this.known = new Map(known.map(asset => [asset.id, asset]))
  }

  // list asks for the assets of a kind that match a search.
  async list(kind, search) {
    const answer = await fetch(`${this.address}.json?${new URLSearchParams({ kind, q: search })}`, {
      headers: { Accept: 'application/json' },
      redirect: 'error',
    })
    if (!answer.ok) throw new Error(String(answer.status))
    return (await answer.json()).map(asset => this.meet(asset))
  }

  // send uploads a file and gives the asset it became.
  async send(file) {
    const body = new FormData()
    body.append('file', file)
    const answer = await fetch(this.address, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-Requested-With': 'dateline' },
      body,
      redirect: 'error',
    })
    if (!answer.ok) throw new Error((await reason(answer)) || String(answer.status))
    return this.meet(await answer.json())
  }

  meet(asset) {
    this.known.set(asset.id, asset)
    return asset
  }

  // choose lets the editor pick or upload an asset; null when nothing was picked.
  choose(kind) {
    const { words } = this
    return show(words(kind), close => {
      const { search, status, found } = this.finder(text => this.list(kind, text), asset => this.button(asset, close))
      const upload = make('input', {
        type: 'file',
        accept: accepted[kind],
        onchange: async () => {
          if (!upload.files.length) return
          status.textContent = words('uploading')
          try {
            close(await this.send(upload.files[0]))
          } catch (fault) {
            status.textContent = words('uploadfailed', { reason: fault.message })
          }
        },
      })
      return [
        make('label', {}, make('span', {}, words('search')), search),
        make('label', {}, make('span', {}, words('upload')), upload),
        status,
        found,
        this.cancel(close),
      ]
    })
  }

  // chooseStory lets the editor pick a public story of the edition.
  chooseStory() {
    const { words } = this
    const stories = async text => {
      const query = new URLSearchParams({ edition: this.edition, q: text })
      const answer = await fetch('/desk/stories.json?' + query, { headers: { Accept: 'application/json' }, redirect: 'error' })
      if (!answer.ok) throw new Error(String(answer.status))
      return answer.json()
    }
    return show(words('related'), close => {
      const button = story => make('button', { type: 'button', dir: 'auto', 'data-story': story.id, onclick: () => close(story) }, story.headline)
      const { search, status, found } = this.finder(stories, button)
      return [make('label', {}, make('span', {}, words('search')), search), status, found, this.cancel(close)]
    })
  }

  // finder is a field, a list of what it finds, and a line that says when that
  // is nothing. An answer that comes after a later question's is not shown.
  finder(list, button) {
    const found = make('ul', { class: 'editor-assets' })
    const status = make('p', { role: 'status' })
    let turn = 0
    const look = async text => {
      const mine = ++turn
      try {
        const all = await list(text)
        if (mine !== turn) return
        found.replaceChildren(...all.map(one => make('li', {}, button(one))))
        status.textContent = all.length ? '' : this.words('nothingfound')
      } catch {
        if (mine === turn) status.textContent = this.words('listfailed')
      }
    }
    let pause
    const search = make('input', {
      type: 'search',
      dir: 'auto',
      oninput: () => {
        clearTimeout(pause)
        pause = setTimeout(() => look(search.value), 250)
      },
    })
    look('')
    return { search, status, found }
  }

  cancel(close) {
    return make('p', { class: 'editor-buttons' }, make('button', { type: 'button', onclick: () => close(null) }, this.words('cancel')))
  }

  button(asset, close) {
    const button = make('button', { type: 'button', 'data-asset': asset.id, onclick: () => close(asset) })
    if (asset.thumb) button.append(make('img', { src: asset.thumb, alt: asset.alt || '', loading: 'lazy' }))
    button.append(make('span', { dir: 'auto' }, asset.filename))
    return button
  }
}

// reason is what a refusal says to people, if it says anything.
export async function reason(answer) {
  try {
    return (await answer.json()).error || ''
  } catch {
    return ''
  }
}

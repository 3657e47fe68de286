// A Seal encrypts what stays in the browser with the key of the person who is
// signed in: whoever signs in here next cannot read it. Without a secure
// context browsers do not encrypt; then it lies open, and secret is false.
export class Seal {
  constructor(key) {
    this.secret = Boolean(key && globalThis.crypto?.subtle)
    if (this.secret) {
      const raw = Uint8Array.from(atob(key), c => c.charCodeAt(0))
      this.key = crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
    }
  }

  // close gives what may be saved of a value; about is what it belongs to.
  async close(value, about) {
    if (!this.secret) return { plain: value }
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const bytes = await crypto.subtle.encrypt(algorithm(iv, about), await this.key, new TextEncoder().encode(JSON.stringify(value)))
    return { iv, bytes }
  }

  // open gives the value again; it fails for what another key has closed.
  async open({ plain, iv, bytes }, about) {
    if (plain) return plain
    if (!this.secret) throw new Error('encrypted, and there is no key')
    const raw = await crypto.subtle.decrypt(algorithm(iv, about), await this.key, bytes)
    return JSON.parse(new TextDecoder().decode(raw))
  }
}

const algorithm = (iv, about) => ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(about) })

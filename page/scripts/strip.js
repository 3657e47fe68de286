// The breaking strip. Server and page speak the protocol in page/strip.go: GET data-stream?v=VERSION, event "strip"
// with {"html", "version"}; no other request is made. One tab of the browser holds the stream (the holder of a Web
// Lock) and tells the others by BroadcastChannel; where either is missing each tab has its own. Items are put away for
// good per device, end at their time on open pages, and updates can be paused.
const region = document.getElementById('strip')
if (region) {
  const path = region.dataset.stream
  const kept = { get: (k) => { try { return localStorage.getItem(k) || '' } catch (e) { return '' } }, set: (k, v) => { try { localStorage.setItem(k, v) } catch (e) { /* private window */ } } }
  let version = +region.dataset.version
  let html = region.innerHTML
  let source, channel, release, timer, again
  let latest // what came while updates were paused

  const paused = () => kept.get('paused') === '1'
  const gone = () => kept.get('dismissed').split(' ').filter(Boolean)

  // tidy takes away what was dismissed or has ended, wakes at the next end, and names the buttons.
  function tidy() {
    const now = Date.now()
    let next = Infinity
    for (const item of region.querySelectorAll('[data-alert]')) {
      const ends = Date.parse(item.dataset.ends)
      if (ends <= now || gone().includes(item.dataset.alert)) item.remove()
      else next = Math.min(next, ends - now)
    }
    if (!region.querySelector('[data-alert]')) region.textContent = ''
    clearTimeout(timer)
    if (next < Infinity) timer = setTimeout(tidy, Math.min(next, 2e9))
    for (const b of document.querySelectorAll('[data-updates]')) b.textContent = region.dataset[paused() ? 'resume' : 'pause']
  }

  function show(m) {
    if (m.version === version) return
    if (paused()) { latest = m; return }
    version = m.version
    html = m.html
    const inside = region.contains(document.activeElement)
    region.innerHTML = html
    tidy()
    if (inside) document.getElementById('content').focus()
  }

  function open() {
    close()
    source = new EventSource(path + '?v=' + version)
    source.addEventListener('strip', (e) => {
      const m = JSON.parse(e.data)
      show(m)
      if (channel) channel.postMessage(m)
    })
    // A broken line mends itself; one that was refused is tried again later, not by all at once.
    source.onerror = () => { if (source && source.readyState === 2) again = setTimeout(open, 2e4 + Math.random() * 4e4) }
  }

  function close() {
    clearTimeout(again)
    if (source) source.close()
    source = undefined
  }

  function start() {
    if (paused() || source || release) return
    if (!navigator.locks || !window.BroadcastChannel) return open()
    channel = new BroadcastChannel(path)
    channel.onmessage = (e) => {
      if (!('ask' in e.data)) show(e.data)
      else if (source && e.data.ask !== version) channel.postMessage({ html, version })
    }
    channel.postMessage({ ask: version }) // a page from a cache may be older than what the holder has heard
    const wait = new AbortController()
    release = () => wait.abort()
    navigator.locks.request('strip' + path, { signal: wait.signal }, () => new Promise((done) => {
      release = done
      open()
    })).catch(() => { /* given up before its turn */ })
  }

  function stop() {
    close()
    if (release) release()
    if (channel) channel.close()
    release = channel = undefined
  }

  function dismiss(id) {
    kept.set('dismissed', [...gone(), id].slice(-20).join(' '))
    const inside = region.contains(document.activeElement)
    tidy()
    if (inside) (region.querySelector('button') || document.getElementById('content')).focus()
  }

  document.addEventListener('click', (e) => {
    const b = e.target.closest('button')
    if (!b) return
    if (b.dataset.dismiss) dismiss(b.dataset.dismiss)
    if ('updates' in b.dataset) {
      kept.set('paused', paused() ? '' : '1')
      if (paused()) stop()
      else {
        if (latest) show(latest)
        latest = undefined
        start()
      }
      tidy()
    }
  })
  region.addEventListener('keydown', (e) => {
    const item = e.target.closest('[data-alert]')
    if (e.key === 'Escape' && item) dismiss(item.dataset.alert)
  })
  addEventListener('storage', () => { tidy(); paused() ? stop() : start() })
  addEventListener('pagehide', stop)
  addEventListener('pageshow', () => { tidy(); start() })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tidy() })
}

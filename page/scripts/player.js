// Sound and film: our own controls on the browser's element, in the page's words and digits. A state's words stand in
// the page only while it is true, in one polite status line; nothing loads before Play.
const words = JSON.parse(document.getElementById('player-words').textContent)
const digits = [...words.digits]
const local = (s) => s.replace(/\d/g, (d) => digits[d])
const two = (n) => String(n).padStart(2, '0')
const make = (tag, cls, into) => into.appendChild(Object.assign(document.createElement(tag), { className: cls }))

// clock is 3:15; spoken is "3 minutes 15 seconds".
function clock(s) {
  s = Math.round(s)
  const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60
  return local((h ? h + ':' + two(m) : m) + ':' + two(s % 60))
}
function spoken(s) {
  s = Math.round(s)
  const parts = [[Math.floor(s / 3600), 'hour'], [Math.floor(s / 60) % 60, 'minute'], [s % 60, 'second']]
    .filter(([n, unit], i) => n || (i === 2 && s < 1))
    .map(([n, unit]) => new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(n))
  return local(Intl.ListFormat ? new Intl.ListFormat(words.locale, { type: 'unit' }).format(parts) : parts.join(' '))
}

function control(figure) {
  const media = figure.querySelector('audio, video')
  const bar = figure.querySelector('.controls')
  if (!media || !bar) return
  const known = +bar.dataset.seconds
  bar.setAttribute('role', 'group')
  bar.setAttribute('aria-label', words.region)
  media.controls = false

  const button = make('button', '', bar)
  button.type = 'button'
  const named = (cls, name) => {
    const t = make('span', 't ' + cls, bar)
    make('span', 'vh', t).textContent = name + ' '
    return make('span', '', t)
  }
  const elapsed = named('', words.elapsed)
  const seek = make('input', '', bar)
  Object.assign(seek, { type: 'range', min: 0, step: 1, value: 0 })
  seek.setAttribute('aria-label', words.seek)
  const whole = named('whole', words.duration)
  const left = named('left', words.remaining)
  if (media.tagName === 'VIDEO') screen(media, bar)
  const status = make('p', '', bar)
  status.setAttribute('role', 'status')
  let state = 'idle'
  let resumeAt = 0

  const length = () => (isFinite(media.duration) && media.duration) || known

  function times() {
    const all = length(), at = Math.min(media.currentTime || resumeAt, all || Infinity)
    seek.max = Math.max(Math.round(all), 1)
    seek.value = Math.round(at)
    seek.style.setProperty('--played', (all ? 100 * at / all : 0) + '%')
    seek.setAttribute('aria-valuetext', words.value.replace('{elapsed}', spoken(at)).replace('{duration}', spoken(all)))
    elapsed.textContent = clock(at)
    whole.textContent = clock(all)
    left.textContent = '−' + clock(Math.max(all - at, 0))
  }

  function become(next) {
    state = next
    figure.dataset.state = next
    const running = next === 'playing' || next === 'waiting'
    button.textContent = next === 'failed' ? words.retry : running ? words.pause : words.play
    status.textContent = next === 'idle' ? '' : words[next]
    times()
  }

  function play() {
    for (const other of document.querySelectorAll('audio, video')) if (other !== media) other.pause()
    if (state === 'failed') {
      media.load()
      if (resumeAt) media.addEventListener('loadedmetadata', () => { media.currentTime = resumeAt }, { once: true })
    }
    become('waiting')
    media.play().catch((e) => { if (e.name !== 'AbortError') become(media.error || e.name === 'NotSupportedError' ? 'failed' : 'paused') })
  }

  const jump = (to) => {
    resumeAt = to
    if (media.readyState) media.currentTime = to
    else media.addEventListener('loadedmetadata', () => { media.currentTime = resumeAt }, { once: true })
    times()
  }

  button.addEventListener('click', () => { if (state === 'playing' || state === 'waiting') { media.pause(); become('paused') } else play() })
  media.addEventListener('click', () => button.click())
  seek.addEventListener('input', () => jump(+seek.value))
  seek.addEventListener('keydown', (e) => { if (e.key === ' ') { e.preventDefault(); button.click() } })
  media.addEventListener('waiting', () => { if (!media.paused) become('waiting') })
  media.addEventListener('stalled', () => { if (!media.paused && media.readyState < 3) become('waiting') })
  media.addEventListener('playing', () => become('playing'))
  media.addEventListener('pause', () => { if (!media.ended && state !== 'failed' && state !== 'idle') become('paused') })
  media.addEventListener('ended', () => { resumeAt = 0; become('ended') })
  media.addEventListener('error', () => { resumeAt = media.currentTime || resumeAt; become('failed') })
  for (const e of ['timeupdate', 'durationchange', 'loadedmetadata', 'seeked']) media.addEventListener(e, times)
  // A page that comes back from the browser's memory may have stopped unheard.
  addEventListener('pageshow', (e) => { if (e.persisted && media.paused && (state === 'playing' || state === 'waiting')) become('paused') })
  become('idle')
}

// screen adds what a film needs: quiet and the whole screen.
function screen(film, bar) {
  const more = make('span', 'more-controls', bar)
  const mute = make('button', '', more), full = make('button', '', more)
  mute.type = full.type = 'button'
  mute.textContent = words.mute
  full.textContent = words.full
  mute.addEventListener('click', () => { film.muted = !film.muted })
  film.addEventListener('volumechange', () => { mute.textContent = film.muted ? words.unmute : words.mute })
  full.hidden = !(film.requestFullscreen || film.webkitEnterFullscreen)
  full.addEventListener('click', () => { film.requestFullscreen ? film.requestFullscreen() : film.webkitEnterFullscreen() })
}

document.querySelectorAll('figure.player').forEach(control)

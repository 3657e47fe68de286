// Runs before the first paint, so that nothing moves: scripts are on, and breaking items that were dismissed on this
// device have no place. Under 1 KB; the page's policy allows no inline script.
document.documentElement.classList.add('js')
try {
  const gone = (localStorage.getItem('dismissed') || '').split(' ').filter(id => /^[a-z2-7]{13}$/.test(id)).map(id => `[data-alert="${id}"]`)
  if (gone.length) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`${gone},.strip:not(:has([data-alert]:not(${gone}))){display:none}`)
    document.adoptedStyleSheets = [sheet]
  }
} catch (e) { /* no storage, or an old browser: the item is shown */ }

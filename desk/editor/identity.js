import { Fragment, Slice } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

// newId is an id as Go makes them: 13 characters, of 64 random bits.
function newId() {
  let bits = crypto.getRandomValues(new BigUint64Array(1))[0] << 1n
  let id = ''
  for (let i = 0; i < 13; i++, bits >>= 5n) id = alphabet[Number(bits & 31n)] + id
  return id
}

// identities keeps one id for life on every block. A copy gets a new one and
// the original keeps its own; a block whose kind is changed, or that is cut and
// pasted or brought back by undo, is the same block. What comes from another
// story is new here.
export function identities() {
  const met = new Set() // every id that this story has had since it was opened
  return new Plugin({
    view({ state }) {
      state.doc.descendants(node => void (node.attrs.id && met.add(node.attrs.id)))
      return {}
    },
    appendTransaction(transactions, old, { doc, tr }) {
      if (!transactions.some(transaction => transaction.docChanged)) return null
      for (const [at, id] of missing(doc, whereabouts(old.doc, transactions))) tr.setNodeAttribute(at, 'id', id || newId())
      tr.doc.descendants(node => void (node.attrs.id && met.add(node.attrs.id)))
      return tr.docChanged ? tr : null
    },
    props: {
      transformPasted: slice => new Slice(strangers(slice.content, met), slice.openStart, slice.openEnd),
    },
  })
}

// whereabouts are the places in the new text of the blocks of the old one: by
// id, and the ids of those that were not deleted by place.
function whereabouts(doc, transactions) {
  const places = new Map()
  const ids = new Map()
  doc.descendants((node, at) => {
    const { id } = node.attrs
    if (!id) return
    let from = at
    let inside = at + 1
    let stayed = !node.isLeaf
    for (const { mapping } of transactions) {
      from = mapping.map(from, 1)
      const result = mapping.mapResult(inside, 1)
      inside = result.pos
      stayed &&= !result.deletedAcross
    }
    places.set(id, from)
    if (stayed && !ids.has(from)) ids.set(from, id)
  })
  return { places, ids }
}

// missing gives the places of blocks without an id or with that of another,
// with the id that each had before its kind was changed, where it had one.
function missing(doc, { places, ids }) {
  const holders = new Map()
  const bare = []
  doc.descendants((node, at) => {
    if (!('id' in node.attrs)) return
    const { id } = node.attrs
    if (id) holders.set(id, [...(holders.get(id) || []), { at, node }])
    else bare.push(at)
  })
  const wrong = bare.map(at => [at, holders.has(ids.get(at)) ? '' : ids.get(at)])
  for (const [id, all] of holders) {
    if (all.length === 1) continue
    // Parted at its start, a paragraph leaves an empty one in its old place.
    const full = all.filter(({ node }) => node.content.size > 0)
    const mine = full.length === 1 ? full[0] : all.find(({ at }) => at === places.get(id)) || all[0]
    for (const { at } of all) if (at !== mine.at) wrong.push([at, ''])
  }
  return wrong
}

// strangers takes the ids from pasted blocks that this story never had.
function strangers(fragment, met) {
  return Fragment.from(
    fragment.content.map(node => {
      const own = node.attrs.id && !met.has(node.attrs.id) ? { ...node.attrs, id: '', of: '' } : node.attrs
      return node.isText ? node : node.type.create(own, strangers(node.content, met), node.marks)
    }),
  )
}

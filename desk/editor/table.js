import { DOMParser } from 'prosemirror-model'
import { Plugin, TextSelection } from 'prosemirror-state'
import { limits } from '../../story/schema.json'

// tableNodes are a table, its rows and its cells as they are drawn and
// recognised in pasted text. A table of one row or one column only arranges
// what stands in it, which is taken as text.
export function tableNodes({ named, names, around, both }) {
  return {
    table: {
      isolating: true,
      parseDOM: [
        { tag: 'table', getAttrs: dom => isData(dom) && { ...names(dom), ...heads(dom), caption: (dom.caption?.textContent || '').trim() } },
        { tag: 'caption', ignore: true },
      ],
      toDOM: n => [
        'table',
        { ...named(n), 'data-head': String(n.attrs.head), 'data-side': String(n.attrs.side) },
        ...(n.attrs.caption ? [['caption', n.attrs.caption]] : []),
        ['tbody', 0],
      ],
    },
    row: { parseDOM: [{ tag: 'tr', context: 'table/' }], toDOM: () => ['tr', 0] },
    cell: {
      isolating: true,
      parseDOM: ['td', 'th'].map(tag => ({ tag, context: 'row/', getAttrs: both, getContent: inline })),
      toDOM: n => ['td', around(n), 0],
    },
  }
}

const isData = dom => dom.rows.length > 1 && dom.rows[0].cells.length > 1 && !dom.querySelector('table')

function heads(dom) {
  if (dom.dataset.head) return { head: dom.dataset.head === 'true', side: dom.dataset.side === 'true' }
  const isHead = cell => cell?.tagName === 'TH'
  const rows = [...dom.rows]
  return { head: !!dom.tHead || [...rows[0].cells].every(isHead), side: rows.slice(1).every(row => isHead(row.cells[0])) }
}

// inline is the text of a cell with its marks, whatever blocks it stood in.
function inline(dom, schema) {
  const runs = []
  DOMParser.fromSchema(schema)
    .parseSlice(dom)
    .content.descendants(node => {
      if (node.isTextblock && runs.length) runs.push(schema.text(' '))
      if (node.isText) runs.push(node)
    })
  return schema.nodes.cell.create(null, runs).content
}

const blankCell = schema => schema.nodes.cell.create()

export function newTable(schema, rows = 3, columns = 3) {
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => blankCell(schema)))
  return schema.nodes.table.create({ head: true }, rowsOf(schema, grid))
}

export const sizeOf = table => ({ rows: table.childCount, columns: table.firstChild.childCount })

const gridOf = table => table.content.content.map(row => [...row.content.content])
const rowsOf = (schema, grid) => grid.map(cells => schema.nodes.row.create(null, cells))

// resize gives a table so many rows and columns: blank ones at its end, or its last ones taken away.
export function resize(view, at, { rows, columns }) {
  const { schema, doc } = view.state
  const grid = gridOf(doc.nodeAt(at))
  while (grid.length < rows) grid.push([])
  const cut = grid.slice(0, rows).map(cells => Array.from({ length: columns }, (_, i) => cells[i] || blankCell(schema)))
  view.dispatch(replaced(view.state, at, cut))
}

// change adds or removes the row or the column of the cursor, or the last one.
export function change(view, at, act) {
  const { schema, doc, selection } = view.state
  const grid = gridOf(doc.nodeAt(at))
  const here = place(selection)
  const last = { row: grid.length - 1, column: grid[0].length - 1 }
  const { row, column } = here?.at === at ? here : last
  if (act === 'addrow' && grid.length < limits.rows) grid.splice(row + 1, 0, grid[0].map(() => blankCell(schema)))
  else if (act === 'removerow' && grid.length > 1) grid.splice(row, 1)
  else if (act === 'addcolumn' && grid[0].length < limits.columns) for (const cells of grid) cells.splice(column + 1, 0, blankCell(schema))
  else if (act === 'removecolumn' && grid[0].length > 1) for (const cells of grid) cells.splice(column, 1)
  else return
  const to = { row: act === 'addrow' ? row + 1 : row, column: act === 'addcolumn' ? column + 1 : column }
  const tr = replaced(view.state, at, grid)
  view.dispatch(enter(tr, at, Math.min(to.row, grid.length - 1), Math.min(to.column, grid[0].length - 1)))
  view.focus()
}

function replaced(state, at, grid) {
  const table = state.doc.nodeAt(at)
  return state.tr.replaceWith(at + 1, at + table.nodeSize - 1, rowsOf(state.schema, grid))
}

// enter puts the cursor at the end of a cell.
function enter(tr, at, row, column) {
  const table = tr.doc.nodeAt(at)
  let to = at + 1
  for (let i = 0; i < row; i++) to += table.child(i).nodeSize
  to += 1
  for (let i = 0; i <= column; i++) to += table.child(row).child(i).nodeSize
  return tr.setSelection(TextSelection.create(tr.doc, to - 1)).scrollIntoView()
}

// place is the table, the row and the column that the selection begins in; null outside.
function place({ $from }) {
  for (let depth = $from.depth; depth > 1; depth--) {
    if ($from.node(depth).type.name === 'cell') return { at: $from.before(depth - 2), row: $from.index(depth - 2), column: $from.index(depth - 1) }
  }
  return null
}

// tables goes from cell to cell with the tab key and down with the enter key,
// and keeps as many cells in each row of a table.
export function tables(schema) {
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        const here = place(view.state.selection)
        if (!here || event.ctrlKey || event.metaKey || event.altKey) return false
        if (event.key === 'Tab') return step(view, here, event.shiftKey ? -1 : 1)
        if (event.key !== 'Enter' || event.isComposing) return false
        const { at, row, column } = here
        if (row + 1 < view.state.doc.nodeAt(at).childCount) view.dispatch(enter(view.state.tr, at, row + 1, column))
        return true
      },
    },
    appendTransaction(transactions, old, state) {
      if (!transactions.some(transaction => transaction.docChanged)) return null
      const { tr } = state
      state.doc.descendants((node, at) => {
        if (node.type !== schema.nodes.table) return !node.isTextblock
        const most = Math.max(...node.content.content.map(row => row.childCount))
        let from = at + 1
        node.forEach(row => {
          const end = tr.mapping.map(from + row.nodeSize - 1)
          for (let n = row.childCount; n < most; n++) tr.insert(end, blankCell(schema))
          from += row.nodeSize
        })
        return false
      })
      return tr.docChanged ? tr : null
    },
  })
}

// step goes to the next cell or the one before; behind the last a row is added. Out of the table the key is the page's.
function step(view, { at, row, column }, by) {
  const { rows, columns } = sizeOf(view.state.doc.nodeAt(at))
  const to = row * columns + column + by
  if (to < 0) return false
  if (to >= rows * columns) {
    if (rows >= limits.rows) return false
    resize(view, at, { rows: rows + 1, columns })
  }
  view.dispatch(enter(view.state.tr, at, Math.floor(to / columns), to % columns))
  return true
}

import { chainCommands, createParagraphNear, lift, liftEmptyBlock, setBlockType, splitBlock, toggleMark, wrapIn } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import { liftListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import { NodeSelection, Selection, TextSelection } from 'prosemirror-state'
import { nodes as described } from '../../story/schema.json'
import { moveAt } from './blocks.js'
import { newTable } from './table.js'

// inserted are the kinds of blocks that stand by themselves and are put in; the others are made of text that is there.
const ofText = ['paragraph', 'heading', 'list', 'quote', 'factbox']
export const inserted = Object.keys(described).filter(kind => described[kind].group === 'block' && !ofText.includes(kind))

// within is the depth of the nearest node of a type around the selection, or 0.
export function within({ $from }, type, attrs = {}) {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type === type && Object.entries(attrs).every(([key, value]) => node.attrs[key] === value)) return depth
  }
  return 0
}

// toggleWrap puts the text into a quote or a fact box, or takes it out again.
function toggleWrap(type) {
  return (state, dispatch) => (within(state.selection, type) ? lift(state, dispatch) : wrapIn(type)(state, dispatch))
}

function toggleList(schema, ordered) {
  const { list, item } = schema.nodes
  return (state, dispatch) => {
    if (within(state.selection, list, { ordered })) return liftListItem(item)(state, dispatch)
    const depth = within(state.selection, list)
    if (depth) {
      if (dispatch) dispatch(state.tr.setNodeAttribute(state.selection.$from.before(depth), 'ordered', ordered))
      return true
    }
    return wrapInList(list, { ordered })(state, dispatch)
  }
}

// insert puts a block behind the one that holds the selection, or in the place
// of an empty paragraph, and a paragraph behind it where none follows.
export function insert(node) {
  return (state, dispatch) => {
    const { $from, $to } = state.selection
    if (!dispatch) return true
    const block = state.doc.maybeChild($to.index(0))
    const start = $from.depth ? $from.before(1) : $from.pos
    const instead = block && $from.depth === 1 && block.type.name === 'paragraph' && block.content.size === 0
    const tr = state.tr
    const at = instead ? start : $to.depth ? $to.after(1) : $to.pos
    if (instead) tr.replaceWith(start, start + block.nodeSize, node)
    else tr.insert(at, node)
    const behind = at + node.nodeSize
    if (!tr.doc.resolve(behind).nodeAfter) tr.insert(behind, state.schema.nodes.paragraph.create())
    const selection = node.isAtom || node.isLeaf ? NodeSelection.create(tr.doc, at) : Selection.near(tr.doc.resolve(at + 1))
    dispatch(tr.setSelection(selection).scrollIntoView())
    return true
  }
}

// direct sets the direction of the blocks of text in the selection, or clears it.
export function direct(dir) {
  return (state, dispatch) => {
    if (!dispatch) return true
    const clear = directed(state, dir)
    const tr = state.tr
    eachTextBlock(state, (node, at) => tr.setNodeAttribute(at, 'dir', clear ? '' : dir))
    dispatch(tr)
    return true
  }
}

export function directed(state, dir) {
  const found = []
  eachTextBlock(state, node => found.push(node.attrs.dir === dir))
  return found.length > 0 && found.every(Boolean)
}

export function eachTextBlock(state, visit) {
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, at) => {
    if (node.isTextblock) visit(node, at)
    return !node.isTextblock
  })
}

// commandsFor are the acts on the text, by the name of their words.
export function commandsFor(schema) {
  const { nodes, marks } = schema
  return {
    strong: toggleMark(marks.strong),
    em: toggleMark(marks.em),
    paragraph: setBlockType(nodes.paragraph),
    heading2: setBlockType(nodes.heading, { level: 2 }),
    heading3: setBlockType(nodes.heading, { level: 3 }),
    bullets: toggleList(schema, false),
    numbers: toggleList(schema, true),
    quote: toggleWrap(nodes.quote),
    factbox: toggleWrap(nodes.factbox),
    ...Object.fromEntries(inserted.map(kind => [kind, (state, dispatch) => insert(kind === 'table' ? newTable(schema) : nodes[kind].create())(state, dispatch)])),
    rtl: direct('rtl'),
    ltr: direct('ltr'),
    undo,
    redo,
    moveup: move(-1),
    movedown: move(1),
  }
}

function move(by) {
  return (state, dispatch) => moveAt(state.selection.$from.depth ? state.selection.$from.before(1) : state.selection.from, by)(state, dispatch)
}

// keys are the shortcuts, as they are bound and as the list of them shows.
export const keys = {
  'Mod-b': 'strong',
  'Mod-i': 'em',
  'Mod-k': 'link',
  'Mod-Shift-l': 'language',
  'Mod-Alt-0': 'paragraph',
  'Mod-Alt-2': 'heading2',
  'Mod-Alt-3': 'heading3',
  'Mod-Shift-8': 'bullets',
  'Mod-Shift-7': 'numbers',
  'Mod-Shift-9': 'quote',
  'Mod-z': 'undo',
  'Mod-Shift-z': 'redo',
  'Alt-ArrowUp': 'moveup',
  'Alt-ArrowDown': 'movedown',
  'Mod-s': 'save',
  'Mod-/': 'keys',
  'Alt-F10': 'keytoolbar',
}

// enter goes on with a list, leaves what is empty, and otherwise parts a block.
export function enter(schema) {
  return chainCommands(splitListItem(schema.nodes.item), createParagraphNear, liftEmptyBlock, splitBlock)
}

// rules turn what is typed at the start of a paragraph into its kind.
export function rules({ nodes }) {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{2,3})\s$/, nodes.heading, match => ({ level: match[1].length })),
      wrappingInputRule(/^\s*[-*]\s$/, nodes.list, { ordered: false }),
      wrappingInputRule(/^1\.\s$/, nodes.list, { ordered: true }),
      wrappingInputRule(/^>\s$/, nodes.quote),
      new InputRule(/^---$/, (state, match, start) => {
        const $start = state.doc.resolve(start)
        if ($start.depth !== 1) return null
        const tr = state.tr.replaceWith($start.before(), $start.after(), [nodes.divider.create(), nodes.paragraph.create()])
        return tr.setSelection(TextSelection.near(tr.doc.resolve($start.before() + 2)))
      }),
    ],
  })
}

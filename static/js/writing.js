// Under each box in which a paper is written: marks by button or key, a count of words; and what is pasted keeps its structure.
// The buttons stand in a template of the page, so that without this nothing dead shows. Every change goes through the browser's own
// editing, so that its undo takes it back.
import { toMarkdown } from './pasting.js'

const PAUSE = 2000
const LINE = /^(\s*)(#{1,6} |[-*+] |\d+[.)] |> )?/

export function put (box, from, to, text, selectFrom = from + text.length, selectTo = selectFrom) {
  box.focus()
  box.setSelectionRange(from, to)
  const done = text ? document.execCommand('insertText', false, text) : from === to || document.execCommand('delete')
  if (!done) {
    box.setRangeText(text, from, to, 'end')
    box.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  box.setSelectionRange(selectFrom, selectTo)
}

// The words chosen, or where none are the word one stands in is left alone and `instead` is put there, chosen, to be typed over.
function bold (box, words) {
  const { selectionStart: from, selectionEnd: to, value } = box
  if (value.slice(from - 2, from) === '**' && value.slice(to, to + 2) === '**') {
    return put(box, from - 2, to + 2, value.slice(from, to), from - 2, to - 2)
  }
  const chosen = value.slice(from, to)
  const inner = chosen.trim() || words.words
  const before = chosen.match(/^\s*/)[0]
  const after = chosen.trim() ? chosen.match(/\s*$/)[0] : ''
  const start = from + before.length + 2
  put(box, from, to, `${before}**${inner}**${after}`, start, start + inner.length)
}

// The same mark before every line chosen, in place of another; taken away where all of them have it.
function lines (box, mark) {
  const { value } = box
  const from = value.lastIndexOf('\n', box.selectionStart - 1) + 1
  const end = value.indexOf('\n', Math.max(box.selectionEnd - (box.selectionEnd > box.selectionStart ? 1 : 0), from))
  const to = end < 0 ? value.length : end
  const all = value.slice(from, to).split('\n')
  const kind = (line) => (line.match(LINE)[2] || '').replace(/\d+/, '1').replace(/[*+](?= )/, '-').replace(')', '.')
  const full = all.filter((line) => line.trim())
  const has = full.length > 0 && full.every((line) => kind(line) === mark)
  let number = 0
  const made = all.map((line) => {
    if (!line.trim() && all.length > 1) return line
    const rest = line.replace(LINE, '$1')
    if (has) return rest
    const space = rest.match(/^\s*/)[0]
    return space + mark.replace('1', () => ++number) + rest.slice(space.length)
  }).join('\n')
  if (all.length > 1) return put(box, from, to, made, from, from + made.length)
  put(box, from, to, made)
}

function link (box, words) {
  const { selectionStart: from, selectionEnd: to, value } = box
  const chosen = value.slice(from, to).trim()
  if (/^(https?:\/\/|mailto:)\S+$/.test(chosen)) return put(box, from, to, `[${words.words}](${chosen})`, from + 1, from + 1 + words.words.length)
  const inner = chosen || words.words
  const start = from + inner.length + 3
  if (chosen) return put(box, from, to, `[${inner}](https://)`, start, start + 8)
  put(box, from, to, `[${inner}](https://)`, from + 1, from + 1 + inner.length)
}

function table (box, words) {
  const { selectionEnd: at, value } = box
  const before = value.slice(0, at)
  const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const tail = !value.slice(at) || value.slice(at).startsWith('\n') ? '\n' : '\n\n'
  const start = at + lead.length + 2
  put(box, at, at, `${lead}| ${words.heading} | ${words.heading} |\n| --- | --- |\n|  |  |${tail}`, start, start + words.heading.length)
}

const TOOLS = {
  bold,
  link,
  table,
  heading: (box) => lines(box, '### '),
  list: (box) => lines(box, '- '),
  numbers: (box) => lines(box, '1. '),
  quote: (box) => lines(box, '> ')
}

// As the server counts: marks, numbers of lists and addresses behind links are not words.
export function countWords (text) {
  const said = text.replace(/\]\([^()\s]*\)/g, ']').replace(/^\s*\d+[.)]\s/gm, '')
  return said.split(/[\s|]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

function count (box, row, words) {
  const shown = row.querySelector('[data-count]')
  const said = row.querySelector('[data-count-said]')
  let timer = 0
  const now = () => {
    const number = countWords(box.value)
    return number === 1 ? words.one : words.many.replace('{n}', number)
  }
  shown.textContent = now()
  box.addEventListener('input', () => {
    shown.textContent = now()
    clearTimeout(timer)
    timer = setTimeout(() => { if (document.activeElement === box) said.textContent = now() }, PAUSE)
  })
}

// One stop for Tab; arrows, Home and End within; Escape goes back to the box.
function asToolbar (bar, box, words) {
  const buttons = [...bar.querySelectorAll('[data-tool]')]
  const stand = (button) => buttons.forEach((one) => { one.tabIndex = one === button ? 0 : -1 })
  stand(buttons[0])
  bar.setAttribute('aria-controls', box.id)
  bar.setAttribute('aria-label', words.label.replace('{box}', () => box.labels[0]?.textContent.trim() || ''))
  bar.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (event.key === 'Escape') return box.focus()
    if (next === undefined || at < 0) return
    event.preventDefault()
    const button = buttons[(next + buttons.length) % buttons.length]
    stand(button)
    button.focus()
  })
  bar.addEventListener('mousedown', (event) => event.preventDefault())
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('[data-tool]')
    if (!button) return
    stand(button)
    TOOLS[button.dataset.tool](box, words)
  })
  box.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'b' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    bold(box, words)
  })
}

function takePastes (box) {
  box.addEventListener('paste', (event) => {
    const html = event.clipboardData?.getData('text/html')
    const text = html && toMarkdown(html)
    if (!text) return // the browser pastes the plain text
    event.preventDefault()
    put(box, box.selectionStart, box.selectionEnd, text)
  })
}

const tools = document.querySelector('[data-writing-tools]')
if (tools) {
  document.querySelectorAll('textarea[data-writing]').forEach((box) => {
    const row = tools.content.firstElementChild.cloneNode(true)
    const bar = row.querySelector('[data-marks]')
    const words = { ...bar.dataset }
    box.after(row)
    count(box, row, words)
    asToolbar(bar, box, words)
    takePastes(box)
  })
}

// What was copied from Word, a web page or another editor, as the Markdown a paper is kept in. Headings, bold, lists, tables, quotations
// and links stay; looks go. Words hidden or deleted in the document, and comments beside it, are not taken along.

const SKIPPED = 'style, script, meta, link, title, head, template, img, svg, object, del, [data-style*="mso-hide:all"], [data-style*="mso-element:comment"], .MsoCommentReference'
const BLOCKS = new Set(['P', 'DIV', 'SECTION', 'ARTICLE', 'MAIN', 'HEADER', 'FOOTER', 'BODY', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'DL', 'DT', 'DD', 'TABLE',
  'BLOCKQUOTE', 'PRE', 'HR', 'CENTER', 'FIGURE', 'FIGCAPTION', 'ADDRESS', 'FORM'])
const DEEPEST = 60

// Styles are only read here. Under their own name the page's policy would have something to say about each.
const asData = (html) => html.replace(/<style[\s\S]*?<\/style\s*>/gi, '').replace(/<[^<>]*>/g, (tag) => tag.replace(/(\s)style(?=\s*=)/gi, '$1data-style'))
const styleOf = (node) => node.getAttribute('data-style') || ''

// The text as Markdown, or '' where plain text says as much: one piece without any mark.
export function toMarkdown (html) {
  let pieces
  try {
    const body = new DOMParser().parseFromString(asData(html), 'text/html').body
    body.querySelectorAll(SKIPPED).forEach((one) => one.remove())
    body.querySelectorAll('[data-style]').forEach((one) => { if (/display:\s*none/i.test(styleOf(one))) one.remove() })
    pieces = blocks(body, 0)
  } catch {
    return ''
  }
  const text = joined(pieces)
  return pieces.length > 1 || /\*\*|\]\(|\n|^(#{3,5}|[-*>]|\d+[.)]) /.test(text) ? text : ''
}

// Pieces are {text, list}: items of one list follow each other line by line, all else has an empty line between.
function joined (pieces) {
  let text = ''
  pieces.forEach((piece, at) => {
    const together = at && piece.list && pieces[at - 1].list
    text += (at ? (together ? '\n' : '\n\n') : '') + piece.text
  })
  return text
}

function blocks (parent, depth) {
  const found = []
  let loose = []
  const flush = () => {
    const text = tidy(loose.map((node) => inline(node, depth)).join(''))
    if (text) found.push({ text: opening(text) })
    loose = []
  }
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE && depth < DEEPEST && holdsBlocks(node)) {
      flush()
      found.push(...block(node, depth + 1))
    } else if (node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE) {
      loose.push(node)
    }
  }
  flush()
  return found
}

const holdsBlocks = (node) => BLOCKS.has(node.tagName) || !!node.querySelector?.('p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre')

function block (node, depth) {
  const tag = node.tagName
  const heading = /^H([1-6])$/.exec(tag) || /(?:^| )MsoTitle/.exec(node.className)
  if (heading) {
    const text = tidy(inside(node, depth)).replace(/\*\*/g, '').replace(/\s*\n\s*/g, ' ')
    return text ? [{ text: `${'#'.repeat(Math.min(Math.max(Number(heading[1]) || 1, 3), 5))} ${text}` }] : []
  }
  if (tag === 'P' && /mso-list:\s*(?!none|ignore)/i.test(styleOf(node))) return wordItem(node, depth)
  if (tag === 'UL' || tag === 'OL') return list(node, depth, 0)
  if (tag === 'TABLE') return table(node, depth)
  if (tag === 'HR') return []
  if (tag === 'PRE') return [{ text: node.textContent.replace(/\s+$/, '').split('\n').map((line) => `    ${line}`).join('\n') }]
  const within = blocks(node, depth)
  if (tag === 'BLOCKQUOTE' && within.length) return [{ text: joined(within).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n') }]
  return within
}

// Word's own lists are paragraphs; their number or bullet stands in a part that it says to ignore.
function wordItem (node, depth) {
  const mark = node.querySelector('[data-style*="mso-list:Ignore" i]')
  const said = (mark?.textContent || '').trim()
  mark?.remove()
  const level = Number(/level(\d+)/i.exec(styleOf(node))?.[1] || 1)
  const text = tidy(inside(node, depth)).replace(/\n/g, ' ')
  const number = /^\(?(\d{1,9})[.)]?$/.exec(said)
  const lettered = /^\(?([a-z]{1,5})[.)]$/i.test(said) ? `${said} ` : ''
  if (!text) return []
  return [{ text: '   '.repeat(level - 1) + (number ? `${number[1]}. ` : `- ${lettered}`) + text, list: true }]
}

function list (node, depth, level) {
  const items = []
  let number = Number(node.getAttribute('start')) || 1
  for (const item of node.children) {
    if (item.tagName === 'UL' || item.tagName === 'OL') { // as some editors nest them
      items.push(...list(item, depth + 1, level + 1))
      continue
    }
    const nested = [...item.children].filter((one) => one.tagName === 'UL' || one.tagName === 'OL')
    nested.forEach((one) => one.remove())
    const text = blocks(item, depth).map((piece) => piece.text.replace(/\n/g, ' ')).join(' ')
    const mark = node.tagName === 'OL' ? `${number++}. ` : '- '
    if (text || nested.length) items.push({ text: '   '.repeat(level) + mark + text, list: true })
    if (depth < DEEPEST) nested.forEach((one) => items.push(...list(one, depth + 1, level + 1)))
  }
  return items
}

function table (node, depth) {
  const rows = [...node.rows].map((row) => [...row.cells].flatMap((cell) => {
    const text = blocks(cell, depth).map((piece) => piece.text).join(' ').replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|')
    return [text, ...Array(Math.min(cell.colSpan, 20) - 1).fill('')]
  })).filter((row) => row.some((cell) => cell))
  const wide = Math.max(0, ...rows.map((row) => row.length))
  if (wide < 2) return rows.map((row) => ({ text: row.join('').replace(/\\\|/g, '|') })) // drawn for looks, not a table
  const line = (row) => `| ${[...row, ...Array(wide - row.length).fill('')].join(' | ')} |`
  return [{ text: [line(rows[0]), line(Array(wide).fill('---')), ...rows.slice(1).map(line)].join('\n') }]
}

const inside = (node, depth) => [...node.childNodes].map((one) => inline(one, depth + 1)).join('')

function inline (node, depth) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n\f]+/g, ' ').replace(/[*`]/g, '\\$&')
  if (node.nodeType !== Node.ELEMENT_NODE) return ''
  if (depth > DEEPEST) return node.textContent
  if (node.tagName === 'BR') return '\n'
  const text = inside(node, depth)
  if (node.tagName === 'A') return linked(node, text)
  if (isBold(node)) return marked(text, '**')
  if (node.tagName === 'EM' || node.tagName === 'I') return marked(text, '*')
  return text
}

function linked (node, text) {
  const address = node.getAttribute('href') || ''
  const said = tidy(text).replace(/\n/g, ' ')
  if (!said || !/^(https?:\/\/|mailto:)[^\s()<>]+$/i.test(address)) return text
  return said === address || said === address.replace(/^mailto:/, '') ? `<${said}>` : text.replace(text.trim(), () => `[${said}](${address})`)
}

function isBold (node) {
  const weight = /font-weight:\s*(\w+)/i.exec(styleOf(node))?.[1]
  if (weight) return weight === 'bold' || Number(weight) >= 600
  return node.tagName === 'B' || node.tagName === 'STRONG'
}

// Marks stand close to their words, and each line has its own.
function marked (text, mark) {
  return text.split('\n').map((line) => {
    const bare = line.split('**').join(mark === '**' ? '' : '**')
    const said = bare.trim()
    return said && !said.startsWith(mark === '*' ? '*' : '**') ? bare.replace(said, () => mark + said + mark) : bare
  }).join('\n')
}

function tidy (text) {
  return text.replace(/\u00a0/g, ' ').replace(/\*\*\*\*/g, '').replace(/ *\n */g, '\n').replace(/ {2,}/g, ' ').trim().replace(/\n{2,}/g, '\n').replace(/\n/g, '  \n')
}

// What only looks like a mark at the beginning of a paragraph.
const opening = (text) => text.replace(/^([#>+-])(?=\s|#)/, '\\$1')

// "Add another": a new row without leaving the page. The button posts name=add where this does not run.
import { growAll } from './grow.js'

const NUMBERED = ['id', 'name', 'for', 'aria-describedby']

// WTForms writes considerations-2-text: what stands before the row's own index belongs to lists further out.
function place (row) {
  for (const box of row.querySelectorAll('[name]')) {
    const found = /^(.*-)(\d+)(?:-[a-z_]+)?$/.exec(box.name)
    if (found) return { before: found[1], index: Number(found[2]) }
  }
  return null
}

function renumber (row, index) {
  const was = place(row)
  if (!was) return
  const old = `${was.before}${was.index}`
  for (const part of [row, ...row.querySelectorAll('*')]) {
    for (const attribute of NUMBERED) {
      const value = part.getAttribute(attribute)
      if (!value) continue
      part.setAttribute(attribute, value.split(' ').map((word) => (
        word === old || word.startsWith(`${old}-`) ? `${was.before}${index}${word.slice(old.length)}` : word
      )).join(' '))
    }
  }
  row.querySelectorAll('label, legend').forEach((label) => {
    for (const node of label.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) node.data = node.data.replace(/\d+/, String(index + 1))
    }
  })
}

function empty (row) {
  row.querySelectorAll('.govuk-error-message').forEach((message) => message.remove())
  row.querySelectorAll('[class*="--error"]').forEach((part) => {
    part.className = part.className.split(' ').filter((name) => !name.endsWith('--error')).join(' ')
  })
  row.querySelectorAll('textarea, input:not([type=hidden], [type=radio], [type=checkbox])').forEach((box) => {
    box.value = ''
    box.defaultValue = ''
  })
  row.querySelectorAll('input[type=hidden]').forEach((box) => { box.value = '' })
  row.querySelectorAll(':checked').forEach((box) => {
    if (box.matches('option')) box.closest('select').selectedIndex = 0
    else box.checked = false
  })
}

// The highest index among the rows, not how many there are: one may have been removed.
function nextIndex (rows) {
  const known = [...rows.children].map(place).filter(Boolean).map((row) => row.index)
  return Math.max(-1, ...known) + 1
}

function newRow (list, rows) {
  const index = nextIndex(rows)
  const template = list.querySelector('template[data-repeat-template]')
  if (template) {
    const holder = document.createElement('template')
    holder.innerHTML = template.innerHTML.replaceAll('__n__', String(index)).replaceAll('__number__', String(index + 1))
    return holder.content.firstElementChild
  }
  const last = rows.lastElementChild
  if (!last) return null
  const row = last.cloneNode(true)
  empty(row)
  renumber(row, index)
  return row
}

export function repeatAll (root) {
  root.querySelectorAll('[data-repeat]').forEach((list) => {
    const rows = list.querySelector('[data-repeat-rows]')
    const add = list.querySelector('[data-repeat-add]')
    add.addEventListener('click', (event) => {
      const row = newRow(list, rows)
      if (!row) return
      event.preventDefault()
      rows.append(row)
      growAll(row)
      row.querySelector('textarea, input:not([type=hidden]), select')?.focus()
      add.form?.dispatchEvent(new Event('input', { bubbles: true }))
    })
  })
}

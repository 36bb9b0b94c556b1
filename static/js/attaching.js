// A file that is too large is said to be so before it is sent. The server says the same where this does not run.
const field = document.querySelector('[data-most]')
const input = field && field.querySelector('input[type=file]')

function say (text) {
  const group = input.closest('.govuk-form-group')
  const id = `${input.id}-error`
  const before = document.getElementById(id)
  if (before) before.remove()
  group.classList.toggle('govuk-form-group--error', Boolean(text))
  input.classList.toggle('govuk-file-upload--error', Boolean(text))
  const described = (input.getAttribute('aria-describedby') || '').split(' ').filter((one) => one && one !== id)
  if (text) {
    const error = document.createElement('p')
    error.className = 'govuk-error-message'
    error.id = id
    const label = document.createElement('span')
    label.className = 'govuk-visually-hidden'
    label.textContent = field.dataset.error
    error.append(label, ` ${text}`)
    input.before(error)
    described.push(id)
  }
  input.setAttribute('aria-describedby', described.join(' '))
}

const isTooLarge = () => [...input.files].some((file) => file.size > Number(field.dataset.most))

if (input) {
  input.addEventListener('change', () => say(isTooLarge() ? field.dataset.tooLarge : ''))
  input.form.addEventListener('submit', (event) => {
    if (!isTooLarge()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    say(field.dataset.tooLarge)
    input.focus()
  }, { capture: true })
}

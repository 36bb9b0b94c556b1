// Begins everything on a page. Each page works without any of this.
import { initAll } from '../vendor/govuk-frontend.min.js'
import { keepSaved } from './autosave.js'
import { growAll } from './grow.js'
import { repeatAll } from './repeat.js'

// GOV.UK Frontend looks for these classes before it does anything.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')

initAll()
growAll(document)
repeatAll(document)
document.querySelectorAll('form[data-autosave]').forEach((form) => keepSaved(form))

// A page kept in memory by the browser must not come back after signing out.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && document.body.dataset.person) window.location.reload()
})

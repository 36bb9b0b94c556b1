// Keeps a form's working copy on the server while somebody types. Nothing is kept in the browser: what is
// sealed or closed must not be there after signing out. The form works without this; its buttons save too.
//
// Asks:    POST data-autosave, the form's fields, X-CSRFToken, Accept: application/json
// Answers: 200 {version, saved_at_words} · 409, and maybe {url} · 401, and maybe {sign_in_url}, or a redirect: signed out

const PAUSE = 1500
const RETRY = [5000, 10000, 30000, 60000]

class Keeper {
  constructor (form) {
    this.form = form
    this.status = form.querySelector('[data-save-status]') || document.querySelector(`[data-save-status][data-for="${form.id}"]`)
    this.words = this.status?.querySelector('[data-save-words]')
    this.dirty = false
    this.stopped = false
    this.expired = false
    this.failures = 0
    this.running = null
    this.timer = 0
  }

  start () {
    const touched = () => { this.dirty = true; if (!this.expired) this.later(PAUSE) }
    this.form.addEventListener('input', touched)
    this.form.addEventListener('change', touched)
    this.form.addEventListener('submit', (event) => this.submitting(event))
    window.addEventListener('online', () => this.dirty && this.later(0))
    window.addEventListener('focus', () => this.expired && this.resume())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && this.dirty && !this.expired) this.save(true)
    })
    window.addEventListener('beforeunload', (event) => {
      if (this.dirty && !this.leaving) event.preventDefault()
    })
  }

  later (wait) {
    clearTimeout(this.timer)
    if (!this.stopped) this.timer = setTimeout(() => this.save(), wait)
  }

  // A save under way would make the form's own version stale: let it land first.
  async submitting (event) {
    clearTimeout(this.timer)
    this.leaving = true
    if (!this.running || event.defaultPrevented) return
    event.preventDefault()
    await this.running
    clearTimeout(this.timer)
    this.form.requestSubmit(event.submitter)
  }

  save (leaving = false) {
    if (this.stopped || !this.dirty || this.running) return this.running
    this.running = this.post(leaving).finally(() => { this.running = null; if (this.again) { this.again = false; this.later(PAUSE) } })
    return this.running
  }

  fields () {
    const kept = new URLSearchParams()
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string') kept.append(name, value)
    }
    return kept
  }

  async post (leaving) {
    const fields = this.fields()
    this.dirty = false
    let answer
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: 'POST',
        body: fields,
        headers: { Accept: 'application/json', 'X-CSRFToken': fields.get('csrf_token') ?? '' },
        credentials: 'same-origin',
        keepalive: leaving
      })
    } catch {
      return this.failed('offline')
    }
    return this.read(answer)
  }

  async read (answer) {
    const told = await answer.json().catch(() => ({}))
    if (answer.redirected || [400, 401, 403, 419].includes(answer.status)) return this.signedOut(told.sign_in_url)
    if (answer.status === 409) return this.stale(told.url)
    if (!answer.ok || !told.saved_at_words) return this.failed('refused')
    this.failures = 0
    this.expired = false
    if (told.version !== undefined) {
      const version = this.form.elements.namedItem('version')
      if (version) version.value = told.version
    }
    this.say(told.saved_at_words, 'kept')
    // Typed while this was on its way.
    if (this.dirty) this.again = true
  }

  failed (why) {
    this.dirty = true
    this.say(this.status?.dataset[why], 'unkept')
    this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)])
  }

  // Somebody else changed it. Posting the form as it stands, old version and all, gets the page with both texts, so nothing typed is lost on the way.
  stale (url) {
    this.dirty = true
    this.stopped = true
    this.say(this.status?.dataset.stale, 'unkept')
    if (!this.words) return
    const see = document.createElement('button')
    see.type = 'submit'
    see.className = 'linklike'
    see.textContent = this.status.dataset.staleLink
    see.setAttribute('form', this.form.id || (this.form.id = 'stale-form'))
    if (url) see.formAction = url
    this.words.append(' ', see)
  }

  signedOut (url) {
    this.dirty = true
    this.expired = true
    clearTimeout(this.timer)
    this.say(this.status?.dataset.expired, 'unkept')
    const way = url || this.status?.dataset.expiredUrl
    if (way) this.link(this.status?.dataset.expiredLink, way)
  }

  // Signed in again in another tab: this page's token is spent, so take a fresh one from the same page, for the same person only.
  async resume () {
    const answer = await fetch(window.location.href, { credentials: 'same-origin', redirect: 'manual' }).catch(() => null)
    if (!answer || !answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const token = fresh.querySelector('form[data-autosave] input[name=csrf_token]')
    const person = fresh.body.dataset.person
    if (person && person !== document.body.dataset.person) {
      this.stopped = true
      return this.say(this.status?.dataset.other, 'unkept')
    }
    if (!token || !person) return
    document.querySelectorAll('input[name=csrf_token]').forEach((box) => { box.value = token.value })
    this.expired = false
    this.later(0)
  }

  say (words, state) {
    if (!this.words || !words) return
    this.status.classList.remove('saved--none')
    this.status.classList.toggle('saved--not', state === 'unkept')
    // A status that says the same again would be read out again.
    if (this.words.textContent !== words) this.words.textContent = words
  }

  link (words, url) {
    if (!this.words || !words) return
    const way = document.createElement('a')
    way.href = url
    way.textContent = words
    way.target = '_blank'
    way.rel = 'noopener'
    this.words.append(' ', way)
  }
}

export function keepSaved (form) {
  new Keeper(form).start()
}

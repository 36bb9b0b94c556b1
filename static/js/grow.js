// Boxes grow with their text where the browser does not do it by itself (field-sizing).
const native = window.CSS && CSS.supports('field-sizing', 'content')

function fit (box) {
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`
}

export function growAll (root) {
  if (native) return
  root.querySelectorAll('textarea').forEach((box) => {
    fit(box)
    box.addEventListener('input', () => fit(box))
  })
}

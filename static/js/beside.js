// The line of the source that the opened thing comes from is brought into its column. Without this, "See it in the source" leads there.
const lit = document.querySelector('.source .lit')
const column = lit && lit.closest('.source')
if (column && column.scrollHeight > column.clientHeight) {
  column.scrollTop = lit.offsetTop - column.offsetTop - column.clientHeight / 4
}

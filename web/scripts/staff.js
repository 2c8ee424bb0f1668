// Staff pages: keyboard help. j and k move between rows, x ticks the row, / goes to the search box.
const rows = () => [...document.querySelectorAll('[data-row]')]
const typing = (node) => node.closest('input:not([type=checkbox]), textarea, select, [contenteditable]')

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  // A theme's own key ticks it; Enter saves and goes on.
  const keyed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  if (keyed && !(event.key === 'Enter' && event.target.closest('a, button'))) {
    keyed.click()
    event.preventDefault()
    return
  }
  const all = rows()
  const here = all.findIndex((row) => row.contains(document.activeElement))
  const go = (index) => all[index]?.querySelector('a, input, button')?.focus()
  if (event.key === 'j') go(Math.min(here + 1, all.length - 1))
  else if (event.key === 'k') go(Math.max(here - 1, 0))
  else if (event.key === 'x' && here >= 0) all[here].querySelector('input[type=checkbox]')?.click()
  else if (event.key === '/') document.querySelector('input[type=search]')?.focus()
  else return
  event.preventDefault()
})

// 'Select all' boxes tick every row of their table.
for (const box of document.querySelectorAll('[data-select-all]')) {
  box.closest('[hidden]')?.removeAttribute('hidden')
  box.addEventListener('change', () => {
    for (const row of rows()) {
      const tick = row.querySelector('input[type=checkbox]')
      if (tick) tick.checked = box.checked
    }
  })
}

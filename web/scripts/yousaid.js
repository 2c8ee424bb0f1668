// Only improves: every journey works without it. No inline script is used anywhere, so the marks
// that the design system's own page sets inline are set here.
import { initAll } from './nhsuk.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
// The browser's own file field stays: the enhanced one is not named by its label (WCAG 2.5.3).
for (const field of document.querySelectorAll('[data-module="nhsuk-file-upload"]')) {
  field.removeAttribute('data-module')
}
initAll()

// A second press of a submit button within a second does nothing, on every form.
document.addEventListener('submit', (event) => {
  const form = event.target
  const now = Date.now()
  if (now - Number(form.dataset.sentAt ?? 0) < 1000) event.preventDefault()
  else form.dataset.sentAt = String(now)
})

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// Compiles the style sheets, names every asset by its content, compresses it, and writes the two
// Rust tables the crate includes. Run by build.rs: node scripts/assets.mjs OUT_DIR
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import * as sass from 'sass'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const out = process.argv[2]
const library = join(root, 'node_modules/nhsuk-frontend/dist/nhsuk')
const folder = join(out, 'assets')
const types = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/vnd.microsoft.icon',
  '.json': 'application/manifest+json'
}
const assets = []

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

/** Stores one asset and returns the address it is served at. */
function add(name, content) {
  const bytes = Buffer.from(content)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  const extension = extname(name)
  const hashed = `${name.slice(0, -extension.length).replaceAll('/', '-')}-${hash}${extension}`
  writeFileSync(join(folder, hashed), bytes)
  const squeezed = !['.png', '.ico'].includes(extension)
  if (squeezed) {
    writeFileSync(join(folder, `${hashed}.gz`), gzipSync(bytes, { level: 9 }))
    writeFileSync(join(folder, `${hashed}.br`), brotliCompressSync(bytes))
  }
  assets.push({ name, hashed, type: types[extension], squeezed })
  return `/assets/${hashed}`
}

const images = new Map()
for (const file of readdirSync(join(library, 'assets/images'))) {
  // The picture for social networks is 'NHS' in large letters, which most bodies may not use.
  if (file.includes('opengraph')) continue
  images.set(file, add(`images/${file}`, readFileSync(join(library, 'assets/images', file))))
}
for (const file of readdirSync(join(root, 'sass/images'))) {
  images.set(file, add(`images/${file}`, readFileSync(join(root, 'sass/images', file))))
}

for (const style of ['yousaid', 'yousaid-nhs', 'print']) {
  const { css } = sass.compile(join(root, `sass/${style}.scss`), {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules/nhsuk-frontend/dist')],
    quietDeps: true
  })
  add(`${style}.css`, css.replaceAll(/\/assets\/images\/([\w.-]+)/g, (all, file) => images.get(file) ?? all))
}

const strip = (text) => text.replace(/\/\/# sourceMappingURL=.*\s*$/, '')
const script = add('nhsuk.js', strip(readFileSync(join(library, 'nhsuk-frontend.min.js'), 'utf8')))
for (const file of ['yousaid.js', 'staff.js']) {
  add(file, readFileSync(join(root, 'scripts', file), 'utf8').replaceAll('./nhsuk.js', script))
}

const text = (value) => JSON.stringify(value)
const file = (name) => `include_bytes!(${text(join(folder, name).split(sep).join('/'))})`
writeFileSync(
  join(out, 'assets.rs'),
  `&[\n${assets
    .map(
      ({ name, hashed, type, squeezed }) =>
        `Asset { name: ${text(name)}, hashed: ${text(hashed)}, content_type: ${text(type)}, ` +
        `bytes: ${file(hashed)}, gzip: ${squeezed ? `Some(${file(`${hashed}.gz`)})` : 'None'}, ` +
        `brotli: ${squeezed ? `Some(${file(`${hashed}.br`)})` : 'None'} },\n`
    )
    .join('')}]\n`
)

const templates = readdirSync(library, { recursive: true })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.njk') && /^(components|macros)\/|^template\.njk$/.test(path))
  .sort()
writeFileSync(
  join(out, 'nhsuk_templates.rs'),
  `&[\n${templates
    .map((path) => `(${text(`nhsuk/${path}`)}, include_str!(${text(join(library, path).split(sep).join('/'))})),\n`)
    .join('')}]\n`
)

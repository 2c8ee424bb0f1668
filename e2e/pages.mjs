// Every page that a visitor can reach by links, signed out and signed in: axe at both widths, the
// page's HTML, reflow at 320 pixels, one main heading, a title of its own, the focus seen.
import { AxeBuilder } from "@axe-core/playwright";
import { HtmlValidate, FileSystemConfigLoader } from "html-validate";
import { expect, open, shot, signIn, site, story, told } from "./site.mjs";

const most = Number(process.env.YOUSAID_PAGES ?? 120);
const perRoute = Number(process.env.YOUSAID_PER_ROUTE ?? 1);
const validator = new HtmlValidate(new FileSystemConfigLoader());
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

// Addresses that differ only in ids and references are one route.
function route(address) {
  const path = address.pathname.replace(/\/(havering|barking-and-dagenham|redbridge)(?=\/|$)/, "/{body}");
  return path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "{id}")
    .replace(/\/follow\/[^/]+/, "/follow/{reference}");
}

async function check(page, address, wide) {
  const response = await page.goto(address);
  expect(response.status() === 200, `status ${response.status()}`);
  const html = await response.text();
  const report = await validator.validateString(html, "page.html");
  const wrong = report.results.flatMap((r) => r.messages).filter((m) => m.severity === 2);
  expect(wrong.length === 0, "html: " + wrong.slice(0, 5).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`).join("; "));
  expect((await page.locator("h1").count()) === 1, `${await page.locator("h1").count()} main headings`);
  expect((await page.title()).length > 3, "no title");
  const axe = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(axe.violations.length === 0, "axe: " + axe.violations.slice(0, 5).map((v) => `${v.id}: ${v.nodes[0].target} (${v.nodes.length})`).join("; "));
  if (wide) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const box = document.activeElement?.getBoundingClientRect();
      return Boolean(box && document.activeElement !== document.body && box.width > 0);
    });
    expect(seen, "the first Tab reaches nothing");
  } else {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over <= 0, `scrolls ${over} px sideways at 320 px`);
  }
}

async function links(page) {
  return page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));
}

async function walk(browser, who, from) {
  const contexts = {};
  for (const [name, viewport] of [["wide", { width: 1280, height: 900 }], ["phone", { width: 320, height: 640 }]]) {
    contexts[name] = await browser.newContext({ viewport, javaScriptEnabled: true, acceptDownloads: false });
    if (who) await story(`${who} signs in (${name})`, () => signIn(contexts[name], who));
  }
  const wide = await contexts.wide.newPage();
  const phone = await contexts.phone.newPage();
  const seen = new Map();
  const queue = from.map((path) => new URL(path, site));
  let visited = 0;
  while (queue.length && visited < most) {
    const address = queue.shift();
    const key = route(address);
    if (address.origin !== new URL(site).origin || (seen.get(key) ?? 0) >= perRoute) continue;
    if (/\.(csv|txt|py|md|ics|xml|json|jsonl)$/.test(address.pathname) || address.pathname.startsWith("/assets/")) continue;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    visited += 1;
    address.hash = "";
    await story(`${who ?? "anyone"} ${address.pathname}${address.search}`, async () => {
      await check(wide, address.href, true);
      for (const found of await links(wide)) {
        const next = new URL(found);
        // Whoever is signed in walks the staff pages; the public ones were walked before.
        const theirs = !who || /^\/(staff|account)/.test(next.pathname);
        if (theirs && !/^\/sign-out/.test(next.pathname) && !next.searchParams.has("lang")) queue.push(next);
      }
      await check(phone, address.href, false);
      await shot(wide, `${who ?? "anyone"}${key.replace(/[{}]/g, "").replaceAll("/", "_")}`);
      await shot(phone, `${who ?? "anyone"}${key.replace(/[{}]/g, "").replaceAll("/", "_")}-phone`);
    });
  }
  await contexts.wide.close();
  await contexts.phone.close();
}

const browser = await open();
await walk(browser, null, ["/", "/sign-in", "/follow", "/check", "/reset"]);
for (const who of (process.env.YOUSAID_WALKS ?? "lead,administrator").split(",").filter(Boolean)) {
  await walk(browser, who, ["/staff"]);
}
const failed = told();
await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 10_000))]);
process.exit(failed ? 1 : 0);

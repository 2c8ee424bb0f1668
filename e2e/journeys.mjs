// Whole journeys, as people make them: without JavaScript, at a telephone's width, by keyboard.
import { expect, open, shot, signIn, site, story, told } from "./site.mjs";

const phone = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
const desk = { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false };
const body = "havering";
const browser = await open();

async function text(page) {
  return page.locator("main").innerText();
}

async function go(page) {
  await page.getByRole("button", { name: /^continue$/i }).click();
}

// Presses Tab until something is focused that fits; fails where a keyboard cannot get.
async function tabTo(page, fits, most = 80) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at?.labels?.[0]?.innerText ?? "";
      return `${at?.tagName} ${at?.getAttribute("name") ?? ""} ${label || at?.innerText || ""}`.trim();
    });
    if (fits.test(found)) return found;
  }
  throw new Error(`the keyboard does not reach ${fits}`);
}

let reference = "";

await story("a resident tells the commissioner something, on a telephone without JavaScript", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${site}/${body}`);
  await page.getByRole("link", { name: "Tell us what you think" }).click();
  await go(page);
  expect((await page.title()).startsWith("Error:"), "an empty answer is not told to be one");
  await page.getByLabel("An idea", { exact: false }).check();
  await go(page);
  for (let step = 0; step < 12; step += 1) {
    if (await page.getByRole("button", { name: /^send/i }).count()) break;
    const radios = page.locator('input[type="radio"]');
    if (await radios.count()) {
      const chosen = page.locator('input[type="radio"][value="commissioner"]');
      await ((await chosen.count()) ? chosen : radios.first()).check();
    }
    const words = page.locator('textarea[name="words"]');
    if (await words.count()) await words.fill("Please put the notes of your meetings where I can find them.\nŻółw, বাংলা, <script>alert(1)</script>");
    await go(page);
  }
  const check = await text(page);
  expect(check.includes("<script>alert(1)</script>"), "the words are not as typed on 'check your answers'");
  await shot(page, "journey-check-answers");
  await page.getByRole("button", { name: /^send/i }).click();
  const done = await text(page);
  reference = (done.match(/[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}/) ?? [""])[0];
  expect(reference, "no reference on the page: " + done);
  await shot(page, "journey-confirmation");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over <= 0, `the confirmation scrolls ${over} px sideways`);
  await context.close();
});

await story("the reference alone is enough to follow it, however it is typed", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${site}/follow`);
  await page.locator('input[name="reference"]').fill(` ${reference.toLowerCase().replaceAll("-", " ")} `);
  await page.getByRole("button").last().click();
  const shown = await text(page);
  expect(shown.includes("Please put the notes"), "the words are not on the follow page");
  await shot(page, "journey-follow");
  await context.close();
});

await story("a wrong reference says so and keeps what was typed", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${site}/follow`);
  await page.locator('input[name="reference"]').fill("0000-0000-0000-0000");
  await page.getByRole("button").last().click();
  const html = await page.content();
  expect(html.includes("0000-0000-0000-0000"), "what was typed is gone");
  await context.close();
});

await story("a receipt is checked by anyone", async () => {
  const context = await browser.newContext(desk);
  const page = await context.newPage();
  await page.goto(`${site}/follow/${reference}`);
  const html = await page.content();
  const receipt = (html.match(/yousaid-receipt-1 [^<"]+/) ?? [""])[0].trim();
  expect(receipt, "no receipt on the follow page");
  await page.goto(`${site}/check`);
  await page.locator('textarea[name="receipt"]').fill(receipt.replaceAll("&#x2F;", "/"));
  await page.getByRole("button", { name: "Check", exact: true }).click();
  expect((await text(page)).includes("It is in the record"), await text(page));
  await shot(page, "journey-check");
  await context.close();
});

await story("an officer finds it by its words, themes it and reads it, without JavaScript", async () => {
  const context = await browser.newContext(desk);
  const page = await signIn(context, "lead");
  await page.goto(`${site}/staff/${body}/voices?q=${encodeURIComponent("notes of your meetings")}`);
  const list = await text(page);
  expect(list.includes("Please put the notes"), "search does not find it: " + list.slice(0, 400));
  await shot(page, "journey-inbox");
  await page.goto(`${site}/staff/${body}/code`);
  expect((await page.locator('form input[type="checkbox"]').count()) > 0, "no themes to choose from");
  await shot(page, "journey-code");
  await context.close();
});

await story("a lead drafts a decision, weighs a theme, records and publishes it", async () => {
  const context = await browser.newContext(desk);
  const page = await signIn(context, "lead");
  await page.goto(`${site}/staff/${body}/decisions/new`);
  await page.getByLabel("Title", { exact: true }).fill("Notes of meetings on the website");
  await page.locator('input[name="decided_on-day"]').fill("2");
  await page.locator('input[name="decided_on-month"]').fill("11");
  await page.locator('input[name="decided_on-year"]').fill("2026");
  await page.locator('input[name="meeting"]').fill("Engagement committee, item 4");
  await page.locator('textarea[name="decided"]').fill("The notes of every meeting go on the website within ten days.");
  await page.locator('textarea[name="reasons"]').fill("People told us that they could not find them.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Record the decision" }).click();
  expect((await page.title()).startsWith("Error:"), "a decision without a theme was recorded");
  await page.getByRole("button", { name: "Add a theme" }).or(page.getByRole("link", { name: "Add a theme" })).first().click();
  await page.locator('select[name="theme"]').selectOption({ index: 1 });
  await page.locator('textarea[name="weighed"]').fill("The committee read every comment on it.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Record the decision" }).click();
  expect((await text(page)).includes("The decision is recorded"), await text(page));
  await page.getByRole("button", { name: "Publish the decision" }).click();
  await shot(page, "journey-decision");
  await page.goto(`${site}/${body}/decisions`);
  expect((await text(page)).includes("Notes of meetings on the website"), "it is not public");
  await context.close();
});

await story("a lead replies once to everyone who made the same point", async () => {
  const context = await browser.newContext(desk);
  const page = await signIn(context, "lead");
  await page.goto(`${site}/staff/${body}/replies/new`);
  await page.locator('input[name="title"]').fill("Where the notes of our meetings are");
  await page.locator('input[name="themes"]').first().check();
  await page.locator('textarea[name="you_said"]').fill("You could not find the notes of our meetings.");
  await page.locator('textarea[name="we_did"]').fill("They are now on the website within ten days.");
  await page.getByRole("button", { name: "Save" }).click();
  expect((await text(page)).includes("Who will get it"), await text(page));
  await shot(page, "journey-reply");
  await page.getByRole("button", { name: "Publish the reply" }).click();
  expect((await text(page)).includes("The reply is published"), await text(page));
  await page.waitForTimeout(1500);
  await page.goto(`${site}/${body}/you-said-we-did?q=notes`);
  expect((await text(page)).includes("They are now on the website within ten days."), await text(page));
  await context.close();
});

await story("the first answer of 'Tell us' is given by keyboard alone", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${site}/${body}/tell-us`);
  await tabTo(page, /^INPUT kind/);
  await page.keyboard.press("Space");
  await tabTo(page, /^BUTTON.*Continue/i);
  await page.keyboard.press("Enter");
  await page.waitForLoadState();
  expect(!(await page.title()).startsWith("Error:"), "the answer was not taken");
  await context.close();
});

await story("an error takes the focus to its summary, and its link to the field", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${site}/${body}/tell-us`);
  await page.getByRole("button", { name: /^continue$/i }).click();
  await page.waitForTimeout(300);
  const focused = await page.evaluate(() => document.activeElement?.className ?? "");
  expect(focused.includes("error-summary"), `the focus is on '${focused}'`);
  await page.locator(".nhsuk-error-summary a").first().click();
  const field = await page.evaluate(() => document.activeElement?.getAttribute("name"));
  expect(field === "kind", `the link leads to ${field}`);
  await context.close();
});

await story("nothing on a page runs or loads that the policy forbids", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(site) && !request.url().startsWith("data:")) complaints.push(request.url()); });
  expect(reference, "there is no reference to look at");
  for (const path of ["/", `/${body}`, `/${body}/tell-us`, `/${body}/you-said-we-did`, `/follow/${reference}`, "/check"]) {
    await page.goto(site + path);
  }
  expect(complaints.length === 0, complaints.join("; "));
  await context.close();
});

const failed = told();
await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 10_000))]);
process.exit(failed ? 1 : 0);

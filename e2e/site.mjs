// What every journey shares: the browser, the address, signing in, and telling what went wrong.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { createHmac } from "node:crypto";

export const site = process.env.YOUSAID_SITE ?? "http://127.0.0.1:8080";
export const staff = JSON.parse(process.env.YOUSAID_STAFF ?? "[]");
export const shots = process.env.YOUSAID_SHOTS;

export async function open() {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("Chromium is not installed: apt-get install chromium");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

const failures = [];
let passed = 0;

export async function story(name, tell) {
  const started = performance.now();
  let late;
  const limit = new Promise((_, no) => {
    late = setTimeout(() => no(new Error("it took more than two minutes")), 120_000);
  });
  try {
    await Promise.race([tell(), limit]);
    passed += 1;
    console.log(`ok   ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).split("\n").slice(0, 12).join("\n     ")}`);
  } finally {
    clearTimeout(late);
  }
}

export function told() {
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length;
}

export function expect(holds, says) {
  if (!holds) throw new Error(says);
}

// The code of an authenticator app, from its secret (RFC 6238, SHA-1, six digits, 30 seconds).
export function code(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/[\s=]/g, "").toUpperCase()].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const from = digest[19] & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export async function signIn(context, who) {
  const person = staff.find((p) => p.role === who) ?? staff[0];
  const page = await context.newPage();
  await page.goto(`${site}/sign-in`);
  await page.locator('input[name="email"]').fill(person.email);
  await page.locator('input[name="password"]').fill(person.password);
  await page.getByRole("button", { name: /continue|sign in/i }).first().click();
  if (new URL(page.url()).pathname.startsWith("/sign-in/")) {
    await page.locator('input[name="code"]').fill(code(person.secret));
    await page.getByRole("button", { name: /continue|sign in/i }).first().click();
  }
  expect(!new URL(page.url()).pathname.startsWith("/sign-in"), `${person.email} could not sign in`);
  return page;
}

export async function shot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

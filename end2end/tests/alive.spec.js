// What WASM adds: nothing that a person needs, everything that makes it pleasant.
import { test, expect } from "@playwright/test";
import { Person } from "./person.js";

const alive = (page) => page.locator(".code-entry.alive");

test("six slots show the digits, and a pasted message is read", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.getsToTheCode();
  await expect(alive(page)).toBeVisible();
  await page.getByLabel("6-digit code").fill("123");
  await expect(page.locator(".slots span")).toHaveText(["1", "2", "3", "", "", ""]);
  const code = await person.codeFromText();
  await page.getByLabel("6-digit code").fill((await person.texts())[0].text.replace(/\n/g, " "));
  await person.isVerified();
  expect(code).toMatch(/^\d{6}$/);
});

test("a full code is checked once, and a wrong one not again", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.getsToTheCode();
  await expect(alive(page)).toBeVisible();
  const checks = [];
  page.on("request", (sent) => sent.url().endsWith("/api/check_code") && checks.push(sent));
  const wrong = await person.wrongCode();
  await page.getByLabel("6-digit code").fill(wrong);
  await person.isTold("4 tries left");
  await expect(alive(page)).toBeVisible();
  await page.waitForTimeout(500);
  expect(checks.length).toBe(1);
  await page.keyboard.press("Backspace");
  await expect(page.getByLabel("6-digit code")).toHaveValue("");
});

test("the country follows a typed country code", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.opensThePage();
  await expect(person.country).toHaveValue("GB");
  await expect(async () => {
    await page.getByLabel("Mobile phone number").fill("");
    await page.getByLabel("Mobile phone number").pressSequentially("+49 1512");
    await expect(person.country).toHaveValue("DE", { timeout: 500 });
  }).toPass();
  await page.getByLabel("Mobile phone number").fill("+1 415");
  await expect(person.country).toHaveValue("US");
  await person.chooses("CA");
  await page.getByLabel("Mobile phone number").fill("+1 4155");
  await expect(person.country).toHaveValue("CA");
});

test("the countdown ends by itself", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.getsToTheCode();
  const button = page.getByRole("button", { name: /^Send again/ });
  await expect(button).toHaveText(/in \d s/);
  await expect(button).toHaveText("Send again");
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
});

test("the delivery line tells that the text arrived", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.getsToTheCode();
  await expect(page.locator(".delivery")).toHaveText(/^The text was delivered at \d{1,2}:\d\d\.$/);
});

test("without its WASM the page is the page without JavaScript", async ({ page, request }, info) => {
  await page.route("**/*.wasm", (route) => route.abort());
  const person = new Person(page, request, info);
  await person.getsToTheCode();
  await page.getByLabel("6-digit code").fill(await person.codeFromText());
  await person.presses("Verify");
  await person.isVerified();
});

test("typing before the WASM arrives survives, and so does sending", async ({ page, request }, info) => {
  await page.route("**/*.wasm", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await route.continue();
  });
  const person = new Person(page, request, info);
  await page.goto("/");
  await person.chooses("JE");
  await page.locator("#phone").fill("07700 9");
  await expect(page.locator("#picker")).toBeVisible();
  await expect(page.locator("#phone")).toHaveValue("07700 9");
  await expect(page.locator("#picker")).toHaveText("Jersey (+44)");
  await page.locator("#phone").fill(person.number);
  await page.reload();
  await person.types();
  await person.sends();
  await expect(person.heading("Enter your code")).toBeVisible();
  await page.locator("#code").fill("12");
  await expect(alive(page)).toBeVisible();
  await expect(page.locator(".slots span").first()).toHaveText("1");
});

test("without a network nothing is posted and nothing lost", async ({ page, request, context }, info) => {
  const person = new Person(page, request, info);
  await person.getsACode();
  const code = await person.codeFromText();
  await context.setOffline(true);
  await expect(page.locator(".offline")).toHaveText("You're offline. What you typed is kept.");
  await page.locator("#code").fill(code);
  await page.locator("#step .button").click();
  await expect(page.locator("#code")).toHaveValue(code);
  await context.setOffline(false);
  await expect(page.locator(".offline")).toBeEmpty();
  await page.locator("#step .button").click();
  await person.isVerified();
});

test("times are right after a reload, and milestones are spoken", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await person.getsACode();
  const wait = page.locator("form:has([name=again]) .wait");
  const seconds = async () => Number(/\d+/.exec(await wait.textContent()));
  const first = await seconds();
  await page.waitForTimeout(2_000);
  await page.reload();
  await person.sees(".alive #code");
  expect(first - await seconds()).toBeGreaterThanOrEqual(2);
  await expect(page.locator("#milestones")).toHaveText("You can ask for another text now.", { timeout: 10_000 });
  await expect(wait).toHaveAttribute("role", "timer");
});

test("nothing moves by itself where motion is unwanted, and nothing shifts anywhere", async ({ page, request }, info) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.shifts += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  const person = new Person(page, request, info);
  await person.visits();
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => [window.shifts, document.getAnimations().length])).toEqual([0, 0]);
  await person.getsACode();
  await expect(page.locator("[data-stage=Delivered]")).toBeVisible();
  expect(await page.evaluate(() => [window.shifts, document.getAnimations().length])).toEqual([0, 0]);
});

test("forced colours keep the slots, the active one and a mistake visible", async ({ page, request }, info) => {
  await page.emulateMedia({ forcedColors: "active" });
  const person = new Person(page, request, info);
  await person.getsACode();
  const active = page.locator(".slots .next");
  await expect(active).toHaveCSS("outline-style", "solid");
  await expect(page.locator(".slots span").last()).toHaveCSS("border-top-width", "1px");
  await person.guesses(await person.wrongCode());
  await expect(page.locator("#code-error")).toBeVisible();
  await expect(page.locator(".slots span").first()).toHaveCSS("border-top-width", "2px");
});

test("the browser offers the code from the text message", async ({ page, request }, info) => {
  const person = new Person(page, request, info);
  await page.addInitScript(() => {
    window.OTPCredential = class {};
    navigator.credentials.get = async ({ otp, signal }) => {
      window.asked = { otp, signal };
      return new Promise((resolve, reject) => {
        window.offer = (code) => resolve({ code });
        signal.addEventListener("abort", () => { window.gaveUp = true; reject(new DOMException("", "AbortError")); });
      });
    };
  });
  await person.getsACode();
  const code = await person.codeFromText();
  expect(await page.evaluate(() => window.asked.otp.transport)).toEqual(["sms"]);
  await page.evaluate((code) => window.offer(code), code);
  await person.isVerified();
});

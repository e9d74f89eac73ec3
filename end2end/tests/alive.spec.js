// What WASM adds: nothing that a person needs, everything that makes it pleasant.
import { test, expect } from "./person.js";

const alive = (page) => page.locator(".code-entry.alive");

test("six slots show the digits, and a pasted message is read", async ({ person, page }) => {
  await person.getsToTheCode();
  await expect(alive(page)).toBeVisible();
  await page.getByLabel("6‑digit code").fill("123");
  await expect(page.locator(".slots span")).toHaveText(["1", "2", "3", "", "", ""]);
  const code = await person.codeFromText();
  await page.getByLabel("6‑digit code").fill((await person.texts())[0].text.replace(/\n/g, " "));
  await person.isVerified();
  expect(code).toMatch(/^\d{6}$/);
});

test("a full code is checked once, and a wrong one not again", async ({ person, page }) => {
  await person.getsToTheCode();
  await expect(alive(page)).toBeVisible();
  const checks = [];
  page.on("request", (sent) => sent.url().endsWith("/api/check_code") && checks.push(sent));
  const wrong = await person.wrongCode();
  await page.getByLabel("6‑digit code").fill(wrong);
  await person.isTold("4 tries left");
  await expect(alive(page)).toBeVisible();
  await page.waitForTimeout(500);
  expect(checks.length).toBe(1);
  await page.keyboard.press("Backspace");
  await expect(page.getByLabel("6‑digit code")).toHaveValue("");
  await expect(page.locator("#code-error")).toBeHidden();
  await expect(page.locator("#code")).not.toHaveAttribute("aria-invalid", "true");
});

test("the country follows a typed country code", async ({ person, page }) => {
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

test("the countdown ends by itself", async ({ person, page }) => {
  await page.clock.install();
  await person.getsACode();
  const button = page.getByRole("button", { name: /^Send again/ });
  await expect(button).toHaveText(/\(in\s\d+\ss\)/);
  await page.clock.runFor(30_000);
  await expect(button).toHaveText("Send again");
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
});

test("the delivery line tells that the text arrived", async ({ person, page }) => {
  await person.getsToTheCode();
  await expect(page.locator(".delivery")).toHaveText(/^The text was delivered \(\d{1,2}:\d\d\)\.$/);
});

test("without its WASM the page is the page without JavaScript", async ({ person, page }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await person.getsToTheCode();
  await page.getByLabel("6‑digit code").fill(await person.codeFromText());
  await person.presses("Verify");
  await person.isVerified();
});

test("typing before the WASM arrives survives, and so does sending", async ({ person, page }) => {
  await page.route("**/*.wasm", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await route.continue();
  });
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

test("without a network nothing is posted and nothing lost", async ({ person, page, context }) => {
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

test("times are right after a reload, and milestones are spoken", async ({ person, page }) => {
  await page.clock.install();
  await person.getsACode();
  const wait = page.locator("form:has([name=again]) .wait");
  const seconds = async () => Number(/\d+/.exec(await wait.textContent()));
  const first = await seconds();
  await expect(wait).toHaveText(/^\(in\u00a0\d+\u00a0s\)$/);
  await expect(page.getByRole("button", { name: /^Send again\s+in\s\d+\sseconds?$/ })).toBeVisible();
  await expect.poll(seconds).toBeLessThanOrEqual(first - 2);
  await page.reload();
  await person.sees(".alive #code");
  expect(first - await seconds()).toBeGreaterThanOrEqual(2);
  await page.clock.runFor(30_000);
  await expect(page.locator("#milestones")).toHaveText("You can ask for another text now.");
  await expect(page.locator("form:has([name=again]) .spoken"), "what is spoken is empty, too").toBeEmpty();
});

test("nothing moves by itself where motion is unwanted, and nothing shifts anywhere", async ({ person, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.shifts += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await person.visits();
  await person.settles();
  expect(await page.evaluate(() => [window.shifts, document.getAnimations().length])).toEqual([0, 0]);
  await person.getsACode();
  await expect(page.locator("[data-stage=delivered]")).toBeVisible();
  expect(await page.evaluate(() => [window.shifts, document.getAnimations().length])).toEqual([0, 0]);
});

test("the end of a page is seen once all of it is there", async ({ page }) => {
  const footer = page.locator("footer");
  await page.route("/", async (route) => {
    const response = await route.fetch(), whole = await response.text();
    const amidst = whole.indexOf("</li>", whole.indexOf("<footer"));
    await route.fulfill({ response, body: whole.slice(0, amidst) });
  }, { times: 1 });
  await page.goto("/");
  await expect(page.locator("#phone")).toBeVisible();
  await expect(footer.locator("li")).toHaveCount(1);
  await expect(footer).toBeHidden();
  await page.reload();
  await expect(footer).toBeVisible();
});

test("forced colours keep the slots, the active one and a mistake visible", async ({ person, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await person.getsACode();
  const active = page.locator(".slots .next");
  await expect(active).toHaveCSS("outline-style", "solid");
  await expect(page.locator(".slots span").last()).toHaveCSS("border-top-width", "1px");
  await person.guesses(await person.wrongCode());
  await expect(page.locator("#code-error")).toBeVisible();
  await expect(page.locator(".slots span").first()).toHaveCSS("border-top-width", "2px");
});

// In the page. A browser that can read text messages: what it is asked, and what it offers.
function readsMessages() {
  window.OTPCredential = class {};
  navigator.credentials.get = async ({ otp, signal }) => {
    window.asked = { otp, signal };
    return new Promise((resolve, reject) => {
      window.offer = (code) => resolve({ code });
      signal.addEventListener("abort", () => { window.gaveUp = true; reject(new DOMException("", "AbortError")); });
    });
  };
}

test("the browser offers the code from the text message", async ({ person, page }) => {
  await page.addInitScript(readsMessages);
  await person.getsACode();
  const code = await person.codeFromText();
  expect(await page.evaluate(() => window.asked.otp.transport)).toEqual(["sms"]);
  await page.evaluate((code) => window.offer(code), code);
  await person.isVerified();
});

test("a posted code ends the wait for the message, and what goes on is said", async ({ person, page }) => {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(readsMessages);
  await person.getsACode();
  await page.locator("#code").fill("12345");
  expect(await page.evaluate(() => window.gaveUp)).toBeUndefined();
  await person.waitsForTheAnswer("6");
  expect(await page.evaluate(() => window.gaveUp)).toBe(true);
  await expect(page.locator("#milestones")).toHaveText("Checking…");
  expect(complaints).toEqual([]);
});

test("the code is edited like any text", async ({ person, page }) => {
  await person.getsACode();
  const show = (digits) => expect(page.locator(".slots span")).toHaveText([...digits.padEnd(6)].map((digit) => digit.trim()));
  await page.locator("#code").pressSequentially("12");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText("3 45");
  await show("345");
  await page.keyboard.press("ControlOrMeta+Z");
  await show("12");
  await page.keyboard.press("Home");
  await page.keyboard.insertText("9");
  await show("912");
  await page.keyboard.press("Delete");
  await show("92");
  await page.keyboard.press("End");
  await page.keyboard.press("Backspace");
  await show("9");
});

test("a device that slept is right when it wakes", async ({ person, page }) => {
  await page.clock.install();
  await person.getsACode();
  const wait = page.locator("form:has([name=again]) .wait");
  await expect(wait).not.toBeEmpty();
  await page.clock.fastForward("00:40");
  await expect(wait).toBeEmpty({ timeout: 1_500 });
  await page.clock.fastForward("05:00");
  await expect(page.locator("#milestones")).toHaveText("The code works for another 5 minutes.");
  const asked = page.waitForEvent("load");
  await page.clock.fastForward("05:00");
  await asked;
});

test.describe("once the code's time is over", () => {
  test.use({ server: "hurried" });
  test("that is said at once, and a new one is the next key press", async ({ person, page }) => {
    await person.getsACode();
    await person.sees(".over", async () => page.reload());
    await expect(page.getByRole("alert")).toContainText("That code expired (");
    await expect(person.heading("You need a new code")).toBeVisible();
    await expect(page.getByRole("button", { name: "Send a new code" })).toBeFocused();
    await person.andWaits(() => page.keyboard.press("Enter"));
    await expect(page.locator("#code")).toBeFocused();
  });
});

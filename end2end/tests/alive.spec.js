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

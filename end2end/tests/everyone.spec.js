// The same for everybody, with JavaScript and without: by keyboard alone, by screen
// reader, in another language, on a narrow screen.
import { test, expect } from "./person.js";

test("the whole wizard by keyboard alone", async ({ person, page }) => {
  await person.visits();
  await person.tabsTo(person.scripted ? "picker" : "country");
  if (person.scripted) {
    await page.keyboard.press("Enter");
    await page.keyboard.type("united k");
    await page.keyboard.press("Enter");
  } else {
    await page.keyboard.type("United K");
  }
  await expect(person.country).toHaveValue("GB");
  await person.tabsTo("phone");
  await page.keyboard.type(person.number);
  await page.keyboard.press("Enter");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.sees(person.scripted ? ".alive #code" : "#code");
  await expect(page.locator("#code")).toBeFocused();
  await page.keyboard.type(await person.codeFromText());
  if (!person.scripted) await page.keyboard.press("Enter");
  await person.isVerified();
});

test("a mistake is announced, described and focused", async ({ person, page }) => {
  await person.asksForACode("07700", "GB");
  await expect(page.getByRole("alert")).toContainText("That number is too short");
  const field = page.locator("#phone");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/That number is too short/);
  await page.getByRole("alert").getByRole("link").click();
  await expect(field).toBeFocused();
});

test("what a screen reader is told of each step", async ({ person, page }) => {
  await person.visits();
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - list "Progress":
      - listitem: Number
      - listitem: Code
      - listitem: Done
    - heading "Verify your phone number" [level=1]
    - paragraph: We'll text you a 6‑digit code to check that the number is yours.
  `);
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - text: Mobile phone number
    - paragraph: For example 07700 900123
    - textbox "Mobile phone number"
    - paragraph: Your network may charge you for the text.
    - button "Send code"
  `);
  await expect(page.locator("[aria-current=step]")).toHaveText("Number");
  await person.getsToTheCode();
  await expect(page.locator("[aria-current=step]")).toHaveText("Code");
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - heading "Enter your code" [level=1]
    - paragraph:
      - text: Enter the 6‑digit code from our text to
      - strong: /\\+44 7700 900\\d+/
    - button "Change number"
    - status: /text/
    - text: 6‑digit code
    - paragraph: /It works for another \\d+ minutes.*/
    - textbox "6‑digit code"
    - button "Verify"
    - button /Send again/
    - button /Call me instead/
    - paragraph: An automated voice asks you to press a key, then reads the code 3 times. The call comes from +1 202-555-0100.
    - button "Start over"
  `);
  await expect(page.getByRole("textbox")).toHaveCount(1);
  await person.typesTheCode(await person.codeFromText());
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - heading "Your phone number is verified" [level=1]
    - paragraph: You can close this page or go back to what you were doing.
    - button "Verify another number"
  `);
  await expect(person.heading("Your phone number is verified")).toBeFocused();
});

test("the fields tell keyboards and autofill what they are for, and take any length", async ({ person, page }) => {
  const isField = async (field, attributes) => {
    for (const [name, value] of Object.entries(attributes)) await expect(field).toHaveAttribute(name, value);
    await expect(field).not.toHaveAttribute("maxlength", /./);
    await expect(field).toHaveCSS("opacity", "1");
    expect(await field.evaluate((input) => parseFloat(getComputedStyle(input).fontSize))).toBeGreaterThanOrEqual(16);
  };
  const unwatched = { "data-1p-ignore": "", "data-lpignore": "true", "data-bwignore": "", "data-form-type": "other" };
  await person.visits();
  await isField(page.locator("#phone"), { type: "tel", name: "phone", autocomplete: "tel", enterkeyhint: "send", spellcheck: "false" });
  await person.getsACode();
  await isField(page.locator("#code"), {
    type: "text", name: "code", inputmode: "numeric", autocomplete: "one-time-code", spellcheck: "false", autocorrect: "off", autocapitalize: "off", ...unwatched,
  });
});

test("another language is one press away and keeps what was typed", async ({ person, page }) => {
  await person.visits();
  await person.types("07700 900", "GB");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(person.heading("Bestätigen Sie Ihre Telefonnummer")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("#phone")).toHaveValue("07700 900");
  await expect(person.country).toHaveValue("GB");
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.locator("#phone").fill(person.number);
  await person.sends();
  await expect(person.heading("إدخال الرمز")).toBeVisible();
  const [{ text }] = await person.newTexts();
  expect(text).toMatch(/^رمز Ringcode هو \d{6}/);
  await page.getByRole("button", { name: "Français" }).click();
  await expect(person.heading("Saisissez votre code")).toBeVisible();
  expect((await person.texts()).length).toBe(1);
});

test("numbers read from left to right in a page that does not", async ({ person, page }) => {
  await person.visits();
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await person.getsACode();
  const number = page.locator("bdi strong");
  await expect(number).toHaveCSS("direction", "ltr");
  await expect(page.locator("#code")).toHaveCSS("direction", "ltr");
  await expect(page.locator("html")).toHaveCSS("direction", "rtl");
});

test("everything pressed is large enough, and nothing is cut off on a narrow screen", async ({ person, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const check = async () => {
    // Not before the style is there.
    await page.waitForLoadState("load");
    const sizes = await page.locator("button:visible, select:visible, input:not([type=hidden]):visible, a.button:visible").evaluateAll((all) =>
      all.map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect().height, one.matches(".button, .quiet, .picker, select, input")]));
    for (const [name, height, control] of sizes) expect(height, name).toBeGreaterThanOrEqual(control ? 44 : 24);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  };
  await person.visits();
  await check();
  await person.getsACode();
  await check();
});

test("the page says who may store and find it: nobody", async ({ person, page }) => {
  await person.getsACode();
  const url = page.url();
  expect(url).toMatch(/^http:\/\/[^/]+\/$/);
  await expect(page).toHaveTitle("Enter your code – Ringcode");
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]).catch(() => [0, 0]);
  expect(kept).toEqual([0, 0]);
});

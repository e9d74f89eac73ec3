// The whole wizard in Firefox without JavaScript. Nothing in such a page can be asked to act,
// so a person's own means are all there is: keys, and reading what it says.
import { test, expect } from "./person.js";

const reads = (page, selector, words) => expect.poll(() => page.locator(selector).first().textContent(), { timeout: 10_000 }).toMatch(words);

/** Opens the page, types a number with its country code, and has it sent. */
async function sends(person, page, number) {
  await page.goto("/");
  await reads(page, "h1", /^Verify your phone number$/);
  await page.locator("#phone").focus();
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
}

test("a text brings the code", async ({ person, page }) => {
  await sends(person, page, person.number.replace("0", "+44 "));
  await reads(page, "h1", /^Enter your code$/);
  await reads(page, ".delivery", /^(Sending the text…|The text is on its way\.|The text was delivered \(\d\d:\d\d\sUTC\)\.)$/);
  await page.locator("#code").focus();
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await reads(page, "#code-error", /You entered 2/);
  await page.locator("#code").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(await person.codeFromText());
  await page.keyboard.press("Enter");
  await reads(page, "h1", /^Your phone number is verified$/);
});

test.describe("where phones ring as people know it", () => {
  test.use({ server: "lifelike" });
  test("a call speaks the code", async ({ person, page }) => {
    await sends(person, page, person.number.replace("0", "+44 "));
    await reads(page, "h1", /^Enter your code$/);
    await person.codeFromText();
    await expect.poll(async () => {
      await page.reload();
      return page.locator(".call .wait").textContent();
    }, { timeout: 15_000 }).toBe("");
    await page.locator(".call button").focus();
    await page.keyboard.press("Enter");
    await reads(page, ".sent-to", /from our call to/);
    const code = await person.listensToTheCode();
    await page.locator("#code").focus();
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
    await reads(page, "h1", /^Your phone number is verified$/);
  });
});

test("a mistake is told, and nothing is sent", async ({ person, page }) => {
  await sends(person, page, "07700");
  await reads(page, ".summary", /There is a problem/);
  expect(await page.title()).toMatch(/^Error: /);
  expect(await page.locator("#phone").inputValue()).toBe("07700");
});

// What is said of a mistake leads to the control that mends it: with the list of countries in
// the select's place, and without.
import { test, expect } from "./person.js";

/** The control for the country that is seen. */
const control = (person) => person.page.locator(person.scripted ? "#picker" : "#country");

test.describe("nobody knows the country", () => {
  test.use({ locale: "en" });

  test("both missing fields are told at once, each with a link to it", async ({ person, page }) => {
    await person.visits();
    await person.sends();
    await person.sees(".summary");
    if (person.scripted) await expect(page.locator("#picker")).toBeVisible();
    const links = page.locator(".summary a");
    await expect(links).toHaveText([/^Choose a country/, /^Enter your mobile phone number/]);
    const country = control(person), phone = page.locator("#phone");
    await expect(country).toBeFocused();
    for (const [field, told] of [[country, /Choose a country/], [phone, /Enter your mobile phone number/]]) {
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(told);
    }
    await links.last().click();
    await expect(phone).toBeFocused();
    await links.first().click();
    await expect(country).toBeFocused();
    await expect(page).toHaveTitle(/^Error: /);
  });

  test("a missing country is told at what chooses it, and choosing takes it back", async ({ person, page }) => {
    await person.visits();
    await page.locator("#phone").fill(person.number);
    await person.sends();
    await person.sees(".summary");
    if (person.scripted) await expect(page.locator("#picker")).toBeVisible();
    const country = control(person);
    await expect(country).toBeFocused();
    await expect(country).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Country").and(country)).toBeVisible();
    await expect(page.locator("#phone")).not.toHaveAttribute("aria-invalid", "true");
    if (!person.scripted) return;
    await page.keyboard.press("Enter");
    await page.locator("#country-search").fill("united k");
    await page.keyboard.press("Enter");
    await expect(page.locator("#country-error")).toBeHidden();
    await expect(page.locator(".summary")).toBeHidden();
    await expect(country).not.toHaveAttribute("aria-invalid", "true");
    await expect(country).toHaveAccessibleDescription("");
    await expect(country).toBeFocused();
  });

  test("mending one of two mistakes leaves the other", async ({ person, page }) => {
    test.skip(!person.scripted, "without JavaScript the page changes when it is sent");
    await person.visits();
    await person.sends();
    await person.sees(".summary");
    await expect(page.locator("#picker")).toBeVisible();
    await page.locator("#phone").fill("07700");
    await expect(page.locator("#phone-error")).toBeHidden();
    await expect(page.locator("#country-error")).toBeVisible();
    await expect(page.locator(".summary a")).toHaveCount(2);
    await expect(page.locator(".summary a").last()).toBeHidden();
    await expect(page.locator(".summary a").first()).toBeVisible();
    await page.locator("#phone").fill("+447700");
    await expect(person.country).toHaveValue("GB");
    await expect(page.locator("#country-error")).toBeHidden();
    await expect(page.locator(".summary")).toBeHidden();
  });
});

test("whoever asks too soon is led to the button", async ({ person, page }) => {
  await person.getsACode();
  await person.asksTooSoon();
  await page.locator(".summary a").click();
  await expect(page.locator("#send-again")).toBeFocused();
});

// The country list and the number field, alive.
import { test as base, expect } from "./person.js";

const test = base.extend({
  person: async ({ person }, use) => {
    await person.visits();
    await use(person);
  },
});

const found = (page) => page.locator("#countries [role=option]:not([hidden])");

test("a country is found by what people call it", async ({ person, page }) => {
  await page.locator("#picker").click();
  const search = page.getByRole("combobox", { name: "Search by name or code" });
  await expect(search).toBeFocused();
  for (const [query, first] of [
    ["uk", "United Kingdom (+44)"],
    ["USA", "United States (+1)"],
    ["uae", "United Arab Emirates (+971)"],
    ["+49", "Germany (+49)"],
    ["44", "United Kingdom (+44)"],
    ["aland", "Åland Islands (+358)"],
    ["ivo", "Côte d’Ivoire (+225)"],
    ["holland", "Netherlands (+31)"],
    ["cote d'ivoire", "Côte d’Ivoire (+225)"],
    ["ivory coast", "Côte d’Ivoire (+225)"],
    ["great britain", "United Kingdom (+44)"],
    ["trinidad and t", "Trinidad & Tobago (+1)"],
    ["saint lucia", "St. Lucia (+1)"],
    ["(+44)", "United Kingdom (+44)"],
    ["+ ٤٤", "United Kingdom (+44)"],
    ["0044", "United Kingdom (+44)"],
    ["1 684", "American Samoa (+1)"],
    ["Ｇｅｒｍａｎｙ", "Germany (+49)"],
    ["oesterreich", "Austria (+43)"],
  ]) {
    await search.fill(query);
    const active = page.locator(`[id="${await search.getAttribute("aria-activedescendant")}"]`);
    await expect(active, query).toHaveText(first);
    await expect(active).toHaveAttribute("aria-selected", "true");
  }
  await search.fill("united");
  await expect(page.locator("#countries-found")).toHaveText("3 countries");
  // Stretches of the list in which nothing is found leave no room behind.
  expect(await page.locator("#countries").evaluate((list) => list.scrollHeight - list.clientHeight)).toBe(0);
  await search.fill("zzz");
  await expect(page.locator("#countries-found")).toHaveText("No country found. Check the spelling, or search by country code.");
  await expect(search).not.toHaveAttribute("aria-activedescendant", /./);
});

test("the list is one for the keyboard", async ({ person, page }) => {
  const search = page.locator("#country-search");
  await page.locator("#picker").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".active")).toHaveText("United Kingdom (+44)");
  await expect(page.locator(".active")).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".active")).toHaveText("United States (+1)");
  await page.keyboard.press("Home");
  await expect(page.locator(".active")).toHaveText("Afghanistan (+93)");
  await page.keyboard.press("End");
  await expect(page.locator(".active")).toHaveText("Zimbabwe (+263)");
  await expect(page.locator(".active")).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("ArrowUp");
  await expect(page.locator(".active")).toHaveText("Zambia (+260)");
  await expect(page.locator(".active")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await expect(page.locator("#picker")).toBeFocused();
  await expect(person.country).toHaveValue("GB");
  await expect(page.locator("#picker")).toHaveAccessibleName("Country or region United Kingdom (+44)");
});

test("on a phone the list fills the screen", async ({ person, page }) => {
  await expect(person.country).toHaveValue("GB");
  await page.setViewportSize({ width: 390, height: 700 });
  await page.locator("#picker").click();
  await expect.poll(() => page.locator("#sheet").boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
  await page.getByRole("option", { name: "Denmark (+45)" }).click();
  await expect(page.locator("#picker")).toHaveText("Denmark (+45)");
  await expect(page.locator("#phone-hint")).toHaveText("For example 34 41 23 45");
});

test("the country follows a shared code by its digits, and never undoes a choice", async ({ person, page }) => {
  const phone = page.locator("#phone");
  for (const [typed, country] of [
    ["+1416", "CA"], ["+1212", "US"], ["+1809", "DO"], ["+447781", "GG"], ["+447700", "GB"], ["+77012", "KZ"], ["+7912", "RU"],
    ["+262 639", "YT"], ["+262 692", "RE"], ["\u202A+44 7700 900123\u202C", "GB"], ["Mobile: +49 171", "DE"],
    ["0033 6", "FR"], ["٠٠٤٩ ١٧١", "DE"],
  ]) {
    await phone.fill(typed);
    await expect(person.country, typed).toHaveValue(country);
  }
  await person.chooses("JE");
  await phone.fill("+447700900123");
  await expect(person.country).toHaveValue("JE");
  await phone.fill("+4930");
  await expect(person.country).toHaveValue("DE");
  await phone.fill("+447781");
  await expect(person.country, "what was typed over a choice is followed on").toHaveValue("GG");
});

test("a choice of country stays when the number comes back", async ({ person, page }) => {
  await person.chooses("JE");
  await page.locator("#phone").fill("+44 7700");
  await person.sends();
  await person.sees(".summary");
  await expect(page.locator("#picker")).toHaveText("Jersey (+44)");
  await expect(person.country).toHaveValue("JE");
});

test.describe("in Arabic", () => {
  test.use({ locale: "ar" });
  test("a country is found without its hamza", async ({ person, page }) => {
    await page.locator("#picker").click();
    await page.locator("#country-search").fill("المانيا");
    await expect(page.locator(".active")).toHaveAttribute("id", "country-DE");
  });
});

test.describe("in Japanese", () => {
  test.use({ locale: "ja" });
  test("a country is found by its reading, in either kana, and stands there", async ({ person, page }) => {
    await page.locator("#picker").click();
    for (const [query, id] of [["ちゅうごく", "CN"], ["チュウゴク", "CN"], ["ﾄﾞｲﾂ", "DE"], ["米国", "US"]]) {
      await page.locator("#country-search").fill(query);
      await expect(page.locator(".active"), query).toHaveAttribute("id", `country-${id}`);
    }
    await page.locator("#country-search").fill("");
    const order = await found(page).evaluateAll((lines) => lines.map(({ id }) => id.slice(-2)));
    expect(order.indexOf("KR")).toBeLessThan(order.indexOf("GM"));
    expect(order.indexOf("JP")).toBeLessThan(order.indexOf("NC"));
  });
});

test("the number groups itself, and the caret stays where it was", async ({ person, page }) => {
  await expect(person.country).toHaveValue("GB");
  const phone = page.locator("#phone");
  const state = () => phone.evaluate((field) => `${field.value.slice(0, field.selectionStart)}|${field.value.slice(field.selectionStart)}`);
  await phone.pressSequentially("07700900123");
  expect(await state()).toBe("07700 900123|");
  for (let step = 0; step < 6; step++) await page.keyboard.press("ArrowLeft");
  expect(await state()).toBe("07700 |900123");
  await page.keyboard.press("Backspace");
  expect(await state()).toBe("0770|9 00123");
  await page.keyboard.type("0");
  expect(await state()).toBe("07700| 900123");
  await page.keyboard.press("Delete");
  expect(await state()).toBe("07700| 00123");
  await phone.fill("");
  await phone.pressSequentially("07-70 0900");
  expect(await state(), "one's own groups are left alone").toBe("07-70 0900|");
});

test("nothing is grouped while it is composed", async ({ person, page, context }) => {
  await person.chooses("GB");
  const phone = page.locator("#phone");
  await phone.focus();
  const devtools = await context.newCDPSession(page);
  for (const text of ["0", "07", "077", "0770", "07700", "077009"]) {
    await devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await expect(phone).toHaveValue(text);
  }
  await devtools.send("Input.insertText", { text: "077009" });
  await expect(phone).toHaveValue("077009");
  await page.keyboard.type("00");
  await expect(phone).toHaveValue("07700 900");
});

test("a number is taken as autofill and paste bring it", async ({ person, page }) => {
  const phone = page.locator("#phone");
  for (const [given, shown] of [
    ["+447700900123", "+44 7700 900123"],
    ["447700900123", "447700900123"],
    ["+44 (0)7700 900123", "+44 (0)7700 900123"],
    ["+54 9 11 2345-6789", "+54 9 11 2345-6789"],
    ["\u202A+44 7700 900123\u202C", "\u202A+44 7700 900123\u202C"],
    ["٠٧٧٠٠٩٠٠١٢٣", "٠٧٧٠٠٩٠٠١٢٣"],
  ]) {
    await phone.fill(given);
    await expect(phone).toHaveValue(shown);
  }
});

test("what was grouped can be undone, and typed on", async ({ person, page }) => {
  await person.chooses("GB");
  const phone = page.locator("#phone");
  await phone.pressSequentially("077009");
  await expect(phone).toHaveValue("07700 9");
  await phone.press("ControlOrMeta+z");
  await expect(phone, "the grouping goes first").toHaveValue("077009");
  await phone.pressSequentially("00");
  await expect(phone).toHaveValue("07700 900");
  // However a browser bundles what was typed, in the end nothing is left.
  await expect(async () => {
    await phone.press("ControlOrMeta+z");
    expect(await phone.inputValue()).toBe("");
  }).toPass();
  await phone.press("ControlOrMeta+Shift+z");
  await expect(phone).toHaveValue(/^077/);
});

test("a number with groups of its own is pasted over one of ours as it is", async ({ person, page }) => {
  await person.chooses("US");
  const phone = page.locator("#phone");
  await phone.pressSequentially("4155550123");
  await expect(phone).toHaveValue("(415) 555-0123");
  await phone.selectText();
  await page.evaluate(() => document.execCommand("insertText", false, "+54 9 11 2345-6789"));
  await expect(phone).toHaveValue("+54 9 11 2345-6789");
  await expect(person.country).toHaveValue("AR");
  await phone.selectText();
  await page.keyboard.insertText("+447700900123");
  await expect(phone, "plain digits are grouped again").toHaveValue("+44 7700 900123");
});

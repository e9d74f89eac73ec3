// The code's field shows its value, and checks what is a code.
import { test as base, expect } from "./person.js";

const test = base.extend({
  person: async ({ person }, use) => {
    await person.getsACode();
    await use(person);
  },
});

/** From now on time passes only as the test lets it, however slow the machine is. */
async function stopsTheClock(page) {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}

/** Remembers each post of a code. */
function checks(page) {
  const sent = [];
  page.on("request", (request) => request.url().endsWith("/api/check_code") && sent.push(request.postData()));
  return sent;
}

/** [what is typed, what the slots show]; `null` where the field shows itself. */
const SHOWN = [
  ["", ""],
  ["12", "12"],
  ["12-3", "123"],
  ["12 3", "123"],
  ["๑๒๓", "๑๒๓"],
  ["１２", "１２"],
  ["1\u200B2", "12"],
  ["abc", null],
  ["12a", null],
  ["abcdefgh", null],
  ["1234567", null],
  ["+44", null],
];

test("the slots show the value, or the field does", async ({ person, page }) => {
  const entry = page.locator(".code-entry"), slots = page.locator(".slots");
  for (const [typed, shown] of SHOWN) {
    await page.locator("#code").fill(typed);
    if (shown === null) {
      await expect(slots, typed).toBeHidden();
      await expect(page.locator("#code")).not.toHaveCSS("color", "rgba(0, 0, 0, 0)");
    } else {
      await expect(slots.locator("span"), typed).toHaveText([...shown.padEnd(6)].map((digit) => digit.trim()));
      await expect(entry).toHaveClass(/boxed/);
    }
  }
});

/** What is read as the code: [name, how it is written]. */
const WRITTEN = [
  ["pasted twice", (code) => code + code],
  ["pasted twice with a space", (code) => `${code} ${code}`],
  ["in Thai digits", (code) => in_digits(code, 0xE50)],
  ["in full-width digits", (code) => in_digits(code, 0xFF10)],
  ["in Arabic digits", (code) => in_digits(code, 0x660)],
  ["in mathematical digits", (code) => in_digits(code, 0x1D7CE)],
  ["with a prefix", (code) => `G-${code}`],
  ["in a message", (code) => `Your code is ${code}. It lasts 10 minutes.`],
];
const in_digits = (code, zero) => [...code].map((digit) => String.fromCodePoint(zero + Number(digit))).join("");

for (const [name, write] of WRITTEN) {
  test(`a code is read ${name}`, async ({ person, page }) => {
    await page.locator("#code").fill(write(await person.codeFromText()));
    await person.isVerified();
  });
}

test("what was entered is counted as it is read", async ({ person, page }) => {
  for (const [typed, told] of [["๑๒๓", "You entered 3"], ["12-3", "You entered 3"], ["1234561", "You entered 7"], ["abc", "You entered 0"]]) {
    await page.locator("#code").fill(typed);
    await person.andWaits(() => person.sends());
    await person.isTold(told);
    await expect(page.locator("#code")).toHaveValue(typed);
  }
});

test("what is selected looks so, and the caret is where it is", async ({ person, page }) => {
  await person.guessesAndWaits(await person.wrongCode());
  const active = page.locator(".slots .next");
  await expect(page.locator("#code")).toBeFocused();
  await expect(active).toHaveCount(6);
  await expect(page.locator(".slots .selected")).toHaveCount(6);
  await page.keyboard.press("ArrowLeft");
  await expect(active).toHaveCount(1);
  await expect(page.locator(".slots span").first()).toHaveClass(/next/);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".slots span").nth(1)).toHaveClass(/next/);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator(".slots .selected")).toHaveCount(2);
  await page.keyboard.press("End");
  await expect(page.locator(".slots span").last()).toHaveClass(/next/);
});

/** Phone numbers, as people type them into the wrong field: the person's own, and others. */
const NUMBERS = [
  ["their own", (person) => person.number],
  ["their own without spaces", (person) => person.number.replace(/ /g, "")],
  ["their own with its country code", (person) => person.number.replace("0", "+44 ")],
  ["their own after 00", (person) => person.number.replace("0", "0044")],
  ["a French one", () => "06 12 34 56 78"],
  ["an American one", () => "415-555-0123"],
];
for (const [name, number] of NUMBERS) {
  test(`a phone number in the code's field costs no guess: ${name}`, async ({ person, page }) => {
    const sent = checks(page);
    await stopsTheClock(page);
    for (const key of number(person)) {
      await page.locator("#code").press(key === " " ? "Space" : key);
      await page.clock.runFor(300);
    }
    await page.clock.runFor(5_000);
    expect(sent).toEqual([]);
    await page.clock.resume();
    await person.andWaits(() => person.sends());
    await expect(page.locator("#code-error")).toBeVisible();
    await expect(page.locator("#code-error")).not.toContainText("left");
  });
}

test("a person who types slowly is not checked while their own number grows", async ({ person, page }) => {
  const sent = checks(page);
  await stopsTheClock(page);
  for (const key of person.number.replace(/ /g, "")) {
    await page.locator("#code").press(key);
    await page.clock.runFor(3_000);
  }
  expect(sent).toEqual([]);
});

test("a code that is typed key by key is checked a moment after its last digit", async ({ person, page }) => {
  const code = await person.codeFromText();
  const sent = checks(page);
  await stopsTheClock(page);
  await page.locator("#code").pressSequentially(code);
  await page.clock.runFor(400);
  expect(sent).toEqual([]);
  await page.clock.runFor(200);
  await page.clock.resume();
  await person.isVerified();
});

test("a code that is pasted over a refused one is checked, even if it begins the person's own number", async ({ person, page }) => {
  await person.typesTheCode(await person.wrongCode());
  await person.isTold("4 tries left");
  await page.locator(".code-entry.alive").waitFor();
  await person.typesTheCode(person.number.replace(/\D/g, "").slice(0, 6));
  await person.isTold("3 tries left");
});

test("a code that is pasted is checked at once, and Enter waits for nothing", async ({ person, page }) => {
  const sent = checks(page);
  await page.clock.install();
  await page.locator("#code").fill(await person.wrongCode());
  await person.isTold("4 tries left");
  expect(sent.length).toBe(1);
  await page.locator("#code").pressSequentially(await person.wrongCode(2));
  await page.keyboard.press("Enter");
  await person.isTold("3 tries left");
});

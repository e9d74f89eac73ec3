// The whole wizard, as a person meets it. Every test runs with JavaScript and without.
import { test as base, expect, anotherNumber, magicNumber } from "./person.js";

const test = base.extend({
  // Whatever a page logs as an error, or a policy holds back, is a defect.
  complaints: [async ({ page }, use) => {
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (4|5)\d\d/.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => {
      // The browser's own, in its own words: a new page came before the last one had faded in.
      if (!/Transition was (skipped|aborted)|ViewTransition/.test(String(error))) complaints.push(String(error));
    });
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
});

test("a text brings the code", async ({ person, page }) => {
  await person.opensThePage();
  await person.keepsAPicture("1-phone");
  await person.types();
  await person.presses("Send code");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.isTold("+44 7700 900");
  await person.keepsAPicture("2-code");
  await person.typesTheCode(await person.codeFromText());
  await person.isVerified();
  await person.keepsAPicture("3-done");
  await expect(page.getByRole("main")).not.toContainText("7700");
});

test("a wrong code is shown again, with the tries that are left", async ({ person, page }) => {
  await person.getsToTheCode();
  const wrong = await person.wrongCode();
  await person.typesTheCode(wrong);
  await person.isTold("That code is not right. Check it and try again. 4 tries left.");
  await person.keepsAPicture("5-wrong");
  await expect(page).toHaveTitle(/^Error: /);
  const field = page.getByLabel("6‑digit code");
  await expect(field).toHaveValue(wrong);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  if (person.scripted) {
    const selected = () => field.evaluate((input) => input.value.slice(input.selectionStart, input.selectionEnd));
    await expect.poll(selected).toBe(wrong);
  }
  await person.typesTheCode(await person.codeFromText());
  await person.isVerified();
});

test("who asks again too early is told so, and sent nothing", async ({ person, page }) => {
  await person.getsToTheCode();
  await person.codeFromText();
  // A press during the transition between two pages goes nowhere, hence again.
  await expect(async () => {
    await person.pressesAnyway("Send again");
    await expect(page.getByRole("main")).toContainText("You can ask for another text in", { timeout: 1_000 });
  }).toPass();
  expect((await person.texts()).length).toBe(1);
});

test("changing the number keeps it filled in", async ({ person, page }) => {
  await person.getsToTheCode();
  await person.codeFromText();
  await person.presses("Change number");
  await expect(page.getByLabel("Mobile phone number")).toHaveValue(person.number);
  await expect(person.country).toHaveValue("GB");
  const other = anotherNumber();
  await page.getByLabel("Mobile phone number").fill(other);
  await person.presses("Send code");
  await person.isTold(other);
  await person.typesTheCode(await person.codeFromText(1, other));
  await person.isVerified();
});

test("reloading and going back never send again", async ({ person, page }) => {
  await person.opensThePage();
  await page.reload();
  await expect(person.heading("Verify your phone number")).toBeVisible();
  await person.types();
  await person.presses("Send code");
  await expect(person.heading("Enter your code")).toBeVisible();
  const code = await person.codeFromText();
  await page.reload();
  await expect(person.heading("Enter your code")).toBeVisible();
  await page.goBack();
  await page.goForward();
  await page.goto("/");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.typesTheCode(code);
  await person.isVerified();
  await page.reload();
  await person.isVerified();
  await page.goBack();
  await page.goto("/");
  await person.isVerified();
  expect((await person.texts()).length).toBe(1);
});

test("a double click sends one text", async ({ person, page }) => {
  await person.opensThePage();
  await person.types();
  await page.getByRole("button", { name: "Send code" }).dblclick();
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.codeFromText();
  await page.waitForTimeout(1_000);
  expect((await person.texts()).length).toBe(1);
});

test("each mistake in the number is told, and nothing is sent", async ({ person, page }) => {
  await person.opensThePage();
  for (const [typed, country, told] of [
    ["", "GB", "Enter your mobile phone number"],
    ["07700", "GB", "too short"],
    ["07700 9001234", "GB", "too long"],
    ["0770090012345678", "GB", "We don't know that number"],
    ["hello", "GB", "Use digits only: there is an h among them"],
    ["077OO 9OO123", "GB", "Use digits only: there is an O among them"],
    ["+", "DE", "0171 3920012"],
    ["+999 12345678", "GB", "No country has that country code"],
    ["5550123", "", "Choose a country"],
  ]) {
    await person.types(typed, country);
    await person.presses("Send code");
    await person.isTold("There is a problem");
    await person.isTold(told);
    await expect(page.getByLabel("Mobile phone number")).toHaveValue(typed);
  }
  await person.keepsAPicture("8-mistake");
});

test("a code of another shape is no guess", async ({ person, page }) => {
  await person.getsToTheCode();
  const code = await person.codeFromText();
  for (const [typed, told] of [["12345", "You entered 5"], ["1234567", "You entered 7"], ["abc", "You entered 0"]]) {
    await page.getByLabel("6‑digit code").fill(typed);
    await person.presses("Verify");
    await person.isTold(told);
    await expect(page.getByLabel("6‑digit code")).toHaveValue(typed);
  }
  const [first, second] = [code.slice(0, 3), code.slice(3)];
  await person.typesTheCode(`${first} ${second}`);
  await person.isVerified();
});

test("a number that texts cannot reach says so at once and stays", async ({ person, page }) => {
  for (const [line, told] of [[80, "cannot get texts from us"], [83, "cannot get texts from us"], [81, "could not send the text"], [84, "could not send the text"]]) {
    const number = magicNumber(line);
    await person.asksForACode(number, "US");
    await person.isTold(told);
    await expect(page.getByLabel("Mobile phone number")).toHaveValue(number);
    expect((await person.texts(number)).length).toBe(0);
    await page.context().clearCookies();
  }
});

test("an answer that got lost is told as such, and not sent twice", async ({ person }) => {
  const number = magicNumber(85);
  await person.asksForACode(number, "US");
  await person.isTold("cannot tell");
  await expect(person.heading("Enter your code")).toBeVisible();
});

test("a text that fails opens the call at once", async ({ person, page }) => {
  const number = magicNumber(50);
  await person.asksForACode(number, "US");
  await person.isToldInTheEnd("The text did not get through");
  await person.keepsAPicture("9-failed");
  await person.presses("Call me instead");
  await person.isTold("from our call to");
});

test("a busy line and nobody answering are told", async ({ person, page }) => {
  const number = magicNumber(51);
  await person.asksForACode(number, "US");
  await person.isToldInTheEnd("The text did not get through");
  await person.presses("Call me instead");
  await person.isToldInTheEnd("The line was busy");
});

test.describe("after a short wait", () => {
  test.use({ server: "eager" });

  test("sending again brings the same code", async ({ person }) => {
    await person.getsToTheCode();
    const code = await person.codeFromText();
    await person.waitsFor("Send again");
    await person.presses("Send again");
    expect(await person.codeFromText(2)).toBe(code);
    await person.typesTheCode(code);
    await person.isVerified();
  });

  test("five wrong codes use a code up, ten lock the verification", async ({ person, page }) => {
    await person.getsToTheCode();
    for (const left of [4, 3, 2, 1]) {
      await person.typesTheCode(await person.wrongCode(left));
      await person.isTold(left === 1 ? "1 try left" : `${left} tries left`);
    }
    await person.typesTheCode(await person.wrongCode(9));
    await person.isTold("was entered wrong too many times");
    await expect(page.getByLabel("6‑digit code")).toHaveCount(0);
    await person.keepsAPicture("6-used-up");
    await person.isTold("Send a new code below.");
    await person.waitsFor("Send a new code");
    await person.presses("Send a new code");
    await expect(page.getByLabel("6‑digit code")).toBeVisible();
    const fresh = await person.codeFromText(2);
    for (const step of [1, 2, 3, 4]) {
      await person.typesTheCode(String((Number(fresh) + step) % 1_000_000).padStart(6, "0"));
      await person.isTold(step === 4 ? "1 try left" : `${5 - step} tries left`);
    }
    await person.typesTheCode(String((Number(fresh) + 5) % 1_000_000).padStart(6, "0"));
    await person.isTold("You have used all your tries");
    await person.keepsAPicture("7-locked");
    await expect(page.getByRole("button", { name: "Send again" })).toHaveCount(0);
    await person.presses("Start over");
    await expect(person.heading("Verify your phone number")).toBeVisible();
  });
});

test.describe("where phones ring as people know it", () => {
  test.use({ server: "lifelike" });

  test("a call speaks the code", async ({ person }) => {
    await person.getsToTheCode();
    await person.codeFromText();
    await expect(person.page.getByRole("button", { name: "Call me instead" })).toBeVisible();
    await person.waitsFor("Call me instead");
    await person.presses("Call me instead");
    await person.isTold("from our call to");
    await person.call("ringing");
    await person.keepsAPicture("4-calling");
    const code = await person.listensToTheCode();
    expect(code).toBe(await person.codeFromText());
    await person.typesTheCode(code);
    await person.isVerified();
  });
});

// The forms of examples/form, whose servers redeem what the widget brings. Every test runs with
// JavaScript, where the wizard is in a popup, and without, where a link leads to it and back.
import { FORMS } from "../servers.js";
import { e164, expect, test } from "./person.js";

test.use({ server: "eager" });

for (const [name, url] of Object.entries(FORMS)) {
  test(`${name}: a person signs up with a form`, async ({ person, page }) => {
    await page.goto(url);
    await verifies(person, page);
    await page.getByLabel("Your name").fill("Ada <b>");
    const token = await page.locator("[name=ringcode-token]").inputValue();
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(page.locator("body")).toContainText(`Welcome, Ada <b>. Your number is ${e164(person.number)}.`);
    await isRefused(page, url, token, "token_used");
    expect(page.url()).not.toContain(token);
  });

  test(`${name}: a forged token and none are refused`, async ({ page }) => {
    await page.goto(url);
    for (const [forged, error] of [["A".repeat(43), "invalid_token"], ["", "invalid_request"]]) {
      await isRefused(page, url, forged, error);
    }
  });

  test(`${name}: somebody else's token in a link signs nobody up`, async ({ person, page, browser, baseURL }) => {
    await page.goto(url);
    await verifies(person, page);
    const token = await page.locator("[name=ringcode-token]").inputValue();
    const victim = await (await browser.newContext({ baseURL, javaScriptEnabled: person.scripted })).newPage();
    await victim.goto(`${url}/?ringcode=${token}`);
    const field = victim.locator("[name=ringcode-token]");
    if (person.scripted) {
      await expect(victim.getByRole("button", { name: "Verify your phone number" })).toBeVisible();
      await expect(victim).toHaveURL(`${url}/`);
      await expect(field).toHaveValue("");
    } else {
      await expect(field).toHaveValue(token);
    }
    await isRefused(victim, url, token, "begun in another browser");
  });
}

/** Presses the button, or without JavaScript the link, and comes back with a token. */
async function verifies(person, page) {
  if (!person.scripted) {
    await page.getByRole("link", { name: "Verify your phone number" }).click();
    await provesTheNumber(person);
    await expect(page.locator("body")).toContainText("Verified.");
    return;
  }
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Verify your phone number" }).click();
  const popup = await opened;
  const closed = popup.waitForEvent("close");
  await provesTheNumber(person.on(popup), person.number);
  await closed;
  await expect(page.getByRole("status")).toContainText("number is verified");
}

async function provesTheNumber(person, number = person.number) {
  await person.isTold("Form example wants to confirm your phone number.");
  await person.types(number);
  await person.presses("Send code");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.typesTheCode(await person.codeFromText(1, number));
}

/** The form with this token signs nobody up, and says why. */
async function isRefused(page, url, token, error) {
  const answer = await page.request.post(url, { form: { name: "Eve", "ringcode-token": token } });
  expect([answer.status(), await answer.text()]).toEqual([403, expect.stringContaining(`Not signed up: ${error}`)]);
}

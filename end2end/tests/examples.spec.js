// The example applications of examples/, with Ringcode as people meet it on the way: they sign up
// with their number, and confirm it again before something that cannot be undone; others do not
// get that far.
import { EXAMPLES } from "../servers.js";
import { anotherNumber, e164, expect, test } from "./person.js";

test.use({ server: "eager" });

test("in development the first page leads to a shop to try, and only that page", async ({ person, page }) => {
  const shop = page.getByRole("link", { name: "Try it from an example shop" });
  await person.getsToTheCode();
  await expect(shop).toHaveCount(0);
  // Without its cookie a page that waits for a code reloads itself.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await person.opensThePage();
  await shop.click();
  await expect(page).toHaveURL(`${EXAMPLES.Express}/`);
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByText("wants to confirm your phone number")).toBeVisible();
  await expect(shop).toHaveCount(0);
});

for (const [name, url] of Object.entries(EXAMPLES)) {
  test(`${name}: a person signs up, and steps up with the same number`, async ({ person, page }) => {
    await signsUp(person, page, url);
    await page.getByRole("link", { name: "Close my account" }).click();
    await expect(page.getByText("wants to confirm that this phone is yours")).toBeVisible();
    await expect(page.locator("#phone")).toHaveCount(0);
    await expect(page.locator("body")).not.toContainText(person.number.slice(-6, -2));
    await person.presses("Send code");
    await expect(person.heading("Enter your code")).toBeVisible();
    await person.typesTheCode(await person.codeFromText(2));
    await expect(page.locator("body")).toContainText("Your account is closed");
    expect(page.url()).toContain(url);
  });

  test(`${name}: whoever tries another number at the step-up gets no code for it`, async ({ person, page }) => {
    await signsUp(person, page, url);
    await page.getByRole("link", { name: "Close my account" }).click();
    const other = anotherNumber();
    await page.locator("form", { hasText: "Send code" }).evaluate((form, number) => {
      form.append(Object.assign(document.createElement("input"), { name: "phone", value: number }));
    }, other);
    await person.presses("Send code");
    await expect(person.heading("Enter your code")).toBeVisible();
    const code = Number(await person.codeFromText(2));
    expect(await person.texts(other)).toEqual([]);
    await person.typesTheCode(String((code + 1) % 1_000_000).padStart(6, "0"));
    await person.isTold("4 tries left");
    await page.goto(url);
    await expect(page.locator("body")).toContainText(`You are ${e164(person.number)}`);
  });

  test(`${name}: somebody else does not get past the step-up`, async ({ person, page }) => {
    await signsUp(person, page, url);
    await page.getByRole("link", { name: "Close my account" }).click();
    await person.presses("This is not my number");
    await expect(page.locator("body")).toContainText("Not confirmed: access_denied");
    await page.goto(url);
    await expect(page.locator("body")).toContainText(`You are ${e164(person.number)}`);
  });
}

async function signsUp(person, page, url) {
  await page.goto(url);
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByText("wants to confirm your phone number")).toBeVisible();
  await person.types();
  await person.presses("Send code");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.typesTheCode(await person.codeFromText());
  await expect(page).toHaveURL(`${url}/`);
  await expect(page.locator("body")).toContainText(`You are ${e164(person.number)}`);
}

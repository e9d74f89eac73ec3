// examples/screens: an application that shows its own screens and uses the JSON API.
import { OWN_SCREENS } from "../servers.js";
import { expect, test } from "./person.js";

test.use({ server: "eager" });

test.beforeEach(async ({ page, person }) => {
  await page.goto(OWN_SCREENS);
  await page.getByLabel("Your phone number").fill(person.number.replace("0", "+44 "));
  await person.presses("Send me a code");
});

test("a person is verified on the screens of an application", async ({ page, person }) => {
  await page.getByLabel("The code").fill(await person.wrongCode());
  await person.presses("Sign up");
  await expect(page.getByRole("alert")).toHaveText("code_wrong");
  await page.getByLabel("The code").fill(await person.codeFromText());
  await person.presses("Sign up");
  await expect(page.locator("body")).toContainText("You are +44 7700 900");
});

test("a call brings the code to them as well", async ({ page, person }) => {
  await expect(async () => {
    await person.presses("Call me");
    await expect(page.getByRole("alert")).toHaveText("", { timeout: 1 });
  }).toPass();
  await person.call("ringing");
  await page.getByLabel("The code").fill(await person.listensToTheCode());
  await person.presses("Sign up");
  await expect(page.locator("body")).toContainText("You are +44 7700 900");
});

test("a number that cannot be read is said to be so", async ({ page, person }) => {
  await page.context().clearCookies();
  await page.goto(OWN_SCREENS);
  await page.getByLabel("Your phone number").fill("+44 7700");
  await person.presses("Send me a code");
  await expect(page.getByRole("alert")).toHaveText("The number has too few digits for its country");
});

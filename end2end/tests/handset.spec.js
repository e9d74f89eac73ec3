// The phone in the browser. It shows every text and rings for every call, so it
// has a server to itself.
import { test, expect } from "./person.js";

test.use({ server: "handset" });

test("the handset shows the text, rings, and plays the call", async ({ person, page, context }) => {
  await person.hangsUpEverything();
  const phone = await context.newPage();
  await phone.goto("/handset");
  await person.getsToTheCode();
  const code = await person.codeFromText();
  await expect(phone.getByText(code).filter({ visible: true }).first()).toBeVisible();
  await person.waitsFor("Call me instead");
  await person.presses("Call me instead");
  await phone.getByRole("button", { name: "Answer" }).click();
  await expect(phone.getByText(/press \d/i).filter({ visible: true }).first()).toBeVisible();
  const key = /press (\d)/i.exec(await phone.locator("body").innerText())[1];
  await phone.getByRole("button", { name: key, exact: true }).click();
  await expect.poll(() => phone.locator("body").innerText()).toMatch(/\d\D{1,3}\d\D{1,3}\d\D{1,3}\d\D{1,3}\d\D{1,3}\d/);
  await phone.screenshot({ path: "test-results/screens/handset.png", fullPage: true });
  await page.bringToFront();
  await person.typesTheCode(code);
  await person.isVerified();
});

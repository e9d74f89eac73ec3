// From a host application to the wizard and back. Every test runs with JavaScript and without.
import { link, pushedLink } from "./client.js";
import { test, expect } from "./person.js";

/** Is back at the host, which was told this and not where its people were. */
async function isBack(page, told) {
  await expect(page.getByRole("heading", { name: "Back at the host" })).toBeVisible();
  await expect(page.locator("#told")).toHaveText(told);
  await expect(page.locator("#referrer")).not.toContainText("authorize");
}

/** Presses on where only JavaScript would. */
async function goesOn(person) {
  if (!person.scripted) await person.presses("Continue");
}

for (const response_mode of ["query", "form_post"]) {
  test(`a right code leads back to the host (${response_mode})`, async ({ person, page }) => {
    await page.goto(link({ response_mode }));
    await person.isTold("Shop of tests wants to confirm your phone number.");
    await person.types();
    await person.presses("Send code");
    await person.typesTheCode(await person.codeFromText());
    if (response_mode === "form_post") await goesOn(person);
    await isBack(page, "code state");
  });

  test(`whoever cancels is back at the host (${response_mode})`, async ({ person, page }) => {
    await page.goto(link({ response_mode }));
    await person.presses("Cancel and go back to Shop of tests");
    if (response_mode === "form_post") await goesOn(person);
    await isBack(page, "error state");
  });
}

test("a number that the host knows is masked and not to be changed", async ({ person, page, request }) => {
  const number = "+447700900123";
  await page.goto(await pushedLink(request, number));
  await person.isTold("+44••••••••23");
  await expect(page.locator("#phone")).toHaveCount(0);
  await expect(page.getByText("7700")).toHaveCount(0);
  await person.presses("This is not my number");
  await isBack(page, "error state");
});

test("a link with a mistake leads nowhere", async ({ person, page }) => {
  await page.goto(link({ redirect_uri: "https://evil.example/" }));
  await expect(person.heading("This link does not work")).toBeVisible();
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1/);
});

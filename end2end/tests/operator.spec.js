// The operator's page: a server to itself, whose simulator plays a bad evening.
import axe from "axe-core/axe.min.js";
import { OPERATOR } from "../servers.js";
import { test, expect } from "./person.js";

test.use({ server: "operated", baseURL: OPERATOR.url });
test.describe.configure({ mode: "serial" });

const SECTIONS = [
  "Conversion", "Delivery", "Money", "Refusals", "Where people give up", "Plivo and the store", "Trail",
  "Look up a number", "Development",
];

async function logsIn(page) {
  await page.goto("/");
  await page.getByLabel("Password of the operator").fill(OPERATOR.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("button", { name: "Log out" })).toBeVisible();
}

/** Nothing that axe knows of, and nothing beyond the edge of the window. */
async function isAccessible(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
  });
  expect(found).toEqual([]);
  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beyond)).toBe(0);
}

test("a wrong password is refused, and the right one leads to the view that was asked for", async ({ page }) => {
  await page.goto("/?span=week");
  await page.getByLabel("Password of the operator").fill("not the right one");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("That is not the password.");
  await expect(page.getByLabel("Password of the operator")).toHaveAccessibleDescription("That is not the password.");
  await isAccessible(page);
  await page.getByLabel("Password of the operator").fill(OPERATOR.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/?span=week");
  await expect(page.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "page");
});

test("a quiet day is told in one line, and a bad evening by what to do", async ({ page }) => {
  await logsIn(page);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(SECTIONS);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All well");
  await page.getByRole("button", { name: "Play a bad evening" }).click();
  const finding = page.getByRole("listitem").filter({ hasText: "docs/operate/runbook.md#" }).first();
  const link = finding.getByRole("link");
  const section = (await link.getAttribute("href")).slice(1);
  await link.click();
  await expect(page.locator(`#${section}`)).toBeInViewport();
  for (const name of ["Conversion by country and channel", "Delivery by country and channel", "Money by country and channel", "Denials by limit", "People at each step"]) {
    await expect(page.getByRole("table", { name }).getByRole("row")).not.toHaveCount(0);
  }
  for (const plot of await page.getByRole("img").all()) await expect(plot).toHaveAccessibleName(/All numbers are in the table/);
  await expect(page.getByRole("table", { name: /^Attempts and verified people/ })).toBeHidden();
  await page.getByText("Attempts and verified people as a table").click();
  await expect(page.getByRole("table", { name: /^Attempts and verified people/ }).getByRole("row")).toHaveCount(25);
});

for (const width of [360, 1200]) {
  test(`everyone can read it, ${width} pixels wide, in light and in dark`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await logsIn(page);
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page);
      await page.screenshot({ path: `test-results/screens/operator-${colorScheme}-${width}.png`, fullPage: true });
    }
  });
}

test("the choices of time, country and events hold, and the trail can be followed", async ({ page }) => {
  await logsIn(page);
  await page.getByRole("link", { name: "2 hours" }).click();
  const choices = page.getByRole("navigation", { name: "Time and destination" });
  const [chosen] = await choices.getByLabel("Country").locator("option:not([value=''])").allTextContents();
  await choices.getByLabel("Country").selectOption(chosen);
  await choices.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/span=hour&country=[A-Z]{2}&channel=$/);
  const table = page.getByRole("table", { name: "Conversion by country and channel" });
  const countries = await table.locator("tbody th").allTextContents();
  expect(new Set(countries)).toEqual(new Set([chosen]));
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(page).toHaveURL("/?span=hour");

  const trail = page.locator("section", { has: page.getByRole("heading", { name: "Trail" }) });
  await trail.getByLabel("Event").selectOption("send");
  await trail.getByRole("button", { name: "Show events" }).click();
  await expect(trail.locator("tbody tr").first()).toBeVisible();
  const events = await trail.locator("tbody td:nth-child(2)").allTextContents();
  expect(new Set(events)).toEqual(new Set(["send"]));
  const number = trail.locator("tbody a").first();
  const fingerprint = await number.getAttribute("title");
  await number.click();
  await expect(trail.getByLabel("Fingerprint")).toHaveValue(fingerprint);
  await trail.getByRole("link", { name: "Follow it live" }).click();
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveAttribute("content", "10");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Trail"]);
  await page.getByRole("link", { name: "Stop, and show all" }).click();
  await expect(page.getByRole("heading", { name: "Conversion" })).toBeVisible();
});

test("a number is looked up by keyboard alone, stands in no address, and the session ends", async ({ person, page }) => {
  await logsIn(page);
  const field = page.getByLabel("Phone number");
  await field.fill("");
  await field.evaluate((input) => input.blur());
  await page.getByRole("heading", { name: "Look up a number" }).click();
  await page.keyboard.press("Tab");
  await expect(field).toBeFocused();
  await page.keyboard.type("+44 " + person.number.slice(1));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Look up" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/look-up");
  await expect(page.getByText("Nothing about the number itself would be refused now.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Limits of the number" })).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("Your name").fill("Ann");
  await page.getByLabel("Reason").fill("pumping");
  await page.getByRole("button", { name: "Block" }).click();
  await expect(page.getByRole("status")).toHaveText("Blocked.");
  await expect(page.getByText("an operator blocked the number")).toBeVisible();
  await isAccessible(page);
  await page.screenshot({ path: "test-results/screens/operator-number.png", fullPage: true });
  await page.getByRole("link", { name: "Back to all numbers" }).click();
  const rules = page.getByRole("table", { name: "Rules about numbers" });
  await expect(rules.getByRole("row")).toHaveCount(2);
  await rules.getByRole("link").click();
  await page.getByRole("button", { name: "Block or allow this number" }).click();
  await page.getByLabel("Your name").fill("Ann");
  await page.getByLabel("Reason").fill("a mistake");
  await page.getByRole("button", { name: "Lift the rule" }).click();
  await expect(page.getByRole("status")).toHaveText("The rule is lifted.");
  await field.fill("hello");
  await page.getByRole("button", { name: "Look up" }).click();
  await expect(page.getByRole("alert")).toHaveText("That is no phone number. Write it with + and the country code.");
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByLabel("Password of the operator")).toBeFocused();
  // Nothing of the result was kept, so going back finds nothing to show.
  await page.goBack().catch(() => {});
  await expect(page.getByRole("table")).toHaveCount(0);
});

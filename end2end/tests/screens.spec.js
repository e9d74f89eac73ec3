// Every state × light and dark × left-to-right and right-to-left × phone and desktop: no
// violation that axe knows of, nothing beyond the screen's edge, and a picture of each.
import AxeBuilder from "@axe-core/playwright";
import { test, expect } from "@playwright/test";
import fs from "node:fs";
import path from "node:path";
import { Person } from "./person.js";
import { STATES } from "./states.js";

const SIZES = { phone: { width: 390, height: 780 }, desktop: { width: 1000, height: 780 } };
const FOLDER = "test-results/pictures";

for (const language of ["en", "ar"]) {
  test.describe(language, () => {
    test.use({ locale: language });
    for (const [state, reach] of STATES) {
      test(state, async ({ page, request }, info) => {
        await reach(new Person(page, request, info));
        await page.waitForTimeout(600);
        for (const [device, size] of Object.entries(SIZES)) {
          for (const colorScheme of ["light", "dark"]) {
            await page.setViewportSize(size);
            await page.emulateMedia({ colorScheme });
            await looksRight(page, `${state}.${language}.${device}.${colorScheme}`);
          }
        }
      });
    }
  });
}

for (const language of ["de", "es", "fr", "hi", "ja", "pt-BR"]) {
  test.describe(language, () => {
    test.use({ locale: language });
    for (const [state, reach] of STATES.filter(([name]) => ["phone-mistake", "code-wrong", "done"].includes(name))) {
      test(state, async ({ page, request }, info) => {
        await reach(new Person(page, request, info));
        await page.waitForTimeout(600);
        await page.setViewportSize({ width: 320, height: 780 });
        await looksRight(page, `${state}.${language}.narrow.light`);
      });
    }
  });
}

async function looksRight(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), name).toEqual([]);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  fs.mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}

// Every state × light and dark × left-to-right and right-to-left × phone and desktop: no
// violation that axe knows of, nothing beyond the screen's edge, a picture of each, and what
// a screen reader is told of it (screens.spec.js-snapshots). Axe's rules run in light; in dark,
// where nothing but colours is different (and a page in which more is fails), those about colours.
// Some more in every language, sideways, with longer words, and zoomed.
import axe from "axe-core/axe.min.js";
import fs from "node:fs";
import path from "node:path";
import { test, expect } from "./person.js";
import { STATES } from "./states.js";

const SIZES = { phone: { width: 390, height: 780 }, desktop: { width: 1000, height: 780 } };
const FOLDER = "test-results/pictures";
const some = (names) => STATES.filter(([name]) => names.includes(name));

/** One test for each state, in a browser as `use` says; `look` is what there is to see then. */
function each(name, states, use, look) {
  test.describe(name, () => {
    for (const [state, reach, server = "ordinary"] of states) {
      test.describe(() => {
        test.use({ server, ...use });
        test(state, async ({ page, person }) => {
          test.setTimeout(90_000);
          await reach(person);
          await person.settles();
          await look(page, state);
        });
      });
    }
  });
}

for (const language of ["en", "ar"]) {
  each(language, STATES, { locale: language }, async (page, state) => {
    // First, since some states pass.
    if (language === "en") await expect(page.locator("main")).toMatchAriaSnapshot({ name: `${state}.aria.yml` });
    for (const [device, size] of Object.entries(SIZES)) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await looksRight(page, `${state}.${language}.${device}.${colorScheme}`);
      }
    }
    await reflows(page, `${state}.${language}`);
  });
}

test("the reference of the JSON API", async ({ page }) => {
  await page.goto("/v1/reference");
  await expect(page.getByRole("heading", { name: "Checks the code that the person typed." })).toBeVisible();
  for (const [device, size] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await looksRight(page, `reference.en.${device}.${colorScheme}`);
    }
  }
  await reflows(page, "reference");
});

for (const language of ["de", "es", "fr", "hi", "ja", "pt-BR"]) {
  each(language, some(["phone-mistake", "code-wrong", "call-ringing", "done"]), { locale: language }, async (page, state) => {
    await page.setViewportSize({ width: 320, height: 780 });
    await looksRight(page, `${state}.${language}.narrow.light`);
  });
}

const LANDSCAPE = { width: 780, height: 360 };
each("sideways", some(["phone", "countries", "code", "done"]), { viewport: LANDSCAPE, hasTouch: true }, async (page, state) => {
  await looksRight(page, `${state}.en.sideways.light`);
  const field = page.locator(state === "countries" ? "#country-search" : state === "code" ? "#code" : state === "phone" ? "#phone" : "h1");
  await field.scrollIntoViewIfNeeded();
  await expect(field).toBeInViewport({ ratio: 1 });
});

each("longer words", some(["phone", "phone-mistake", "countries", "code-wrong", "code-expired", "call-failed", "done", "missing"]), {}, async (page, state) => {
  await page.evaluate(lengthen);
  await page.setViewportSize({ width: 320, height: 780 });
  await looksRight(page, `${state}.longer.narrow.light`);
  expect(await page.evaluate(cutOff), `${state}: words are cut off`).toEqual([]);
});

async function looksRight(page, name) {
  const { found, dark, otherInDark } = await violations(page);
  expect(found, name).toEqual([]);
  if (dark) expect(otherInDark, `${name}: not only colours depend on the colour scheme`).toEqual([]);
  await fits(page, name);
  fs.mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}

/** What axe finds. There are no frames, so its own script in the page is all it needs, once. */
async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(axe.source);
    await page.evaluate(`window.differsInDark = ${differsInDark}`);
  }
  return page.evaluate(async () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    // Axe has no other rules that look at colours. The last one asks for more than we promise, and is off.
    const aboutColours = { runOnly: ["cat.color"], rules: { "color-contrast-enhanced": { enabled: false } } };
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...(dark && aboutColours) });
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    return { found, dark, otherInDark: dark && window.differsInDark() };
  });
}

// In the page. What depends on the colour scheme and is no colour, which has to be nothing.
function differsInDark() {
  const scheme = /prefers-color-scheme/;
  // The two names are how Lightning CSS spells `light-dark()`, which chooses between colours.
  const isColour = (style, name) => /^--lightningcss-(light|dark)$/.test(name) || (name.startsWith("--") && CSS.supports("color", style.getPropertyValue(name)));
  const rules = (list, inScheme) => [...list].flatMap((rule) => {
    const within = inScheme || scheme.test(rule.conditionText);
    const others = within && rule.style ? [...rule.style].filter((name) => !isColour(rule.style, name)) : [];
    return [...others.map((name) => `${rule.selectorText} ${name}`), ...(rule.cssRules ? rules(rule.cssRules, within) : [])];
  });
  const sheets = [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules, scheme.test(sheet.media.mediaText)));
  // A picture or a frame of its own for one of them; the colour of the browser's own bars is none of the page's.
  const elements = [...document.querySelectorAll("[media*=prefers-color-scheme]:not(meta[name=theme-color], link, style)")];
  return [...sheets, ...elements.map((one) => one.outerHTML)];
}

/** At 200 % of a screen of 1280 pixels, and at 400 %: nothing to the side, nothing cut off. */
async function reflows(page, name) {
  for (const [zoom, width] of [["200", 640], ["400", 320]]) {
    await page.setViewportSize({ width, height: 512 });
    await fits(page, `${name} at ${zoom} %`);
    expect(await page.evaluate(cutOff), `${name} at ${zoom} %: words are cut off`).toEqual([]);
  }
}

async function fits(page, name) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

// In the page. Words of a language that needs two fifths more room, with letters that
// stand higher, and one country with a name of thirty letters.
function lengthen() {
  const longer = (text) => text.replace(/\p{L}{2,}/gu, (word) => word + "Éy".repeat(Math.ceil(word.length / 5)));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (!parentElement.closest("script, style, bdi, .slots")) texts.currentNode.data = longer(data);
  }
}

// In the page. What is wider or higher than the box that holds it, and not shown whole.
function cutOff() {
  const shown = [...document.querySelectorAll("main *, footer *")].filter((one) => one.checkVisibility() && !one.closest(".unseen, select, svg, #countries"));
  const cut = shown.filter((one) => {
    const style = getComputedStyle(one);
    return (style.overflow !== "visible" || one.matches("button, .button")) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) && !one.matches("input");
  });
  return cut.map((one) => one.outerHTML.slice(0, 120));
}

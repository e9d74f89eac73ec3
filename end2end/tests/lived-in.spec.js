// A browser that somebody lives in: translators, extensions, input methods, what fills in
// fields, and what an older browser lacks.
import { test, expect } from "./person.js";

test.use({ server: "eager" });

// In the page. As translators do: each text in elements of their own, and another language.
function translate() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest("script, style, option, font")) found.push(texts.currentNode);
  for (const text of found) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.replaceWith(outer);
    outer.append(inner);
    inner.append(text);
  }
  document.documentElement.lang = "auto";
}

async function choosesInTheList(page, country) {
  await page.locator("#country-search").fill(country);
  await page.evaluate(translate);
  await page.locator("[role=option]:not([hidden]) font font").first().click();
}

test("a translated page can still be used, whenever it was translated", async ({ person, page }) => {
  await page.addInitScript(`addEventListener("DOMContentLoaded", ${translate})`);
  await person.visits();
  await page.evaluate(translate);
  await page.locator("#picker font font").click();
  await choosesInTheList(page, "denmark");
  await expect(person.country).toHaveValue("DK");
  await page.evaluate(translate);
  await page.locator("#picker font font").click();
  await page.evaluate(translate);
  await page.locator(".close font font").click();
  await expect(page.locator("#sheet")).toBeHidden();
  await person.types();
  await page.locator("#step .button font font").click();
  await person.sees(".alive #code");
  await page.evaluate(translate);
  await person.asksAgain();
  await person.sees(".alive #code");
  await person.guesses(await person.codeFromText(2));
  await person.sees(".done");
});

test("whatever a translator makes of the page's language, the list opens", async ({ person, page }) => {
  for (const lang of ["auto", "", "x-mtfrom-de", "en-x-mtfrom-de", "not a language", null]) {
    await person.visits();
    await page.evaluate((lang) => (lang === null ? document.documentElement.removeAttribute("lang") : (document.documentElement.lang = lang)), lang);
    await page.locator("#picker").click();
    await page.locator("#country-search").fill("denmark");
    await page.keyboard.press("Enter");
    await expect(person.country, String(lang)).toHaveValue("DK");
  }
});

test("events on a text count like those on what it stands in", async ({ person, page }) => {
  await person.visits();
  const click = (selector) => page.locator(selector).first().evaluate((one) => one.firstChild.dispatchEvent(new MouseEvent("click", { bubbles: true })));
  await click("#picker");
  await expect(page.locator("#sheet")).toBeVisible();
  await click("#country-DK");
  await expect(person.country).toHaveValue("DK");
});

test("keys that an input method takes choose nothing and move nothing", async ({ person, page }) => {
  await person.visits();
  await page.locator("#picker").click();
  await page.locator("#country-search").fill("united");
  const active = page.locator(".active");
  await expect(active).toHaveCount(1);
  const before = await active.getAttribute("id");
  for (const key of ["Enter", "ArrowDown", "ArrowUp", "Home", "End", "Process", "Unidentified"]) {
    for (const composed of [{ isComposing: true }, { keyCode: 229 }, { isComposing: true, keyCode: 229 }]) {
      const taken = await page.locator("#country-search").evaluate((field, init) => {
        const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
        return !field.dispatchEvent(event);
      }, { key, ...composed });
      expect(taken, `${key} ${JSON.stringify(composed)}`).toBe(false);
    }
  }
  await expect(active).toHaveAttribute("id", before);
  await expect(page.locator("#sheet")).toBeVisible();
});

test("a key that is held down opens the list and chooses nothing", async ({ person, page }) => {
  await person.visits();
  await page.locator("#picker").focus();
  await page.keyboard.down("Enter");
  await expect(page.locator(".active")).toHaveCount(1);
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter");
  await expect(page.locator("#sheet")).toBeVisible();
  await page.keyboard.up("Enter");
  await page.keyboard.press("Enter");
  await expect(page.locator("#sheet")).toBeHidden();
});

/** [the form, how to get to it, its button]: all forms that hold presses back. */
const FORMS = [
  ["the number", async (person) => { await person.visits(); await person.types(); }, "#step .button"],
  ["the code", async (person) => { await person.getsACode(); await person.page.locator("#code").fill("12345"); }, "#step .button"],
  ["a text again", async (person) => { await person.getsACode(); await expect(person.page.locator("#send-again .wait")).toBeEmpty(); }, "#send-again"],
  ["a call", async (person) => { await person.getsACode(); await expect(person.page.locator("#call-me .wait")).toBeEmpty(); }, "#call-me"],
];

/** From now on the browser stays where it is, whatever is posted, and tells the page nothing; counts the posts. */
async function staysWhereItIs(page) {
  await page.evaluate(() => {
    window.posts = 0;
    addEventListener("submit", (event) => {
      window.posts += Number(!event.defaultPrevented);
      event.preventDefault();
    });
  });
  return () => page.evaluate(() => window.posts);
}

for (const [name, reach, selector] of FORMS) {
  test(`a press that the browser stops can be repeated: ${name}`, async ({ person, page }) => {
    await page.clock.install();
    await reach(person);
    const posts = await staysWhereItIs(page);
    const button = page.locator(selector), form = button.locator("xpath=ancestor::form");
    const label = await button.textContent();
    await page.clock.pauseAt(Date.now() + 60_000);
    await button.click();
    await expect(form).toHaveClass(/busy/);
    await expect(button).not.toHaveText(label);
    await button.click({ force: true });
    await page.clock.fastForward(9_000);
    await expect(form).toHaveClass(/busy/);
    expect(await posts()).toBe(1);
    await page.clock.fastForward(1_500);
    await expect(form).not.toHaveClass(/busy/);
    await expect(button).toHaveText(label);
    await expect(button).not.toHaveAttribute("aria-disabled", "true");
    await expect(page.locator("#milestones")).toBeEmpty();
    await button.click();
    expect(await posts()).toBe(2);
  });
}

test("a load that the person stops can be repeated", async ({ person, page }) => {
  await person.visits();
  await person.types();
  await page.route("**/api/**", () => {}, { times: 1 });
  const asked = page.waitForRequest("**/api/send_code");
  await page.evaluate(() => {
    setTimeout(() => document.querySelector("#step .button").click());
    setTimeout(() => window.stop(), 2_000);
  });
  await asked;
  await expect(page.locator(".busy")).toHaveCount(0, { timeout: 15_000 });
  await person.sends();
  await person.sees(".alive #code");
});

test("a page that comes back from the browser's memory is not busy", async ({ person, page }) => {
  await person.visits();
  await person.types();
  await staysWhereItIs(page);
  await page.route("**/livez", (route) => route.abort());
  await person.sends();
  await expect(page.locator(".busy")).toHaveCount(1);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(page.locator(".busy")).toHaveCount(0);
  // The server cannot be reached: the page stays, with what was typed.
  await expect(page.locator("#phone")).toHaveValue(person.number);
  await page.unroute("**/livez");
  const asked = page.waitForEvent("load");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await asked;
});

test("a browser that believes to be offline is let try", async ({ person, page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "onLine", { get: () => false }));
  await person.getsACode();
  await expect(page.locator(".offline")).not.toBeEmpty();
  await person.asksAgain();
  await person.sees(".alive #code");
  await person.guesses(await person.codeFromText(2));
  await person.sees(".done");
});

/** What older browsers lack, or break: [name, in the page before its scripts]. */
const LACKS = [
  ["dialogs", () => delete window.HTMLDialogElement],
  ["modal dialogs", () => delete HTMLDialogElement.prototype.showModal],
  ["opening a dialog", () => { HTMLDialogElement.prototype.showModal = () => { throw new Error("no"); }; }],
];
for (const [name, lack] of LACKS) {
  test(`without ${name} there is the select`, async ({ person, page }) => {
    await page.addInitScript(lack);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto("/");
    await page.waitForLoadState("networkidle");
    if (name === "opening a dialog") await page.locator("#picker").click();
    await expect(page.locator("#country")).toBeVisible();
    await expect(page.locator("#picker")).toBeHidden();
    await expect(page.locator("#sheet")).toBeHidden();
    await expect(page.locator("label[for=country]")).toBeVisible();
    await page.locator("#country").selectOption("DK");
    await expect(page.locator("#phone-hint")).toHaveText("For example 34 41 23 45");
    await person.types();
    await person.sends();
    await person.sees(".alive #code");
    expect(complaints).toEqual([]);
  });
}

test("without what newer browsers have the whole way can be gone", async ({ person, page }) => {
  await page.addInitScript(() => {
    delete HTMLFormElement.prototype.requestSubmit;
    for (const name of ["AbortController", "EventSource", "PageTransitionEvent", "navigation", "requestIdleCallback"]) delete window[name];
  });
  await person.getsACode();
  await expect(page.locator("[data-stage=delivered]")).toBeVisible();
  await person.guesses(await person.codeFromText());
  await person.sees(".done");
});

test("fields that an extension puts into the forms change nothing", async ({ person, page }) => {
  const infest = () => page.evaluate(() => {
    for (const form of document.querySelectorAll("form")) {
      for (const name of ["__ext_id", "username", "username", "to", ""]) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: "x" }));
    }
  });
  await person.visits();
  await person.types();
  await infest();
  await person.sends();
  await person.sees(".alive #code");
  await infest();
  await person.guesses(await person.codeFromText());
  await person.sees(".done");
});

test("one that doubles our own field costs nothing of what was typed", async ({ person, page }) => {
  await person.visits();
  await person.types();
  await page.evaluate(() => document.querySelector("#step").append(Object.assign(document.createElement("input"), { type: "hidden", name: "phone", value: "x" })));
  await person.sends();
  await person.sees(".summary");
  await expect(page.locator("#phone")).toHaveValue(person.number);
  await expect(person.country).toHaveValue("GB");
  await person.sends();
  await person.sees(".alive #code");
});

/** How a browser or a password manager fills a field in: [name, in the page]. */
const FILLS = [
  ["with a change and no input", (input, value) => { input.value = value; input.dispatchEvent(new Event("change", { bubbles: true })); }],
  ["without any event", (input, value) => { input.value = value; }],
  ["with a plain event for the whole", (input, value) => { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); }],
];
for (const [name, fill] of FILLS) {
  test(`a code that is filled in ${name} is shown and checked`, async ({ person, page }) => {
    await person.getsACode();
    await page.locator("#code").evaluate(fill, "12");
    await expect(page.locator(".slots span")).toHaveText(["1", "2", "", "", "", ""]);
    await page.locator("#code").evaluate(fill, await person.codeFromText());
    await person.sees(".done");
  });
}

test("a number that is filled in with a change alone chooses its country", async ({ person, page }) => {
  await person.visits();
  await page.locator("#phone").evaluate((input) => { input.value = "+4934"; input.dispatchEvent(new Event("change", { bubbles: true })); });
  await expect(person.country).toHaveValue("DE");
});

test("text that is dragged into the field is read", async ({ person, page }) => {
  await person.getsACode();
  const code = await person.codeFromText();
  await page.locator("#code").evaluate((input, code) => {
    input.setRangeText(code, 0, 0, "end");
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromDrop" }));
  }, code);
  await person.sees(".done");
});

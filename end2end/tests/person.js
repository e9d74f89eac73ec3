// What a person does with a browser and a phone, in their own words.
import { test as base, expect } from "@playwright/test";
import fs from "node:fs";
import path from "node:path";
import { SERVERS } from "../servers.js";

export { expect };

/** A test of a `person` at a `server` of servers.js. */
export const test = base.extend({
  server: ["ordinary", { option: true }],
  baseURL: async ({ server }, use) => use(SERVERS[server].url),
  person: async ({ page, request, server }, use, info) => use(new Person(page, request, info, server)),
});

/** A person with a browser, a phone, and a number of their own. */
export class Person {
  constructor(page, request, info, server) {
    this.page = page;
    this.request = request;
    this.info = info;
    this.server = server;
    this.phones = SERVERS[server].phones;
    this.scripted = info.project.use.javaScriptEnabled;
    this.number = ownNumber();
  }

  async opensThePage() {
    await this.page.goto("/");
    await expect(this.heading("Verify your phone number")).toBeVisible();
  }

  async types(number = this.number, country = "GB") {
    await this.chooses(country);
    await this.page.locator("#phone").fill(number);
  }

  /** Chooses in the select itself, which stays under the list that WASM puts in its place. */
  async chooses(country) {
    await this.country.selectOption(country, { force: true });
  }

  get country() {
    return this.page.locator("select[name=country]");
  }

  async asksForACode(number, country) {
    await this.opensThePage();
    await this.types(number, country);
    await this.presses("Send code");
  }

  async getsToTheCode() {
    await this.asksForACode();
    await expect(this.heading("Enter your code")).toBeVisible();
  }

  async presses(name) {
    await this.page.getByRole("button", { name }).click();
  }

  /** Presses a button that looks disabled: whoever does so is told why it is too early. */
  async pressesAnyway(name) {
    await this.page.getByRole("button", { name }).click({ force: true });
  }

  /** Waits until a button can be used; without JavaScript the page has to be asked. */
  async waitsFor(name) {
    await expect(async () => {
      if (!this.scripted) await this.page.reload();
      await expect(this.page.getByRole("button", { name }).locator(".wait")).toBeEmpty({ timeout: this.scripted ? 10_000 : 500 });
    }).toPass();
  }

  async typesTheCode(code) {
    await this.page.getByLabel("6‑digit code").fill(code);
    // With JavaScript a full code is checked by itself.
    if (!this.scripted) await this.presses("Verify");
  }

  async isVerified() {
    await expect(this.heading("Your phone number is verified")).toBeVisible();
  }

  async isTold(words, patience) {
    await expect(this.page.getByRole("main")).toContainText(words, patience);
  }

  /** Is told something that happens meanwhile; without JavaScript the page has to be asked. */
  async isToldInTheEnd(words) {
    await expect(async () => {
      if (!this.scripted) await this.page.reload();
      await this.isTold(words, { timeout: this.scripted ? 10_000 : 500 });
    }).toPass();
  }

  /** The same person in another tab, or somebody else in a browser of their own. */
  on(page) {
    return new Person(page, this.request, this.info, this.server);
  }

  // The same in any language: by the place of things, not by their names.

  async visits() {
    await this.page.goto("/");
    if (this.scripted) await expect(this.page.locator("#picker")).toBeVisible();
  }

  /** Presses Tab until the focus is there. */
  async tabsTo(id) {
    for (let press = 0; press < 12; press++) {
      if (await this.page.evaluate(() => document.activeElement.id) === id) return;
      await this.page.keyboard.press("Tab");
    }
    expect(await this.page.evaluate(() => document.activeElement.id)).toBe(id);
  }

  /** The texts so far, once there is one. */
  async newTexts() {
    await expect.poll(async () => (await this.texts()).length).toBeGreaterThan(0);
    return this.texts();
  }

  async sends() {
    await this.page.locator("#step .button").click();
  }

  /** Presses a key that posts the form, and no answer comes: the page says what is going on, for as long as it takes to look at it. */
  async waitsForTheAnswer(key) {
    await this.page.evaluate(() => {
      addEventListener("submit", (event) => event.preventDefault());
      const later = window.setTimeout;
      window.setTimeout = (act, pause, ...rest) => (pause === 10_000 ? 0 : later(act, pause, ...rest));
    });
    await this.page.keyboard.press(key);
    await this.sees(".busy");
  }

  /** Is at an address of their own, as a proxy tells it. */
  async comesFromElsewhere() {
    const address = `10.${below(256)}.${below(256)}.${below(256)}`;
    await this.page.setExtraHTTPHeaders({ "X-Forwarded-For": address });
  }

  /** Asks for the text again, as soon as that can be. */
  async asksAgain() {
    const again = this.page.locator("form:has([name=again])");
    await expect(again.locator(".wait")).toBeEmpty();
    await this.andWaits(() => again.locator("button").click());
  }

  /** Presses a button that has to be waited for, and is told why. */
  async asksTooSoon() {
    // A press during the transition between two pages goes nowhere, hence again.
    const again = this.page.locator("form:has([name=again]) button");
    await this.sees(".summary", () => again.click({ force: true }));
  }

  async asks(number, country) {
    await this.visits();
    await this.types(number, country);
    await this.sends();
  }

  async getsACode(number, country) {
    await this.asks(number, country);
    await this.sees(this.scripted ? ".alive #code" : "#code");
  }

  async guesses(code) {
    await this.page.locator("#code").fill(code);
    if (!this.scripted) await this.sends();
  }

  /** Guesses, and waits for the page that answers. */
  async guessesAndWaits(code) {
    await this.andWaits(() => this.guesses(code));
  }

  /** Does something, and waits for the page that answers. */
  async andWaits(act) {
    const answered = this.page.waitForEvent("load");
    await act();
    await answered;
    await this.settles();
  }

  /** Waits until the page has been drawn, is awake, and nothing on it moves: a press in the midst of a transition between two pages goes nowhere. */
  async settles() {
    await expect(async () => {
      expect(await this.page.evaluate(isSettled, this.scripted)).toBe(true);
    }).toPass({ intervals: [30] });
  }

  async isCalled(number, country) {
    await this.getsACode(number, country);
    await expect(this.page.locator(".call .wait")).toBeEmpty();
    await this.andWaits(() => this.page.locator(".call button").click());
  }

  /** Waits until there is such a thing on the page, asking for the page again by `meanwhile`. */
  async sees(selector, meanwhile = async () => {}) {
    await expect(async () => {
      await meanwhile();
      await expect(this.page.locator(selector).first()).toBeAttached({ timeout: 1_000 });
    }).toPass();
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name });
  }

  /** The texts that arrived at a number, the newest first. */
  async texts(number = this.number) {
    return (await this.phone(number)).texts;
  }

  /** The code in the newest text, once there are as many texts. */
  async codeFromText(count = 1, number = this.number) {
    await expect.poll(async () => (await this.texts(number)).length).toBe(count);
    return /#(\d{6})$/.exec((await this.texts(number))[0].text)[1];
  }

  /** A code that is not the one in the newest text. */
  async wrongCode(step = 1) {
    const code = Number(await this.codeFromText());
    return String((code + step) % 1_000_000).padStart(6, "0");
  }

  async call(stage, number = this.number) {
    await expect.poll(async () => (await this.phone(number)).calls[0]?.stage).toBe(stage);
    return (await this.phone(number)).calls[0];
  }

  /** Picks up, does as the voice asks, and writes down the code. */
  async listensToTheCode() {
    const call = await this.call("ringing");
    await this.handset(call, "answer");
    const said = async () => JSON.parse(await this.heard(call)).map(({ text }) => text ?? "").join("\n");
    // In every language the key is the one digit that stands alone.
    const key = /(?<!\d)\d(?!\d)/;
    await expect.poll(said).toMatch(key);
    await this.handset(call, `press?key=${key.exec(await said())[0]}`);
    const code = /(?:\d\D{1,3}){5}\d/;
    await expect.poll(said).toMatch(code);
    return code.exec(await said())[0].replace(/\D/g, "");
  }

  /** Ends whatever call is going on at the handset. */
  async hangsUpEverything() {
    const { calls } = await (await this.request.get(`${this.phones}/handset/inbox`)).json();
    const action = { ringing: "decline", "in-progress": "hangup" };
    for (const call of calls.filter(({ stage }) => stage in action)) {
      await this.request.post(`${this.phones}/handset/calls/${call.uuid}/${action[call.stage]}`);
    }
  }

  async handset(call, action) {
    const answer = await this.request.post(`${this.phones}/handset/calls/${call.uuid}/${action}`);
    expect(answer.ok(), `${action}: ${answer.status()}`).toBe(true);
  }

  async heard(call) {
    const calls = (await this.phone()).calls;
    return JSON.stringify(calls.find(({ uuid }) => uuid === call.uuid).transcript);
  }

  async phone(number = this.number) {
    const answer = await this.request.get(`${this.phones}/handset/inbox`, { params: { to: e164(number) } });
    return answer.json();
  }

  /** Keeps a picture of the step, as an artefact of the run. */
  async keepsAPicture(name) {
    // Taking one puts a style into the page, which its policy holds back and Firefox tells of.
    if (this.info.project.use.browserName === "firefox") return;
    const folder = path.join("test-results", "screens", this.info.project.name);
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    await this.page.screenshot({ path: file });
    await this.info.attach(name, { path: file, contentType: "image/png" });
  }
}

// In the page. A caret that blinks is no movement; under a clock of the test's no paint is told.
function isSettled(scripted) {
  const told = (kind) => performance.getEntriesByType(kind).length > 0;
  const moves = document.getAnimations().some(({ playState, effect }) => playState !== "finished" && effect.getComputedTiming().iterations === 1);
  const sleeps = scripted && document.querySelector(".code-entry:not(.alive)");
  return (told("paint") || !told("navigation")) && !moves && !sleeps;
}

/**
 * A number nobody else in this run has, from those kept free for stories (Ofcom: 07700 900000 to 900999).
 * The first 200 are left to tests that name their numbers.
 */
function ownNumber() {
  return taken(() => `07700 900${200 + below(800)}`);
}

/** Another number, in the United States; lines 0100 to 0119 are ordinary phones. */
export function anotherNumber() {
  return magicNumber(below(20));
}

/** A number of the simulator's table: what happens there is decided by `line`, 555-01NN. */
export function magicNumber(line) {
  return taken(() => `+1 ${AREAS[below(AREAS.length)]}-555-01${String(line).padStart(2, "0")}`);
}

const AREAS = [202, 205, 206, 212, 213, 214, 303, 305, 312, 313, 404, 407, 410, 412, 415, 502, 503, 504, 512, 513, 602, 612, 615, 617, 702, 713, 714, 716, 718, 801, 808, 813, 816, 901, 904, 916];

/** Draws until it finds what nobody else in this run has: a folder can be made only once. */
function taken(draw) {
  const folder = path.join("test-results", "numbers");
  fs.mkdirSync(folder, { recursive: true });
  for (;;) {
    const number = draw();
    try {
      fs.mkdirSync(path.join(folder, number.replace(/\D/g, "")));
      return number;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function below(count) {
  return Math.floor(Math.random() * count);
}

/** The number in E.164. */
export function e164(number) {
  return number.startsWith("+") ? number.replace(/[ -]/g, "") : `+44${number.replace(/ /g, "").slice(1)}`;
}

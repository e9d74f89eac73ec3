// Every state a person can meet, and how to get there. `words` are the language's own:
// what is pressed is found by its place, so one way serves all languages.
import { expect } from "@playwright/test";
import { magicNumber } from "./person.js";

/** [name, how to get there]; each begins with a browser that was never here. */
export const STATES = [
  ["phone", async (person) => person.visits()],
  ["phone-mistake", async (person) => {
    await person.visits();
    await person.types("07700");
    await person.sends();
    await person.sees(".summary");
  }],
  ["countries", async (person) => {
    await person.visits();
    await person.page.locator("#picker").click();
    await person.page.locator("#country-search").pressSequentially("4");
  }],
  ["no-country", async (person) => {
    await person.visits();
    await person.page.locator("#picker").click();
    await person.page.locator("#country-search").pressSequentially("zzzz");
  }],
  ["code", async (person) => person.getsACode()],
  ["code-delivered", async (person) => {
    await person.getsACode();
    await person.sees(".delivery .clock, .delivery:text-matches('[0-9][0-9]:[0-9][0-9]')");
  }],
  ["code-wrong", async (person) => {
    await person.getsACode();
    await person.guesses(await person.wrongCode());
    await person.sees("#code-error");
  }],
  ["code-short", async (person) => {
    await person.getsACode();
    await person.page.locator("#code").fill("1234");
    await person.sends();
    await person.sees("#code-error");
  }],
  ["code-used-up", async (person) => {
    await person.getsACode();
    for (const step of [1, 2, 3, 4, 5]) await person.guessesAndWaits(await person.wrongCode(step));
    await person.sees(".over");
  }],
  ["too-soon", async (person) => {
    await person.getsACode();
    // A press during the transition between two pages goes nowhere, hence again.
    const again = person.page.locator("form:has([name=again]) button");
    await person.sees(".summary", async () => again.click({ force: true }));
  }],
  ["text-failed", async (person) => {
    await person.getsACode(magicNumber(50), "US");
    await expect(person.page.locator(".call .wait")).toBeEmpty({ timeout: 10_000 });
  }],
  ["call-ringing", async (person) => {
    await person.isCalled();
    await person.call("ringing");
    await person.page.reload();
  }],
  ["call-answered", async (person) => {
    await person.isCalled();
    await person.handset(await person.call("ringing"), "answer");
    await person.call("in-progress");
    await person.page.reload();
  }],
  ["call-busy", async (person) => {
    await person.getsACode(magicNumber(51), "US");
    await expect(person.page.locator(".call .wait")).toBeEmpty({ timeout: 10_000 });
    await person.page.locator(".call button").click();
    await person.sees("[data-ended]", async () => person.page.reload());
  }],
  ["unreachable", async (person) => {
    await person.asks(magicNumber(80), "US");
    await person.sees(".summary");
  }],
  ["done", async (person) => {
    await person.getsACode();
    await person.guesses(await person.codeFromText());
    await person.sees(".done");
  }],
  ["missing", async (person) => person.page.goto("/nothing-here")],
];

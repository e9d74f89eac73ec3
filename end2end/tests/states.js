// Every state a person can meet, and how to get there: what is pressed is found by its
// place, not by its words, so that one way serves all languages.
import { expect } from "@playwright/test";
import { HOSTS, SERVERS } from "../servers.js";
import { link, pushedLink, redeem } from "./client.js";
import { magicNumber } from "./person.js";

/** [name, how to get there, the server of servers.js]; each begins with a browser that was never here. */
export const STATES = [
  ["phone", async (person) => person.visits()],
  ["phone-mistake", async (person) => {
    await person.visits();
    await person.types("07700");
    await person.sends();
    await person.sees(".summary");
  }],
  ["phone-sending", async (person) => {
    await person.visits();
    await person.types();
    await person.page.locator("#phone").focus();
    await person.waitsForTheAnswer("Enter");
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
    await person.sees(".delivery[data-stage=delivered]");
  }],
  ["code-slow", async (person) => {
    await person.getsACode(magicNumber(21), "US");
    // Half a minute of the server's.
    const now = async () => Number(await person.page.locator("[data-now]").getAttribute("data-now"));
    const begin = await now();
    await expect(async () => {
      await person.page.reload();
      expect(await now() - begin).toBeGreaterThan(30_000);
    }).toPass({ intervals: [100] });
    await person.sees(".alive #code");
  }, "hurried"],
  ["code-half", async (person) => {
    await person.getsACode();
    await person.page.locator("#code").pressSequentially("123");
  }],
  ["code-checking", async (person) => {
    await person.getsACode();
    await person.page.locator("#code").fill("12345");
    await person.waitsForTheAnswer("6");
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
  ["code-expired", async (person) => {
    await person.getsACode();
    await person.sees(".over", async () => person.page.reload());
  }, "hurried"],
  ["code-resent", async (person) => {
    await person.getsACode(magicNumber(21), "US");
    await person.asksAgain();
    await person.sees(".delivery .clock");
  }, "eager"],
  ["code-by-button", async (person) => {
    await person.comesFromElsewhere();
    await person.getsACode();
    await person.page.locator("#code").fill("123456");
  }, "strict"],
  ["no-more-messages", async (person) => person.getsACode(), "short"],
  ["verification-locked", async (person) => {
    await person.getsACode();
    for (const step of [1, 2, 3, 4, 5]) await person.guessesAndWaits(await person.wrongCode(step));
    await person.sees(".over");
  }, "short"],
  ["number-locked", async (person) => {
    await person.comesFromElsewhere();
    await person.getsACode();
    for (const step of [1, 2, 3, 4, 5]) {
      const code = await person.wrongCode(step);
      await person.page.locator("#code").fill(code);
      await person.andWaits(() => person.sends());
    }
    await person.sees(".over");
  }, "strict"],
  ["number-rested", async (person) => {
    await person.comesFromElsewhere();
    await person.getsACode();
    await person.asksTooSoon();
  }, "strict"],
  ["too-soon", async (person) => {
    await person.getsACode();
    await person.asksTooSoon();
  }],
  ["too-many", async (person) => {
    await person.comesFromElsewhere();
    await person.getsACode();
    await person.page.context().clearCookies();
    await person.asks(magicNumber(20), "US");
    await person.sees(".summary");
  }, "strict"],
  ["both-missing", async (person) => {
    await person.visits();
    await person.types("", "");
    await person.sends();
    await person.sees(".summary");
  }],
  ["elsewhere", async (person) => {
    // As a form of another site does.
    await person.page.route("http://elsewhere.example/", (route) => route.fulfill({
      contentType: "text/html", body: `<form method="post" action="${SERVERS.ordinary.url}/api/start_over"><button>Go</button></form>`,
    }));
    await person.page.goto("http://elsewhere.example/");
    await person.page.locator("button").click();
    await person.sees("main a");
  }],
  ["too-large", async (person) => {
    await person.visits();
    await person.types("1".repeat(17_000));
    await person.sends();
    await person.sees("a.button");
  }],
  ["text-unknown", async (person) => {
    await person.asks(magicNumber(85), "US");
    await person.sees(".summary");
  }],
  ["text-failed", async (person) => {
    await person.getsACode(magicNumber(50), "US");
    await expect(person.page.locator(".call .wait")).toBeEmpty();
  }],
  ["text-unreachable", async (person) => {
    await person.asks(magicNumber(80), "US");
    await person.sees(".summary");
  }],
  ["text-down", async (person) => {
    await person.asks(magicNumber(81), "US");
    await person.sees(".summary");
    await person.page.context().clearCookies();
    await person.asks();
    await person.sees(".call");
  }, "broken"],
  ["call-ringing", async (person) => {
    await person.isCalled();
    await person.sees(".delivery[data-stage=ringing]");
  }, "lifelike"],
  ["call-answered", async (person) => {
    await person.isCalled();
    await person.handset(await person.call("ringing"), "answer");
    await person.sees(".delivery[data-stage=answered]");
  }, "lifelike"],
  ["call-busy", async (person) => {
    await person.getsACode(magicNumber(51), "US");
    await expect(person.page.locator(".call .wait")).toBeEmpty();
    await person.andWaits(() => person.page.locator(".call button").click());
    await person.sees("[data-ended]", async () => person.page.reload());
  }, "eager"],
  ["call-speaking", async (person) => {
    await person.isCalled();
    await person.listensToTheCode();
    await person.sees(".delivery[data-stage=spoken]");
  }, "lifelike"],
  ["call-ended", async (person) => {
    await person.isCalled();
    const call = await person.call("ringing");
    await person.listensToTheCode();
    await person.handset(call, "hangup");
    await person.sees("[data-ended]", async () => person.page.reload());
  }, "lifelike"],
  ...[["call-no-key", 64, "[data-ended]"], ["call-failed", 63, "[data-ended]"], ["call-no-answer", 61, "[data-stage=no_answer]"]].map(([name, line, ended]) => [name, async (person) => {
    await person.isCalled(magicNumber(line), "US");
    await person.sees(ended, async () => person.page.reload());
  }, "eager"]),
  ["offline", async (person) => {
    await person.getsACode();
    await person.page.locator("#code").fill("123");
    await person.page.context().setOffline(true);
    await person.sees(".offline:not(:empty)");
  }],
  ["done", async (person) => {
    await person.getsACode();
    await person.guesses(await person.codeFromText());
    await person.sees(".done");
  }],
  ["client-phone", async (person) => {
    await person.page.goto(link());
    await person.sees(".client");
  }],
  ["client-code", async (person) => comesToTheCode(person, link())],
  ["client-known", async (person) => {
    await person.page.goto(await pushedLink(person.request, "+447700900123"));
    await person.sees(".client");
  }],
  ["client-known-code", async (person) => {
    await person.page.goto(await pushedLink(person.request, "+447700900123"));
    await person.sends();
    await person.sees("#code");
  }],
  ["client-returns", async (person) => {
    // Nothing is posted, so that the page stays.
    await person.page.addInitScript(() => { HTMLFormElement.prototype.submit = () => {}; });
    await comesToTheCode(person, link({ response_mode: "form_post" }));
    await person.guesses(await person.codeFromText());
    await person.sees("#return");
  }],
  ["client-answered", async (person) => {
    await comesToTheCode(person, link());
    await person.guesses(await person.codeFromText());
    await person.page.waitForURL(`${HOSTS.any}/**`);
    await redeem(person.request, new URL(person.page.url()).searchParams.get("code"));
    await person.page.goto("/");
    await person.sees(".done");
  }],
  ["client-mistake", async (person) => {
    await person.page.goto(link({ redirect_uri: "https://elsewhere.example/" }));
    await person.sees("main h1");
  }],
  ["unavailable", async (person) => {
    await person.page.context().addCookies([{ name: "ringcode", value: "A".repeat(64), url: SERVERS.storeless.url }]);
    await person.page.goto("/");
    await person.sees("a.button");
  }, "storeless"],
  ["missing", async (person) => person.page.goto("/nothing-here")],
];

/** Types a number of their own on the page of a client, and is asked for the code. */
async function comesToTheCode(person, address) {
  await person.page.goto(address);
  await person.types();
  await person.sends();
  await person.sees("#code");
}

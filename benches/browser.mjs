// What a person notices of the page in a browser that is four times slower than this one.
//   node benches/browser.mjs http://127.0.0.1:3000/
// Prints JSON: when the first page can be used (`browser/first-page.mjs`), how long it takes
// from an interaction to the picture that answers it, and how much the pages shift
// (`browser/interactions.mjs`).
import { chromium } from "../end2end/node_modules/@playwright/test/index.mjs";
import { firstPage } from "./browser/first-page.mjs";
import { interactions } from "./browser/interactions.mjs";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const address = process.argv[2];
const found = { ...(await firstPage(browser, address)), ...(await interactions(browser, address)) };
await browser.close();
console.log(JSON.stringify(found));

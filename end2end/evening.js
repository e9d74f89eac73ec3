// Takes the pictures of the operator's page in docs/operate/pictures: node evening.js URL PASSWORD FOLDER
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const [url, password, folder] = process.argv.slice(2);
const pictures = {
  "evening-light": { colorScheme: "light", viewport: { width: 1100, height: 1000 } },
  "evening-dark": { colorScheme: "dark", viewport: { width: 1100, height: 1000 } },
  "evening-phone": { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 },
};

fs.mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  for (const [name, options] of Object.entries(pictures)) {
    const page = await browser.newPage({ locale: "en-GB", ...options });
    await page.goto(url);
    await page.getByLabel("Password of the operator").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}

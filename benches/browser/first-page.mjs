// When the first page can be used in a slow browser on a slow network: the middle one of
// five visits, each with an empty cache, in milliseconds. The page is usable from its first
// paint, since its forms post by themselves; it is interactive once its code has taken up
// all its listeners.
const visits = 5;
const slow = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };

export async function firstPage(browser, address) {
  const seen = [];
  for (let n = 0; n < visits; n += 1) seen.push(await visit(browser, address));
  const middle = (name) => Math.round(seen.map((one) => one[name]).sort((a, b) => a - b)[visits >> 1]);
  return { usable_ms: middle("usable_ms"), interactive_ms: middle("interactive_ms"), bytes: middle("bytes") };
}

// Runs in the page before anything of its own.
function watch() {
  window.listenersAt = [];
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...listener) {
    window.listenersAt.push(performance.now());
    return addEventListener.apply(this, listener);
  };
}

function settled() {
  const files = performance.getEntriesByType("resource");
  const code = files.find((file) => file.name.endsWith(".wasm"));
  const last = Math.max(code?.responseEnd ?? Infinity, ...window.listenersAt);
  return performance.now() - last > 1500;
}

async function visit(browser, address) {
  const page = await browser.newPage({ locale: "en-GB" });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", slow);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(settled, null, { polling: 100, timeout: 30_000 });
  const seen = await page.evaluate(() => ({
    usable_ms: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    interactive_ms: window.listenersAt.at(-1),
  }));
  await page.close();
  return { ...seen, bytes };
}

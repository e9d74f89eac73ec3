// The handset draws the snapshots that the simulator streams, and posts the person's actions.
// Every state comes back with the next snapshot, except which ended call is still shown.

const $ = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const RING_EVERY = 3000;

let shown = null; // UUID of the call that is shown
let latest = { texts: [], calls: [] };
let spoken = new Map(); // UUID of a call -> number of its lines said aloud
let tone = null;

const events = new EventSource("/handset/events");
events.onopen = () => ($("link").textContent = "Connected");
events.onerror = () => ($("link").textContent = "Reconnecting…");
events.onmessage = ({ data }) => draw(JSON.parse(data));

function draw(snapshot) {
  latest = snapshot;
  drawTexts(snapshot.texts);
  const open = snapshot.calls.filter((call) => call.stage !== "ended");
  const theirs = open.filter((call) => call.stage === "in-progress" || call.rings_here);
  const onScreen = snapshot.calls.find((call) => call.uuid === shown);
  const busy = onScreen && onScreen.stage !== "ended";
  // The call that is shown stays; otherwise the oldest that waits is shown.
  const call = busy ? onScreen : (theirs.at(-1) ?? onScreen);
  drawCall(call);
}

function drawTexts(texts) {
  const list = $("texts");
  const known = new Set([...list.children].map((item) => item.dataset.uuid));
  for (const text of texts.toReversed()) {
    if (!known.has(text.uuid)) list.append(textItem(text));
  }
  const kept = new Set(texts.map((text) => text.uuid));
  const added = texts.some((text) => !known.has(text.uuid));
  for (const item of [...list.children]) if (!kept.has(item.dataset.uuid)) item.remove();
  if (added) list.scrollTop = list.scrollHeight;
}

function textItem({ uuid, from, powerpack, dlt_template, to, text, at }) {
  const item = element("li");
  item.dataset.uuid = uuid;
  const meta = element("p", "meta");
  const when = element("time", "", time.format(at));
  when.dateTime = new Date(at).toISOString();
  const by = powerpack ? ` (Powerpack ${powerpack})` : dlt_template ? ` (DLT ${dlt_template})` : "";
  meta.append(element("span", "", `To ${to} from ${from}${by}`), when);
  const bubble = element("p", "bubble");
  // Codes stand out: every second piece is a run of four to eight digits.
  text.split(/(\b\d{4,8}\b)/).forEach((piece, index) => {
    bubble.append(index % 2 ? element("b", "", piece) : piece);
  });
  item.append(meta, bubble);
  return item;
}

function drawCall(call) {
  const changed = (call?.uuid ?? null) !== shown;
  shown = call?.uuid ?? null;
  const stage = call?.stage;
  $("call").hidden = !call;
  $("messages").hidden = Boolean(call);
  $("call").classList.toggle("ringing", stage === "ringing");
  if (changed) $("transcript").replaceChildren();
  if (call) {
    const words = { ringing: "Incoming call", "in-progress": "On a call", ended: "Call ended" };
    const ending = call.ending ? `: ${call.ending}` : "";
    setText("stage", words[stage] + ending);
    setText("from", call.caller_name || call.from);
    setText("to", `to ${call.to}`);
    drawTranscript(call);
  }
  const focused = document.activeElement;
  show({ answer: stage === "ringing", decline: stage === "ringing", hangup: stage === "in-progress",
    keypad: stage === "in-progress", back: stage === "ended" });
  keepFocus(focused, changed);
  ring(stage === "ringing");
  if (stage === "ended") hush();
}

function drawTranscript({ uuid, transcript }) {
  const list = $("transcript");
  // Lines from before the page was opened or the voice was switched on are not said again.
  const said = spoken.get(uuid) ?? 0;
  for (const line of transcript.slice(list.childElementCount)) {
    const words = line.who === "you" ? `You ${line.text}` : line.text;
    list.append(element("li", `bubble ${line.who}`, words));
    list.scrollTop = list.scrollHeight;
  }
  transcript.slice(said).forEach(say);
  spoken = new Map([[uuid, transcript.length]]);
}

function say({ who, text, language, at }) {
  const recent = Date.now() - at < 5000;
  if (who !== "plivo" || !recent || !$("voice").checked || !window.speechSynthesis) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language;
  speechSynthesis.speak(words);
}

const hush = () => window.speechSynthesis?.cancel();

/** Starts or stops the ringing tone. */
function ring(on) {
  if (on && tone === null) {
    beep();
    tone = setInterval(beep, RING_EVERY);
  } else if (!on && tone !== null) {
    clearInterval(tone);
    tone = null;
  }
}

function beep() {
  // Browsers neither vibrate nor play sounds before the first touch of the page.
  if (!navigator.userActivation?.hasBeenActive) return;
  navigator.vibrate?.(400);
  if (!$("voice").checked) return;
  const audio = new AudioContext();
  const bell = audio.createOscillator();
  const level = audio.createGain();
  bell.frequency.value = 440;
  level.gain.value = 0.08;
  bell.connect(level).connect(audio.destination);
  bell.start();
  bell.stop(audio.currentTime + 0.8);
  bell.onended = () => audio.close();
}

async function act(action, key) {
  const query = key === undefined ? "" : `?key=${encodeURIComponent(key)}`;
  let status = 0;
  try {
    ({ status } = await fetch(`/handset/calls/${shown}/${action}${query}`, { method: "POST" }));
  } catch {
    // status stays 0
  }
  const words = { 0: "The simulator cannot be reached.", 204: "" };
  setText("error", words[status] ?? "Too late: the call has moved on.");
}

function keepFocus(focused, changed) {
  const lost = focused !== document.body && focused?.closest("[hidden]");
  if (lost || (changed && shown)) {
    const next = ["answer", "back"].find((id) => !$(id).hidden) ?? "transcript";
    $(shown ? next : "voice").focus({ preventScroll: true });
  }
}

function show(visible) {
  for (const [id, on] of Object.entries(visible)) $(id).hidden = !on;
}

// A live region is read aloud on every write, so nothing is written twice.
function setText(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

for (const key of "123456789*0#") {
  const button = element("button", "", key);
  button.type = "button";
  button.setAttribute("aria-label", { "*": "star", "#": "hash" }[key] ?? key);
  button.addEventListener("click", () => act("press", key));
  $("keypad").append(button);
}
for (const action of ["answer", "decline", "hangup"]) {
  $(action).addEventListener("click", () => {
    if (action !== "answer") hush();
    act(action);
  });
}
$("back").addEventListener("click", () => {
  shown = null;
  draw({ ...latest, calls: latest.calls.filter((call) => call.stage !== "ended") });
  $("voice").focus({ preventScroll: true });
});
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  const typed = /^[0-9*#]$/.test(key) && !ctrlKey && !metaKey && !altKey;
  if (typed && !$("keypad").hidden) act("press", key);
});
$("voice").disabled = !window.speechSynthesis;
$("voice").checked = !$("voice").disabled;
$("voice").addEventListener("change", hush);

const tick = () => setText("clock", time.format(Date.now()));
tick();
setInterval(tick, 10_000);

const numbers = await fetch("/handset/numbers").then((answer) => answer.json());
$("numbers").append(
  ...numbers.map(({ number, words }) => {
    const row = element("tr");
    row.append(element("td", "", number), element("td", "", words));
    return row;
  }),
);

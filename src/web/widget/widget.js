// The widget of Ringcode: makes of each <div class="ringcode"> a button that opens the wizard, and
// puts into the form around it what the wizard returns. That is a reference and no proof: the
// proof is what the server of the page is told for it.
(() => {
  const SENTENCES = "SENTENCES";
  const LIFE = 285_000; // of a reference, a little less than the service allows
  const script = document.currentScript;
  const service = new URL(script.src).origin;
  const { client } = script.dataset;
  let popup, asking;

  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  const address = (path, parameters) => `${service}${path}?${new URLSearchParams(parameters)}`;

  /** The language of a box, of those that there are. */
  function languageOf(box) {
    const wanted = box.dataset.lang || box.closest("[lang]")?.lang || navigator.language;
    const of = (length) => (tag) => tag.toLowerCase().split("-", length).join() === wanted.toLowerCase().split("-", length).join();
    const tags = Object.keys(SENTENCES);
    return tags.find(of(9)) ?? tags.find(of(1)) ?? "en";
  }

  /** Draws a box; returns what takes its token. */
  function draw(box, index) {
    const lang = languageOf(box);
    const [label, verified, expired] = SENTENCES[lang];
    const { ref, prompt, mode } = box.dataset;
    const button = element("button", { type: "button", className: "ringcode-button", textContent: label, lang });
    const status = element("span", { className: "ringcode-status", tabIndex: -1, lang });
    const field = element("input", { type: "hidden", name: "ringcode-token" });
    status.setAttribute("role", "status");
    box.replaceChildren(field, button, status);

    const tell = (token, sentence) => {
      const had = document.activeElement === button;
      field.value = token;
      status.textContent = sentence;
      token ? button.remove() : status.before(button);
      if (token && had) status.focus();
      box.dispatchEvent(new CustomEvent("ringcode", { bubbles: true, detail: { token } }));
    };
    const take = (token) => {
      tell(token, verified);
      setTimeout(() => field.value === token && tell("", expired), LIFE);
    };
    const start = (more) => address("/start", { client, lang, ...(ref && { ref }), ...(prompt && { prompt }), ...more });

    button.onclick = () => {
      asking = take;
      popup = mode !== "tab" && open(start({ origin: location.origin }), "ringcode", "popup,width=480,height=760");
      if (popup) return popup.focus();
      const state = [index, ...crypto.getRandomValues(new Uint32Array(4))].join(".");
      try {
        sessionStorage.ringcode = state;
      } catch {} // without storage the page asks again
      location.href = start({ return: location.href, state });
    };
    // Back to a page that the browser kept: what it has was sent.
    addEventListener("pageshow", ({ persisted }) => persisted && tell("", ""));
    return take;
  }

  // From the popup, which is of the service and the one that was opened here.
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== service || !popup || source !== popup) return;
    popup.close();
    if (data.ringcode) asking(data.ringcode);
  });

  // From the address, where there was no popup, and where this very tab asked: a link of somebody
  // else must not bring their number.
  const here = new URL(location);
  const [token, state] = ["ringcode", "ringcode-state"].map((name) => {
    const value = here.searchParams.get(name);
    here.searchParams.delete(name);
    return value;
  });
  if (token) history.replaceState(history.state, "", here);

  function drawAll() {
    const takers = [...document.querySelectorAll(".ringcode")].map(draw);
    if (!token || state !== sessionStorage.ringcode) return;
    delete sessionStorage.ringcode;
    takers[parseInt(state)]?.(token);
  }

  // Whether the service knows this page. The same path as that of the script, so that a policy
  // which allows the one allows the other.
  document.head.append(element("script", {
    nonce: script.nonce,
    src: address("/widget.js", { client, origin: location.origin }),
    onload: () => (document.readyState === "loading" ? addEventListener("DOMContentLoaded", drawAll) : drawAll()),
    onerror: () => console.error(`Ringcode: ${location.origin} is not among the origins of "${client}" in clients.toml, or ${service} does not answer. There is no widget.`),
  }));
})();

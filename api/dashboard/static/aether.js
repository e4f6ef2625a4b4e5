"use strict";
// What pages cannot do by themselves: follow what moves, search as one types, zoom, keys, copying. Every page works without it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Parts that live: the page asks for itself again and takes over what moved.
const POLL_SECONDS = 5;
let asking = false;
let asked = false;

async function refresh() {
  if (asking) { asked = true; return; }
  asking = true;
  try {
    // What a form was answered with has an address of its own, where it shows nothing that is shown once.
    const address = document.querySelector("[data-from]")?.dataset.from ?? location.href;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      all("[data-live][id]").forEach((part) => take(part, page.getElementById(part.id)));
    } else if (answer.redirected) {
      location.assign(answer.url);
    }
  } catch { /* the server is away: asked again later */ }
  asking = false;
  if (asked) { asked = false; refresh(); }
}

function take(part, newer) {
  if (!newer || part.innerHTML === newer.innerHTML) return;
  const open = new Set(all("details[open] > summary code", part).map((each) => each.textContent));
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceChildren(...newer.childNodes);
  all("details", part).forEach((each) => { each.open = open.has(each.querySelector("summary code")?.textContent); });
  if (focused) all("a[href]", part).find((each) => each.getAttribute("href") === focused)?.focus({ preventScroll: true });
  if (!newer.dataset.events) part.dispatchEvent(new Event("settled"));
}

function poll(seconds) {
  return setInterval(() => { if (!document.hidden) refresh(); }, 1000 * seconds);
}

function follow(part) {
  let source = new EventSource(part.dataset.events);
  let timer = null;
  const stop = () => { source.close(); clearInterval(timer); };
  source.addEventListener("message", refresh); // the first tells how it stands: perhaps it moved since the page was made
  source.addEventListener("over", () => { stop(); refresh(); });
  // The browser comes back by itself, unless it was refused: then the page is asked for now and then.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && timer === null) timer = poll(POLL_SECONDS);
  });
  part.addEventListener("settled", stop);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

all("[data-events]").forEach(follow);
all("[data-live]").map((each) => Number(each.dataset.live)).filter(Boolean).forEach(poll);

// What is fetched once the page stands.
async function include(part, address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  const text = await answer.text();
  if (!answer.ok) {
    const said = new DOMParser().parseFromString(text, "text/html").querySelector("main .said");
    part.textContent = said ? said.textContent : "The picture could not be made.";
    return;
  }
  part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  all("[data-picture]", part).forEach(picture);
  all("[data-swap]", part).forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    include(part, `${link.getAttribute("href")}&bare=1`);
  }));
}

all("[data-include]").forEach((part) => include(part, part.dataset.include));

// Search as one types.
function typeahead(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  let timer = null;
  let latest = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++latest;
      const address = new URL(input.dataset.typeahead, location.href);
      address.searchParams.set("q", input.value);
      const answer = await fetch(address, { credentials: "same-origin" });
      if (mine !== latest || !answer.ok) return;
      list.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    if (event.key === "Escape") { input.value = ""; list.replaceChildren(); }
  });
}

all("[data-typeahead]").forEach(typeahead);

// Pictures: buttons and Ctrl with the wheel zoom, dragging pans.
function picture(figure) {
  const canvas = figure.querySelector(".canvas");
  const drawing = canvas.querySelector("svg");
  const whole = { width: drawing.width.baseVal.value, height: drawing.height.baseVal.value };
  let scale = 1;

  function zoom(factor, at = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }) {
    const before = scale;
    scale = Math.min(4, Math.max(0.05, factor));
    drawing.setAttribute("width", whole.width * scale);
    drawing.setAttribute("height", whole.height * scale);
    canvas.scrollLeft = (canvas.scrollLeft + at.x) * scale / before - at.x;
    canvas.scrollTop = (canvas.scrollTop + at.y) * scale / before - at.y;
  }

  function centre() {
    const focus = drawing.querySelector(".focus rect");
    if (!focus) return;
    const at = focus.getBoundingClientRect();
    const frame = canvas.getBoundingClientRect();
    canvas.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
    canvas.scrollTop += at.top + at.height / 2 - frame.top - frame.height / 2;
  }

  all("[data-zoom]", figure).forEach((button) => button.addEventListener("click", () => {
    const fit = Math.min(canvas.clientWidth / whole.width, canvas.clientHeight / whole.height, 1);
    zoom(button.dataset.zoom === "fit" ? fit : scale * Number(button.dataset.zoom));
  }));
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const frame = canvas.getBoundingClientRect();
    zoom(scale * (event.deltaY < 0 ? 1.15 : 0.87), { x: event.clientX - frame.left, y: event.clientY - frame.top });
  }, { passive: false });

  let held = null;
  let moved = false;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop };
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    moved = moved || Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
    if (!moved) return;
    canvas.scrollLeft = held.left - (event.clientX - held.x);
    canvas.scrollTop = held.top - (event.clientY - held.y);
  });
  addEventListener("pointerup", () => { held = null; });
  canvas.addEventListener("click", (event) => { if (moved) { event.preventDefault(); moved = false; } }, true);
  canvas.addEventListener("dragstart", (event) => event.preventDefault());
  centre();
}

all("[data-picture]").forEach(picture);

// Keys.
const PAGES = { r: "/dashboard/", u: "/dashboard/runs", w: "/dashboard/watches", d: "/dashboard/deliveries", h: "/dashboard/hooks" };
let going = false;

function step(by) {
  const links = all("[data-row]").map((row) => row.querySelector("a[href]")).filter(Boolean);
  const here = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  links[Math.min(links.length - 1, Math.max(0, here + by))]?.focus();
}

addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  if (going && PAGES[event.key]) { location.assign(PAGES[event.key]); return; }
  going = event.key === "g";
  if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (field) { event.preventDefault(); field.focus(); }
  }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});

// Copying what is shown once.
all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
  const shown = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(shown.textContent);
    button.firstChild.textContent = "Copied";
  } catch { // without HTTPS a browser may refuse: then it is selected
    getSelection().selectAllChildren(shown);
    button.firstChild.textContent = "Selected";
  }
}));

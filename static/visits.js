// An auditor's visit on a phone: what is typed of a document, and which of them wait on this phone for a line.
// Every word shown stands in the page. The route of a day has its visits kept, so that they open without a line.

const figures = new Intl.NumberFormat("id-ID");
const WAITING = `mb2 waiting ${document.body.dataset.keeper || "anyone"} `; // as static/keeping.js calls them
const PLACE = /\/documents\/(\d+)$/;

const forms = () => document.querySelectorAll("form[data-place]");
const slip = (place) => document.getElementById(`n${place}`);

// Value and cause are asked for only where the paper says otherwise.
function shape(form) {
  const off = form.querySelector("[data-off]");
  off.hidden = form.querySelector("input[type=radio]:checked")?.value !== "wrong";
  const text = off.querySelector("input").value.replace(/^Rp|[.\s]/g, "");
  const book = Number(form.dataset.book);
  const apart = /^\d+$/.test(text) ? Math.abs(book - Number(text)) : 0;
  const said = off.querySelector("[data-difference]");
  said.hidden = !apart;
  said.querySelector("output").textContent = `Rp${figures.format(apart)}, ${figures.format(Math.round((apart * 1000) / book) / 10)} %`;
}

// Places of documents whose result waits on this phone.
function waiting() {
  const here = new URL(location.href).pathname;
  const found = new Set();
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(WAITING))) {
    const { pathname } = new URL(JSON.parse(localStorage.getItem(key)).url);
    const place = pathname.startsWith(`${here}/`) && pathname.match(PLACE)?.[1];
    if (place) found.add(place);
  }
  return found;
}

let main;
let waited = new Set();

function mark() {
  const now = waiting();
  const same = main === document.querySelector("main") && now.size === waited.size && [...now].every((one) => waited.has(one));
  if (same) return;
  const fresh = [...now].find((one) => !waited.has(one));
  const shown = main === document.querySelector("main");
  for (const place of new Set([...now, ...waited])) {
    slip(place)?.querySelector("[data-state]").replaceChildren(document.getElementById(now.has(place) ? "unsent" : "arrived").content.cloneNode(true));
    document.querySelector(`[data-cell="${place}"]`)?.setAttribute("class", now.has(place) ? "is-now" : "is-ok");
  }
  [main, waited] = [document.querySelector("main"), now];
  for (const form of forms()) shape(form);
  if (shown && fresh) next(fresh, now);
}

// On to the next document that has no result, here or on the server.
function next(place, now) {
  const open = [...forms()].map((form) => form.dataset.place).filter((one) => !now.has(one) && document.querySelector(`[data-cell="${one}"].is-left`));
  const after = open.find((one) => Number(one) > Number(place)) ?? open[0];
  slip(place).open = false;
  if (!after) return;
  slip(after).open = true;
  slip(after).querySelector("summary").focus();
}

function start() {
  const asked = document.getElementById(location.hash.slice(1));
  if (asked?.matches("details")) asked.open = true;
  asked?.scrollIntoView();
  mark();
  new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
}

document.addEventListener("input", ({ target: { form } }) => form?.dataset.place && shape(form));
document.addEventListener("reset", ({ target }) => target.dataset.place && setTimeout(() => shape(target)));

async function keepVisits() {
  const pages = [...document.querySelectorAll("a[data-visit]")].map((link) => link.href);
  if (!pages.length || !navigator.serviceWorker) return;
  (await navigator.serviceWorker.ready).active.postMessage({ pages });
}

if (document.querySelector("[data-visit-of]")) start();
keepVisits();

// What is typed outlives a lost connection. A form marked data-keep is kept on this phone until the server has it;
// one marked data-resend as well, because its client_id makes a retry no second entry, waits and is sent again.
// A button marked data-plain only asks for the same form again, so nothing is kept of it. Every word shown stands in the
// page's <template id="keeping">.

const store = localStorage; // where it is forbidden this ends the script, and forms are sent as ever
const words = document.getElementById("keeping").content;
const keeper = document.body.dataset.keeper || "anyone"; // "person.organisation"; strangers share one
const DRAFT = `mb2 draft ${keeper} `;
const WAITING = `mb2 waiting ${keeper} `;
const DAY = 24 * 3600e3;
const WEEK = 7 * DAY;
const [SHORT, LONG] = [15e3, 600e3]; // how long an answer may take without and with files

const say = (part) => words.querySelector(`[data-part=${part}]`).cloneNode(true);
const read = (key) => JSON.parse(store.getItem(key));
const keys = (start) => Object.keys(store).filter((key) => key.startsWith(start));
const waiting = () => keys(WAITING).map(read).sort((one, other) => one.at - other.at);
const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(at);
const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function write(key, value) {
  try {
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // no room
  }
}

// The fields of a form. What is secret never leaves it, and what the page remembers is never put back.
const secret = (field) => field.matches("[type=password], [type=file], [data-private], [data-private] *");
const ticked = (field) => /^(checkbox|radio)$/.test(field.type);
const fields = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrf_token" && !/^(submit|button|reset|fieldset)$/.test(field.type));
const typed = (form) => fields(form).filter((field) => !secret(field) && (!ticked(field) || field.checked)).map((field) => [field.name, field.value]);
const blank = (form) => !fields(form).some((field) => field.type !== "hidden" && !secret(field)); // a button alone
const whole = (form) => !fields(form).some((field) => secret(field) && field.value);

function fill(form, kept) {
  const left = [...kept];
  for (const field of fields(form)) {
    if (field.type === "hidden" || secret(field)) continue;
    const found = left.findIndex(([name, value]) => name === field.name && (!ticked(field) || value === field.value));
    if (ticked(field)) field.checked = found >= 0;
    else if (found >= 0) [[, field.value]] = left.splice(found, 1);
  }
}

// Drafts: one for each form and what it is about.
const address = (form) => new URL(form.getAttribute("action") || location.href, location.href);
const draftOf = (form) => DRAFT + form.dataset.keep + " " + address(form).pathname + address(form).search;

function keep(form) {
  const draft = { id: read(draftOf(form))?.id || fresh(), at: Date.now(), fields: typed(form) };
  if (write(draftOf(form), draft) && !blank(form)) tell(form, "kept");
  return draft;
}

function tell(form, part) {
  const old = form.querySelector("[data-part]");
  if (old?.dataset.part === part) return;
  old?.remove();
  form.append(say(part));
}

function refill() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const draft = read(draftOf(form));
    if (!draft || blank(form)) continue;
    if (keeper === "anyone" && Date.now() - draft.at > DAY) {
      store.removeItem(draftOf(form)); // a stranger who has not come back; the next one shall not read it
      continue;
    }
    fill(form, draft.fields);
    tell(form, "back");
    form.querySelector("time").textContent = moment(draft.at);
  }
}

// Sending: what became of it is "done", "refused", "barred" (the session has ended) or "lost".
async function send(url, body, patience = SHORT) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "MB2-Keep": "1" }, signal: stop.signal });
    const next = answer.status === 201 && answer.headers.get("Location");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status >= 500 || answer.status === 429 || !(next || page.querySelector("main"))) return { fate: "lost" };
    const barred = [400, 401, 403].includes(answer.status);
    return { fate: barred ? "barred" : answer.ok ? "done" : "refused", next, page };
  } catch {
    return { fate: "lost" };
  } finally {
    clearTimeout(timer);
  }
}

function show({ next, page }) {
  if (next) {
    const to = new URL(next, location.href);
    const here = to.hash && to.pathname + to.search === location.pathname + location.search;
    location.assign(to);
    if (here) location.reload();
    return;
  }
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  scrollTo(0, 0);
  list();
  document.querySelector(".mb-note[role=alert][tabindex]")?.focus();
}

// While it is on its way nobody types into it: what is typed then would be cleared with it.
function busy(form, button, yes) {
  form.inert = yes;
  if (yes) form.dataset.sent = "yes";
  else delete form.dataset.sent;
  if (yes) button?.setAttribute("aria-busy", "true");
  else button?.removeAttribute("aria-busy");
  for (const one of form.querySelectorAll("button")) one.disabled = yes;
}

async function submit(form, button) {
  const draft = keep(form);
  if (form.elements.client_id) form.elements.client_id.value = draft.id;
  const body = new FormData(form);
  const pressed = button?.name ? [[button.name, button.value]] : [];
  for (const [name, value] of pressed) body.append(name, value);
  const entry = { ...draft, fields: [...typed(form), ...pressed], url: address(form).href, page: location.href, draft: draftOf(form) };
  entry.title = document.title.split(" · ")[0];
  const said = fields(form).find((field) => !secret(field) && /^(text|tel|email)$/.test(field.type) && field.value);
  entry.about = form.dataset.about || said?.value || button?.textContent.trim().replace(/\s+/g, " ") || "";
  busy(form, button, true);
  const answer = await send(entry.url, body, form.querySelector("[type=file]") ? LONG : SHORT);
  busy(form, button, false);
  if (answer.fate === "done") store.removeItem(draftOf(form));
  if (answer.page) return answer.fate === "barred" ? bar(form, entry) : show(answer);
  wait(form, entry) || tell(form, "failed");
  list();
}

function bar(form, entry) {
  wait(form, { ...entry, fate: "barred" }) || tell(form, "barred");
  list();
}

function wait(form, entry) {
  if (!("resend" in form.dataset) || !whole(form) || !write(WAITING + entry.id, entry)) return false;
  store.removeItem(draftOf(form));
  form.querySelector("[data-part]")?.remove();
  form.reset();
  document.getElementById("waiting").scrollIntoView({ block: "nearest" });
  later();
  return true;
}

// What waits stands on every page until it has arrived, and is tried again: now, when the line is back, ever more rarely.
let timer;
let pause = 5e3;
let trying = false;

function later() {
  clearTimeout(timer);
  if (waiting().some((entry) => !entry.fate)) timer = setTimeout(resend, (pause = Math.min(2 * pause, 300e3)));
}

// The page's own token, or one from the page that the entry came from.
async function token(entry) {
  const here = document.querySelector("[name=csrf_token]");
  if (here) return here.value;
  const page = await fetch(entry.page).then((answer) => answer.text());
  return new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrf_token]")?.value || "";
}

async function again(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  try {
    body.append("csrf_token", await token(entry));
  } catch {
    return { fate: "lost" };
  }
  return send(entry.url, body);
}

async function resend() {
  if (trying) return;
  trying = true;
  const sent = [];
  for (const entry of waiting().filter((one) => one.fate !== "refused")) {
    const { fate, next } = await again(entry);
    if (fate === "lost") break;
    if (fate === "done") {
      store.removeItem(WAITING + entry.id);
      sent.push({ ...entry, next });
    } else if (read(WAITING + entry.id)) write(WAITING + entry.id, { ...entry, fate });
    pause = 5e3;
  }
  trying = false;
  if (sent.length || waiting().length) list(sent);
  later();
}

function list(sent = []) {
  const place = document.getElementById("waiting");
  const cards = sent.map((entry) => {
    const card = say("sent");
    describe(card, entry);
    card.querySelector("a").href = entry.next || entry.page;
    return card;
  });
  const all = waiting();
  if (all.length) cards.push(say("waiting"));
  place.replaceChildren(...cards);
  const rows = place.querySelector("[data-rows]");
  if (rows) place.querySelector("[data-count]").textContent = all.length;
  for (const entry of all) {
    const row = say("entry");
    describe(row, entry);
    row.dataset.id = entry.id;
    row.querySelector("time").textContent = moment(entry.at);
    const state = entry.fate || (Date.now() - entry.at > WEEK ? "old" : "lost");
    for (const one of row.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(state);
    rows.append(row);
  }
}

function describe(card, { title, about }) {
  card.querySelector("[data-title]").textContent = [title, about].filter(Boolean).join(" · ");
}

const acts = {
  send: resend,
  drop: (id) => store.removeItem(WAITING + id),
  // Back into the form it came from, where the server says what to mend.
  open: (id) => {
    const entry = read(WAITING + id);
    if (!write(entry.draft, { id, at: entry.at, fields: entry.fields })) return;
    store.removeItem(WAITING + id);
    location.assign(entry.page);
  },
  see: (_, link) => show({ next: link.href }), // which may be this very page, as it was before
  clear: (_, { form }) => {
    store.removeItem(draftOf(form));
    form.querySelector("[data-part]").remove();
    form.reset();
  },
};

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-keeping]");
  if (!act) return;
  event.preventDefault();
  acts[act.dataset.keeping](act.closest("[data-id]")?.dataset.id, act);
  if (act.dataset.keeping === "drop") list();
});

document.addEventListener("input", ({ target: { form } }) => form?.dataset.keep && keep(form));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("forget" in form.dataset) leave(event, form);
  if (!form.dataset.keep || event.defaultPrevented || event.submitter?.matches("[data-plain]")) return;
  event.preventDefault();
  if (!form.dataset.sent) submit(form, event.submitter);
});

// Whoever signs out leaves nothing on a shared phone; what has not arrived yet asks for a second press.
function leave(event, form) {
  const mine = (kind) => keys(`mb2 ${kind} ${keeper.split(".")[0]}.`);
  const warning = form.querySelector("[data-unsent]");
  if (mine("waiting").length && warning?.hidden) {
    event.preventDefault();
    warning.hidden = false;
    return;
  }
  for (const key of [...mine("draft"), ...mine("waiting")]) store.removeItem(key);
  forget();
}

// Forms that open without a line (static/offline.js), for whoever signed in here last; its name lies beside them.
const FORMS = "mb2 forms";
const forget = () => globalThis.caches?.delete(FORMS);

async function installed() {
  if (keeper === "anyone" || !navigator.serviceWorker) return;
  try {
    const last = await caches.match("/keeper", { cacheName: FORMS });
    if ((await last?.text()) !== keeper) {
      await forget();
      await (await caches.open(FORMS)).put("/keeper", new Response(keeper));
    }
    await navigator.serviceWorker.register("/offline.js");
  } catch {
    // it is refused here: the forms only open with a line
  }
}

// A page that was kept (static/offline.js) may be of another day than today; of any other the server knows the day better.
function date() {
  if (!("kept" in document.body.dataset)) return;
  const now = new Date();
  const today = new Date(now - now.getTimezoneOffset() * 60e3).toISOString().slice(0, 10);
  for (const field of document.querySelectorAll("input[type=date][data-today]")) {
    if (field.dataset.today >= today) continue;
    field.max = today;
    if (field.value === field.dataset.today) field.value = today;
  }
}

addEventListener("online", resend);
installed();
date();
refill();
list();
resend();

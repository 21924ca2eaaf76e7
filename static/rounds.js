// A visit on a phone: what was sold, the new balance and the money due appear while figures are typed.
// The page counts the same by itself after one press; every word shown stands in it.

const figures = new Intl.NumberFormat("id-ID");
const WHOLE = /^(\d{1,3}(\.\d{3})+|\d+)$/;

// Units in a field: 0 where nothing stands, NaN where it cannot be read.
function units(field) {
  const text = field?.value.trim() ?? "";
  if (!text) return 0;
  return WHOLE.test(text) ? Number(text.replaceAll(".", "")) : NaN;
}

const field = (item, name) => item.querySelector(`[name^=${name}_]`);
const show = (place, name, text) => {
  for (const one of place.querySelectorAll(`[data-n=${name}]`)) one.textContent = text;
};

// What the shop pays, lot by lot: the oldest were sold first, and of the rest the oldest are lost.
function owed(lots, sold, lost) {
  let due = 0;
  for (const lot of lots.split(" ").filter(Boolean)) {
    const [units, price, bears] = lot.split(":");
    const gone = Math.min(Number(units), sold);
    const missing = Math.min(Number(units) - gone, lost);
    due += (gone + (bears === "shop" ? missing : 0)) * Number(price);
    [sold, lost] = [sold - gone, lost - missing];
  }
  return due;
}

function count(item) {
  const opening = Number(item.dataset.opening);
  const left = field(item, "counted");
  const [counted, taken_back, lost, brought] = ["counted", "taken_back", "lost", "brought"].map((name) => units(field(item, name)));
  const sold = opening - counted - taken_back - lost;
  const missing = left !== null && !left.value.trim();
  const over = sold < 0;
  const known = !missing && !over && !Number.isNaN(sold + brought);
  const due = known ? owed(item.dataset.lots, sold, lost) : 0;
  const sum = { known, missing, opening, sold, taken_back, brought, balance: counted + brought, due };
  show(item, "sold", known ? figures.format(sold) : "–");
  show(item, "balance", known ? figures.format(sum.balance) : "–");
  show(item, "due", known ? `Rp${figures.format(due)}` : "–");
  why(item, taken_back);
  if (left) complain(item, left, { counted, taken_back, lost }, over && !missing);
  return sum;
}

function why(item, back) {
  const reasons = item.querySelector("[data-why]");
  if (!reasons) return;
  reasons.hidden = !(back > 0);
  for (const one of reasons.querySelectorAll("input")) one.required = back > 0;
}

// As the server would say it; the browser sends nothing while it stands.
function complain(item, left, figuresSaid, over) {
  const said = item.querySelector("[data-over]");
  said.hidden = !over || item.querySelector(".mb-bad") !== null; // the server has just said so
  for (const [name, value] of Object.entries(figuresSaid)) {
    show(said, name, figures.format(value));
    for (const part of said.querySelectorAll(`[data-with=${name}]`)) part.hidden = !value;
  }
  left.setCustomValidity(over ? said.innerText.trim().replace(/\s+/g, " ") : "");
  if (left.closest(".mb-bad")) return;
  if (over) left.setAttribute("aria-invalid", "true");
  else left.removeAttribute("aria-invalid");
}

function sum(form) {
  const counts = [...form.querySelectorAll("[data-item]")].map(count);
  const known = counts.filter((one) => one.known);
  const total = (name) => figures.format(known.reduce((all, one) => all + one[name], 0));
  for (const name of ["sold", "taken_back", "brought", "balance", "opening"]) show(form, `all-${name}`, total(name));
  show(form, "all-due", `Rp${total("due")}`);
  form.dataset.about = `${form.dataset.round} · Rp${total("due")}`; // what a visit that waits for a line is known by
  const missing = counts.filter((one) => one.missing).length;
  show(form, "missing", missing);
  for (const one of form.querySelectorAll("[data-missing]")) one.hidden = !missing;
}

// Whoever types on a phone goes from box to box by its "next" key.
function next(from) {
  const boxes = [...from.form.querySelectorAll(".mb-in--n")].filter((one) => !one.closest("details:not([open])"));
  const to = boxes[boxes.indexOf(from) + 1] ?? from.form.querySelector(".mb-btn--go");
  to.focus();
  to.select?.();
}

function start() {
  const form = document.querySelector("form[data-round]");
  if (!form) return;
  for (const one of form.querySelectorAll("[data-plain]")) one.remove(); // what it does has been done
  for (const fold of form.querySelectorAll("details")) {
    fold.open ||= [...fold.querySelectorAll("input")].some((one) => (one.type === "checkbox" ? one.checked : one.value));
  }
  sum(form);
}

const of = (event) => event.target.closest?.("form[data-round]") ?? null;

document.addEventListener("input", (event) => {
  const form = of(event);
  if (!form) return;
  const item = event.target.closest("[data-item]");
  for (const old of item?.querySelectorAll("[id$=-salah]") ?? []) old.remove(); // said of what stood there before
  for (const old of item?.querySelectorAll(".mb-bad") ?? []) old.classList.remove("mb-bad");
  sum(form);
});
document.addEventListener("reset", (event) => of(event) && setTimeout(start));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !of(event) || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  next(event.target);
});
new MutationObserver(start).observe(document.body, { childList: true }); // an answer takes the place of <main>
start();

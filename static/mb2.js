// Small comforts; every page works without them.

// A form is sent once: the button shows that it is busy and takes no second press. One that is answered by a file to
// keep (data-again) leaves the page as it is and can be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-again")) return;
  if (form.dataset.sent || event.defaultPrevented) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") form.dataset.sent = "yes";
  const button = event.submitter;
  if (button && form.method === "post") {
    button.setAttribute("aria-busy", "true");
    // Later, because a disabled button would not send its own value.
    setTimeout(() => form.querySelectorAll("button").forEach((other) => (other.disabled = true)));
  }
});

// Coming back by the browser's own button, the form can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  });
});

// A key presses the link or button that shows it, unless somebody is typing. One press is one act: a key held down
// must not answer the next page as well.
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
  const wanted = [...document.querySelectorAll("[data-key]")].find((found) => found.dataset.key === event.key.toLowerCase() && !found.checked);
  if (wanted && !wanted.disabled) {
    event.preventDefault();
    wanted.click();
  }
});

// One claim that differs makes sending back the next step and closes approval.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-claims]");
  if (!form) return;
  const differs = form.querySelector("[value=differ]:checked") !== null;
  const [back, approve] = ["return", "approve"].map((act) => form.querySelector(`[name=act][value=${act}]`));
  approve.disabled = differs;
  approve.classList.toggle("mb-btn--go", !differs);
  back.classList.toggle("mb-btn--go", differs);
});

// A browser brings only the line of a tall field into sight in which one types; the bar below must not hide the rest.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
});

// What was chosen as a file is said by name.
document.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  const said = event.target.closest("label")?.querySelector("[data-chosen]");
  const names = [...event.target.files].map((file) => file.name);
  if (said && names.length) said.textContent = names.join(", ");
});

// In a line of tabs that is wider than the phone the chosen one is seen.
document.querySelector(".mb-tabs--line [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// After a refused form the reader starts at what has to be mended.
document.querySelector(".mb-note[role=alert][tabindex]")?.focus();

// Of a line that scrolls, what is chosen is seen.
document.querySelectorAll(".mb-tabs--line [aria-current]").forEach((tab) => {
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
});

// What is to be typed elsewhere is copied with one tap, and what is to be told is handed to the phone's own sharing.
// The buttons are there only where the browser can do it; before a number that changed lately it asks once more.
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = false));
if (navigator.share) document.querySelectorAll("[data-share]").forEach((button) => (button.hidden = false));
document.addEventListener("click", async ({ target }) => {
  const copies = target.closest("[data-copy]");
  const shares = target.closest("[data-share]");
  if (shares) navigator.share({ text: shares.dataset.share }).catch(() => {});
  if (!copies || (copies.dataset.sure && !confirm(copies.dataset.sure))) return;
  await navigator.clipboard.writeText(copies.dataset.copy);
  copies.querySelector("[aria-live]").textContent = copies.dataset.done;
});

// While somebody types in a search, what it may become; without this the search is the same.

const WAIT = 150; // milliseconds of a pause between two letters

for (const field of document.querySelectorAll("[data-complete]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let wait = 0;
  let asking = new AbortController();

  async function ask(text) {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.complete}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      const found = answer.ok ? await answer.json() : [];
      list.replaceChildren(...found.map((one) => Object.assign(document.createElement("option"), { value: one })));
    } catch {
      // Offline, or a newer letter came: what stands there stays.
    }
  }

  field.addEventListener("input", (event) => {
    clearTimeout(wait);
    const chosen = event.inputType === "insertReplacementText" || !(event instanceof InputEvent);
    if (chosen && field.value) {
      field.form.requestSubmit();
      return;
    }
    const text = field.value.trim();
    if (text.length > 1) wait = setTimeout(ask, WAIT, field.value);
    else list.replaceChildren();
  });
}

// A choice that changes what the page shows is acted on at once.
for (const select of document.querySelectorAll("select[data-go]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

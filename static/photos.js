// Photos of a product go up one by one with a bar each, are made smaller first where the phone can, and are tried again
// after a lost connection; the server takes no photo twice. The list is asked for again while one is in the making.
// Without this script the page's button and its link to load it again do the same. Every word shown stands in the page.
(() => { // names of its own: other scripts of the page have a `say` and a `list` too
  const LARGE = 1.5e6; // bytes; what is smaller goes as it is
  const WIDEST = 2560; // px, twice the widest rendition
  const PATIENCE = 600e3; // a slow line may take ten minutes for a photo

  const queue = [];
  let busy = false;

  async function smaller(file) {
    if (file.size < LARGE || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, WIDEST / Math.max(image.width, image.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      image.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return made && made.size < file.size ? made : file;
    } catch {
      return file; // too little memory, or no picture: the server says which
    }
  }

  const part = (load, name) => load.row.querySelector(`[data-${name}]`);

  function add(form, files) {
    for (const file of files) {
      const row = form.querySelector("[data-words]").content.firstElementChild.cloneNode(true);
      const load = { form, file, row, state: "waits" };
      part(load, "name").textContent = file.name;
      row.load = load;
      form.querySelector("[data-loads]").append(row);
      queue.push(load);
      say(load);
    }
    next();
  }

  function say(load, why = "") {
    const failed = ["lost", "barred", "refused"].includes(load.state);
    const told = why || (failed ? part(load, load.state).textContent : "");
    part(load, "why").textContent = told;
    part(load, "why").hidden = !failed;
    part(load, "acts").hidden = !failed;
    part(load, "retry").hidden = load.state === "refused";
    load.row.querySelector("progress").hidden = failed;
    part(load, "far").textContent = { waits: part(load, "waits"), sent: part(load, "ready") }[load.state]?.textContent || "";
  }

  async function next() {
    const load = queue.find((one) => one.state === "waits");
    if (busy || !load) return;
    busy = true;
    load.state = "sent";
    say(load);
    load.content ||= await smaller(load.file);
    const heavy = load.content.size > load.form.dataset.most; // the server would say so only once all of it is there
    const answer = heavy ? { fate: "refused", why: part(load, "heavy").textContent } : await send(load);
    busy = false;
    load.state = answer.fate;
    if (answer.fate === "done") {
      queue.splice(queue.indexOf(load), 1);
      load.row.remove();
      await list();
    } else say(load, answer.why);
    if (answer.fate === "lost") later();
    else next();
  }

  function send({ form, content, file, row }) {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("photo", content, file.name);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("MB2-Keep", "1");
      request.timeout = PATIENCE;
      request.upload.onprogress = (event) => {
        const far = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
        row.querySelector("progress").value = far;
        row.querySelector("[data-far]").textContent = `${far}%`;
      };
      request.upload.onload = () => (row.querySelector("[data-far]").textContent = row.querySelector("[data-looks]").textContent);
      request.onload = () => done(read(request));
      request.onerror = request.ontimeout = request.onabort = () => done({ fate: "lost" });
      request.send(body);
    });
  }

  function read(request) {
    if (request.status === 201) return { fate: "done" };
    if (request.status >= 500 || request.status === 429) return { fate: "lost" };
    if ([400, 401, 403].includes(request.status)) return { fate: "barred" };
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    return { fate: "refused", why: page.querySelector("[data-photos] .mb-why-bad span")?.textContent || "" };
  }

  // After a lost connection: when the line is back, ever more rarely until then.
  let pause = 5e3;
  function later() {
    setTimeout(again, pause);
    pause = Math.min(2 * pause, 120e3);
  }

  function again() {
    for (const load of queue.filter((one) => one.state === "lost")) {
      load.state = "waits";
      say(load);
    }
    next();
  }

  // The list of photos as the server has it now; asked for again while one waits, but never while somebody types in it.
  let timer;
  let wait = 1500;
  async function list() {
    const old = document.getElementById("photos");
    if (!old) return;
    clearTimeout(timer);
    try {
      const answer = await fetch(old.dataset.list);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("photos");
      if (answer.ok && fresh && !old.contains(document.activeElement)) {
        for (const open of old.querySelectorAll("details[open] input[id]")) fresh.querySelector(`#${open.id}`)?.closest("details").setAttribute("open", "");
        old.replaceWith(fresh);
      }
    } catch {
      // the next time
    }
    watch();
  }

  function watch() {
    if (!document.querySelector("#photos[data-waits]")) {
      wait = 1500;
      return;
    }
    timer = setTimeout(list, wait);
    wait = Math.min(1.5 * wait, 15e3);
  }

  function start() {
    for (const form of document.querySelectorAll("form[data-photos]")) {
      form.querySelector("[data-plain]").hidden = true;
      for (const field of form.querySelectorAll("[type=file]")) take(field); // chosen before this script had arrived
    }
    for (const link of document.querySelectorAll("#photos [data-again]")) link.hidden = true;
    watch();
  }

  function take(field) {
    const files = [...field.files];
    field.value = "";
    add(field.form, files);
  }

  document.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.closest("form[data-photos]")) take(target);
  });

  document.addEventListener("click", ({ target }) => {
    const load = target.closest?.("[data-loads] li")?.load;
    if (!load) return;
    if (target.closest("[data-retry]")) {
      load.state = "waits";
      pause = 5e3;
      say(load);
      load.row.tabIndex = -1;
      load.row.focus(); // the button is gone, the keyboard stays here
      next();
    } else if (target.closest("[data-drop]")) {
      queue.splice(queue.indexOf(load), 1);
      load.row.remove();
      load.form.querySelector("[type=file][multiple]").focus();
    }
  });

  addEventListener("online", again);
  addEventListener("beforeunload", (event) => queue.length && event.preventDefault());
  start();
})();

// Switches notices on in this browser: it subscribes, and the form beside the button carries what it was given.

const form = document.querySelector("form[data-push]");
const says = (what) => {
  for (const one of form.querySelectorAll("[data-push-says]")) one.hidden = one.dataset.pushSays !== what;
};

if (navigator.serviceWorker && "PushManager" in window) {
  says("");
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", subscribe);
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

async function subscribe(event) {
  if (form.elements.endpoint.value) return; // the second time, with what it was given
  event.preventDefault();
  try {
    await navigator.serviceWorker.register("/offline.js");
    const worker = await navigator.serviceWorker.ready;
    const key = bytes(form.dataset.push);
    const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = given.toJSON();
    Object.assign(form.elements.endpoint, { value: endpoint });
    Object.assign(form.elements.p256dh, { value: keys.p256dh });
    Object.assign(form.elements.auth, { value: keys.auth });
    form.requestSubmit();
  } catch {
    says("denied");
  }
}

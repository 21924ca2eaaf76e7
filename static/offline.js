// The service worker. It shows notices of a browser that was switched on (static/push.js). And some forms open without a line: a shop's hand log, a maker's visits and an auditor's. Nothing else
// is kept, and nothing of them once somebody signs out (static/keeping.js). What is sent without a line waits on the phone as ever.

const CACHE = "mb2 forms"; // keeping.js deletes it by this name
const FORMS = [/^\/partner\/purchases\/new$/, /^\/producer\/rounds(\/[^/]+)?$/, /^\/office\/audit-visits(\/[^/]+)?$/];
const PATIENCE = 5e3; // a line that is this slow is none

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && FORMS.some((form) => form.test(pathname))) event.respondWith(open(event));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(event.request));
});

async function open(event) {
  const cache = await caches.open(CACHE);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keep(cache, event.request.url, answer.clone())).catch(() => {}));
  const late = new Promise((_, give) => setTimeout(give, PATIENCE));
  try {
    return await Promise.race([fresh, late]);
  } catch {
    return (await cache.match(event.request.url)) || fresh;
  }
}

async function keep(cache, url, answer) {
  if (!answer.ok || answer.redirected) return;
  const page = await answer.text();
  const assets = new Set(page.match(/\/static\/[\w./-]+(\?v=\d+)?/g));
  const dated = page.replace("<body", "<body data-kept"); // says in the page that it may be of another day
  await cache.put(url, new Response(dated, { headers: answer.headers }));
  await Promise.all([...assets].map(async (one) => (await cache.match(one)) || cache.add(one)));
}

// Forms that a page knows will be needed where there is no line.
addEventListener("message", (event) => {
  const pages = (event.data.pages || []).map((page) => new URL(page, location.origin));
  const ours = pages.filter(({ origin, pathname }) => origin === location.origin && FORMS.some((form) => form.test(pathname)));
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(ours.map((page) => fetch(page).then((answer) => keep(cache, page.href, answer)).catch(() => {})))));
});

async function asset(request) {
  const kept = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  return kept || fetch(request);
}

// A notice: a title and a page of ours. A second one with its tag takes its place without a sound.
addEventListener("push", (event) => {
  const { title, link, tag } = event.data.json();
  const icon = "/static/icon-192.png";
  event.waitUntil(registration.showNotification(title, { tag, icon, data: { link }, lang: "id" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(new URL(event.notification.data.link, location.origin)));
});

async function show(page) {
  if (page.origin !== location.origin) return;
  const [open] = await clients.matchAll({ type: "window" });
  if (!open) return clients.openWindow(page);
  await open.focus();
  return open.navigate(page);
}

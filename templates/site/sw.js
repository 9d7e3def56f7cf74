const site = {{ told }};
{% verbatim %}const SHELL = `shell-${site.version}`;
const PAGES = "pages";
const KEPT = "lexicon";
// The pages read last stay; more would fill a small phone unasked.
const MOST = 60;

addEventListener("install", (event) => {
  const wanted = [...site.shell, ...Object.values(site.fallbacks)];
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(wanted.map((address) => new Request(address, { credentials: "omit" }))))
      .then(() => skipWaiting()),
  );
});

// Only what the site calls public, and what was not asked for by a form.
const mayKeep = (answer) =>
  answer.status === 200 && answer.type === "basic" && !answer.redirected && /\bpublic\b/.test(answer.headers.get("Cache-Control") ?? "");

async function remember(request, answer) {
  const cache = await caches.open(PAGES);
  await cache.delete(request);
  await cache.put(request, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => cache.delete(old)));
}

const isPrivate = (pathname) => site.private.some((start) => pathname.startsWith(start));

// Also keeps what was open when the worker came: the page that brought a reader here.
async function begin() {
  const stays = [SHELL, PAGES, KEPT];
  await Promise.all((await caches.keys()).filter((name) => !stays.includes(name)).map((name) => caches.delete(name)));
  // A page is asked for while the worker wakes, which takes a quarter of a second on a small phone.
  await registration.navigationPreload?.enable();
  await clients.claim();
  for (const { url } of await clients.matchAll({ type: "window" })) {
    if (isPrivate(new URL(url).pathname)) continue;
    try {
      const answer = await fetch(url);
      if (mayKeep(answer)) await remember(new Request(url), answer);
    } catch {
      // The line went meanwhile: it will be kept the next time it is read.
    }
  }
}
addEventListener("activate", (event) => event.waitUntil(begin()));

async function fromTheLine(event) {
  const { request } = event;
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(request));
    if (mayKeep(answer)) event.waitUntil(remember(request, answer.clone()));
    return answer;
  } catch (fault) {
    const known = await caches.match(request);
    if (known) return known;
    if (request.mode !== "navigate") throw fault;
    const language = new URL(request.url).pathname.slice(1, 3);
    return caches.match(site.fallbacks[language] ?? Object.values(site.fallbacks)[0]);
  }
}

// The address of such a file changes with its content.
async function fromTheShelf(event) {
  const { request } = event;
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (mayKeep(answer)) event.waitUntil(remember(request, answer.clone()));
  return answer;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || request.headers.has("range")) return;
  if (isPrivate(pathname)) return;
  if (pathname.startsWith(site.static)) event.respondWith(fromTheShelf(event));
  else if (request.mode === "navigate" || request.destination === "image") event.respondWith(fromTheLine(event));
});
{% endverbatim %}

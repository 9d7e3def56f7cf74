// The lexicon kept on this device: kept, renewed, forgotten and searched, with or without network.
// As the site folds: no case, accent, ligature nor punctuation, elided words cut.
const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ς: "σ" };
const ELIDED = /(?<![\p{L}\p{N}])(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)['’‘ʼ‛′＇`´](?=[\p{L}\p{N}_])/giu;
const bare = (text) => text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
const fold = (text) => {
  let folded = text;
  for (let turn = 0; turn < 2; turn += 1) {
    folded = bare(folded).toLowerCase().replace(/[œæßøłđðþħıς]/g, (letter) => LETTERS[letter]);
  }
  return bare(folded).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
};
export const key = (text) => fold(text.replace(ELIDED, ""));

{
  const CACHE = "lexicon";
  const SHOWN = 20;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const state = find("state");
  const { file } = state.dataset;
  const language = document.documentElement.lang;
  let entries;

  // Letters to change, add, drop or swap between two words, or more than `most`.
  const distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      before = last;
      last = row;
    }
    return last[other.length];
  };

  const FAR = 9;
  const NEAR = 5;
  const rankOfKey = (words, asked, known) => {
    if (known === asked) return 0;
    if (known.startsWith(asked)) return 1;
    const parts = known.split(" ");
    if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 2;
    const most = asked.length > 7 ? 2 : asked.length > 3 ? 1 : 0;
    return most && distance(asked, known, most) <= most ? NEAR : FAR;
  };
  const search = (typed) => {
    const asked = key(typed);
    const words = asked.split(" ");
    if (!asked) return { hits: [], near: false };
    const found = [];
    for (const entry of entries) {
      const [, terms, texts] = entry;
      let rank = Math.min(...terms.map(([, , known]) => rankOfKey(words, asked, known)));
      if (rank >= NEAR) {
        const inside = ` ${texts.map(fold).join(" ")}`;
        if (words.every((word) => inside.includes(` ${word}`))) rank = 3;
      }
      if (rank < FAR) found.push([rank, entry]);
    }
    found.sort(([one], [other]) => one - other);
    const certain = found.filter(([rank]) => rank < NEAR);
    return { hits: (certain.length ? certain : found).map(([, entry]) => entry), near: !certain.length };
  };

  const element = (name, text, lang) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (lang && lang !== language) made.lang = lang;
    return made;
  };
  const shown = ([number, terms, [french, english]]) => {
    const group = document.createElement("div");
    const own = terms.filter(([, lang]) => lang === language);
    const others = terms.filter(([, lang]) => lang !== language);
    const [head, ...rest] = own.length ? [...own, ...others] : others;
    const term = document.createElement("dt");
    const link = element("a", head[0], head[1]);
    link.href = `${find("hits").dataset.entry}${number}/`;
    term.append(link);
    group.append(term);
    if (rest.length) {
      const equivalents = document.createElement("dd");
      equivalents.className = "en";
      rest.forEach(([text, lang], place) => {
        if (place) equivalents.append(", ");
        equivalents.append(element("i", text, lang));
      });
      group.append(equivalents);
    }
    for (const [text, lang] of language === "en" ? [[english, "en"], [french, "fr"]] : [[french, "fr"], [english, "en"]]) {
      if (text) group.append(element("dd", text, lang));
    }
    return group;
  };
  const answer = (typed) => {
    const told = find("found");
    if (!typed.trim()) {
      told.textContent = "";
      find("hits").replaceChildren();
      return;
    }
    const { hits, near } = search(typed);
    const say = told.dataset;
    told.textContent = !hits.length ? say.none : near ? say.nearest : hits.length === 1 ? say.one : `${say.many} ${hits.length}`;
    find("hits").replaceChildren(...hits.slice(0, SHOWN).map(shown));
  };

  const show = (names, visible) => names.forEach((name) => { find(name).hidden = !visible; });
  const open = async (kept) => {
    ({ entries } = await kept.clone().json());
    const day = new Date(kept.headers.get("Last-Modified"));
    state.textContent = `${state.dataset.kept} ${day.toLocaleDateString(language === "en" ? "en-GB" : language, { dateStyle: "long" })}.`;
    show(["search", "forget"], true);
    show(["keep", "renew"], false);
    const box = document.getElementById("mot");
    box.value ||= new URLSearchParams(location.search).get("q") ?? "";
    answer(box.value);
  };
  const fetchIt = async () => {
    show(["keep", "renew"], false);
    try {
      const fresh = await fetch(file, { credentials: "omit", cache: "no-cache" });
      if (!fresh.ok) throw new Error(fresh.status);
      const cache = await caches.open(CACHE);
      await cache.put(file, fresh.clone());
      navigator.storage?.persist?.();
      await open(fresh);
    } catch {
      state.textContent = state.dataset.failed;
      show([entries ? "renew" : "keep"], true);
    }
  };
  const isNewer = async (kept) => {
    try {
      const now = await fetch(file, { method: "HEAD", credentials: "omit", cache: "no-cache" });
      return now.ok && now.headers.get("ETag") !== kept.headers.get("ETag");
    } catch {
      return false;
    }
  };
  const forget = async () => {
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    await Promise.all((await navigator.serviceWorker.getRegistrations()).map((worker) => worker.unregister()));
    localStorage.removeItem("words");
    entries = undefined;
    state.textContent = state.dataset.gone;
    show(["search", "pages", "forget", "renew"], false);
    show(["keep"], true);
  };
  const listPages = async () => {
    if (!(await caches.has("pages"))) return;
    const cache = await caches.open("pages");
    const list = find("pages").querySelector("ul");
    for (const request of (await cache.keys()).reverse()) {
      const page = await cache.match(request);
      if (!page.headers.get("Content-Type")?.startsWith("text/html")) continue;
      // Without its style, which the policy of this page does not know.
      const text = (await page.text()).replace(/<style>.*?<\/style>/s, "");
      const read = new DOMParser().parseFromString(text, "text/html");
      const link = element("a", read.querySelector("h1")?.textContent ?? read.title, read.documentElement.lang);
      link.href = request.url;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    show(["pages", "forget"], list.children.length > 0);
  };
  const start = async () => {
    find("elsewhere").hidden = document.querySelector("link[rel=canonical]").href.endsWith(location.pathname);
    find("keep").addEventListener("click", fetchIt);
    find("renew").addEventListener("click", fetchIt);
    find("forget").addEventListener("click", forget);
    const form = find("search").querySelector("form");
    form.addEventListener("input", () => answer(form.elements.mot.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form.elements.mot.value);
    });
    const kept = await caches.match(file);
    if (!kept) show(["keep"], true);
    else {
      await open(kept);
      if (await isNewer(kept)) {
        state.append(` ${state.dataset.newer}`);
        show(["renew"], true);
      }
    }
    await listPages();
  };
  if (navigator.serviceWorker && window.caches) start();
  else show(["unable"], true);
}

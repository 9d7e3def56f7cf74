// Suggests terms while somebody types in a search box; loaded when one is entered.
const PAUSE = 250;
export function suggest(box) {
  const list = document.createElement("datalist");
  list.id = `${box.id}-words`;
  box.after(list);
  box.setAttribute("list", list.id);
  let timer, asking;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    const query = box.value.trim();
    if (query.length < 2 || [...list.options].some((option) => option.value === box.value)) return;
    timer = setTimeout(async () => {
      asking = new AbortController();
      const asked = new URLSearchParams({ q: query, lang: document.documentElement.lang });
      try {
        const answer = await fetch(`${box.dataset.suggest}?${asked}`, { signal: asking.signal });
        const { hits } = await answer.json();
        list.replaceChildren(...hits.map(([words, lang]) => {
          const option = new Option("", words);
          option.lang = lang;
          return option;
        }));
      } catch {
        // Left for something newer, or out of the network: nothing is suggested.
      }
    }, PAUSE);
  });
}

// Beside the lines of who paid for what: the total of each expense as it is typed, and its even split.
const group = document.querySelector("[data-inline-type]:has([data-evenly])");
const lines = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter((line) => !line.querySelector("[name$=-DELETE]:checked"));
const said = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const figure = (value) => value.toLocaleString(document.documentElement.lang || "fr", { maximumFractionDigits: 2 });
// Whole cents, so that a third of 100 is not a matter of rounding.
const cents = (box) => Math.round(Number(box.value.replace(/\s/g, "").replace(",", ".")) * 100);

const byExpense = () => {
  const found = new Map();
  lines().forEach((line) => {
    const expense = line.querySelector("select[name$=-category]");
    const share = line.querySelector("[name$=-share]");
    if (!expense?.value) return;
    if (!found.has(expense.value)) found.set(expense.value, { name: expense.selectedOptions[0].text, code: expense.value, shares: [] });
    found.get(expense.value).shares.push(share);
  });
  return [...found.values()];
};

const evenly = (shares) => {
  const each = Math.floor(10000 / shares.length);
  shares.forEach((share, index) => {
    share.value = ((index ? each : 10000 - each * (shares.length - 1)) / 100).toFixed(2);
  });
};

const told = (words, { name, code, shares }) => {
  const typed = shares.filter((share) => share.value.trim());
  if (!typed.length && code === words.other) return said(words.undetailed, { expense: name });
  if (!typed.length) return shares.length > 1 ? said(words.unknown, { expense: name }) : said(words.alone, { expense: name });
  const total = typed.reduce((sum, share) => sum + cents(share), 0);
  const values = { expense: name, total: figure(total / 100), gap: figure(Math.abs(10000 - total) / 100) };
  if (total === 10000 && typed.length === shares.length) return said(words.right, values);
  if (typed.length < shares.length) return said(words.mixed, values);
  return said(total < 10000 ? words.under : words.over, values);
};

const show = (board, words) => {
  const focused = document.activeElement?.closest(".split-help") ? document.activeElement.dataset.at : null;
  board.replaceChildren(...byExpense().map((expense, index) => {
    const line = document.createElement("p");
    line.append(told(words, expense));
    if (expense.shares.length > 1) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tiny";
      button.dataset.at = index;
      button.textContent = words.evenly;
      button.addEventListener("click", () => {
        evenly(expense.shares);
        show(board, words);
      });
      line.append(" ", button);
    }
    return line;
  }));
  if (focused !== null) board.querySelector(`[data-at="${focused}"]`)?.focus();
};

if (group) {
  const { split, evenly: label } = group.querySelector("[data-evenly]").dataset;
  const words = { ...JSON.parse(split), evenly: label };
  const board = document.createElement("div");
  board.className = "split-help";
  board.setAttribute("aria-live", "polite");
  group.append(board);
  const again = () => setTimeout(() => show(board, words));
  ["input", "change", "click"].forEach((kind) => group.addEventListener(kind, (event) => event.target.closest(".split-help") || again()));
  document.addEventListener("formset:added", again);
  document.addEventListener("formset:removed", again);
  again();
}

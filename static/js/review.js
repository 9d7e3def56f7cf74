// The review of one contribution: keys, the running count, "tick the clean ones".
// Everything here can be done without it; it holds no words of its own.
{
const form = document.getElementById("review");
const cards = [...form.querySelectorAll(".change")].filter((card) => card.querySelector("[type=radio]"));
const tally = document.getElementById("tally");
const keysOn = document.getElementById("keys-on");
const pick = (card, value) => {
  const radio = card.querySelector(`[type=radio][value=${value}]`);
  if (radio) { radio.checked = true; count(); }
};
function count() {
  if (!tally || !cards.length) return;
  const done = cards.filter((card) => { const on = card.querySelector(":checked[type=radio]"); return on && on.value !== "later"; }).length;
  const text = tally.dataset.text.replace("{n}", done).replace("{total}", cards.length);
  tally.textContent = done < cards.length ? `${text}, ${tally.dataset.rest}` : text;
}
form.addEventListener("change", count);
form.querySelector("[data-tick]")?.addEventListener("click", (event) => {
  event.preventDefault();
  cards.filter((card) => card.dataset.state === "clean").forEach((card) => pick(card, "apply"));
});
try {
  const remembered = localStorage.getItem("review-keys");
  if (remembered) keysOn.checked = remembered === "on";
  keysOn.addEventListener("change", () => localStorage.setItem("review-keys", keysOn.checked ? "on" : "off"));
} catch { /* no storage: the keys are simply on */ }
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { form.querySelector("[name=_publish]")?.click(); return; }
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, [type=text], [type=search]")) return;
  const here = cards.indexOf(event.target.closest(".change"));
  const move = { j: 1, k: -1 }[event.key];
  const value = { a: "apply", m: "edit", r: "refuse", p: "later" }[event.key];
  if (move) {
    const next = cards[Math.min(Math.max(here + move, 0), cards.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "start" });
    event.preventDefault();
  } else if (value && here >= 0) {
    pick(cards[here], value);
    cards[here].querySelector(value === "edit" ? ".when-edit textarea" : value === "refuse" ? ".when-refuse select" : ":checked")?.focus();
    event.preventDefault();
  }
});
count();
}

// What is typed in a proposal stays on the device until it is sent, so a lost line loses nothing;
// and entries close to the term being typed are shown. The form is whole without this file.
{
const form = document.querySelector("form[data-keep]");
const WEEK = 7 * 24 * 3600e3;
const skipped = (field) => !field.name || ["csrfmiddlewaretoken", "website", "shown"].includes(field.name) || field.type === "submit";
const ticked = (field) => field.type === "checkbox" || field.type === "radio";
const key = (path) => `draft:${path}`;

function save() {
  const fields = [...form.elements].filter((field) => !skipped(field));
  const typed = fields.map((field) => [field.name, ticked(field) ? [field.value, field.checked] : field.value]);
  localStorage.setItem(key(form.dataset.keep), JSON.stringify({ at: Date.now(), typed }));
}
function restore() {
  const held = JSON.parse(localStorage.getItem(key(form.dataset.keep)) || "null");
  if (!held || Date.now() - held.at > WEEK) return localStorage.removeItem(key(form.dataset.keep));
  let changed = false;
  for (const [name, value] of held.typed) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (Array.isArray(value)) {
        if (field.value !== value[0] || field.checked === value[1]) continue;
        field.checked = value[1];
      } else {
        if (ticked(field) || field.value === value) continue;
        field.value = value;
      }
      changed ||= field.type !== "hidden";
      field.closest("details")?.setAttribute("open", "");
    }
  }
  if (changed) tell();
}
function tell() {
  const note = document.createElement("p");
  const button = document.createElement("button");
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = `${form.dataset.kept} `;
  button.type = "button";
  button.textContent = form.dataset.throw;
  button.addEventListener("click", () => {
    localStorage.removeItem(key(form.dataset.keep));
    location.reload();
  });
  note.append(button);
  form.before(note);
}
try {
  const sending = sessionStorage.getItem("sending");
  if (sending && document.querySelector("[data-sent]")) {
    localStorage.removeItem(key(sending));
    sessionStorage.removeItem("sending");
  }
  if (form) {
    if (form.dataset.kept && !("full" in form.dataset)) restore();
    if (form.dataset.kept) {
      form.addEventListener("input", save);
      // What was typed while this file was on its way.
      if ([...form.elements].some((field) => !skipped(field) && field.value !== field.defaultValue && field.defaultValue !== undefined)) save();
    }
    form.addEventListener("submit", () => sessionStorage.setItem("sending", form.dataset.keep));
  }
} catch { /* no storage: the server keeps what is posted */ }

const term = form?.querySelector("[data-close]");
const near = document.getElementById("close");
let waiting, last;
term?.addEventListener("input", () => {
  clearTimeout(waiting);
  waitShort();
});
function waitShort() {
  waiting = setTimeout(async () => {
    const asked = (last = term.value.trim());
    const hits = asked.length < 3 ? [] : await close(asked);
    if (asked !== last) return;
    near.hidden = !hits.length;
    near.textContent = `${form.dataset.close} `;
    hits.slice(0, 5).forEach(([words, lang], place) => {
      const link = document.createElement("a");
      link.href = `${form.dataset.index}?q=${encodeURIComponent(words)}`;
      link.lang = lang;
      link.textContent = words;
      near.append(place ? ", " : "", link);
    });
  }, 300);
}
async function close(asked) {
  try {
    const answer = await fetch(`/data/lexicon/suggest?lang=${document.documentElement.lang}&q=${encodeURIComponent(asked)}`);
    return answer.ok ? (await answer.json()).hits : [];
  } catch { return []; }
}
}

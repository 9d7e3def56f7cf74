// What is typed in a form of the back office stays on this device until it is saved: a crash, a
// lost line or a closed tab loses nothing. It is forgotten as soon as the site says it is saved.
{
const PREFIX = "typing:";
const LIFE = 14 * 24 * 3600 * 1000;
const form = document.querySelector("#content-main form[id$=_form]");
const notice = document.querySelector("[data-kept-typing]");
const key = PREFIX + location.pathname;
const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
const boxes = () => [...form.elements].filter((box) => box.name && !/^csrf|^_|-__prefix__-|_FORMS$/.test(box.name) && !["file", "submit", "button", "password"].includes(box.type));
const state = (box) => (["checkbox", "radio"].includes(box.type) ? box.checked : box.multiple ? [...box.options].filter((o) => o.selected).map((o) => o.value).join() : box.value);
const typed = () => Object.fromEntries(boxes().map((box) => [`${box.name}|${box.type === "radio" ? box.value : ""}`, state(box)]));
const put = (values) => boxes().forEach((box) => {
  const value = values[`${box.name}|${box.type === "radio" ? box.value : ""}`];
  if (value === undefined) return;
  if (["checkbox", "radio"].includes(box.type)) box.checked = value;
  else if (box.multiple) [...box.options].forEach((o) => { o.selected = value.split(",").includes(o.value); });
  else box.value = value;
});
// Saved: the page that says so forgets the form that was sent from this tab.
const sent = sessionStorage.getItem("typing-sent");
if (sent && document.querySelector(".messagelist .success")) localStorage.removeItem(sent);
sessionStorage.removeItem("typing-sent");
Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && Date.now() - (read(name)?.at || 0) > LIFE).forEach((name) => localStorage.removeItem(name));
if (form && notice) {
  const kept = read(key);
  // After a refused save the form itself holds what was typed.
  const refused = form.querySelector(".errornote, .errorlist, .conflict");
  if (sessionStorage.getItem("typing-back") === key && kept) put(kept.values); // before the rich text boxes wake up
  else if (kept && !refused && JSON.stringify(kept.values) !== JSON.stringify(typed())) notice.hidden = false;
  sessionStorage.removeItem("typing-back");
  const forget = () => { localStorage.removeItem(key); notice.hidden = true; };
  notice.querySelector("[data-put-back]").addEventListener("click", () => { sessionStorage.setItem("typing-back", key); location.reload(); });
  notice.querySelector("[data-forget]").addEventListener("click", forget);
  let later;
  let before;
  const keep = () => {
    const values = JSON.stringify(typed());
    if (values === before) return;
    before = values;
    try { localStorage.setItem(key, `{"at":${Date.now()},"values":${values}}`); } catch { /* full or refused: nothing to do */ }
  };
  setTimeout(() => { before = JSON.stringify(typed()); }, 1500); // once the rich text boxes have settled
  const soon = () => { if (!notice.hidden) return; clearTimeout(later); later = setTimeout(keep, 1200); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", () => { if (before !== undefined && notice.hidden) keep(); });
  form.addEventListener("submit", () => sessionStorage.setItem("typing-sent", key));
}
}

// The FR / EN / both switch is plain CSS; this remembers it, turns it by key (Alt + L) and lends
// each cell of a table of rows the words of its column, shown on a phone where the head is gone.
{
const choices = [...document.querySelectorAll("[name=_show]")];
const shown = () => choices.find((radio) => radio.checked);
const keep = () => localStorage.setItem("languages-shown", shown().value);
const before = choices.find((radio) => radio.value === localStorage.getItem("languages-shown"));
if (before) before.checked = true;
choices.forEach((radio) => radio.addEventListener("change", keep));
document.addEventListener("keydown", (event) => {
  if (!choices.length || !event.altKey || event.ctrlKey || event.code !== "KeyL") return;
  event.preventDefault();
  choices[(choices.indexOf(shown()) + 1) % choices.length].checked = true;
  keep();
});
const nameCells = () => document.querySelectorAll(".tabular table").forEach((table) => {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  table.querySelectorAll("tbody > tr.form-row").forEach((row) => [...row.cells].forEach((cell, index) => { cell.dataset.label = heads[index] || ""; }));
});
// The admin's search-as-you-type lists have no name of their own: they take that of their box.
const nameList = (box) => {
  const select = box.closest(".select2").previousElementSibling;
  const name = select.getAttribute("aria-label") || select.labels?.[0]?.textContent.trim().replace(/\s*:$/, "");
  if (!name) return;
  box.id ||= `${select.id}-box`;
  box.setAttribute("aria-label", name);
  box.setAttribute("aria-labelledby", `${box.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
  box.querySelector("[role=textbox], .select2-search__field")?.setAttribute("aria-label", name);
};
const nameLists = () => {
  document.querySelectorAll("select + .select2 [role=combobox]:not([aria-label])").forEach(nameList);
  document.querySelectorAll(".help-tooltip[aria-label]:not([role])").forEach((hint) => { hint.role = "img"; });
};
// A list of several has a cross on each; the one for all would stand among them, no item of the list.
document.querySelectorAll("select[multiple][data-allow-clear]").forEach((select) => { select.dataset.allowClear = "false"; });
nameCells();
// They are made when the page is ready, each row's when it is added; both in a turn of their own.
addEventListener("load", () => { nameLists(); setTimeout(nameLists, 50); });
document.addEventListener("formset:added", () => { nameCells(); setTimeout(nameLists, 50); });
// A mark "missing" goes as soon as something is typed.
document.addEventListener("input", (event) => {
  const mark = event.target.closest(".form-multiline > div")?.querySelector(".mark");
  if (mark) mark.hidden = event.target.value !== "";
});
// How many characters a text has, of those it may have.
const count = (box) => {
  if (box.maxLength < 1 || !box.dataset.lang) return;
  let said = box.parentElement.querySelector(".count");
  if (!said) {
    said = document.createElement("span");
    said.className = "count quiet";
    said.ariaHidden = "true";
    box.after(said);
  }
  said.textContent = `${box.value.length} / ${box.maxLength}`;
};
document.addEventListener("input", (event) => { if (event.target.matches("input, textarea")) count(event.target); });
document.addEventListener("focusin", (event) => { if (event.target.matches("input, textarea")) count(event.target); });
}

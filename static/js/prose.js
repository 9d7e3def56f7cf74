// The editing area of a rich text box takes the name, the language and the help of its box.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const area = editor.view.dom;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  area.setAttribute("role", "textbox");
  area.setAttribute("aria-multiline", "true");
  area.setAttribute("aria-label", textarea.getAttribute("aria-label") || label?.textContent.trim().replace(/\s*:$/, "") || "");
  const help = textarea.getAttribute("aria-describedby");
  if (help) area.setAttribute("aria-describedby", help);
  if (textarea.lang) area.lang = textarea.lang;
  label?.addEventListener("click", () => editor.view.focus());
});

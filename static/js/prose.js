// The rich text box: its words in the editor's language, and pastes made into true lists.
{
const words = JSON.parse(document.querySelector("[data-prose-words]")?.dataset.proseWords || "{}");
const stock = window.gettext || ((text) => text);
window.gettext = (text) => words[text] || stock(text);

// What word processors put before the text of an item. A number counts only where they say "list".
const BULLET = /^[\s\u00a0]*[-–—•·▪◦●○‣\u00a7\uf0b7\uf0a7][\s\u00a0]+/;
const NUMBER = /^[\s\u00a0]*(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)][\s\u00a0]+/i;
const blank = (node) => !node.textContent.replace(/[\s\u00a0]/g, "") && !node.querySelector("img, table");

const cut = (paragraph, length) => {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let left = length; left > 0 && walker.nextNode(); ) {
    const node = walker.currentNode;
    const taken = Math.min(left, node.data.length);
    node.data = node.data.slice(taken);
    left -= taken;
  }
};

// A paragraph that is an item in disguise: how long its mark is, and whether it is numbered.
const itemOf = (node) => {
  if (node.nodeName !== "P") return null;
  const said = /MsoList/i.test(node.className) || /mso-list:(?!none)/i.test(node.dataset.style || "");
  const bullet = BULLET.exec(node.textContent) || (said && /^[\s\u00a0]*o[\s\u00a0]+/.exec(node.textContent));
  const number = !bullet && said && NUMBER.exec(node.textContent);
  const mark = bullet || number;
  return mark ? { length: mark[0].length, list: number ? "ol" : "ul", said } : null;
};

// Runs of such paragraphs become lists; empty paragraphs, kept by nobody, only part two lists.
const lists = (parent) => {
  const nodes = [...parent.children];
  let run = [];
  let gap = 0;
  const end = () => {
    if (run.length > 1 || run[0]?.item.said) {
      const list = parent.ownerDocument.createElement(run[0].item.list);
      run[0].node.before(list);
      run.forEach(({ node, item }) => {
        cut(node, item.length);
        const line = list.appendChild(parent.ownerDocument.createElement("li"));
        line.append(node);
      });
    }
    run = [];
  };
  nodes.forEach((node) => {
    if (node.nodeName === "P" && blank(node)) {
      gap += 1;
      node.remove();
      return;
    }
    const item = itemOf(node);
    if (!item || gap > 1 || (run.length && run[0].item.list !== item.list)) end();
    if (item) run.push({ node, item });
    gap = 0;
  });
  end();
};

const rename = (node, name) => {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
};

// Styles are read, then left behind: the page's policy refuses them and saving would drop them.
const tidy = (html, box) => {
  const bare = html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-style=");
  const page = new DOMParser().parseFromString(bare, "text/html");
  page.querySelectorAll("[data-style]").forEach((node) => {
    const style = node.dataset.style;
    if (node.nodeName === "B" && /font-weight:\s*(?:normal|[1-5]00)/i.test(style)) node.replaceWith(...node.childNodes);
    else if (node.nodeName === "SPAN" && /font-weight:\s*(?:bold|[6-9]00)/i.test(style)) rename(node, "strong");
    else if (node.nodeName === "SPAN" && /font-style:\s*italic/i.test(style)) rename(node, "em");
  });
  page.querySelectorAll("h1").forEach((node) => rename(node, "h2"));
  page.querySelectorAll("script, title, meta, link").forEach((node) => node.remove());
  const images = [...page.querySelectorAll("img")].filter((image) => !/^ref:/.test(image.getAttribute("src") || ""));
  images.forEach((image) => image.remove());
  if (images.length) tell(box, words["pictures left out"]);
  new Set([...page.querySelectorAll("p")].map((node) => node.parentElement)).forEach(lists);
  page.querySelectorAll("[data-style]").forEach((node) => node.removeAttribute("data-style"));
  return page.body.innerHTML;
};

const tell = (box, text) => {
  let line = box.querySelector(".prose-said");
  if (!line) {
    line = box.appendChild(document.createElement("p"));
    line.className = "prose-said";
    line.setAttribute("role", "status");
  }
  line.textContent = text || "";
};

// Text without HTML: each line a paragraph, then the same care.
const fromPlain = (text) => text.split(/\r?\n/).map((line) => {
  const paragraph = document.createElement("p");
  paragraph.textContent = line;
  return paragraph.outerHTML;
}).join("");

const nameMenu = (box) => box.querySelectorAll(".prose-menubar button").forEach((button) => {
  const name = words[button.title];
  if (name) {
    button.title = name;
    button.setAttribute("aria-label", name);
  }
  const option = button.querySelector("p, h2, h3, h4");
  if (option && words[option.textContent]) option.textContent = words[option.textContent];
});

// The editor names the choices of its dialogs in English only, and compares what is written there.
new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => {
  node.querySelectorAll?.(".prose-editor-dialog option").forEach((option) => {
    option.value = option.value;
    option.textContent = words[option.value] || option.value;
  });
  // A table is read aloud by its headings: it has them unless somebody says no.
  node.querySelectorAll?.(".prose-editor-dialog [name=withHeaderRow]").forEach((choice) => { choice.value = "Yes"; });
}))).observe(document.documentElement, { childList: true, subtree: true });

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const area = editor.view.dom;
  const box = textarea.closest(".prose-editor");
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  area.setAttribute("role", "textbox");
  area.setAttribute("aria-multiline", "true");
  area.setAttribute("aria-label", textarea.getAttribute("aria-label") || label?.textContent.trim().replace(/\s*:$/, "") || "");
  const help = textarea.getAttribute("aria-describedby");
  if (help) area.setAttribute("aria-describedby", help);
  if (textarea.lang) area.lang = textarea.lang;
  label?.addEventListener("click", () => editor.view.focus());
  editor.view.setProps({
    transformPastedHTML: (html) => tidy(html, box),
    handlePaste: (view, event) => {
      const data = event.clipboardData;
      const text = data?.getData("text/plain");
      if (!text?.includes("\n") || data.getData("text/html")) return false;
      return view.pasteHTML(fromPlain(text));
    },
  });
  nameMenu(box);
  // The menu comes later, and is redrawn when the kind of paragraph changes.
  new MutationObserver(() => nameMenu(box)).observe(box, { childList: true, subtree: true, attributeFilter: ["title"] });
});
}

// In the rich text box, pictures and pages of the site are chosen from lists, and kept by identity.
import { crel, Figure as StockFigure, Image as StockImage, Link as StockLink } from "django-prose-editor/editor";

const box = document.querySelector("[data-prose-words]");
const words = JSON.parse(box.dataset.proseWords);
const REFERENCE = /^ref:[a-z]+\.[a-z]+\/[1-9][0-9]*$/;
const ELSEWHERE = /^(?:https?:\/\/|mailto:)\S+$/i;

const ask = async (parameters) => {
  const answer = await fetch(`${box.dataset.references}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).found;
};

// What references name, asked once for all those that appear together.
const known = new Map();
let waiting = null;
const about = (reference) => {
  if (known.has(reference)) return known.get(reference);
  waiting ||= { names: [], found: new Promise((done) => setTimeout(async () => {
    const { names } = waiting;
    waiting = null;
    done(await ask(names.map((name) => ["ref", name])).catch(() => []));
  }, 30)) };
  waiting.names.push(reference);
  const told = waiting.found.then((found) => found.find((item) => item.ref === reference));
  known.set(reference, told);
  return told;
};

let dialogs = 0;
const open = (editor, title, content, resolve) => {
  const id = `picker-${(dialogs += 1)}`;
  const heading = crel("h3", { id, className: "prose-editor-dialog-title", textContent: title });
  const form = crel("form", {}, [heading, ...content]);
  const dialog = crel("dialog", { className: "prose-editor-dialog picker", "aria-labelledby": id }, [form]);
  const holder = crel("div", {}, [dialog]);
  editor.view.dom.parentElement.append(holder);
  let chosen = null;
  const close = (value) => { chosen = value; dialog.close(); };
  dialog.addEventListener("close", () => { holder.remove(); resolve(chosen); });
  // A form within the form of the page: neither Enter nor typing may reach the outer one.
  for (const kind of ["input", "change"]) dialog.addEventListener(kind, (event) => event.stopPropagation());
  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); });
  dialog.showModal();
  return close;
};

const button = (text, pressed, className = "") => {
  const made = crel("button", { type: "button", className, textContent: text });
  made.addEventListener("click", pressed);
  return made;
};

// A box to search in and the list of what is found; `pick` gets what was chosen.
const finder = (kind, label, pick) => {
  const id = `picker-search-${dialogs + 1}`;
  const input = crel("input", { id, type: "search", size: 40, autocomplete: "off" });
  const status = crel("p", { className: "quiet", role: "status" });
  const list = crel("ul", { className: `picker-found ${kind}` });
  let asked = 0;
  const search = async () => {
    const mine = (asked += 1);
    let found = null;
    try { found = await ask([["kind", kind], ["q", input.value]]); } catch { /* said below */ }
    if (mine !== asked) return;
    list.replaceChildren(...(found || []).map((item) => {
      const parts = [];
      if (item.thumb) parts.push(crel("img", { src: item.thumb, alt: "" }));
      parts.push(crel("span", { className: "picker-title", textContent: item.title }));
      const note = [kind === "picture" ? "" : item.kind, item.note].filter(Boolean).join(" · ");
      if (note) parts.push(crel("span", { className: "quiet", textContent: note }));
      const made = crel("button", { type: "button" }, parts);
      made.addEventListener("click", () => { known.set(item.ref, Promise.resolve(item)); pick(item); });
      return crel("li", {}, [made]);
    }));
    const nothing = kind === "picture" || input.value.trim() ? words["nothing found"] : "";
    if (!found) status.textContent = words["not reached"];
    else if (!found.length) status.textContent = nothing;
    else status.textContent = found.length === 1 ? words["one found"] : words["some found"].replace("%s", found.length);
  };
  let pause = 0;
  input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 250); });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(pause);
    search();
  });
  if (kind === "picture") {
    search();
    // Back from the tab where pictures are added: they are in the list.
    const again = () => { if (input.isConnected) search(); else removeEventListener("focus", again); };
    addEventListener("focus", again);
  }
  const field = crel("div", { className: "prose-editor-dialog-field" }, [crel("label", { htmlFor: id, textContent: label }), input]);
  return [field, status, list];
};

const choosePicture = (editor, current) => new Promise((resolve) => {
  let close = null;
  const foot = [button(words.Cancel, () => close(null))];
  if (current) foot.unshift(button(words["remove picture"], () => close({ gone: true })));
  const add = crel("a", { href: box.dataset.library, target: "_blank", rel: "noopener", textContent: words["add pictures"] });
  close = open(editor, words["choose a picture"], [
    ...finder("picture", words["search pictures"], (item) => close(item)),
    crel("p", {}, [add]),
    crel("p", { className: "quiet", textContent: words["picture note"] }),
    crel("div", { className: "prose-editor-dialog-buttons" }, foot),
  ], resolve);
});

const chooseTarget = (editor, current) => new Promise((resolve) => {
  let close = null;
  const id = `picker-address-${dialogs + 1}`;
  const inside = REFERENCE.test(current);
  const address = crel("input", { id, type: "text", inputMode: "url", size: 40, value: inside ? "" : current });
  const wrong = crel("p", { className: "picker-wrong", role: "alert" });
  const now = crel("p", { className: "picker-now" });
  if (inside) about(current).then((item) => { now.textContent = `${words["leads to"]} ${item ? item.title : words["unknown target"]}`; });
  const put = async () => {
    const typed = address.value.trim();
    if (!typed) { wrong.textContent = words["wrong address"]; return; }
    const [ours] = await ask([["url", typed]]).catch(() => []);
    if (ours) close({ href: ours.ref });
    else if (ELSEWHERE.test(typed) || /^[/#][^/\s]/.test(typed)) close({ href: typed });
    else if (/^[\w.-]+\.[a-z]{2,}(?:\/\S*)?$/i.test(typed)) close({ href: `https://${typed}` });
    else if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(typed)) close({ href: `mailto:${typed}` });
    else wrong.textContent = words["wrong address"];
  };
  address.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); put(); } });
  const foot = [button(words["put the link"], put), button(words.Cancel, () => close(null))];
  if (current) foot.splice(1, 0, button(words["remove link"], () => close({ gone: true })));
  close = open(editor, words["choose a target"], [
    now,
    ...finder("page", words["search pages"], (item) => close({ href: item.ref })),
    crel("div", { className: "prose-editor-dialog-field" }, [crel("label", { htmlFor: id, textContent: words["or an address"] }), address]),
    wrong,
    crel("div", { className: "prose-editor-dialog-buttons" }, foot),
  ], resolve);
});

// The picture itself stands in the box; only its reference stands in the text.
export const Image = StockImage.extend({
  addNodeView() {
    return ({ node }) => {
      const dom = crel("span", { className: "prose-picture" });
      about(node.attrs.src || "").then((item) => {
        if (item?.thumb) dom.append(crel("img", { src: item.thumb, alt: item.alt || "" }));
        else dom.textContent = words["unknown picture"];
        if (item?.note) dom.append(crel("span", { className: "picker-wrong", textContent: item.note }));
      });
      return { dom, update: (other) => other.type === node.type && other.attrs.src === node.attrs.src };
    };
  },
});

const figureAt = (state) => {
  const { $from, node } = state.selection;
  if (node?.type.name === "figure" || node?.type.name === "image") {
    const image = node.type.name === "image" ? node : node.firstChild;
    return { image, at: state.selection.from + (node.type.name === "image" ? 0 : 1), whole: state.selection.from, size: node.nodeSize };
  }
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const found = $from.node(depth);
    if (found.type.name === "figure") return { image: found.firstChild, at: $from.start(depth), whole: $from.before(depth), size: found.nodeSize };
  }
  return null;
};

export const Figure = StockFigure.extend({
  addCommands() {
    const pick = () => ({ editor, state, dispatch }) => {
      const here = figureAt(state);
      if (!dispatch) return Boolean(here) || !editor.isActive("table");
      choosePicture(editor, here?.image).then((chosen) => {
        if (!chosen) { editor.commands.focus(); return; }
        if (chosen.gone) editor.chain().focus().deleteRange({ from: here.whole, to: here.whole + here.size }).run();
        else if (here) editor.chain().focus().setNodeSelection(here.at).updateAttributes("image", { src: chosen.ref }).run();
        else editor.chain().focus().insertContent([{ type: "figure", content: [{ type: "image", attrs: { src: chosen.ref } }] }, { type: "paragraph" }]).run();
      });
      return true;
    };
    return { ...this.parent?.(), editImage: pick, insertFigure: pick };
  },
});

export const Link = StockLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        if (editor.state.selection.empty && !editor.isActive("link")) return false;
        chooseTarget(editor, editor.getAttributes("link").href || "").then((chosen) => {
          const steps = editor.chain().focus();
          if (!chosen) steps.run();
          else if (chosen.gone) steps.extendMarkRange("link").unsetLink().run();
          else if (editor.isActive("link")) steps.extendMarkRange("link").updateAttributes("link", chosen).run();
          else steps.setMark("link", chosen).run();
        });
        return true;
      },
    };
  },
});

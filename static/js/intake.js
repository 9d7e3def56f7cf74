// Several files, one request each: what is refused does not stop the others, and each has its bar.
{
const form = document.querySelector("form.intake");
const input = form?.querySelector("[type=file]");
const make = (name, about, ...inside) => {
  const made = Object.assign(document.createElement(name), about);
  made.append(...inside);
  return made;
};
if (form) {
  const say = form.dataset;
  const list = form.querySelector(".sent");
  const said = form.querySelector(".sent-said");
  const drop = form.querySelector(".drop");
  const next = form.querySelector(".next");
  const taken = [];
  const queue = [];
  let busy = false;
  let refused = 0;
  form.querySelector(".send").hidden = true;
  form.querySelector(".drop-also").hidden = false;
  input.required = false;

  const send = (file) => new Promise((done) => {
    const { bar, state } = file;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("upload", file.file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.max = event.total;
      bar.value = event.loaded;
      state.textContent = event.loaded < event.total ? say.sending : say.working;
    });
    const refuse = (why, again) => {
      refused += 1;
      bar.hidden = true;
      state.textContent = why;
      file.line.className = "is-refused";
      if (again) {
        const button = make("button", { type: "button", className: "tiny", textContent: say.again });
        button.addEventListener("click", () => {
          refused -= 1;
          button.remove();
          bar.hidden = false;
          bar.value = 0;
          file.line.className = "";
          queue.push(file);
          work();
        });
        file.line.append(button);
      }
      done();
    };
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* another page answered */ }
      if (!answer) { refuse(say.away, true); return; }
      if (answer.ids.length) {
        taken.push(...answer.ids);
        bar.value = bar.max;
        state.textContent = say.taken;
        file.line.className = "is-taken";
        done();
      } else refuse(answer.refused.join(" "), false);
    });
    request.addEventListener("error", () => refuse(say.lost, true));
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    state.textContent = say.sending;
    request.send(data);
  });

  const work = async () => {
    if (busy) return;
    busy = true;
    next.hidden = true;
    said.textContent = "";
    while (queue.length) await send(queue.shift());
    busy = false;
    if (taken.length) {
      next.href = `${say.describe}?ids=${taken.join(",")}`;
      next.hidden = false;
    }
    said.textContent = refused ? say.some : say.all;
    if (taken.length && !refused) next.focus();
  };

  const add = (files) => {
    const room = Number(say.most) - taken.length - queue.length;
    const left = [...files].slice(0, Math.max(room, 0));
    left.forEach((file) => {
      const bar = make("progress", { max: file.size || 1, value: 0 });
      bar.setAttribute("aria-label", file.name);
      const state = make("span", { className: "sent-state", textContent: say.waiting });
      const line = make("li", {}, make("b", { textContent: file.name }), bar, state);
      list.append(line);
      queue.push({ file, bar, state, line });
    });
    work().then(() => { if (left.length < files.length) said.textContent = say.tooMany; });
  };

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) add(files);
  });
  const over = (event, on) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("is-over", on);
  };
  ["dragenter", "dragover"].forEach((kind) => addEventListener(kind, (event) => over(event, true)));
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(event, false); });
  addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) add(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
}
}

// The point that must stay visible: a click on the picture fills the two boxes, and they move it.
{
const SVG = "http://www.w3.org/2000/svg";
const holder = document.querySelector(".focal");
const [x, y] = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));
const draw = (name, about) => {
  const made = document.createElementNS(SVG, name);
  Object.entries(about).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
};
if (holder && x && y) {
  const width = Number(holder.dataset.width);
  const height = Number(holder.dataset.height);
  const radius = Math.max(width, height) / 40;
  const overlay = draw("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "focal-over" });
  const shade = draw("path", { class: "focal-shade", "fill-rule": "evenodd" });
  const frame = draw("rect", { class: "focal-frame" });
  const point = draw("circle", { class: "focal-point", r: radius });
  overlay.append(shade, frame, point);
  const hint = Object.assign(document.createElement("p"), { className: "quiet", textContent: holder.dataset.hint });
  const spot = Object.assign(document.createElement("span"), { className: "focal-spot" });
  spot.append(holder.querySelector("img"), overlay);
  holder.append(spot, hint);

  const within = (box) => Math.min(100, Math.max(0, Number(box.value) || 0));
  // The same cut as the one the site makes for its cards: 3 by 2, as near as can be.
  const show = () => {
    const across = Math.min(width, Math.floor((height * 3) / 2));
    const down = Math.min(height, Math.floor((width * 2) / 3));
    const [px, py] = [(width * within(x)) / 100, (height * within(y)) / 100];
    const left = Math.min(Math.max(px - across / 2, 0), width - across);
    const top = Math.min(Math.max(py - down / 2, 0), height - down);
    point.setAttribute("cx", px);
    point.setAttribute("cy", py);
    Object.entries({ x: left, y: top, width: across, height: down }).forEach(([key, value]) => frame.setAttribute(key, value));
    shade.setAttribute("d", `M0 0H${width}V${height}H0Z M${left} ${top}h${across}v${down}h${-across}Z`);
  };
  spot.addEventListener("click", (event) => {
    const area = spot.getBoundingClientRect();
    x.value = Math.round((100 * (event.clientX - area.left)) / area.width);
    y.value = Math.round((100 * (event.clientY - area.top)) / area.height);
    [x, y].forEach((box) => box.dispatchEvent(new Event("input", { bubbles: true })));
  });
  [x, y].forEach((box) => box.addEventListener("input", show));
  show();
}
}


"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const viewer = document.getElementById("viewer");
const stage = document.getElementById("stage");
const title = document.getElementById("viewer-title");
const previous = document.getElementById("previous");
const next = document.getElementById("next");
let shown = null;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function showPage() {
  const key = shown.source + "/" + shown.pages[shown.at];
  const page = data.pages[key];
  const sheet = element("div", "sheet");
  const image = element("img");
  image.alt = shown.title + ", s. " + page.label;
  image.src = "data:image/jpeg;base64," + page.picture;
  sheet.append(image);
  let first = null;
  for (const [number, x0, y0, x1, y1] of shown.boxes) {
    if (number !== shown.pages[shown.at]) continue;
    const box = element("div", "box");
    box.style.left = (100 * x0 - 0.3) + "%";
    box.style.top = (100 * y0) + "%";
    box.style.width = (100 * (x1 - x0) + 0.6) + "%";
    box.style.height = (100 * (y1 - y0)) + "%";
    sheet.append(box);
    first = first || box;
  }
  stage.replaceChildren(sheet);
  title.textContent = shown.title + ", s. " + page.label;
  previous.hidden = next.hidden = shown.pages.length < 2;
  previous.disabled = shown.at === 0;
  next.disabled = shown.at === shown.pages.length - 1;
  image.decode().catch(() => {}).then(() => first && first.scrollIntoView({ block: "center" }));
}

function showText(place) {
  const { text, headings } = data.texts[shown.source];
  // places count characters; JavaScript's own strings count an emoji as two
  const characters = Array.from(text);
  const part = (from, to) => characters.slice(from, to).join("");
  const [start, end] = place;
  const body = element("div", "text");
  const plain = (from, to) => {
    let at = from;
    for (const [first, last] of headings) {
      if (first < at || last > to) continue;
      body.append(part(at, first), element("strong", "", part(first, last)));
      at = last;
    }
    body.append(part(at, to));
  };
  plain(0, start);
  const mark = element("mark", "", part(start, end));
  body.append(mark);
  plain(end, characters.length);
  stage.replaceChildren(body);
  title.textContent = shown.title;
  previous.hidden = next.hidden = true;
  mark.scrollIntoView({ block: "center" });
}

function open(button) {
  const place = data.places[button.dataset.passage];
  shown = { source: button.dataset.source, title: button.dataset.title, at: 0, boxes: [], pages: [] };
  viewer.showModal();
  if (place.length && Array.isArray(place[0])) {
    shown.boxes = place;
    shown.pages = [...new Set(place.map((box) => box[0]))].sort((a, b) => a - b);
    showPage();
  } else {
    showText(place);
  }
  stage.focus();
}

function turn(step) {
  if (!shown || !shown.pages.length) return;
  const at = shown.at + step;
  if (at >= 0 && at < shown.pages.length) { shown.at = at; showPage(); }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.open");
  if (button) open(button);
});
document.getElementById("close").addEventListener("click", () => viewer.close());
previous.addEventListener("click", () => turn(-1));
next.addEventListener("click", () => turn(1));
viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
viewer.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") turn(-1);
  if (event.key === "ArrowRight") turn(1);
});

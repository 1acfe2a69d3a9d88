// Keyboard shortcuts and the note that a verdict needs. Everything works without this file.
"use strict";

const find = (what) => document.querySelector(what);
const keys = find("#keys");
const keysOn = find("#keys-on");
const form = find("#judge");
const SETTING = "kompass-keys";

// ---- verdicts: all but the first need a note, so the note is asked for before anything is sent

let wanted = null;

function choose(button) {
  const note = find("#note");
  if (button.value === "supports" || note.value.trim()) {
    form.requestSubmit(button);
    return;
  }
  wanted = button;
  for (const other of form.querySelectorAll("button")) {
    other.classList.toggle("wanted", other === button);
  }
  find("#note-problem").textContent =
    `Skriv varför: ${button.dataset.name}. Spara med Ctrl + Enter eller välj omdömet igen.`;
  note.setAttribute("aria-invalid", "true");
  note.focus();
}

if (form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault(); // a second press while the first is on its way
    else if (event.submitter && event.submitter.value !== "supports" && !find("#note").value.trim()) {
      event.preventDefault();
      choose(event.submitter);
    } else sent = true;
  });
  find("#note").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (wanted) choose(wanted);
    else form.querySelector("button").focus();
  });
  window.addEventListener("pageshow", () => { sent = false; }); // back from the page after
}

// ---- the quote is brought into view where its text or page is longer than its window

function bringIntoView() {
  const [place, mark, sheets] = [find(".place"), find(".place mark"), find(".sheets")];
  if (place) place.scrollTop = mark.offsetTop - place.offsetTop - place.clientHeight / 3;
  const first = sheets && sheets.querySelector("figure");
  const picture = first && first.querySelector("img");
  if (!picture) return;
  const turn = () => {
    const top = picture.offsetTop - sheets.offsetTop + first.dataset.top * picture.offsetHeight;
    sheets.scrollTop = top - sheets.clientHeight / 3;
  };
  if (picture.complete) turn();
  else picture.addEventListener("load", turn);
}

bringIntoView();

// ---- shortcuts

function follow(what) {
  const link = find(what);
  if (link) link.click();
  return Boolean(link);
}

function step(by) {
  if (follow(by > 0 ? "a[rel=next]" : "a[rel=prev]")) return;
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length || form) return;
  const now = rows.indexOf(document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : rows.length - 1) : now + by;
  rows[Math.max(0, Math.min(rows.length - 1, next))].focus();
}

const ACTS = {
  j: () => step(1),
  ArrowRight: () => step(1),
  k: () => step(-1),
  ArrowLeft: () => step(-1),
  n: () => follow("#next-open"),
  u: () => follow("#up"),
};

function showKeys() {
  keys.showModal();
}

if (keys) {
  try {
    keysOn.checked = localStorage.getItem(SETTING) !== "off";
  } catch { /* the browser keeps nothing: the shortcuts are on */ }
  keysOn.addEventListener("change", () => {
    try {
      localStorage.setItem(SETTING, keysOn.checked ? "on" : "off");
    } catch { /* it holds for this page */ }
  });
  const open = find("#open-keys");
  open.hidden = false;
  open.addEventListener("click", showKeys);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (keys.open || !keysOn.checked) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const verdict = form && /^[1-5]$/.test(event.key) && form.querySelectorAll("button")[event.key - 1];
    const act = event.key === "?" ? showKeys : verdict ? () => choose(verdict) : ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

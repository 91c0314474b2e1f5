// Layers over a phone or the page: toasts, alerts, choices, an enlarged picture.

import { h } from "./dom.js";

export function toast(place, text) {
  const note = h("div", { class: "toast", role: "status" }, text);
  place.append(note);
  setTimeout(() => note.classList.add("gone"), 3200);
  setTimeout(() => note.remove(), 3600);
}

export function alertBox(place, title, text) {
  const close = () => veil.remove();
  const ok = h("button", { class: "primary", onclick: close }, "知道了");
  const veil = h("div", { class: "veil", onclick: (e) => e.target === veil && close(), onkeydown: (e) => e.key === "Escape" && close() },
    h("div", { class: "box", role: "alertdialog", "aria-label": title }, h("b", {}, title), h("p", {}, text), ok));
  place.append(veil);
  ok.focus();
}

// A list to choose from; `options` are [label, hint, action].
export function choose(place, title, options) {
  const close = () => veil.remove();
  const list = options.map(([label, hint, action]) =>
    h("button", { onclick: () => { close(); action(); } }, h("span", {}, label), hint ? h("small", {}, hint) : ""));
  const veil = h("div", { class: "veil", onclick: (e) => e.target === veil && close(), onkeydown: (e) => e.key === "Escape" && close() },
    h("div", { class: "box choices", role: "dialog", "aria-label": title }, h("b", {}, title), list,
      options.length === 0 && h("p", {}, "没有可选的"), h("button", { class: "quiet", onclick: close }, "取消")));
  place.append(veil);
  (list[0] ?? veil.querySelector("button")).focus();
}

export function enlarge(source, caption) {
  const dialog = h("dialog", { class: "enlarged", onclick: () => dialog.close(), onclose: () => dialog.remove() },
    h("img", { src: source, alt: caption ?? "" }), caption ? h("p", {}, caption) : "");
  document.body.append(dialog);
  dialog.showModal();
}

// The drawer: faults, the clock, the wire log.

import { get, post } from "./api.js";
import { h } from "./dom.js";
import { faultPanel } from "./faults.js";
import { WirePanel } from "./wirelog.js";

export class Drawer {
  constructor(page) {
    this.page = page;
    this.node = document.getElementById("drawer");
    this.wire = new WirePanel();
    this.count = document.getElementById("fault-count");
    for (const button of document.querySelectorAll("[data-drawer]")) button.onclick = () => this.toggle(button.dataset.drawer);
    document.getElementById("clock").onclick = () => this.toggle("clock");
    document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.toggle(null));
    this.countFaults();
  }

  toggle(name) {
    this.shown = this.shown === name ? null : name;
    this.node.hidden = !this.shown;
    for (const button of document.querySelectorAll("[data-drawer]")) button.setAttribute("aria-expanded", button.dataset.drawer === this.shown);
    if (this.shown) this.draw();
  }

  async draw() {
    const panels = { faults: () => faultPanel(), clock: () => this.clockPanel(), wire: () => this.wire.panel() };
    const titles = { faults: "故障", clock: "时钟", wire: "线路记录" };
    const panel = await panels[this.shown]();
    this.node.classList.toggle("broad", this.shown === "wire");
    this.node.replaceChildren(h("header", {}, h("h2", {}, titles[this.shown]), h("button", { class: "round", title: "关上 (Esc)", "aria-label": "关上", onclick: () => this.toggle(null) }, "✕")), panel);
  }

  hear(event) {
    if (event.event === "wire" && this.shown === "wire") this.wire.refreshSoon();
    if (event.event === "faults") {
      this.countFaults();
      if (this.shown === "faults") this.draw();
    }
  }

  async countFaults() {
    const standing = await get("faults");
    this.count.textContent = standing.length || "";
  }

  clockPanel() {
    const { clock } = this.page;
    const note = h("p", { class: "note" });
    const jump = (body) => post("clock", body).catch((error) => { note.textContent = error.message; });
    const any = h("input", { type: "datetime-local", value: clock.moment(1, "09:00"), "aria-label": "任意时刻" });
    const choices = [
      ["＋ 2 小时", () => jump({ minutes: 120 })],
      ["明早 08:30", () => jump({ to: clock.nextMorning() })],
      ["明天 12:00", () => jump({ to: clock.moment(1, "12:00") })],
      ["下周一 08:30", () => jump({ to: clock.nextMonday() })],
    ];
    return h("div", { class: "panel" },
      h("p", {}, "机器人与手机用同一只钟（北京时间）。只能往前拨：发出的消息收不回来。"),
      h("div", { class: "choices" }, choices.map(([label, act]) => h("button", { onclick: act }, label))),
      h("form", { class: "row", onsubmit: (event) => { event.preventDefault(); jump({ to: any.value }); } }, any, h("button", {}, "跳到")),
      note);
  }
}

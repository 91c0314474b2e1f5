// The wire log, newest entry first.

import { get } from "./api.js";
import { h } from "./dom.js";

export class WirePanel {
  constructor() {
    this.filter = h("input", { type: "search", placeholder: "筛选：方法、聊天、文字、状态", "aria-label": "筛选", oninput: () => this.draw() });
    this.polls = h("input", { type: "checkbox", onchange: () => this.draw() });
    this.body = h("tbody");
    this.sum = h("p", { class: "sum" });
    this.entries = [];
  }

  async panel() {
    await this.load();
    return h("div", { class: "panel wire" },
      h("div", { class: "row" }, this.filter, h("label", {}, this.polls, "含 getUpdates")), this.sum,
      h("div", { class: "table" }, h("table", {},
        h("thead", {}, h("tr", {}, ["时刻", "方法", "聊天", "消息", "结果", "文字"].map((name) => h("th", {}, name)))), this.body)));
  }

  refreshSoon() {
    this.timer ??= setTimeout(() => { this.timer = undefined; this.load(); }, 400);
  }

  async load() {
    const [entries, delivered, all] = await Promise.all([get("wire", { limit: 400 }), get("wire/count", { delivered: true }), get("wire/count")]);
    this.entries = entries.reverse();
    this.sum.textContent = `到达 ${all.count} 个请求，送达手机 ${delivered.count} 次；下面是最近 ${entries.length} 个`;
    this.draw();
  }

  draw() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (e) => (this.polls.checked || e.method !== "getUpdates") && words.every((w) => `${e.method} ${e.chat_id} ${e.text} ${e.status} ${e.description} ${e.fault}`.toLowerCase().includes(w));
    this.body.replaceChildren(...this.entries.filter(fits).map(row));
  }
}

const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

function row(e) {
  const state = e.delivered ? (e.fault ? "送达，无回音" : "送达") : e.fault === "timeout_before" ? "被吞掉" : e.status || "断开";
  const kind = e.fault || e.status >= 400 ? "bad" : e.delivered ? "good" : "";
  return h("tr", { class: kind, title: e.description }, h("td", {}, clock.format(new Date(e.at))), h("td", {}, e.method), h("td", {}, String(e.chat_id ?? "")),
    h("td", {}, e.message_ids.join(" ")), h("td", {}, String(state)), h("td", {}, (e.description || e.text || "").slice(0, 80)));
}

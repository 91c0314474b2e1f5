// Creates faults and lists the active ones.

import { get, post } from "./api.js";
import { h } from "./dom.js";

const KINDS = {
  too_many_requests: ["太多请求 429", "拒绝，并说要等几秒；没有送达"],
  server_error: ["服务器出错 5xx", "没有送达"],
  rejected: ["机器人写错消息 400", "像机器人自己出错：内容被拒绝，没有送达"],
  garbled: ["答复看不懂", "已送达，但答复让机器人的程序出错"],
  planted: ["程序出错", "处理下一条消息或按钮时抛出异常"],
  timeout_before: ["送达前超时", "请求被吞掉：没有送达，也没有回音"],
  timeout_after: ["送达后超时", "手机已收到，机器人却等不到回音"],
  outage: ["断网", "每个连接都被掐断"],
  refused: ["拒绝连接", "一段时间内端口无人应答，本页也会断开"],
};

export async function faultPanel() {
  const [standing, limits, people] = await Promise.all([get("faults"), get("limits"), get("users", { limit: 2000 })]);
  return h("div", { class: "panel" }, order(people), list(standing), pace(limits));
}

function order(people) {
  const kind = h("select", { name: "kind" }, Object.entries(KINDS).map(([value, [label]]) => h("option", { value }, label)));
  const what = h("small", {});
  const count = h("input", { type: "number", min: 1, value: "3" });
  const seconds = h("input", { type: "number", min: 1, placeholder: "不限" });
  const chance = h("input", { type: "number", min: 1, max: 100, value: "100" });
  const wait = h("input", { type: "number", min: 1, value: "5" });
  const who = h("select", {}, h("option", { value: "" }, "所有聊天"), people.map((p) => h("option", { value: p.id }, `${p.name} ${p.persona}`)));
  const waiting = h("label", {}, "要等（秒）", wait);
  const note = h("p", { class: "note" });
  kind.onchange = () => {
    what.textContent = KINDS[kind.value][1];
    waiting.hidden = kind.value !== "too_many_requests";
    if (kind.value === "outage" || kind.value === "refused") { count.value = ""; seconds.value = "10"; }
  };
  kind.onchange();
  return h("form", { class: "order", onsubmit: (event) => {
    event.preventDefault();
    const body = { kind: kind.value, probability: Number(chance.value) / 100, retry_after: Number(wait.value) };
    if (count.value) body.times = Number(count.value);
    if (seconds.value) body.seconds = Number(seconds.value);
    if (who.value) body.chat_id = Number(who.value);
    post("faults", body).then(() => { note.textContent = ""; }).catch((error) => { note.textContent = error.message; });
  } },
    h("label", {}, "种类", kind, what), h("label", {}, "谁的聊天", who),
    h("div", { class: "three" }, h("label", {}, "次数", count), h("label", {}, "持续（秒）", seconds), h("label", {}, "概率 %", chance)),
    waiting, h("button", { class: "primary" }, "制造故障"), note);
}

function list(standing) {
  if (standing.length === 0) return h("p", { class: "empty" }, "现在一切正常");
  const left = (f) => [f.times !== null && `还剩 ${f.times - f.struck} 次`, f.seconds_left !== null && `还剩 ${Math.ceil(f.seconds_left)} 秒`, f.probability < 1 && `概率 ${Math.round(f.probability * 100)}%`, f.chat_id && `聊天 ${f.chat_id}`, f.method, `已发生 ${f.struck} 次`].filter(Boolean).join(" · ");
  return h("div", { class: "standing" }, h("h3", {}, "正在发生"), standing.map((f) => h("div", {},
    h("span", {}, h("b", {}, KINDS[f.kind][0]), h("small", {}, left(f))),
    h("button", { onclick: () => post("faults/clear", { id: f.id }) }, "取消"))),
    h("button", { onclick: () => post("faults/clear") }, "全部取消"));
}

function pace(limits) {
  const box = h("input", { type: "checkbox", checked: limits.enforced, onchange: () => post("limits", { enforced: box.checked }) });
  return h("label", { class: "switch" }, box, h("span", {}, "按 Telegram 的限速", h("small", {}, "每秒 30 条，每个聊天每秒 1 条，每个群每分钟 20 条，超过回 429")));
}

// Chooses the person of a phone, from a few people or from hundreds.

import { get, post } from "./api.js";
import { avatar, h } from "./dom.js";

export function picker(current, onPick) {
  const search = h("input", { type: "search", placeholder: "搜姓名、身份、班级、编号", "aria-label": "搜索人物" });
  const list = h("div", { class: "people" });
  const page = h("div", { class: "picker" }, h("h2", {}, "这是谁的手机？"), search, list, newcomer(onPick));
  const load = async () => {
    const people = await get("users", { q: search.value });
    list.replaceChildren(...grouped(people, current, onPick));
    if (people.length === 0) list.append(h("p", { class: "empty" }, search.value ? "没有找到" : "还没有人物，先在下面添一位"));
  };
  let timer = 0;
  search.oninput = () => { clearTimeout(timer); timer = setTimeout(load, 120); };
  search.onkeydown = (event) => {
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
  };
  list.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    (buttons[buttons.indexOf(document.activeElement) + step] ?? search).focus();
  };
  load().then(() => search.focus());
  return page;
}

function grouped(people, current, onPick) {
  const nodes = [];
  let label = null;
  for (const person of [...people].sort((a, b) => a.persona.localeCompare(b.persona, "zh"))) {
    if (person.persona !== label) nodes.push(h("h3", {}, (label = person.persona) || "其他"));
    nodes.push(h("button", { class: person.id === current ? "current" : "", "data-person": person.id, onclick: () => onPick(person) },
      avatar(person.id, person.name), h("span", {}, h("b", {}, person.name), h("small", {}, person.group || standing(person)))));
  }
  return nodes;
}

export function standing(person) {
  if (person.deactivated) return "账号已注销";
  if (person.blocked) return "已屏蔽机器人";
  return person.started ? "已开始" : "还没有开始";
}

function newcomer(onPick) {
  const name = h("input", { placeholder: "姓名", "aria-label": "新人物的姓名", required: true });
  const persona = h("input", { placeholder: "身份，如 学生", "aria-label": "新人物的身份", list: "personae" });
  return h("form", { class: "newcomer", onsubmit: async (event) => {
    event.preventDefault();
    onPick(await post("users", { first_name: name.value, persona: persona.value }));
  } }, name, persona, h("button", {}, "添人"));
}

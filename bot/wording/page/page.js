// Shows every message with sample values; a click opens it for editing. The bot itself checks the typed text.

const $ = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="token"]').content;
const ALLOWED = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL", "CODE", "PRE", "A", "BLOCKQUOTE"]);
let rows = [];
let role = "";
let open = null;
let typing = 0;

async function ask(what, given) {
  const answer = await fetch(`/templates/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token": token },
    body: JSON.stringify(given),
  });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok && !found.refused) found.refused = "没有成功，请刷新页面后重试。";
  return found;
}

/** Turns Telegram's HTML into nodes: only Telegram's tags, and no attributes except the address of a link. */
function lively(text) {
  const copy = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent);
      else if (ALLOWED.has(node.nodeName)) {
        const made = document.createElement(node.nodeName === "A" ? "span" : node.nodeName);
        copy(node, made);
        to.append(made);
      } else if (node.nodeType === Node.ELEMENT_NODE) copy(node, to);
    }
    return to;
  };
  return copy(new DOMParser().parseFromString(text, "text/html").body, document.createDocumentFragment());
}

function bubble(message) {
  const box = document.createElement("div");
  const text = document.createElement("div");
  text.className = "bubble";
  text.append(lively(message.text));
  box.append(text);
  for (const row of message.buttons) {
    const keys = document.createElement("div");
    keys.className = "keys";
    for (const label of row) {
      const key = document.createElement("span");
      key.textContent = label;
      key.title = label;
      keys.append(key);
    }
    box.append(keys);
  }
  return box;
}

function card(row) {
  const box = document.createElement("article");
  box.className = "card";
  box.tabIndex = 0;
  box.dataset.name = row.name;
  const head = document.createElement("header");
  const reader = document.createElement("b");
  reader.textContent = row.role;
  head.append(reader, row.name);
  if (row.own) {
    const mark = document.createElement("span");
    mark.className = "own";
    mark.textContent = row.faults.length ? "改过，有误，暂用原文" : "改过";
    head.append(mark);
  }
  box.append(head, ...row.messages.slice(0, 1).map(bubble));
  box.setAttribute("aria-current", String(open?.name === row.name));
  box.addEventListener("click", () => edit(row.name));
  box.addEventListener("keydown", (event) => event.key === "Enter" && edit(row.name));
  return box;
}

function matches(row, words) {
  const hay = [row.name, row.body, ...row.messages.flatMap((m) => [m.text, ...m.buttons.flat()])].join("\n").toLowerCase();
  return (!role || row.role.includes(role) || (role === "改过的" && row.own)) && words.every((word) => hay.includes(word));
}

function list() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => matches(row, words));
  $("cards").replaceChildren(...found.map(card));
  $("count").textContent = `${found.length} 条`;
}

function chips() {
  const names = ["", ...new Set(rows.flatMap((row) => row.role.split("、"))), "改过的"];
  $("roles").replaceChildren(...names.map((name) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = name || "全部";
    chip.setAttribute("aria-pressed", String(role === name));
    chip.addEventListener("click", () => { role = name; chips(); list(); });
    return chip;
  }));
}

function faults(found) {
  $("faults").replaceChildren(...found.map((fault) => {
    const line = document.createElement("li");
    line.textContent = fault.text;
    line.addEventListener("click", () => select(fault.line));
    return line;
  }));
  $("save").disabled = found.length > 0;
  $("preview").classList.toggle("stale", found.length > 0);
}

function select(line) {
  if (!line) return;
  const lines = $("body").value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  $("body").focus();
  $("body").setSelectionRange(start, start + (lines[line - 1] ?? "").length);
}

function shown(messages) {
  if (!messages.length) return;
  $("preview").replaceChildren(...messages.map(bubble));
  const { lines, length, long } = messages[0];
  $("size").textContent = `　${lines} 行 ${length} 字${long ? "，超过一屏，请精简" : ""}`;
}

function edit(name) {
  open = rows.find((row) => row.name === name);
  $("editor").hidden = false;
  $("name").textContent = `${open.role}　${open.name}`;
  $("body").value = open.body;
  const when = open.when && new Date(open.when).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short" });
  $("changed").textContent = open.changed ? `${open.who} 改于 ${when}${open.own ? "" : "，现在是原文"}` : "还是原文，没有人改过。";
  $("undo").disabled = !open.changed;
  $("restore").disabled = !open.own;
  $("told").textContent = "";
  shown(open.messages);
  faults(open.faults);
  list();
}

async function tried() {
  const body = $("body").value;
  const found = await ask("try", { name: open.name, body });
  if (body !== $("body").value) return;
  if (found.refused) { $("told").textContent = found.refused; return; }
  faults(found.faults);
  shown(found.messages);
}

async function change(what, done) {
  const who = $("who").value.trim();
  if (!who) { $("told").textContent = "请先写上您的姓名。"; $("who").focus(); return; }
  localStorage.setItem("who", who);
  const found = await ask(what, { name: open.name, body: $("body").value, who });
  if (found.refused) { $("told").textContent = found.refused; return; }
  if (found.faults.length) { faults(found.faults); return; }
  rows = rows.map((row) => (row.name === found.row.name ? found.row : row));
  edit(found.row.name);
  $("told").textContent = done;
}

$("search").addEventListener("input", list);
$("body").addEventListener("input", () => { clearTimeout(typing); $("told").textContent = "还没有保存"; typing = setTimeout(tried, 250); });
$("save").addEventListener("click", () => change("save", "已保存，几秒内生效。"));
$("undo").addEventListener("click", () => change("undo", "已撤销。再点一次可以改回来。"));
$("restore").addEventListener("click", () => change("restore", "已恢复原文。"));
$("close").addEventListener("click", () => { open = null; $("editor").hidden = true; list(); });
$("who").value = localStorage.getItem("who") ?? "";

rows = await (await fetch("/templates/all")).json();
chips();
list();

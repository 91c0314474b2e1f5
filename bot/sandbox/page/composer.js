// The bottom of a chat: text field, commands, files and reply keyboard; or the button Start or Unblock.

import { attach, post } from "./api.js";
import { h, sizeOf } from "./dom.js";
import { THINGS } from "./things.js";

export class Composer {
  // `phone` has: user, chat, fail(error), open(link).
  constructor(phone) {
    this.phone = phone;
    this.node = h("footer", { class: "composer" });
    this.replying = null;
    this.editing = null;
    this.file = null;
  }

  show() {
    const { chat, user } = this.phone;
    if (user.deactivated) return this.node.replaceChildren(h("p", { class: "hint" }, "这个账号已注销"));
    if (chat.kind === "private" && chat.bot === "kicked") return this.only("解除屏蔽", () => post(`users/${user.id}`, { blocked: false }));
    if (chat.kind === "private" && chat.bot === "none") return this.only("开始", () => post("say", { user_id: user.id, text: "/start" }));
    if (this.text?.isConnected) return this.refresh();
    this.text = h("textarea", { rows: 1, placeholder: "消息", "aria-label": "消息" });
    this.text.oninput = () => { this.grow(); this.suggest(); };
    this.text.onkeydown = (event) => this.key(event);
    this.text.onpaste = (event) => event.clipboardData.files[0] && this.take(event.clipboardData.files[0]);
    const chooser = h("input", { type: "file", hidden: true, onchange: () => this.take(chooser.files[0]) });
    this.menuButton = h("button", { class: "round", title: "命令", "aria-label": "命令", onclick: () => this.toggleMenu() }, "☰");
    this.top = h("div", { class: "above" });
    this.menu = h("div", { class: "menu", hidden: true });
    this.keys = h("div", { class: "keys" });
    this.node.replaceChildren(this.menu, this.top, h("div", { class: "line" }, this.menuButton,
      h("button", { class: "round", title: "附件", "aria-label": "附件", onclick: () => chooser.click() }, clip()), chooser,
      h("button", { class: "round", title: "语音、位置等", "aria-label": "语音、位置等", onclick: () => this.toggleThings() }, "＋"),
      this.text, h("button", { class: "round send", title: "发送 (Enter)", "aria-label": "发送", onclick: () => this.send() }, plane())), this.keys);
    this.refresh();
  }

  only(label, action) {
    this.node.replaceChildren(h("button", { class: "wide", onclick: () => action().catch(this.phone.fail) }, label));
  }

  refresh() {
    const { commands, keyboard } = this.phone.chat;
    this.menuButton.hidden = commands.length === 0;
    this.keys.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => h("div", { class: "row" },
      row.map((key) => h("button", { onclick: () => this.say(key.text) }, key.text)))));
    this.text.placeholder = keyboard?.input_field_placeholder ?? "消息";
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 120)}px`;
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "Escape") this.clear();
  }

  suggest() {
    const typed = this.text.value;
    this.list(/^\/\w*$/.test(typed) ? this.phone.chat.commands.filter((c) => `/${c.command}`.startsWith(typed)) : []);
  }

  toggleMenu() {
    this.list(this.menu.hidden ? this.phone.chat.commands : []);
  }

  toggleThings() {
    const { user, chat, fail } = this.phone;
    this.menu.hidden = !this.menu.hidden;
    this.menu.replaceChildren(...Object.entries(THINGS).map(([kind, label]) => h("button", { "data-kind": kind, onclick: () => {
      this.menu.hidden = true;
      post("give", { user_id: user.id, chat_id: chat.id, kind }).catch(fail);
    } }, h("span", {}, label))));
  }

  list(commands) {
    this.menu.hidden = commands.length === 0;
    this.menu.replaceChildren(...commands.map((c) => h("button", { onclick: () => { this.menu.hidden = true; this.say(`/${c.command}`); } },
      h("b", {}, `/${c.command}`), h("span", {}, c.description))));
  }

  take(file) {
    if (!file) return;
    this.file = file;
    this.asPhoto = file.type.startsWith("image/");
    const photo = h("label", {}, h("input", { type: "checkbox", checked: this.asPhoto, onchange: (e) => (this.asPhoto = e.target.checked) }), "作为图片");
    this.above(`${file.name} · ${sizeOf(file.size)}`, "附件", file.type.startsWith("image/") && photo);
  }

  reply(message, summary) {
    this.replying = message.message_id;
    this.above(summary, "回复");
  }

  edit(message) {
    this.editing = message.message_id;
    this.text.value = message.text;
    this.grow();
    this.above(message.text, "编辑");
  }

  above(text, title, extra) {
    this.top.replaceChildren(h("b", {}, title), h("span", {}, text), extra || "", h("button", { title: "取消", "aria-label": "取消", onclick: () => this.clear() }, "✕"));
    this.text.focus();
  }

  clear() {
    if (this.editing) this.text.value = "";
    this.replying = this.editing = this.file = null;
    this.top.replaceChildren();
    this.menu.hidden = true;
    this.grow();
  }

  async say(text) {
    const { user, chat } = this.phone;
    await post("say", { user_id: user.id, chat_id: chat.id, text, ...(this.replying ? { reply_to: this.replying } : {}) }).catch(this.phone.fail);
    this.clear();
  }

  async send() {
    const { user, chat, fail } = this.phone;
    const text = this.text.value.trim();
    const fields = { user_id: user.id, chat_id: chat.id };
    try {
      if (this.file) await attach(this.file, { ...fields, caption: text, as_photo: this.asPhoto });
      else if (!text) return;
      else if (this.editing) await post("rewrite", { ...fields, message_id: this.editing, text });
      else await post("say", { ...fields, text, ...(this.replying ? { reply_to: this.replying } : {}) });
      this.text.value = "";
      this.clear();
    } catch (error) {
      fail(error);
    }
  }
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "path"), {}));
  svg.firstChild.setAttribute("d", path);
  return svg;
}

const clip = () => icon("M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5a2.5 2.5 0 0 0 5 0V5a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z");
const plane = () => icon("M3 20.5v-6.8L12.5 12 3 10.3V3.5L22 12z");

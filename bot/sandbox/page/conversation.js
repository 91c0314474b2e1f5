// The messages of one open chat, with its title bar and pinned bar.

import { get, post } from "./api.js";
import { avatar, dayOf, h } from "./dom.js";
import { bubble, summary } from "./message.js";

export class Conversation {
  constructor(phone) {
    this.phone = phone;
    this.messages = [];
    this.title = h("header", { class: "title" });
    this.pinned = h("button", { class: "pinned", hidden: true });
    this.scroll = h("div", { class: "messages", role: "log", "aria-label": "消息", tabIndex: 0 });
    this.down = h("button", { class: "down", hidden: true, title: "到最新", "aria-label": "到最新", onclick: () => this.toEnd() }, "⌄");
    this.stuck = true;
    this.scroll.onscroll = () => { this.stuck = this.down.hidden = this.atEnd(); };
    const stay = () => this.stuck && this.toEnd();
    this.scroll.addEventListener("load", stay, true); // a picture was loaded
    new ResizeObserver(stay).observe(this.scroll); // a keyboard was opened
    this.node = h("div", { class: "conversation" }, this.title, this.pinned, this.scroll, this.down);
    this.act = {
      me: phone.user.id,
      inGroup: phone.chat.kind !== "private",
      onLink: (link) => phone.onLink(link),
      press: (message, button, element) => phone.press(message, button, element),
      reply: (message) => phone.composer.reply(message, summary(message)),
      forward: (message) => phone.forward(message),
      rewrite: (message) => phone.composer.edit(message),
      jumpTo: (id) => this.jumpTo(id),
    };
  }

  static preview(message, chat) {
    const own = chat.kind !== "private" && !message.from.is_bot ? `${message.from.first_name}：` : "";
    return `${own}${summary(message)}`.slice(0, 60);
  }

  async load() {
    this.messages = await get("messages", { chat_id: this.phone.chat.id });
    this.draw();
    this.showPinned();
    this.toEnd();
  }

  draw() {
    const nodes = [];
    let day = "";
    for (const message of this.messages) {
      if (dayOf(message.date) !== day) nodes.push(h("div", { class: "service day" }, h("span", {}, (day = dayOf(message.date)))));
      nodes.push(bubble(message, this.act));
    }
    this.scroll.replaceChildren(...(nodes.length ? nodes : this.about()));
    this.read();
  }

  // An empty chat with the bot shows what the bot is, as Telegram does above the button Start.
  about() {
    const { chat, page } = this.phone;
    if (chat.kind !== "private" || !page.description) return [];
    return [h("section", { class: "description" }, h("b", {}, "这个机器人能做什么？"), h("p", {}, page.description))];
  }

  refresh() {
    const { chat } = this.phone;
    const present = Object.keys(chat.members).length + (["member", "administrator"].includes(chat.bot) ? 1 : 0);
    const kind = chat.kind === "private" ? "机器人" : `${present} 位成员`;
    this.under ??= h("small", {});
    this.under.textContent = kind;
    const others = this.phone.chats.filter((c) => c.id !== chat.id).reduce((sum, c) => sum + c.unread, 0);
    this.title.replaceChildren(
      h("button", { class: "round back", title: "聊天列表", "aria-label": "聊天列表", onclick: () => this.phone.showList() }, "‹", others ? h("b", { class: "unread" }, String(others)) : ""),
      avatar(chat.id, chat.title, chat.kind === "private" ? "bot" : "group"),
      h("span", { class: "about" }, h("b", {}, chat.title), this.under),
      h("button", { class: "round", title: "更多", "aria-label": "更多", onclick: () => this.phone.menu() }, "⋮"));
    this.phone.composer.show();
    this.showPinned();
  }

  showPinned() {
    const id = this.phone.chat.pinned.at(-1);
    this.pinned.hidden = id === undefined;
    const message = this.messages.find((m) => m.message_id === id);
    this.pinned.replaceChildren(h("b", {}, "置顶消息"), h("span", {}, summary(message)));
    this.pinned.onclick = () => this.jumpTo(id);
  }

  add(message) {
    const stay = this.atEnd() || message.from.id === this.act.me;
    const last = this.messages.at(-1);
    if (!last) this.scroll.replaceChildren();
    this.messages.push(message);
    if (!last || dayOf(last.date) !== dayOf(message.date)) this.scroll.append(h("div", { class: "service day" }, h("span", {}, dayOf(message.date))));
    const node = bubble(message, this.act);
    node.classList.add("new");
    this.scroll.append(node);
    this.under.textContent = this.under.dataset.was ?? this.under.textContent;
    if (stay) this.toEnd();
    this.read();
  }

  replace(message) {
    const stay = this.atEnd();
    this.messages = this.messages.map((m) => (m.message_id === message.message_id ? message : m));
    this.element(message.message_id)?.replaceWith(bubble(message, this.act));
    this.showPinned();
    if (stay) this.toEnd();
  }

  remove(id) {
    this.messages = this.messages.filter((m) => m.message_id !== id);
    this.element(id)?.remove();
  }

  element(id) {
    return this.scroll.querySelector(`[data-id="${id}"]`);
  }

  jumpTo(id) {
    const element = this.element(id);
    element?.scrollIntoView({ block: "center", behavior: "smooth" });
    element?.classList.add("shown");
    setTimeout(() => element?.classList.remove("shown"), 1600);
  }

  typing() {
    this.under.dataset.was ??= this.under.textContent;
    this.under.textContent = "正在输入…";
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { this.under.textContent = this.under.dataset.was; }, 5000);
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  read() {
    const last = this.messages.at(-1);
    if (last) post("read", { user_id: this.act.me, chat_id: this.phone.chat.id, message_id: last.message_id }).catch(() => {});
  }
}

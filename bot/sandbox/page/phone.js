// One phone: its person, the list of chats, and the open chat.

import { get, post } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, h, shortDayOf, timeOf } from "./dom.js";
import { Conversation } from "./conversation.js";
import { alertBox, choose, toast } from "./overlay.js";
import { picker } from "./picker.js";

export class Phone {
  constructor(page, user) {
    this.page = page;
    this.user = user;
    this.chats = [];
    this.chat = null;
    this.screen = h("div", { class: "screen" });
    this.owner = h("button", { class: "owner", title: "换一个人", onclick: () => this.pick() });
    this.node = h("section", { class: "phone", "aria-label": "手机" },
      h("header", {}, this.owner, h("button", { class: "round", title: "拿走这部手机", "aria-label": "拿走这部手机", onclick: () => page.remove(this) }, "✕")),
      this.screen);
    this.fail = (error) => toast(this.screen, error.message);
    if (user) this.become(user);
    else this.pick();
  }

  pick() {
    this.owner.replaceChildren(h("b", {}, "选择人物"));
    this.conversation = null;
    this.screen.replaceChildren(picker(this.user?.id, (person) => this.become(person)));
  }

  async become(person) {
    this.user = person;
    this.chat = null;
    this.showOwner();
    this.page.changed();
    await this.reload();
    const bot = this.chats.find((c) => c.kind === "private") ?? this.chats[0];
    if (bot) this.open(bot.id);
    else this.showList();
  }

  showOwner() {
    const { id, name, persona, group, deactivated } = this.user;
    this.node.dataset.user = id;
    this.owner.replaceChildren(avatar(id, name), h("span", {}, h("b", {}, name, deactivated ? "（已注销）" : ""), h("small", {}, [persona, group].filter(Boolean).join(" · ") || "无身份")));
  }

  async reload() {
    this.chats = await get("chats", { user_id: this.user.id });
    if (this.chat) {
      this.chat = this.chats.find((c) => c.id === this.chat.id) ?? null;
      if (this.chat) this.conversation?.refresh();
      else this.showList();
    } else if (this.list?.isConnected) this.fillList();
  }

  reloadSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reload().catch(this.fail), 60);
  }

  // The person may have changed (deactivated, renamed). Many such events come at once while the demo is filled.
  renewSoon() {
    if (!this.user) return;
    clearTimeout(this.renewing);
    this.renewing = setTimeout(async () => {
      this.user = (await this.page.person(this.user.id)) ?? this.user;
      this.showOwner();
      if (this.chat) this.composer.show();
    }, 100);
  }

  // the list of chats

  showList() {
    this.chat = this.conversation = null;
    this.list = h("div", { class: "chats" });
    this.screen.replaceChildren(this.list);
    this.fillList();
  }

  fillList() {
    this.list.replaceChildren(...this.chats.map((chat) => h("button", { "data-chat": chat.id, onclick: () => this.open(chat.id) },
      avatar(chat.id, chat.title, chat.kind === "private" ? "bot" : "group"),
      h("span", { class: "about" },
        h("span", { class: "first" }, h("b", {}, chat.title), h("time", {}, chat.last ? this.when(chat.last.date) : "")),
        h("span", { class: "second" }, h("span", {}, chat.last ? Conversation.preview(chat.last, chat) : "点开并按“开始”"),
          chat.unread ? h("b", { class: "unread" }, String(chat.unread)) : "")))));
  }

  when(seconds) {
    return shortDayOf(seconds) === shortDayOf(this.page.now() / 1000) ? timeOf(seconds) : shortDayOf(seconds);
  }

  // an open chat

  open(chatId) {
    this.chat = this.chats.find((c) => c.id === chatId);
    this.composer = new Composer(this);
    this.conversation = new Conversation(this);
    this.screen.replaceChildren(this.conversation.node, this.composer.node);
    this.conversation.refresh();
    this.conversation.load().catch(this.fail);
  }

  // acts

  async press(message, button, element) {
    if (button.url) return this.follow(button.url);
    element.classList.add("waiting");
    setTimeout(() => element.classList.remove("waiting"), 10_000);
    const place = { user_id: this.user.id, chat_id: message.chat.id, message_id: message.message_id };
    await post("press", { ...place, data: button.callback_data }).catch((error) => {
      element.classList.remove("waiting");
      this.fail(error);
    });
  }

  follow(url) {
    if (!this.onLink({ url })) window.open(url, "_blank", "noopener");
  }

  // True when the phone itself handled the link: a command, or a deep link to the bot.
  onLink({ url, command }) {
    if (command) {
      this.composer.say(command);
      return true;
    }
    if (!url.startsWith("https://t.me/")) return false;
    const { id } = this.user;
    post("open", { user_id: id, link: url }).then(() => this.chat?.id !== id && this.reload().then(() => this.open(id))).catch(this.fail);
    return true;
  }

  forward(message) {
    const targets = this.chats.filter((c) => c.kind !== "private" || c.bot === "member");
    choose(this.screen, "转发到", targets.map((chat) => [chat.title, chat.kind === "private" ? "机器人" : `${Object.keys(chat.members).length} 位成员`, async () => {
      await post("forward", { user_id: this.user.id, from_chat_id: message.chat.id, message_id: message.message_id, to_chat_id: chat.id }).catch(this.fail);
      this.open(chat.id);
    }]));
  }

  menu() {
    const { chat, user } = this;
    const set = (change) => () => post(`users/${user.id}`, change).catch(this.fail);
    const group = (change) => () => post(`groups/${chat.id}`, { ...change, by: user.id }).catch(this.fail);
    const own = [
      chat.bot === "member" && ["屏蔽机器人", "", set({ blocked: true })],
      chat.bot === "kicked" && ["解除屏蔽", "", set({ blocked: false })],
      [user.deactivated ? "恢复账号" : "注销账号", "机器人会收到 403", set({ deactivated: !user.deactivated })],
    ];
    const groups = [
      !["member", "administrator"].includes(chat.bot) && ["请机器人进群", "", group({ bot: "member" })],
      chat.bot === "member" && ["设机器人为管理员", "可以置顶", group({ bot: "administrator" })],
      chat.bot === "administrator" && ["撤销机器人的管理员", "", group({ bot: "member" })],
      ["member", "administrator"].includes(chat.bot) && ["移除机器人", "", group({ bot: "kicked" })],
      chat.kind === "group" && ["升级为超级群组", "编号会变", group({ migrate: true })],
      ["退出群组", "", group({ remove: user.id })],
    ];
    choose(this.screen, chat.title, (chat.kind === "private" ? own : groups).filter(Boolean));
  }

  // events

  hear(event) {
    const here = this.chat?.id === event.chat_id;
    switch (event.event) {
      case "message": if (here) this.conversation.add(event.message); break;
      case "edited": if (here) this.conversation.replace(event.message); break;
      case "gone": if (here) this.conversation.remove(event.message_id); break;
      case "typing": if (here) this.conversation.typing(); return;
      case "answer": return this.answered(event);
      case "reload": this.conversation?.load(); break;
      case "people": return this.renewSoon();
      case "chat": case "commands": break;
      default: return;
    }
    if (this.user && (event.chat_id === undefined || event.chat_id < 0 || event.chat_id === this.user.id)) this.reloadSoon();
  }

  answered(event) {
    if (event.user_id !== this.user?.id) return;
    for (const waiting of this.screen.querySelectorAll(".waiting")) waiting.classList.remove("waiting");
    if (event.url) this.follow(event.url);
    if (!event.text) return;
    if (event.alert) alertBox(this.screen, this.page.botName, event.text);
    else toast(this.conversation?.node ?? this.screen, event.text);
  }
}

// One message as a phone shows it.

import { avatar, colourOf, h, sizeOf, timeOf } from "./dom.js";
import { richText } from "./entities.js";
import { enlarge } from "./overlay.js";
import { thingWords } from "./things.js";

const nameOf = (user) => `${user.last_name ?? ""}${user.first_name}`;
const fileUrl = (id) => `/sandbox/files/${encodeURIComponent(id)}`;

// `act` has: me, inGroup, onLink, press(message, button), reply, forward, rewrite, jumpTo.
export function bubble(message, act) {
  const service = serviceWords(message);
  if (service) return h("div", { class: "service", "data-id": message.message_id }, h("span", {}, service));
  const mine = message.from.id === act.me;
  const inner = [
    act.inGroup && !mine && sender(message.from),
    forwarded(message, act),
    quoted(message, act),
    media(message),
    words(message, act),
    h("span", { class: "meta" }, message.edit_date ? "已编辑 " : "", timeOf(message.date), mine ? h("i", { class: "ticks" }, "✓✓") : ""),
  ];
  const kind = message.photo && !message.caption ? " bare" : "";
  return h("article", { class: `message ${mine ? "mine" : "theirs"}`, "data-id": message.message_id },
    act.inGroup && !mine && avatar(message.from.id, nameOf(message.from), message.from.is_bot ? "bot" : ""),
    h("div", { class: "column" },
      h("div", { class: `bubble${kind}` }, inner),
      keyboard(message, act)),
    tools(message, mine, act));
}

function sender(user) {
  const name = h("span", { class: "sender" }, nameOf(user), user.is_bot ? h("small", {}, "机器人") : "");
  name.style.color = user.is_bot ? "" : colourOf(user.id);
  return name;
}

function forwarded(message, act) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.sender_user ? nameOf(origin.sender_user) : origin.sender_user_name;
  return h("div", { class: "forwarded" }, "转发自 ", h("b", {}, name));
}

function quoted(message, act) {
  const reply = message.reply_to_message;
  if (!reply) return null;
  return h("button", { class: "quoted", onclick: () => act.jumpTo(reply.message_id) },
    h("b", {}, nameOf(reply.from)), h("span", {}, summary(reply)));
}

function media(message) {
  if (message.photo) {
    const photo = message.photo[message.photo.length - 1];
    const source = fileUrl(photo.file_id);
    const image = h("img", { src: source, alt: message.caption ?? "图片", loading: "lazy" });
    image.style.aspectRatio = `${photo.width} / ${photo.height}`;
    return h("button", { class: "photo", title: "放大", onclick: () => enlarge(source, message.caption) }, image);
  }
  const thing = thingWords(message);
  if (thing) return h("div", { class: "words" }, thing);
  if (message.document) {
    const file = message.document;
    const suffix = (file.file_name ?? "").split(".").pop().slice(0, 4);
    return h("a", { class: "file", href: fileUrl(file.file_id), download: file.file_name ?? "file", title: "下载" },
      h("span", { class: "sheet" }, suffix),
      h("span", { class: "about" }, h("b", {}, file.file_name), h("small", {}, sizeOf(file.file_size))));
  }
  return null;
}

function words(message, act) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return h("div", { class: "words" }, richText(text, message.entities ?? message.caption_entities, act.onLink));
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h("div", { class: "inline" }, rows.map((row) => h("div", { class: "row" }, row.map((button) =>
    h("button", { class: button.url ? "opens" : "", "data-label": button.text, onclick: (event) => act.press(message, button, event.currentTarget) },
      h("span", {}, button.text))))));
}

function tools(message, mine, act) {
  const id = message.message_id;
  return h("div", { class: "tools" },
    h("button", { title: "回复", "aria-label": "回复", onclick: () => act.reply(message) }, "↩"),
    h("button", { title: "转发", "aria-label": "转发", onclick: (e) => act.forward(message, e.currentTarget) }, "↪"),
    mine && message.text && h("button", { title: "编辑", "aria-label": "编辑", onclick: () => act.rewrite(message) }, "✎"),
    h("small", { title: "消息编号" }, `#${id}`));
}

function serviceWords(message) {
  const who = nameOf(message.from);
  if (message.new_chat_members) {
    const came = message.new_chat_members;
    return came[0].id === message.from.id ? `${who} 加入了群组` : `${who} 邀请 ${came.map(nameOf).join("、")} 加入了群组`;
  }
  if (message.left_chat_member) {
    const gone = message.left_chat_member;
    return gone.id === message.from.id ? `${who} 离开了群组` : `${who} 移除了 ${nameOf(gone)}`;
  }
  if (message.pinned_message) return `${who} 置顶了“${summary(message.pinned_message).slice(0, 24)}”`;
  if (message.migrate_to_chat_id) return "群组已升级为超级群组";
  if (message.migrate_from_chat_id) return "超级群组从这里开始";
  return null;
}

export function summary(message) {
  if (!message) return "";
  const service = serviceWords(message);
  if (service) return service;
  if (message.text) return message.text.replace(/\s+/g, " ");
  const kind = thingWords(message) ? thingWords(message) : message.photo ? "[图片]" : message.document ? `[文件] ${message.document.file_name}` : "";
  return `${kind} ${message.caption ?? ""}`.trim();
}

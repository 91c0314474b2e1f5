// Turns a text and its entities into nodes. Two entities nest or do not touch. Offsets count UTF-16 units, like strings.

import { h } from "./dom.js";

export function richText(text, entities, onLink) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, entities ?? [], onLink);
  return fragment;
}

function fill(parent, text, start, end, entities, onLink) {
  let at = start;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = entity.offset + entity.length;
    parent.append(text.slice(at, entity.offset));
    const node = wrap(entity, text.slice(entity.offset, stop), onLink);
    const inner = entities.slice(i + 1).filter((e) => e.offset >= entity.offset && e.offset + e.length <= stop);
    fill(node, text, entity.offset, stop, inner, onLink);
    parent.append(node);
    at = stop;
  }
  parent.append(text.slice(at, end));
}

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote",
};

function wrap(entity, covered, onLink) {
  switch (entity.type) {
    case "text_link": return link(entity.url, onLink);
    case "url": return link(covered.includes("://") ? covered : `https://${covered}`, onLink);
    case "email": return h("a", { href: `mailto:${covered}` });
    case "bot_command": return h("a", { href: "#", class: "command", onclick: (e) => { e.preventDefault(); onLink({ command: covered }); } });
    case "mention": case "hashtag": case "text_mention": return h("span", { class: "mention" });
    case "pre": return h("pre", { "data-language": entity.language ?? null });
    case "expandable_blockquote": {
      const quote = h("blockquote", { class: "folded", title: "点开/收起" });
      quote.onclick = () => quote.classList.toggle("folded");
      return quote;
    }
    case "spoiler": {
      const veil = h("span", { class: "spoiler", tabIndex: 0, title: "点一下看" });
      veil.onclick = () => veil.classList.add("seen");
      veil.onkeydown = (e) => e.key === "Enter" && veil.classList.add("seen");
      return veil;
    }
    default: return h(TAGS[entity.type] ?? "span");
  }
}

function link(url, onLink) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
    if (onLink({ url })) event.preventDefault();
  } });
}

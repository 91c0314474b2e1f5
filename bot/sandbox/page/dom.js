// Small helpers: elements (without innerHTML, so that typed text never becomes markup), times, avatars.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const zone = { timeZone: "Asia/Shanghai" };
const hourMinute = new Intl.DateTimeFormat("zh-CN", { ...zone, hour: "2-digit", minute: "2-digit", hour12: false });
const dayName = new Intl.DateTimeFormat("zh-CN", { ...zone, month: "long", day: "numeric", weekday: "short" });
const shortDay = new Intl.DateTimeFormat("zh-CN", { ...zone, month: "numeric", day: "numeric" });

export const timeOf = (seconds) => hourMinute.format(seconds * 1000);
export const dayOf = (seconds) => dayName.format(seconds * 1000);
export const shortDayOf = (seconds) => shortDay.format(seconds * 1000);

const colours = ["#e17076", "#eda86c", "#a695e7", "#7bc862", "#6ec9cb", "#65aadd", "#ee7aae"];
export const colourOf = (id) => colours[Math.abs(Number(id)) % colours.length];

export function avatar(id, name, kind = "") {
  const face = h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, kind === "bot" ? "就" : [...(name || "?")][0]);
  face.style.setProperty("--colour", kind === "bot" ? "#3390ec" : colourOf(id));
  return face;
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

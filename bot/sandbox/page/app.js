// The page: phones side by side, one stream of events, and the drawer.

import { Events, get } from "./api.js";
import { Clock } from "./clock.js";
import { Drawer } from "./drawer.js";
import { Phone } from "./phone.js";

const MOST_PHONES = 5;

class Page {
  constructor() {
    this.phones = [];
    this.stage = document.getElementById("phones");
    this.clock = new Clock(document.getElementById("clock"));
    this.drawer = new Drawer(this);
    this.events = new Events((event) => this.hear(event), (alive) => this.connection(alive));
    this.addButton = document.getElementById("add-phone");
    this.addButton.onclick = () => this.add(null);
  }

  now() {
    return this.clock.now();
  }

  async start() {
    const bot = await get("bot");
    this.botName = bot.first_name;
    this.description = bot.description;
    document.getElementById("bot-name").textContent = `${bot.first_name} @${bot.username}`;
    const people = await get("users", { limit: 2000 });
    const wanted = location.hash.slice(1).split(",").filter(Boolean).map(Number);
    const chosen = wanted.map((id) => people.find((p) => p.id === id)).filter(Boolean);
    for (const person of chosen.length ? chosen : oneOfEach(people)) this.add(person);
    if (this.phones.length === 0) this.add(null);
  }

  add(person) {
    const phone = new Phone(this, person);
    this.phones.push(phone);
    this.stage.append(phone.node);
    phone.node.scrollIntoView({ inline: "end" });
    this.changed();
  }

  remove(phone) {
    phone.node.remove();
    this.phones = this.phones.filter((other) => other !== phone);
    this.changed();
  }

  changed() {
    const ids = this.phones.map((phone) => phone.user?.id).filter(Boolean);
    history.replaceState(null, "", `#${ids.join(",")}`);
    this.addButton.disabled = this.phones.length >= MOST_PHONES;
    clearTimeout(this.listening);
    this.listening = setTimeout(() => this.events.listen([...new Set(ids)]), 30);
  }

  async person(id) {
    if (!id) return null;
    return (await get("users", { q: String(id) })).find((person) => person.id === id);
  }

  hear(event) {
    for (const phone of this.phones) phone.hear(event);
    if (event.event === "described") this.describe();
    if (["clock", "reload"].includes(event.event)) this.clock.load();
    this.drawer.hear(event);
  }

  async describe() {
    this.description = (await get("bot")).description;
    for (const phone of this.phones) phone.conversation?.draw();
  }

  connection(alive) {
    const sign = document.getElementById("connection");
    sign.textContent = alive ? "" : "与沙盒的连接断了，正在重连…";
  }
}

// The first visit shows one phone for each kind of person, up to four.
function oneOfEach(people) {
  const kinds = new Map();
  for (const person of people) if (!kinds.has(person.persona)) kinds.set(person.persona, person);
  return [...kinds.values()].slice(0, 4);
}

new Page().start();

// The sandbox's clock in Shanghai time.

import { get } from "./api.js";

const shown = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});
const HOUR = 3_600_000;

export class Clock {
  constructor(element) {
    this.element = element;
    this.ahead = 0;
    setInterval(() => this.tick(), 500);
    this.load();
  }

  async load() {
    const { now } = await get("clock");
    this.ahead = Date.parse(now) - Date.now();
    this.tick();
  }

  now() {
    return Date.now() + this.ahead;
  }

  tick() {
    this.element.textContent = shown.format(this.now());
    this.element.classList.toggle("ahead", this.ahead > 60_000);
  }

  // Shanghai has no summer time: a wall clock there is UTC plus eight hours.
  wall() {
    return new Date(this.now() + 8 * HOUR);
  }

  // `YYYY-MM-DDTHH:MM` in Shanghai, `days` from today.
  moment(days, time) {
    const day = this.wall();
    day.setUTCDate(day.getUTCDate() + days);
    return `${day.toISOString().slice(0, 10)}T${time}`;
  }

  nextMorning() {
    return this.moment(this.wall().toISOString().slice(11, 16) < "08:30" ? 0 : 1, "08:30");
  }

  nextMonday() {
    return this.moment((8 - this.wall().getUTCDay()) % 7 || 7, "08:30");
  }
}

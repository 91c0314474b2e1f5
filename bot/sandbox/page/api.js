// Calls the control API and listens to its events.

async function ask(path, options) {
  const answer = await fetch(`/sandbox/${path}`, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

export const get = (path, query = {}) => ask(`${path}?${new URLSearchParams(query)}`);

export const post = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export function attach(file, fields) {
  const form = new FormData();
  form.append("file", file);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return ask("attach", { method: "POST", body: form });
}

// One stream of events for all phones. It reconnects by itself and reports whether it is connected.
export class Events {
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
  }

  listen(users) {
    this.source?.close();
    const source = (this.source = new EventSource(`/sandbox/events?users=${users.join(",")}`));
    let wasLost = false;
    source.onopen = () => {
      this.onState(true);
      if (wasLost) this.onEvent({ event: "reload" });
      wasLost = false;
    };
    source.onerror = () => {
      wasLost = true;
      this.onState(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.source === source && this.listen(users), 1000);
    };
    source.onmessage = (message) => this.onEvent(JSON.parse(message.data));
  }
}

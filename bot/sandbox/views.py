"""The state as plain JSON for the page and the tests. There is one function for each noun."""

from bot.sandbox.api.me import commands_for, described
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.world import Chat, Person


def person(sandbox: Sandbox, someone: Person) -> Json:
    standing = sandbox.world.chats[someone.id].bot
    return {
        "id": someone.id,
        "name": f"{someone.last_name or ''}{someone.first_name}",
        "username": someone.username,
        "persona": someone.persona,
        "group": someone.group,
        "started": standing == "member",
        "blocked": standing == "kicked",
        "deactivated": someone.deactivated,
    }


def people(sandbox: Sandbox, q: str = "", limit: str = "200") -> list[Json]:
    """Return the people whose name, labels or id contain every word of ``q``, in the order in which they were added."""
    found = []
    for someone in sandbox.world.people.values():
        seen = person(sandbox, someone)
        haystack = f"{seen['id']} {seen['name']} {seen['username']} {seen['persona']} {seen['group']}".lower()
        if all(word in haystack for word in q.lower().split()):
            found.append(seen)
            if len(found) == int(limit):
                break
    return found


def chat(sandbox: Sandbox, one: Chat) -> Json:
    title = one.title if one.kind != "private" else sandbox.config.bot_name
    names = {str(m): person(sandbox, sandbox.world.people[m])["name"] for m in one.members}
    return {
        "id": one.id, "kind": one.kind, "title": title, "members": names, "bot": one.bot,
        "pinned": one.pinned, "keyboard": one.keyboard, "migrated_to": one.migrated_to,
    }  # fmt: skip


def chats(sandbox: Sandbox, user_id: int) -> list[Json]:
    """Return the chats of a phone, newest first. Each has its last message, its number of unread messages and its
    command menu."""
    listed = [_listed(sandbox, one, user_id) for one in sandbox.world.chats_of(user_id)]
    return sorted(listed, key=lambda c: (c["last"] or {}).get("date", 0), reverse=True)


def _listed(sandbox: Sandbox, one: Chat, user_id: int) -> Json:
    messages = sandbox.world.messages[one.id]
    seen = sandbox.world.read.get((user_id, one.id), 0)
    unread = sum(1 for m in messages.values() if m["message_id"] > seen and m["from"]["id"] != user_id)
    last = next(reversed(messages.values()), None)
    commands = commands_for(sandbox.world, one, user_id) if one.bot_present else []
    return {**chat(sandbox, one), "last": last, "unread": unread, "commands": commands}


def messages(sandbox: Sandbox, body: Json) -> list[Json]:
    """Return the newest ``limit`` messages of a chat, oldest first."""
    chat_id = int(body["chat_id"])
    if chat_id not in sandbox.world.chats:
        return []
    history = sandbox.world.history(sandbox.world.chats[chat_id])
    return history[-int(body.get("limit", 200)) :]


def bot(sandbox: Sandbox) -> Json:
    waiting = {"waiting_updates": len(sandbox.updates), "webhook": bool(sandbox.updates.webhook)}
    texts = {kind: described(sandbox.world, kind) for kind in ("description", "short_description")}
    return {**sandbox.world.bot, **waiting, **texts}

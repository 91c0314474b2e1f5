"""The wiring of the bot, by hand, in one place. It shows from top to bottom how the bot starts and stops."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.chat import routes
from bot.chat.door.answers import Answers
from bot.chat.door.door import Door
from bot.chat.door.inbox import Inbox, Worker
from bot.chat.door.profile import describe
from bot.chat.door.request import AiohttpRequest
from bot.chat.door.sender import TelegramSender, named
from bot.domain.delivery.pacing import Pacer
from bot.flows.care import questions
from bot.flows.delivery import compose
from bot.flows.postings import shown
from bot.flows.student import bookmarks, digest_message
from bot.flows.wishes import aging
from bot.messenger import Message
from bot.parts import Parts, parts
from bot.settings import Settings
from bot.store.lock import only_one
from bot.web import serve
from jobs import wording
from jobs.sending.loop import Pusher
from jobs.sending.mend import Mender
from jobs.timetable import Timetable

log = structlog.get_logger()

compose.hand_in(shown.COMPOSERS, digest_message.COMPOSERS, aging.COMPOSERS, bookmarks.COMPOSERS, questions.COMPOSERS)

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 30
BUG_SECONDS = 1.0


async def run(settings: Settings) -> None:
    """Run the whole bot in one process until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with parts(settings) as made, only_one(made.store, settings.data_dir), running(made):
        log.info("bot.started")
        await stop.wait()
        log.info("bot.stopping")


@asynccontextmanager
async def running(made: Parts) -> AsyncIterator[Timetable]:
    """Start every loop and server in order, and stop them in reverse order."""
    settings, clock, store = made.settings, made.clock, made.store
    inbox = Inbox(store, clock)
    application = build(settings, inbox)
    sender = TelegramSender(application.bot)
    pacer = Pacer(settings.messages_per_second)
    answers = Answers(store, clock, sender, pacer, routes.menu_for)
    door = Door(store, settings, clock, sender, application, answers)
    routes.install(application, door)
    worker = Worker(inbox, store, door.handle)
    pusher = Pusher(store, sender, clock, pacer, settings)
    mender = Mender(store, sender, clock, pacer)
    timetable = Timetable(store, sender, clock, pacer, settings)

    async with application, serve(settings, store, clock, inbox, application):
        await sender.set_menu(None, routes.menu_for(None))
        await wording.tick(store)
        await describe(store, application.bot)
        await pusher.recover()
        reading = asyncio.create_task(kept_up(worker.run))
        sending = asyncio.create_task(kept_up(pusher.run))
        mending = asyncio.create_task(kept_up(mender.run))
        timetable.start()
        await listen(application, settings)
        try:
            yield timetable
        finally:
            if application.updater is not None and application.updater.running:
                await application.updater.stop()
            await timetable.stop()
            reading.cancel()
            answers.stop()
            await worker.settle()
            pusher.stop()
            mender.stop()
            await asyncio.gather(reading, sending, mending, return_exceptions=True)


async def kept_up(loop: Callable[[], Awaitable[None]]) -> None:
    """Run a loop to its end. If a bug stops it, log the error and start the loop again."""
    while True:
        try:
            return await loop()
        except Exception:
            log.exception("loop.failed", loop=loop.__qualname__)
            await asyncio.sleep(BUG_SECONDS)


def build(settings: Settings, inbox: Inbox) -> Application:  # type: ignore[type-arg]  # PTB's six type parameters
    """Build PTB's application with our queue and HTTP client, without PTB's job queue and rate limiter."""
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(settings.api_base_url)
        .base_file_url(settings.api_file_url)
        .request(AiohttpRequest(proxy=settings.proxy_url, read_seconds=settings.answer_seconds))
        .get_updates_request(AiohttpRequest(proxy=settings.proxy_url, read_seconds=POLL_SECONDS + 10))
        .update_queue(inbox)
        .job_queue(None)
        .build()
    )


async def listen(application: Application, settings: Settings) -> None:  # type: ignore[type-arg]
    """Poll, or use the webhook if its URL is set (``bot.web`` receives it)."""
    if settings.webhook_url:
        await application.bot.set_webhook(
            settings.webhook_url,
            allowed_updates=UPDATES,
            secret_token=settings.webhook_secret.get_secret_value() or None,
        )
        return
    if application.updater is None:
        raise RuntimeError("PTB was built without an updater")
    await application.updater.start_polling(
        timeout=POLL_SECONDS,
        allowed_updates=UPDATES,
        error_callback=lambda error: log.warning("polling.failed", error=type(error).__name__),
    )


async def bot_name(settings: Settings) -> str:
    """Ask Telegram for the bot's username. Raises PTB's error if Telegram cannot be reached."""
    async with _bot(settings) as bot:
        return bot.username


async def say(settings: Settings, chat_id: int, message: Message) -> None:
    """Send one message from a process without the loops. Raises SendFailed."""
    try:
        async with _bot(settings) as bot:
            await TelegramSender(bot).send(chat_id, message)
    except TelegramError as error:
        raise named(error) from error


def _bot(settings: Settings) -> Bot:
    return Bot(
        settings.bot_token.get_secret_value(),
        base_url=settings.api_base_url,
        base_file_url=settings.api_file_url,
        request=AiohttpRequest(proxy=settings.proxy_url),
        get_updates_request=AiohttpRequest(proxy=settings.proxy_url),
    )

"""The screens before binding name the recipient abroad as the settings of the machine do."""

import pytest

from tests.cast import Cast
from tests.chat.register.test_join import class_code, phone_of
from tests.live import Live


@pytest.fixture
def another_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUYE_OVERSEAS_RECIPIENT", "某境外公司")
    monkeypatch.setenv("JIUYE_OVERSEAS_CONTACT", "example.org/contact")


@pytest.mark.usefixtures("another_recipient")
async def test_both_screens_name_the_recipient_abroad_that_the_settings_name(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={await class_code(live, cast.civil1)}")
    await live.press(wang, "同意")
    await live.last(wang, "某境外公司", "example.org/contact")
    await live.press(wang, "看全文")
    await live.press(wang, "下一页")
    await live.last(wang, "接收方 某境外公司，联系方式：example.org/contact")

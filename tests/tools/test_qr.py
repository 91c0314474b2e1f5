"""The QR codes on posters are read."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from bot import qr
from bot.flows.postings import intake
from tests.cast import Cast
from tests.live import Live
from tests.postings import TODAY, newest

LINK = "https://jobs.example.com/apply?id=7"


def poster(*texts: str) -> bytes:
    """Return a photographed poster with one code for each text."""
    picture = Image.new("RGB", (1200, 500 * max(1, len(texts)) + 200), "white")
    for place, text in enumerate(texts):
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6))
        picture.paste(image.convert("RGB"), (400, 100 + 500 * place))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def test_the_addresses_on_a_poster_are_read_and_nothing_else() -> None:
    assert qr.links(poster(LINK)) == [LINK]
    assert qr.links(poster("wxp://f2f0abc")) == []
    assert qr.links(poster()) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff not a picture"])
def test_what_is_no_picture_has_no_address(content: bytes) -> None:
    assert qr.links(content) == []


def test_a_text_without_a_way_to_apply_takes_the_address_of_its_poster() -> None:
    text = "单位名称：长春虚构设计院\n岗位名称：结构设计师"
    assert intake.with_link(text, [LINK], TODAY).endswith(LINK)
    with_way = f"{text}\n投递方式：hr@xugou.example"
    assert intake.with_link(with_way, [LINK], TODAY) == with_way
    assert intake.with_link(text, [], TODAY) == text


async def test_a_poster_then_its_words_make_one_posting(live: Live, cast: Cast) -> None:
    await live.send_file(cast.office, "poster.jpg", poster(LINK), as_photo=True)
    await live.sees(cast.office, "二维码里的网址", LINK)
    await live.say(cast.office, "单位名称：长春虚构设计院有限公司\n岗位名称：结构设计师\n工作地点：长春市")
    await live.press(cast.office, "提交审核")
    await live.sees(cast.office, "审核")
    async with live.store.reading() as session:
        assert (await newest(session)).apply_how == LINK

"""Places are read. ``region_notations.csv`` contains the notations seen in postings, with their codes."""

import csv
from pathlib import Path

import pytest

from bot.domain import region
from bot.domain.region import parse_region
from bot.reference import rows

NATION = "000000"
CHANGCHUN = "220100"
NOTATIONS = tuple(csv.DictReader((Path(__file__).parent / "region_notations.csv").open(encoding="utf-8-sig")))


@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row["notation"])
def test_every_notation_gives_the_values_of_the_table(row: dict[str, str]) -> None:
    read = parse_region(row["notation"])
    wanted = tuple(filter(None, row["codes"].split(";")))
    if read.ambiguous:  # a proposal is for the person who decides, and no code
        assert not wanted or set(read.codes) < set(wanted)
    else:
        assert read.codes == tuple(code for code in wanted if code != NATION)
    assert read.nationwide == (NATION in wanted)
    assert bool(read.ambiguous) == (row["ambiguous"] == "1")
    assert read.remote == (row["kind"] == "remote")
    assert read.overseas == (row["kind"] == "overseas")
    assert read.unknown == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("昆明市盘龙区白云路470号集丰大厦3楼", ("530100",)),
        ("昆明五华区篆塘路8号", ("530100",)),
        ("云南省昆明市经开区信息产业基地", ("530100",)),
        ("南昌市-东湖区", ("360100",)),
        ("宣威市北苑小区", ("530300",)),
        ("勐腊县勐仑镇", ("532800",)),
        ("石林县台湾农民创业园", ("530100",)),
        ("南山区(深圳)", ("440300",)),
        ("北京-朝阳", ("110000",)),
        ("昆山人民路8号", ("320500",)),
        ("台州路桥区", ("331000",)),
        ("哈尔滨道里区", ("230100",)),
        ("樟木头镇石新工业区", ("441900",)),
        ("余杭经济开发区宏达路168号", ("330100",)),
        ("天津市蓟县渔阳镇", ("120000",)),  # 蓟县 has been a district since 2016
        ("四平公主岭", ("220184",)),  # it has belonged to Changchun since 2020
        ("北京 上海 广州", ("110000", "310000", "440100")),
        ("江苏南京,浙江杭州", ("320100", "330100")),
        ("长春市南关区、朝阳区、绿园区", ("220102", "220104", "220106")),
    ],
)
def test_addresses_and_lists_resolve_to_the_county_in_jilin_and_the_prefecture_elsewhere(
    text: str, codes: tuple[str, ...]
) -> None:
    read = parse_region(text)
    assert (read.codes, read.understood) == (codes, True)


@pytest.mark.parametrize(
    "text",
    [
        "南京路100号", "北京路102号", "上海大厦3楼", "海伦国际写字楼", "民主路35号", "宝安西乡前进二路88号",
        "东南亚风情街3号", "泰国风情小镇", "吉林大学",
    ],
)  # fmt: skip
def test_streets_and_buildings_named_after_a_city_are_no_place(text: str) -> None:
    assert parse_region(text) == region.Regions(unknown=(text,))


def test_a_bare_district_of_several_cities_waits_for_a_person() -> None:
    read = parse_region("鼓楼区")
    assert (read.codes, read.ambiguous, read.understood) == ((), ("鼓楼区",), False)


@pytest.mark.parametrize("text", ["北市区小康大道6号", "南市区", "新市区高新街", "朝阳区日坛东路7号"])
def test_a_name_for_a_part_of_any_city_gives_no_code_without_the_city(text: str) -> None:
    read = parse_region(text)
    assert read.codes == () and read.ambiguous and not read.understood


def test_the_name_that_a_province_shares_with_its_city_means_the_province() -> None:
    assert parse_region("吉林").understood and "220000" in parse_region("吉林").codes


def test_the_home_city_of_the_source_decides_between_districts_of_one_name() -> None:
    assert parse_region("朝阳区", home_city=CHANGCHUN).codes == ("220104",)
    assert parse_region("朝阳区", home_city="110000").codes == ("110000",)
    assert parse_region("朝阳区", home_city=CHANGCHUN).understood


def test_a_zone_that_every_city_has_needs_a_city() -> None:
    assert parse_region("高新区科园路99号").ambiguous == ("高新区",)
    assert parse_region("高新区科园路99号", home_city="530100").codes == ("530100",)


def test_words_for_the_home_province_mean_that_of_the_home_city() -> None:
    assert parse_region("省内", home_city="530100").codes == ("530000",)
    assert parse_region("省外").outside


def test_an_item_of_a_list_that_is_no_place_is_unknown() -> None:
    read = parse_region("长春、火星")
    assert (read.codes, read.unknown, read.understood) == ((CHANGCHUN,), ("火星",), False)


def test_a_posting_for_remote_work_may_name_a_place() -> None:
    read = parse_region("深圳(可远程)")
    assert (read.codes, read.remote, read.understood) == (("440300",), True, True)


def test_an_empty_text_names_nothing_and_is_not_understood() -> None:
    assert parse_region(" [] ") == region.Regions()
    assert not parse_region("").understood


def test_the_ancestors_of_a_division_are_those_that_hold_it() -> None:
    assert region.ancestors("220104") == ("220100", "220000")
    assert region.ancestors("419001") == ("410000",)  # 济源 belongs directly to the province
    assert region.ancestors("110105") == ("110000",)  # counties outside Jilin are not in the table
    assert region.ancestors("990000") == ()
    assert region.is_within("220104", "220000") and not region.is_within("220000", "220104")
    assert region.in_province("220184") and not region.in_province("210100")


def test_names_that_two_divisions_share_are_written_in_full() -> None:
    written = [region.name(code) for code in ("220100", "220000", "220200", "220104", "220521", "222401")]
    assert written == ["长春", "吉林省", "吉林市", "朝阳区", "通化县", "延吉"]
    assert region.full_name("220104") == "吉林省长春市朝阳区"


def test_the_country_has_34_provinces_and_every_prefecture_lies_in_one() -> None:
    assert len(region.provinces()) == 34
    assert len(region.cities("220000")) == 9 and region.cities("110000") == ()
    assert sum(len(region.cities(province)) for province in region.provinces()) == 333 + 32


def test_a_former_code_gives_the_division_of_today() -> None:
    assert region.current("220381") == "220184"
    assert region.current("110105") == "110000"
    assert region.current("999999") is None


def test_every_county_and_place_has_the_code_of_a_known_division() -> None:
    counties = {row["prefecture"] for row in rows("counties")}
    places = {code for row in rows("places") for code in row["codes"].split(";") if code}
    assert {code for code in counties | places if region.current(code) != code} == set()


def test_every_prefecture_is_found_by_its_own_names() -> None:
    for province in region.provinces():
        for city in region.cities(province):
            assert parse_region(region.full_name(city)).codes == (city,)

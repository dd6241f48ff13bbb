"""Text files as people have them: any heading, encoding, delimiter, unit and date."""

import numpy as np
import pytest

from engines import paths
from engines.roc.data import headers, regular
from engines.roc.data import text as text_file
from engines.roc.data.load import read
from engines.roc.data.volumes import THOUSANDS, UNSURE
from engines.roc.series import FIELDS

CHINESE = "日期,开盘,最高,最低,收盘,成交量,成交额"
ENGLISH = "date,open,high,low,close,volume,amount"
ROWS = (
    ("2024-01-02", 10.1, 10.5, 10.0, 10.2, 100_000, 1_020_000),
    ("2024-01-03", 10.2, 10.6, 10.1, 10.4, 200_000, 2_080_000),
    ("2024-01-04", 10.4, 10.7, 10.3, 10.5, 150_000, 1_575_000),
)


def text(headings: str = ENGLISH, delimiter: str = ",", end: str = "\n") -> str:
    lines = [delimiter.join(headings.split(",")), *(delimiter.join(map(str, row)) for row in ROWS)]
    return end.join(lines) + end


def one(tmp_path, content: str | bytes, name: str = "sh600000.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    loaded = read(str(path))
    assert loaded.faults == ()
    (series,) = loaded.series
    return series


def is_right(series) -> None:
    assert series.times.astype("datetime64[D]").astype(str).tolist() == [row[0] for row in ROWS]
    for place, name in enumerate(FIELDS, 1):
        factor = 0.01 if name == "volume" else 1
        expected = [row[place] * factor for row in ROWS]
        np.testing.assert_allclose(getattr(series, name), expected, rtol=1e-15)
    assert series.average


@pytest.mark.parametrize("field", sorted(headers.NAMES))
def test_every_spelling_of_a_heading_is_known(field):
    for name in headers.NAMES[field].split():
        for written in (name, name.upper(), f' "{name}" ', f"\ufeff{name}", name.title()):
            assert headers.KNOWN[headers.named(written)[0]] == field, written


def test_the_manual_lists_every_spelling_in_order():
    manual = (paths.ASSETS.parent / "docs/data.md").read_text("utf-8")
    for field, names in headers.NAMES.items():
        plain = ", ".join(name for name in names.split() if not name.startswith("__"))
        assert f"| {'turnover' if field == 'amount' else field} | {plain}" in manual


def test_of_two_closing_prices_the_better_name_wins(tmp_path):
    for headings in ("date,price,close", "date,现价,收盘"):
        assert one(tmp_path, f"{headings}\n2024-01-02,1,2\n").close.tolist() == [2]


@pytest.mark.parametrize("headings", (ENGLISH, CHINESE, "Date,Open,High,Low,Close,Volume,Amount"))
@pytest.mark.parametrize("delimiter", (",", "\t", ";", "|"))
@pytest.mark.parametrize("end", ("\n", "\r\n", "\r"))
def test_delimiters_and_ends_of_lines(tmp_path, headings, delimiter, end):
    is_right(one(tmp_path, text(headings, delimiter, end)))


@pytest.mark.parametrize(
    "encoding", ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
)
def test_encodings(tmp_path, encoding):
    is_right(one(tmp_path, text(CHINESE).encode(encoding)))


def test_a_name_in_gbk_far_down_changes_the_encoding_of_the_whole(tmp_path):
    head = ENGLISH + ",name\n" + "2024-01-01,10,10,10,10,1,1,x\n" * 40_000
    content = head.encode() + "2024-01-02,10,10,10,10,1,1,平安银行\n".encode("gbk")
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    (series,) = read(str(path)).series
    assert series.name == "平安银行"


def test_columns_may_stand_in_any_order_among_others(tmp_path):
    lines = ["涨跌幅,收盘价,日期,成交额,最低价,换手率,最高价,成交量,开盘价"]
    for date, opened, high, low, close, volume, amount in ROWS:
        lines.append(f"1.2%,{close},{date},{amount},{low},0.5,{high},{volume},{opened}")
    is_right(one(tmp_path, "\n".join(lines)))


def test_what_is_unknown_is_nan(tmp_path):
    cells = ("--", "-", "", "None", "null", "NaN", "N/A", "—", "停牌")
    lines = [f"2024-01-{day:02d},10,11,9,10,{cell},100" for day, cell in enumerate(cells, 1)]
    series = one(tmp_path, "\n".join([ENGLISH, *lines]))
    assert len(series) == len(cells)
    assert np.isnan(series.volume).all()


def test_thousands_percent_and_chinese_myriads(tmp_path):
    series = one(
        tmp_path,
        'date,open,high,low,close,volume,amount\n2024-01-02,"1,234.5",$1300,"1,200",1250,1.5万,"18,750,000"\n'
        '2024-01-03,1250,1260,1240,1250,"150,00",0.1875亿\n'.replace('"150,00"', "15000"),
    )
    assert series.open.tolist() == [1234.5, 1250]
    assert series.high[0] == 1300
    assert series.volume.tolist() == [150, 150]
    assert series.amount.tolist() == [18_750_000, 18_750_000]


def test_a_decimal_comma_between_semicolons(tmp_path):
    series = one(tmp_path, "date;open;high;low;close\n2024-01-02;10,1;10,5;10,0;10,25\n")
    assert series.close.tolist() == [10.25]


def test_a_comma_that_groups_nothing_is_no_number(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('date,close\n2024-01-02,"12,5"\n2024-01-03,12\n')
    loaded = read(str(path))
    assert loaded.series[0].close.tolist() == [12]
    assert loaded.faults[0].row == 2


@pytest.mark.parametrize(
    "written",
    (
        "2024-01-02",
        "2024/01/02",
        "2024/1/2",
        "20240102",
        "2024.1.2",
        "2024年1月2日",
        "2024-01-02 00:00:00",
        "2024-01-02T00:00:00",
        "2024-01-02T00:00:00Z",
        "2024-01-02 00:00:00+08:00",
        "2024/1/2 0:00",
        "1704153600",
        "1704153600000",
        '"2024-01-02"',
        '="20240102"',
        "2024-01-02 00:00:00.000",
    ),
)
def test_dates(tmp_path, written):
    (tmp_path / "x.csv").write_text(f"date,close\n{written},10\n")
    loaded = read(str(tmp_path / "x.csv"))
    assert loaded.faults == ()
    assert str(loaded.series[0].times[0]) == "2024-01-02T00:00:00"


@pytest.mark.parametrize(
    ("dates", "expected"),
    (
        (("13/01/2024", "02/02/2024"), ["2024-01-13", "2024-02-02"]),
        (("01/13/2024", "02/03/2024"), ["2024-01-13", "2024-02-03"]),
        (("02/03/2024", "01/13/2024"), ["2024-01-13", "2024-02-03"]),
        (("05/05/2024", "06/06/2024"), ["2024-05-05", "2024-06-06"]),
        (("31.01.2024", "01.02.2024"), ["2024-01-31", "2024-02-01"]),
    ),
)
def test_the_order_of_day_and_month_shows_somewhere(tmp_path, dates, expected):
    (tmp_path / "x.csv").write_text("date,close\n" + "".join(f"{date},10\n" for date in dates))
    loaded = read(str(tmp_path / "x.csv"))
    assert loaded.faults == ()
    times = loaded.series[0].times.astype("datetime64[D]").astype(str).tolist()
    assert times == expected


@pytest.mark.parametrize("dates", (("01/02/2024", "03/04/2024"), ("13/01/2024", "01/13/2024")))
def test_an_open_order_of_day_and_month_is_refused(tmp_path, dates):
    (tmp_path / "x.csv").write_text("date,close\n" + "".join(f"{date},10\n" for date in dates))
    loaded = read(str(tmp_path / "x.csv"))
    assert loaded.series == ()
    assert loaded.faults[0].what == "Which number of a date is the day cannot be told."
    assert loaded.faults[0].fix


@pytest.mark.parametrize("clock", ("09:35", "9:35", "0935", "935", "09:35:00", "093500", "93500"))
def test_a_column_of_times_beside_that_of_dates(tmp_path, clock):
    rows = f"2024-01-02,{clock},10\n2024-01-02,09:40,10\n"
    series = one(tmp_path, f"日期,时间,收盘\n{rows}")
    assert str(series.times[0]) == "2024-01-02T09:35:00"
    assert series.period == "5min"


def test_a_column_of_times_alone_has_the_dates_too(tmp_path):
    series = one(tmp_path, "time,close\n2024-01-02 09:31,10\n2024-01-02 09:32,10\n")
    assert (str(series.times[0]), series.period) == ("2024-01-02T09:31:00", "1min")


@pytest.mark.parametrize(
    ("days", "period"),
    (
        (("2024-01-02", "2024-01-03", "2024-01-08"), "day"),
        (("2024-01-05", "2024-01-12", "2024-01-19"), "week"),
        (("2024-01-31", "2024-02-29", "2024-03-29"), "month"),
        (("2024-01-02",), "day"),
    ),
)
def test_the_period_shows_in_the_dates(tmp_path, days, period):
    series = one(tmp_path, "date,close\n" + "".join(f"{day},10\n" for day in days))
    assert series.period == period


def test_several_symbols_in_one_file(tmp_path):
    rows = "2024-01-02,000001,平安银行,10\n2024-01-02,600000,浦发银行,7\n2024-01-03,000001,,11\n"
    path = tmp_path / "all.csv"
    path.write_bytes(f"日期,代码,名称,收盘\n{rows}".encode("gbk"))
    series = read(str(path)).series
    assert [(each.symbol, each.name, each.close.tolist()) for each in series] == [
        ("000001", "平安银行", [10, 11]),
        ("600000", "浦发银行", [7]),
    ]
    assert [each.kind for each in series] == ["stock", "stock"]


def test_rows_of_several_symbols_do_not_mix(tmp_path, rng):
    """The last of a day is kept, for each."""
    rows = [(rng.choice("ABC"), rng.randrange(1, 29), 1 + n) for n in range(500)]
    (tmp_path / "x.csv").write_text(
        "symbol,date,close\n" + "".join(f"{s},2024-01-{day:02d},{n}\n" for s, day, n in rows)
    )
    last = {(symbol, day): float(close) for symbol, day, close in rows}
    found = {
        (one.symbol, time.day): close
        for one in read(str(tmp_path / "x.csv")).series
        for time, close in zip(one.times.tolist(), one.close.tolist(), strict=True)
    }
    assert found == last


@pytest.mark.parametrize("encoding", ("utf-8", "gb18030", "utf-16"))
@pytest.mark.parametrize("end", ("\n", "\r\n", "\r"))
def test_lines_are_the_same_in_whatever_pieces_they_are_read(tmp_path, monkeypatch, encoding, end):
    path = tmp_path / "x.csv"
    path.write_bytes(end.join(["日期,收盘", *"平安银行", "", "b"]).encode(encoding))
    expected = ["日期,收盘", *"平安银行", "", "b"]
    for size in (1, 2, 3, 5, 1000):
        monkeypatch.setattr(text_file, "PIECE", size)
        with regular.opened(str(path)) as (file, _):
            found = [line for piece in text_file.lines(file, encoding) for line in piece]
        assert found == expected


def test_of_two_columns_of_one_name_the_first_is_taken(tmp_path):
    assert one(tmp_path, "date,close,close\n2024-01-02,1,2\n").close.tolist() == [1]


def test_zeros_that_a_spreadsheet_dropped_come_back(tmp_path):
    series = one(tmp_path, "日期,代码,收盘\n2024-01-02,1,10\n")
    assert series.symbol == "000001"


@pytest.mark.parametrize(
    ("written", "symbol"),
    (
        ("000001.SZ", "sz000001"),
        ("sh.600000", "sh600000"),
        ("SH600000", "sh600000"),
        ("600000.XSHG", "sh600000"),
        ("AAPL", "AAPL"),
        ("BRK.B", "BRK.B"),
    ),
)
def test_one_symbol_however_it_is_written(tmp_path, written, symbol):
    assert one(tmp_path, f"symbol,date,close\n{written},20240102,10\n").symbol == symbol


def test_what_tongdaxin_exports(tmp_path):
    rows = "2024/01/02\t10.10\t10.50\t10.00\t10.20\t100000\t1020000.00\n"
    rows += rows.replace("2024/01/02", "2024/01/03")
    head = "600000 浦发银行 日线 前复权\n" + CHINESE.replace(",", "\t    ")
    content = f"{head}\n{rows}#数据来源:通达信\n".encode("gbk")
    for name in ("SH#600000.txt", "600000.xls"):
        series = one(tmp_path, content, name)
        assert series.symbol == ("sh600000" if "SH" in name else "600000")
        assert (series.name, series.period, len(series)) == ("浦发银行", "day", 2)
        assert (series.volume[0], series.amount[0], series.average) == (1000, 1_020_000, True)


@pytest.mark.parametrize(
    ("title", "period"), (("周线 不复权", "week"), ("月线", "month"), ("15分钟线", "15min"))
)
def test_the_period_in_the_title_of_an_export(tmp_path, title, period):
    series = one(tmp_path, f"000001 平安银行 {title}\n日期,收盘\n2024-01-05,10\n")
    assert series.period == period


@pytest.mark.parametrize("delimiter", (",", "\t", " ", ";"))
def test_tables_without_headings(tmp_path, delimiter):
    lines = [delimiter.join(map(str, (row[0].replace("-", "/"), *row[1:]))) for row in ROWS]
    is_right(one(tmp_path, "\n".join(lines) + "\n数据来源:通达信\n", "SH#600000.txt"))


def test_minutes_without_headings(tmp_path):
    rows = "2024/01/02,0935,10,11,9,10,100,1000\n2024/01/02,0940,10,11,9,10,100,1000\n"
    series = one(tmp_path, rows, "x.txt")
    assert (series.period, str(series.times[1])) == ("5min", "2024-01-02T09:40:00")


@pytest.mark.parametrize(
    ("volume", "amount", "factor", "money", "warnings"),
    (
        (100_000, 1_000_000, 0.01, 1, ()),
        (1000, 1_000_000, 1, 1, ()),
        (10_000, 1_000_000, 0.1, 1, ()),
        (1000, 1000, 1, 1000, (THOUSANDS,)),
        (1000, 50_000, 1, 1, (UNSURE,)),
    ),
)
def test_units_show_in_what_turnover_by_volume_comes_to(
    tmp_path, volume, amount, factor, money, warnings
):
    rows = "".join(f"2024-01-{day:02d},10,{volume},{amount}\n" for day in range(1, 29))
    series = one(tmp_path, f"date,close,volume,amount\n{rows}")
    assert series.volume[0] == volume * factor
    assert series.amount[0] == amount * money
    assert series.warnings == warnings
    assert series.average == (UNSURE not in warnings)


@pytest.mark.parametrize(
    ("headings", "volume", "amount"),
    (
        ("成交量(手),成交额(元)", 1000, 1_000_000),
        ("成交量（股）,成交额（万元）", 100_000, 100),
        ("volume(shares),amount", 100_000, 1_000_000),
        ("成交量(万股),成交额(亿元)", 10, 0.01),
        ("总手,金额", 1000, 1_000_000),
    ),
)
def test_units_that_the_headings_say(tmp_path, headings, volume, amount):
    series = one(tmp_path, f"日期,收盘,{headings}\n2024-01-02,10,{volume},{amount}\n")
    assert (series.volume[0], series.amount[0], series.average) == (1000, 1_000_000, True)


def test_without_turnover_the_unit_of_the_volume_is_unknown(tmp_path):
    series = one(tmp_path, "date,close,volume\n2024-01-02,10,5000\n")
    assert (series.volume[0], series.average, series.warnings) == (5000, False, ())
    assert np.isnan(series.amount[0])


def test_prices_that_were_adjusted_long_ago_do_not_hide_the_unit(tmp_path):
    """Old closes are a tenth of what was paid; the newest 250 are right."""
    closes = [1] * 400 + [10] * 250
    rows = "".join(
        f"{2000 + n // 336}{n // 28 % 12 + 1:02d}{n % 28 + 1:02d},{close},1000,1000000\n"
        for n, close in enumerate(closes)
    )
    series = one(tmp_path, f"date,close,volume,amount\n{rows}")
    assert series.average
    assert series.volume[0] == 1000


def test_an_index_of_pandas_has_no_heading(tmp_path):
    series = one(
        tmp_path, ",Open,High,Low,Close,Volume\n2004-08-19,100,104.06,95.96,100.34,22351900\n"
    )
    assert series.close.tolist() == [100.34]


def test_plain_columns_and_odd_ones_give_the_same(tmp_path):
    """A cell that is not plain sends its column down the slow way: the others must not differ."""
    plain = one(tmp_path, text())
    odd = one(tmp_path, text().replace("2024-01-03", "2024-1-3").replace("10.4,", '" 10.4 ",'))
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(plain, name), getattr(odd, name))
    np.testing.assert_array_equal(plain.times, odd.times)

"""Games in files: SGF and PSQ. What is no game is refused, and nothing else ever happens."""

import pytest

from engines import __version__
from engines.gomoku.files import psq, sgf
from engines.gomoku.files.record import LARGEST, Record
from engines.gomoku.rules import Rules
from engines.wire import EngineError

WORDS = ("", "a", "]", "\\", "[B]", "(;W[aa])", "白 ; 黑", "x:y", "two\nlines", "\\]", "é", "  b ")


def one_line(text):
    return " ".join(text.split())


def random_record(rng):
    kind = rng.choice(("freestyle", "standard", "renju"))
    size = rng.randrange(6, 21)
    rules = Rules(size, 5 if kind == "renju" else rng.randrange(3, min(9, size) + 1), kind)
    moves = rng.sample(range(rules.points), rng.randrange(rules.points + 1))
    after = sorted(rng.sample(range(len(moves) + 1), rng.randrange(min(4, len(moves) + 1))))
    said = [rng.choice(WORDS) + rng.choice(WORDS) for _ in after]
    return Record(
        rules,
        tuple(moves),
        *(one_line(rng.choice(WORDS)) for _ in range(4)),
        comments=tuple((number, text) for number, text in zip(after, said, strict=True) if text),
    )


def test_what_is_written_as_sgf_is_read_again(rng, count):
    for _ in range(count(5_000)):
        record = random_record(rng)
        text = sgf.write(record)
        assert sgf.read(text) == record
        assert sgf.read(text.encode()) == record


def test_sgf_as_it_is_written():
    record = Record(Rules(15, 5, "renju"), (112, 97, 0), "A]", "B", "B+", "2026", ((2, "good"),))
    assert sgf.write(record).replace("\n", "") == (
        "(;FF[4]GM[4]CA[UTF-8]AP[zerodeck:"
        + __version__
        + "]SZ[15]RU[renju]PB[A\\]]PW[B]DT[2026]RE[B+]"
        ";B[hh];W[hg]C[good];B[aa])"
    )


SAME_GAME = Record(Rules(15), (112, 113))
TOLERATED = {
    "the first game of several": "(;GM[4];B[hh];W[ih])(;B[aa])",
    "the main line of variations": "(;GM[4];B[hh](;W[ih])(;W[aa];B[bb]))",
    "a variation within the first": "(;B[hh](;W[ih](;))(;W[aa]))",
    "words before the game": "From: somebody (at night)\n\n(;GM[4];B[hh];W[ih])",
    "blanks between everything": "\n( ;\tGM [4]\r\nSZ [ 15:15 ] ; B [hh]\n\n; W\n[ ih ] )",
    "lower-case letters of old versions": "(;GaMe[4];Black[hh];White[ih])",
    "properties that say nothing here": "(;GM[4]XY[(;][\\]]KM[0.0];B[hh]BL[3];W[ih]LB[aa:1][bb:2])",
    "the names that people say": "(;GM[4];B[H8];W[i8])",
    "moves in one node": "(;GM[4]B[hh]W[ih])",
    "stones put down before": "(;GM[4]AB[hh]AW[ih])",
    "a byte order mark": "\ufeff(;B[hh];W[ih])",
}


@pytest.mark.parametrize("kind", TOLERATED)
def test_sgf_is_read_as_it_is_found(kind):
    assert sgf.read(TOLERATED[kind]) == SAME_GAME
    assert sgf.read(TOLERATED[kind].encode()) == SAME_GAME


@pytest.mark.parametrize(
    ("rule", "rules"),
    (
        ("", Rules()),
        ("Gomoku", Rules()),
        ("RENJU", Rules(kind="renju")),
        ("Renju (RIF)", Rules(kind="renju")),
        ("Standard", Rules(kind="standard")),
        ("exactly five", Rules(kind="standard")),
        ("freestyle, 6 in a row", Rules(row=6)),
    ),
)
def test_sgf_says_the_rule_in_words(rule, rules):
    assert sgf.read(f"(;GM[4]RU[{rule}])").rules == rules


def test_moves_of_one_node_are_in_the_order_in_which_they_stand():
    assert sgf.read("(;B[hh];W[ih]B[aa]W[ba])").moves == (112, 113, 0, 1)


def test_escapes_and_line_ends_of_sgf():
    text = "(;PB[a\\]b\\\\c\\\nd\n e]C[one\r\ntwo\tthree \\:]C[four];B[aa]C[])"
    record = sgf.read(text)
    assert record.black == "a]b\\cd e"
    assert record.comments == ((0, "one\ntwo three :"), (0, "four"))


@pytest.mark.parametrize(
    ("charset", "name"),
    (
        ("GB2312", "黑白"),
        ("Big5", "黑功"),
        ("Shift_JIS", "表ソ"),
        ("UTF-8", "黑ソ"),
        ("cp1252", "é"),
    ),
)
def test_sgf_is_read_in_the_charset_that_it_names(charset, name):
    """In some of these a letter's second byte is a backslash."""
    text = f"(;CA[{charset}]PB[{name}];B[hh])"
    assert sgf.read(text.encode(charset)).black == name


@pytest.mark.parametrize("charset", ("rot13", "unicode_escape", "idna", "nothing", "utf-8"))
def test_what_is_no_charset_is_read_as_latin_1_where_it_is_no_utf_8(charset):
    assert sgf.read(f"(;CA[{charset}]PB[caf\xe9])".encode("latin-1")).black == "café"
    assert sgf.read(f"(;CA[{charset}]PB[café])".encode()).black in ("café", "cafÃ©")


@pytest.mark.parametrize(
    ("text", "why"),
    (
        ("", "no game begins"),
        ("(B[aa])", "no game begins"),
        ("(;B[hh]", "at character 7: it ends before"),
        ("(;B[hh", "at character 4: a value does not end"),
        ("(;B[hh\\])", "at character 4: a value does not end"),
        ("(;B;W[aa])", "at character 3: B has no value"),
        ("(;[aa])", "at character 2: '[' is not expected"),
        ("(;GM[1];B[aa])", "GM[1]"),
        ("(;SZ[5])", "6 to 20 lines"),
        ("(;SZ[21])", "6 to 20 lines"),
        ("(;SZ[15:14])", "SZ[15:14]"),
        ("(;SZ[-1])", "SZ[-1]"),
        ("(;SZ[" + "9" * 5000 + "])", "SZ[999"),
        ("(;RU[renju, 6 in a row])", "renju is played with five"),
        ("(;B[hh];B[ii])", "at character 10: two moves of one color"),
        ("(;W[hh])", "at character 4: two moves of one color"),
        ("(;B[hh];W[hh])", "at character 10: a second stone on H8"),
        ("(;B[])", "at character 4: '' is no point"),
        ("(;B[pp])", "at character 4: 'pp' is no point"),
        ("(;B[hhh])", "at character 4: 'hhh' is no point"),
        ("(;AB[hh][ii])", "stones that are not put down in turns"),
        ("(;B[hh];AW[ii])", "stones that are not put down in turns"),
        ("(;AB[hh]AE[ii])", "stones that are not put down in turns"),
    ),
)
def test_sgf_that_is_no_game_is_refused_with_the_place(text, why):
    with pytest.raises(EngineError) as error:
        sgf.read(text)
    assert why in error.value.failed.why


EVIL = "\x1b[2J\x9b\x07"


@pytest.mark.parametrize("key", ("GM", "SZ", "B", "PB", "PW", "RE", "DT", "C"))
def test_what_sgf_says_commands_no_terminal(key):
    try:
        found = sgf.read(f"(;{key}[a{EVIL}];W[hh])" if key == "B" else f"(;{key}[a{EVIL}])")
    except EngineError as error:
        assert "x1b" in error.failed.why
        assert error.failed.why.isprintable()
    else:
        said = found.black + found.white + found.result + found.date
        said += "".join(text for _number, text in found.comments)
        assert said == "a\\x1b[2J\\x9b\\x07"
        assert sgf.read(sgf.write(found)) == found


def test_what_psq_says_commands_no_terminal():
    found = psq.read(f"Piskvorky 15x15, 0:0, 0\n8,8,0\na{EVIL}\nb\x1b\n-1\n")
    assert (found.black, found.white) == ("a\\x1b[2J\\x9b\\x07", "b\\x1b")
    assert not set(EVIL) & set(psq.write(Record(Rules(), (), EVIL, EVIL)).replace("[2J", ""))


@pytest.mark.parametrize("read", (sgf.read, psq.read))
def test_a_file_that_is_too_large_is_refused(read):
    for source in (" " * (LARGEST + 1), b" " * (LARGEST + 1)):
        with pytest.raises(EngineError, match="too large"):
            read(source)


@pytest.mark.parametrize(
    "text",
    (
        "(;" * (LARGEST // 2),
        "(;" + "(" * (LARGEST - 2),
        "(" * LARGEST,
        "( " * (LARGEST // 2),
        "(;C[" + "\\" * (LARGEST - 4),
        "(;C" + "[]" * (LARGEST // 2 - 2),
        "(;" + "A" * (LARGEST - 2),
        "(;" + "B[aa]" * (LARGEST // 5 - 1),
        "Piskvorky " + " " * (LARGEST - 10),
        "Piskvorky 15x15, 0:0, 0" + " " * (LARGEST - 30) + "x",
        "Piskvorky 15x15, 0:0, 0\n" + "1,1,1\n" * (LARGEST // 7),
        "Piskvorky 15x15, " + "9" * (LARGEST - 20),
    ),
    ids=range(12),
)
def test_a_large_file_of_nothing_much_is_refused_soon(text):
    for read in (sgf.read, psq.read):
        with pytest.raises(EngineError):
            read(text)


def test_what_is_written_as_psq_is_read_again(rng, count):
    for _ in range(count(5_000)):
        record = random_record(rng)
        times = tuple(rng.randrange(10**6) for _ in record.moves)
        rules = Rules(record.rules.size, 5, record.rules.kind)
        record = Record(rules, record.moves, "pbrain-a", "白 b", milliseconds=times)
        assert psq.read(psq.write(record)) == record
        assert psq.read(psq.write(record).replace("\n", "\r\n").encode()) == record


def test_psq_as_it_is_written():
    record = Record(Rules(20), (0, 19, 399), "a", "b", milliseconds=(7, 8))
    assert psq.write(record) == (
        "Piskvorky 20x20, 0:0, 0\n1,1,7\n20,1,8\n20,20,0\na\nb\n-1\n0,Freestyle20\n"
    )


def test_psq_has_no_place_for_other_rows():
    with pytest.raises(EngineError, match="no place"):
        psq.write(Record(Rules(15, 6)))


@pytest.mark.parametrize("name", ("", "-1", "8,8", "8,8,0", "  ", "\n", "a\nb"))
def test_a_name_in_psq_is_never_taken_for_a_move_or_a_number(name):
    record = Record(Rules(), (0, 1), name, name, milliseconds=(1, 1))
    found = psq.read(psq.write(record))
    assert (found.moves, found.milliseconds) == ((0, 1), (1, 1))
    assert found.black == (one_line(name) if name == "a\nb" else "black")


def test_psq_as_others_write_it():
    text = "Piskvorky 15x15, 11:11, 0\r\n8,8,0\r\n 9, 8, 15\r\n7,7\r\nA.zip\r\nB.zip\r\n-1\r\n"
    found = psq.read(text.encode())
    assert found.moves == (112, 113, 96)
    assert found.milliseconds == (0, 15)
    assert (found.black, found.white, found.rules) == ("A.zip", "B.zip", Rules())


def test_in_psq_the_second_player_may_have_begun():
    found = psq.read("Piskvorky 15x15, 0:0, 1\n8,8,0\nfirst\nsecond\n-1\n")
    assert (found.black, found.white) == ("second", "first")


def test_the_rule_of_psq_is_its_group_or_what_is_asked_for():
    text = "Piskvorky 15x15, 0:0, 0\n8,8,0\nSlowRenju\nStandard\n-1\n"
    assert psq.read(text).rules.kind == "freestyle"
    assert psq.read(text + "0,Renju_2\n").rules.kind == "renju"
    assert psq.read(text + "0,Standard1\n").rules.kind == "standard"
    assert psq.read(text + "0,Renju_2\n", "standard").rules.kind == "standard"


@pytest.mark.parametrize(
    ("text", "why"),
    (
        ("", "first line"),
        ("\n", "first line"),
        ("Gomoku 15x15", "first line"),
        ("Piskvorky 15x15, 0:0, 2\n", "first line"),
        ("Piskvorky 15x16, 0:0, 0\n", "not square"),
        ("Piskvorky 21x21, 0:0, 0\n", "6 to 20 lines"),
        ("Piskvorky 15x15, 0:0, 0\n0,1,0\n", "line 2: 0,1 is outside"),
        ("Piskvorky 15x15, 0:0, 0\n1,1,0\n16,1,0\n", "line 3: 16,1 is outside"),
        ("Piskvorky 15x15, 0:0, 0\n1,1,0\n1,1,0\n", "line 3: a second stone on A15"),
    ),
)
def test_psq_that_is_no_game_is_refused_with_the_line(text, why):
    with pytest.raises(EngineError) as error:
        psq.read(text)
    assert why in error.value.failed.why


def mutated(rng, data):
    """The bytes with a few put in, taken out, changed or repeated."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) + 1)
        what = rng.randrange(5)
        if what == 0:
            data[at:at] = bytes([rng.choice(b"()[];\\:,BWACSZ019ah \n\r\x00\xff")])
        elif what == 1:
            del data[at : at + rng.randrange(1, 9)]
        elif what == 2:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif what == 3:
            data[at:at] = data[at : at + rng.randrange(1, 40)]
        else:
            data[at:at] = str(rng.choice((0, -1, 10**6, 10**30))).encode()
    return bytes(data)


@pytest.mark.parametrize("form", (sgf, psq))
def test_mutated_files_are_games_or_refused(form, rng, count):
    refused = 0
    for _ in range(count(50_000)):
        record = random_record(rng)
        record = Record(Rules(record.rules.size), record.moves[:20], record.black, record.white)
        data = mutated(rng, form.write(record).encode())
        try:
            found = form.read(data)
        except EngineError:
            refused += 1
        else:
            assert len(set(found.moves)) == len(found.moves)
            assert all(0 <= move < found.rules.points for move in found.moves)
            assert psq.read(psq.write(found)).moves == sgf.read(sgf.write(found)).moves
    assert refused

"""A program that speaks the Gomocup protocol, but for what its argument names.

It plays the first free point. Standard library alone: it starts quickly.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HOW = sys.argv[1]
taken: set[tuple[int, int]] = set()
size = 0


def say(text: str, end: str = "\n") -> None:
    os.write(1, (text + end).encode())


def rest() -> None:
    while True:
        time.sleep(60)


def flood(word: str) -> None:
    while True:
        say("\n".join([word] * 1000))


def move() -> None:
    free = ((x, y) for y in range(size) for x in range(size) if (x, y) not in taken)
    x, y = next(free)
    match HOW:
        case "chatty":
            say("MESSAGE thinking\nDEBUG " + "x" * 100_000 + "\n\nmessage still\nUNKNOWN what\nOK")
        case "floods":
            flood("MESSAGE I am thinking and thinking")
        case "floods moves":
            flood("99,99")
        case "endless line":
            while True:
                say("x" * 65536, end="")
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leaves":
            sys.exit(3)
        case "closes":
            os.close(1)
            rest()
        case "hangs" | "ignores":
            rest()
        case "nonsense":
            say("I resign; 7,7?")
            rest()
        case "refuses":
            say("ERROR I do not like it")
            rest()
        case "evil":
            say("ERROR \x1b[2J\x1b]0;no\x07")
            rest()
        case "outside":
            x, y = size, 0
        case "below":
            x, y = -1, 0
        case "occupied":
            x, y = next(iter(taken))
        case "suggests":
            say(f"SUGGEST {x},{y}")
            return
        case "repeats":
            say(f"{x},{y}\n{x},{y}")
            taken.add((x, y))
            return
        case "returns":
            say(f"{x},{y}", end="\r")
            taken.add((x, y))
            return
    taken.add((x, y))
    say(f"{x},{y}")


def asked(line: str) -> None:
    global size
    word, _, rest_of_line = line.partition(" ")
    match word:
        case "START":
            size = int(rest_of_line)
            taken.clear()
            if HOW == "refuses size":
                say("ERROR too large")
            elif HOW != "silent":
                say("OK - ready")
        case "RESTART":
            taken.clear()
            if HOW != "silent again":
                say("UNKNOWN command" if HOW == "no restart" else "OK")
        case "ABOUT":
            if HOW != "no about":
                name = "Rogue\x1b[2J" if HOW == "evil" else "Rogue"
                say(f'name="{name}", version="1"')
        case "INFO":
            if HOW == "refuses rule" and rest_of_line.startswith("rule"):
                say("ERROR rule")
            elif HOW == "answers info":
                say("UNKNOWN info")
            print(line, file=sys.stderr, flush=True)
        case "PLAY":
            taken.add(tuple(map(int, rest_of_line.split(","))))
            say(rest_of_line)
        case "TURN":
            taken.add(tuple(map(int, rest_of_line.split(","))))
            print(line, file=sys.stderr, flush=True)
            move()
        case "BEGIN" | "DONE":
            print(line, file=sys.stderr, flush=True)
            move()
        case "BOARD":
            taken.clear()
            print(line, file=sys.stderr, flush=True)
        case "END":
            if HOW != "ignores":
                sys.exit()
        case _:
            x, y, _field = map(int, word.split(","))
            taken.add((x, y))
            print(line, file=sys.stderr, flush=True)


if HOW == "ignores":
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
if HOW == "orphans":
    subprocess.Popen(["/bin/sleep", "600"])
if HOW == "noisy":
    os.write(2, b"x" * (2 << 20) + b"\n")
if HOW == "never starts":
    sys.exit(1)
if HOW == "deaf":
    for number in range(81):
        say("OK" if not number else f"{number % 9},{number // 9}")
        time.sleep(0.02)
    rest()
print(Path.cwd(), file=sys.stderr, flush=True)
for line in sys.stdin:
    asked(line.strip())
if HOW == "outlives":
    rest()

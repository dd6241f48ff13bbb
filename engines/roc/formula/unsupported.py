"""Names of 通达信 that are known and not supported, and why."""

COMPANY = "it needs a company's accounts, which price files do not have"
QUOTE = "it needs the newest quote, which price files do not have"
CHIPS = "it needs a model of what holders paid, which price files do not have"
OTHER = "it reads another symbol"
PERIOD = "it reads another period"
INDICATOR = "it reads another formula's line; write that line out"
BLOCK = "it needs lists of sectors"
LIBRARY = "it calls a program"
PICTURE = "it draws something that a terminal has no room for"
MADE = "its recursion is not among the functions"
LOOP = "there are no loops"

ELSEWHERE = {".": INDICATOR, "#": PERIOD, "$": OTHER}
"""The sign after a name that reaches for something else."""

NAMES = {
    **dict.fromkeys(("FINANCE", "FINONE", "FINVALUE", "PROFINANCE", "GPJYVALUE"), COMPANY),
    **dict.fromkeys(("BKJYVALUE", "SCJYVALUE", "GPONEDAT", "CAPITAL", "TOTALCAPITAL"), COMPANY),
    **dict.fromkeys(("DYNAINFO", "BUYVOL", "SELLVOL", "ISBUYORDER", "TQ"), QUOTE),
    **dict.fromkeys(("L2_AMO", "L2_VOL", "L2_VOLNUM", "LARGEINTRDVOL", "LARGEOUTTRDVOL"), QUOTE),
    **dict.fromkeys(("ADVANCE", "DECLINE"), "it needs the numbers of risen and fallen symbols"),
    **dict.fromkeys(("QHJSJ", "ZSTJJ"), QUOTE),
    **dict.fromkeys(("WINNER", "LWINNER", "PWINNER", "COST", "COSTEX", "PPART"), CHIPS),
    **dict.fromkeys(("INDEXO", "INDEXH", "INDEXL", "INDEXC", "INDEXV", "INDEXA"), OTHER),
    **dict.fromkeys(("INDEXADV", "INDEXDEC"), OTHER),
    **dict.fromkeys(("INBLOCK", "NAMELIKE", "CODELIKE", "NAMEINCLUDE"), BLOCK),
    **dict.fromkeys(("HYBLOCK", "DYBLOCK", "GNBLOCK", "STKNAME", "CODE"), BLOCK),
    **{f"TDXDLL{number}": LIBRARY for number in range(1, 11)},
    **dict.fromkeys(("SAR", "SARTURN"), MADE),
    **dict.fromkeys(("DRAWKLINE", "DRAWLINE", "DRAWBAND", "DRAWBMP", "DRAWGBK"), PICTURE),
    **dict.fromkeys(("DRAWTEXT_FIX", "DRAWNUMBER_FIX", "DRAWRECTREL", "DRAWSL"), PICTURE),
    **dict.fromkeys(("POLYLINE", "FILLRGN", "PARTLINE", "PLOYLINE", "VERTLINE"), PICTURE),
    **dict.fromkeys(("PERIOD", "PERIODNUM", "DATATYPE"), PERIOD),
    **dict.fromkeys(("FOR", "WHILE", "LOOP", "BREAK"), LOOP),
    **dict.fromkeys(("STRCAT", "CON2STR", "VAR2STR", "STRIP", "FINDSTR"), "texts are constant"),
    **dict.fromkeys(("ZIGA", "PEAKA", "TROUGHA", "PEAKBARSA", "TROUGHBARSA"), "use ZIG and PEAK"),
    **dict.fromkeys(("RAND", "RANDOM"), "a formula gives the same values each time"),
    **dict.fromkeys(("BARSTATUS", "TESTSKIP", "MACHINEDATE"), "it depends on the client program"),
}

ATTRIBUTES = {
    "NAMEMOVE": "names are not moved",
    "NOTEXT": "only NOTEXT without a number",
    "ALIGN": "texts stand where they are put",
    "VALIGN": "texts stand where they are put",
    "RGB": "a colour is COLORBBGGRR",
    "MOVE": "lines are not moved",
    "PRECIS": "numbers are printed alike",
    "LAYER": "lines lie in the order of the formula",
}
"""Attributes by what stands before their number."""

"""Names of 通达信 that are known and not supported, and why."""

from engines.marking import N_

COMPANY = N_("it needs a company's accounts, which price files do not have")
QUOTE = N_("it needs the newest quote, which price files do not have")
CHIPS = N_("it needs a model of what holders paid, which price files do not have")
OTHER = N_("it reads another symbol")
PERIOD = N_("it reads another period")
INDICATOR = N_("it reads another formula's line; write that line out")
BLOCK = N_("it needs lists of sectors")
LIBRARY = N_("it calls a program")
PICTURE = N_("it draws something that a terminal has no room for")
MADE = N_("its recursion is not among the functions")
LOOP = N_("there are no loops")
BREADTH = N_("it needs the numbers of risen and fallen symbols")
CONSTANT = N_("texts are constant")
OLDER = N_("use ZIG and PEAK")
SAME = N_("a formula gives the same values each time")
CLIENT = N_("it depends on the client program")

ELSEWHERE = {".": INDICATOR, "#": PERIOD, "$": OTHER}
"""The sign after a name that reaches for something else."""

NAMES = {
    **dict.fromkeys(("FINANCE", "FINONE", "FINVALUE", "PROFINANCE", "GPJYVALUE"), COMPANY),
    **dict.fromkeys(("BKJYVALUE", "SCJYVALUE", "GPONEDAT", "CAPITAL", "TOTALCAPITAL"), COMPANY),
    **dict.fromkeys(("DYNAINFO", "BUYVOL", "SELLVOL", "ISBUYORDER", "TQ"), QUOTE),
    **dict.fromkeys(("L2_AMO", "L2_VOL", "L2_VOLNUM", "LARGEINTRDVOL", "LARGEOUTTRDVOL"), QUOTE),
    **dict.fromkeys(("ADVANCE", "DECLINE"), BREADTH),
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
    **dict.fromkeys(("STRCAT", "CON2STR", "VAR2STR", "STRIP", "FINDSTR"), CONSTANT),
    **dict.fromkeys(("ZIGA", "PEAKA", "TROUGHA", "PEAKBARSA", "TROUGHBARSA"), OLDER),
    **dict.fromkeys(("RAND", "RANDOM"), SAME),
    **dict.fromkeys(("BARSTATUS", "TESTSKIP", "MACHINEDATE"), CLIENT),
}

ATTRIBUTES = {
    "NAMEMOVE": N_("names are not moved"),
    "NOTEXT": N_("only NOTEXT without a number"),
    "ALIGN": N_("texts stand where they are put"),
    "VALIGN": N_("texts stand where they are put"),
    "RGB": N_("a colour is COLORBBGGRR"),
    "MOVE": N_("lines are not moved"),
    "PRECIS": N_("numbers are printed alike"),
    "LAYER": N_("lines lie in the order of the formula"),
}
"""Attributes by what stands before their number."""

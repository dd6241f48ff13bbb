"""What is shipped."""

from engines import paths
from engines.roc.data.load import load
from engines.roc.data.samples import minutes, samples
from tests.engines.roc.data import synthetic


def test_the_synthetic_file_is_what_its_script_makes():
    assert synthetic.FILE.read_bytes() == synthetic.text().encode()


def test_every_sample_is_read_without_a_fault():
    loaded = list(load([str(path) for path in samples()]))
    assert [fault for each in loaded for fault in each.faults] == []
    series = [one for each in loaded for one in each.series]
    assert [len(one) for one in series[:2]] == [4995, 1500]
    assert len(series) == 2 + len(synthetic.BEHAVIOURS)
    assert {str(one.times[-1])[:10] for one in series} == {"2021-05-14"}


def test_what_is_invented_says_so():
    (loaded,) = load([str(samples()[2])])
    assert all(one.name.startswith("synthetic ") for one in loaded.series)
    assert all(one.symbol.startswith("SYN") and one.average for one in loaded.series)


def test_the_folder_has_the_samples_and_no_more():
    folder = paths.ASSETS / "market"
    assert {each.path for each in load([str(folder)])} == {str(path) for path in samples()}


def test_behaviours_are_there():
    (loaded,) = load([str(samples()[2])])
    named = {one.name.split()[-1]: one for one in loaded.series}
    assert named["uptrend"].close[-1] > 1.3 * named["uptrend"].close[0]
    assert named["downtrend"].close[-1] < 0.7 * named["downtrend"].close[0]
    assert len(named["short"]) == synthetic.SHORT
    assert (named["halt"].volume == 0).sum() == len(synthetic.HALTED)
    gap = named["ex-rights"].open[1:] / named["ex-rights"].close[:-1]
    assert (gap < 0.8).sum() == 1
    moves = named["crash"].close[1:] / named["crash"].close[:-1]
    assert (moves < 0.93).sum() >= 3


def test_what_is_shipped_is_small():
    files = [*(paths.ASSETS / "market").rglob("*"), minutes()]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= 400_000

"""Which way leads to a machine, and whether its radio sleeps."""

import socket
import sys

import pytest

from engines.pi.doctor.radio import CHECKS, way
from tests.engines.pi.doctor.fakes import ENVIRON, fake, look

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"


def number(address):
    return f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}"


def route(name, target="0", mask="0", metric=100, flags="0003"):
    fields = name, number(target), "0101A8C0", flags, "0", "0", str(metric), number(mask)
    return "\t".join((*fields, "0", "0", "0")) + "\n"


def table(*rows):
    return {"proc/net/route": HEAD + "".join(rows)}


def interface(name, state="up"):
    folder = f"sys/class/net/{name}"
    return {f"{folder}/operstate": f"{state}\n", f"{folder}/device/": ""}


WLAN = interface("wlan0") | {"sys/class/net/wlan0/phy80211/": ""}
HOME = "192.168.1.0", "255.255.255.0"
WIFI = WLAN | table(route("wlan0", metric=600), route("wlan0", *HOME, metric=600))
BOTH = (
    WLAN
    | interface("eth0")
    | table(route("wlan0", metric=600), route("eth0", "10.0.0.0", "255.0.0.0"), route("eth0"))
)
SAVES = "iw dev wlan0 get power_save"
MADE = "nmcli -e no -g GENERAL.CONNECTION device show wlan0"
AWAKE = "sudo iw dev wlan0 set power_save off"


def ssh(client, server="192.168.1.5"):
    return ENVIRON | {"SSH_CONNECTION": f"{client} 50000 {server} 22"}


def found(key, tmp_path, files, **more):
    return look(CHECKS, key, fake(tmp_path, files, **more))


def test_a_radio_that_sleeps_is_kept_awake_for_good(tmp_path):
    answers = {SAVES: "Power save: on", MADE: "Bob's net"}
    result = found("wifi-power-saving", tmp_path, WIFI, answers=answers)
    keep = "sudo nmcli connection modify 'Bob'\"'\"'s net' 802-11-wireless.powersave 2"
    assert (result.status, result.fix) == ("warning", f"{keep} && {AWAKE}")
    assert result.about == {"name": "wlan0"}


def test_without_network_manager_it_is_kept_awake_until_the_next_start(tmp_path):
    result = found("wifi-power-saving", tmp_path, WIFI, answers={SAVES: "Power save: on"})
    assert (result.status, result.fix) == ("warning", AWAKE)


def test_a_radio_that_stays_awake_is_well(tmp_path):
    result = found("wifi-power-saving", tmp_path, WIFI, answers={SAVES: "Power save: off"})
    assert (result.status, result.fix) == ("ok", "")


@pytest.mark.parametrize("answers", [{}, {SAVES: ""}, {SAVES: "command failed"}])
def test_without_iw_nobody_knows(tmp_path, answers):
    result = found("wifi-power-saving", tmp_path, WIFI, answers=answers)
    assert (result.status, result.fix) == ("skipped", "sudo apt install iw")


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        (("wifi.powersave = 3", ""), "warning"),
        (("wifi.powersave=3", "[connection]\nwifi.powersave=2\n"), "ok"),
        (("wifi.powersave = 1", "garbage\n=\n"), "skipped"),
    ],
)
def test_without_iw_the_files_of_network_manager_may_tell(tmp_path, texts, status):
    folders = "usr/lib/NetworkManager/conf.d/a.conf", "etc/NetworkManager/conf.d/a.conf"
    files = WIFI | dict(zip(folders, texts, strict=True))
    assert found("wifi-power-saving", tmp_path, files).status == status


@pytest.mark.parametrize("key", ["wifi-power-saving", "wifi-signal"])
@pytest.mark.parametrize(
    "files",
    [{}, interface("eth0") | table(route("eth0")), BOTH, WLAN | interface("eth0"),
     interface("wlan0", "down") | {"sys/class/net/wlan0/phy80211/": ""}],
    ids=["nothing", "a cable", "both", "both, no way known", "down"],
)  # fmt: skip
def test_a_radio_that_nobody_depends_on_is_left_alone(tmp_path, key, files):
    answers = {SAVES: "Power save: on"}
    assert found(key, tmp_path, files, answers=answers).status == "skipped"


def test_the_radio_that_ssh_comes_over_counts_though_a_cable_leads_out(tmp_path):
    files = BOTH | table(route("eth0"), route("wlan0", *HOME, metric=600))
    answers = {SAVES: "Power save: on"}
    more = {"answers": answers, "environ": ssh("192.168.1.2")}
    assert found("wifi-power-saving", tmp_path, files, **more).status == "warning"


def test_a_radio_below_a_tunnel_counts(tmp_path):
    files = WLAN | table(route("tun0", "10.8.0.0", "255.255.0.0"), route("wlan0"))
    more = {"answers": {SAVES: "Power save: on"}, "environ": ssh("10.8.0.2", "10.8.0.1")}
    assert found("wifi-power-saving", tmp_path, files, **more).status == "warning"


@pytest.mark.parametrize(
    ("client", "name"),
    [("192.168.1.2", "wlan0"), ("10.1.2.3", "eth1"), ("10.9.9.9", "eth0"), ("8.8.8.8", "ppp0")],
)
def test_the_narrowest_then_cheapest_route_leads_to_a_client(tmp_path, client, name):
    rows = (
        route("eth0", metric=700), route("ppp0", metric=5), route("wlan0", *HOME),
        route("eth0", "10.0.0.0", "255.0.0.0"), route("eth1", "10.1.0.0", "255.255.0.0"),
        route("lo", "10.9.9.9", "255.255.255.255", flags="0205"),
        route("old0", *HOME, metric=1, flags="0000"),
    )  # fmt: skip
    assert way(fake(tmp_path, table(*rows), environ=ssh(client))) == name


@pytest.mark.parametrize("here", ["fe80::7", "fe80::7%wlan0"])
def test_an_address_of_ipv6_is_an_interfaces(tmp_path, here):
    rows = "fe800000000000000000000000000009 02 40 20 80 eth0\n\n"
    rows += "fe800000000000000000000000000007 03 40 20 80    wlan0\n"
    host = fake(tmp_path, {"proc/net/if_inet6": rows}, environ=ssh("fe80::1%wlan0", here))
    assert way(host) == "wlan0"


@pytest.mark.parametrize("client", ["UNKNOWN", "", "1.2.3"])
def test_a_client_that_is_garbage_comes_from_the_world(tmp_path, client):
    assert way(fake(tmp_path, WIFI, environ=ssh(client))) == "wlan0"


def level(text):
    head = "Inter-| sta-|   Quality        |\n face | tus | link level noise |\n"
    return WIFI | {"proc/net/wireless": f"{head} wlan0: 0000   {text}  0 0\n"}


@pytest.mark.parametrize(
    ("text", "status"),
    [("58.  -52.  -256", "ok"), ("35.  -75.  -256", "ok"), ("34  -76  -256", "warning"),
     ("0  -256  -256", "skipped"), ("58.  58.  0.", "skipped"), ("", "skipped")],
)  # fmt: skip
def test_a_weak_signal_is_told(tmp_path, text, status):
    result = found("wifi-signal", tmp_path, level(text))
    assert (result.status, result.fix) == (status, "")


@pytest.mark.parametrize("garbage", ["", "wlan0", b"\xff\xfe\0", " wlan0: ? ? ?", "wlan0:-"])
def test_garbage_tells_of_no_signal(tmp_path, garbage):
    files = WIFI | {"proc/net/wireless": garbage}
    assert found("wifi-signal", tmp_path, files).status == "skipped"


def test_the_way_out_is_told(tmp_path):
    result = found("network", tmp_path, WIFI)
    assert (result.status, result.sentence) == ("ok", "wlan0 leads to the world.")


ZERO = "0" * 32
REFUSES = f"{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200       lo\n"
NARROW = f"{ZERO} 60 {ZERO} 00 {ZERO} 00000400 00000001 00000000 00000001     sit0\n"
LEADS = f"{ZERO} 00 {ZERO} 00 fe80{ZERO[4:]} 00000064 00000001 00000000 00000003     eth0\n"


def test_ipv6_may_be_the_only_way_out(tmp_path):
    files = table() | {"proc/net/ipv6_route": REFUSES + LEADS}
    assert found("network", tmp_path, files).about == {"name": "eth0"}


def test_without_a_way_out_all_is_well_but_downloads(tmp_path):
    files = table(route("wlan0", *HOME)) | {"proc/net/ipv6_route": REFUSES + NARROW}
    result = found("network", tmp_path, files)
    assert result.status == "ok"
    assert "pip" in result.sentence


@pytest.mark.parametrize("garbage", ["", b"\xff\n\0\n", "a\nb c d e f g h i\n\n"])
def test_routes_that_are_garbage_lead_nowhere(tmp_path, garbage):
    files = dict.fromkeys(("proc/net/route", "proc/net/ipv6_route", "proc/net/if_inet6"), garbage)
    result = found("network", tmp_path, files)
    assert result.status == ("ok" if garbage else "skipped")
    assert way(fake(tmp_path, environ=ssh("fe80::1", "fe80::2"))) == ""

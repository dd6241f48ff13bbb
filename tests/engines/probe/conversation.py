"""The engine as a tab speaks to it, in a thread of this process and at the simulated board."""

import threading

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.probe.engine import serve
from engines.probe.messages import SIMULATED, Cable, Look, Printed, Wanted
from tests import ROOT, until

COUNT = (ROOT / "assets/firmware/count.elf").read_bytes()
LOOK = Look(Wanted(SIMULATED, cable=Cable(latency=0.0)), hertz=30)


class Conversation:
    """The engine in a thread of this process; what it says, in a list."""

    def __init__(self, root, *requests):
        self.inbox, self.said, self.end = Inbox(requests), [], None
        self.thread = threading.Thread(target=self._serve, args=(root,))
        self.thread.start()

    def _serve(self, root):
        try:
            serve(self.inbox, self.said.append, root)
        except Stopped:
            self.end = "stopped"
        except wire.EngineError as error:
            self.end = error

    def ask(self, request):
        del self.said[:]
        self.inbox.put(request)

    def hears(self, kind, where=lambda event: True):
        """The first event of this kind, and like that."""

        def found():
            return [event for event in list(self.said) if isinstance(event, kind) and where(event)]

        return until(found)[0]

    def stop(self):
        self.inbox.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


def printed(engine):
    return "".join(event.text for event in list(engine.said) if isinstance(event, Printed))


def halted(event):
    return event.state == "halted"

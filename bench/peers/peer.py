"""Python's libraries at Culebra's benchmarks, a slice at a time.

  peer.py THREADS wall|cpu

A line of JSON on standard input is a request, a line on standard output its answer; src/main/java/dev/culebra/bench/PeerProcess.java
describes both. {"do":"missing"} is answered by what is not installed. Threads are pinned by the environment that this starts in.
"""
import importlib.util
import json
import os
import statistics
import sys
import time

BATCH_NANOS = 2_000_000
NEEDED = {"eager": "torch", "compile": "torch", "faiss": "faiss"}


class Stopwatch:
    """Times calls in batches of about two milliseconds."""

    def __init__(self, call, clock):
        self.call, self.clock, self.calls = call, clock, 1
        # Work that a device has only been given does not count as done.
        self.finish = getattr(call, "finish", lambda: None)

    def slice(self, seconds):
        self.call()
        self.finish()
        batches = []
        end = time.perf_counter() + seconds
        while not batches or time.perf_counter() < end:
            start = self.clock()
            for _ in range(self.calls):
                self.call()
            self.finish()
            took = self.clock() - start
            if took < BATCH_NANOS / 2 and self.calls < 1 << 20:
                self.calls = min(1 << 20, max(self.calls * 2, self.calls * BATCH_NANOS // (took + 1)))
            else:
                batches.append(took * 1e-9 / self.calls)
        return statistics.median(batches)


def opened(request):
    """The call to be timed, and the values that a check compares."""
    import kernels
    import models

    makers = {**kernels.KINDS, **models.KINDS}
    make = makers.get((request["side"] == "faiss", request["kind"]))
    if make is None:
        raise NotImplementedError(f"no {request['kind']}")
    return make(request["facts"], request["side"] == "compile")


def main(threads, clock):
    clock = {"wall": time.perf_counter_ns, "cpu": time.thread_time_ns}[clock]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:0] = [here, os.path.join(here, "..", "..", "src", "test", "python")]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What libraries print must not pass for an answer.
    watches = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if request["do"] == "missing":
            for peer, module in NEEDED.items():
                if importlib.util.find_spec(module) is None:
                    answer[peer] = f"{sys.executable} has no module {module}"
            if "eager" not in answer:
                import torch
                torch.set_num_threads(threads)
        elif request["do"] == "open":
            try:
                call, values = opened(request)
                watches[request["side"]] = Stopwatch(call, clock)
                answer = {"error": None, "values": values}
            except Exception as problem:  # A compiler that gives up must not end the others' turns.
                answer = {"skipped": (str(problem).strip().splitlines() or [type(problem).__name__])[0]}
        elif request["do"] == "slice":
            answer["seconds"] = watches[request["side"]].slice(request["seconds"])
        else:
            watches.pop(request["side"], None)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2])

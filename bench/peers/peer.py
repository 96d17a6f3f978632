"""Python's libraries, and those that it reaches, at Culebra's benchmarks, a slice at a time.

  peer.py THREADS wall|cpu

A line of JSON on standard input is a request, a line on standard output its answer; src/main/java/dev/culebra/bench/PeerProcess.java
describes both. A side is a way to compute; it has a maker for each kind of benchmark that it knows: maker(facts) -> (call, values that a
check compares, the library that ran or None). Threads are pinned by the environment that this starts in.
"""
import json
import os
import statistics
import sys
import time
from functools import partial

BATCH_NANOS = 2_000_000


def torch_side(way):
    import kernels
    import models

    return {kind: partial(maker, way=way) for kind, maker in {**kernels.KINDS, **models.KINDS}.items()}


def graphs_side():
    import devices

    devices.require_graphs()
    return torch_side("graphs")


def cdist_side():
    import kernels

    return {kind: partial(maker, way="eager") for kind, maker in kernels.CDIST.items()}


def libtorch_side():
    import libtorch

    libtorch.load()
    return libtorch.KINDS


def products_side(name):
    import products

    return products.SIDES[name]()


SIDES = {
    "eager": partial(torch_side, "eager"),
    "compile": partial(torch_side, "compile"),
    "graphs": graphs_side,
    "cdist": cdist_side,
    "libtorch": libtorch_side,
    "onednn": partial(products_side, "onednn"),
    "mkl": partial(products_side, "mkl"),
    "openblas": partial(products_side, "openblas"),
    "faiss": partial(products_side, "faiss"),
}


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


def first_line(problem):
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


def release(side):
    import devices

    devices.release(side)


def offered(name, threads):
    """The side's makers by kind, or why there are none."""
    try:
        import torch

        torch.set_num_threads(threads)
        # Else the moments of units that are never active slow Adam down, as Culebra's, which end at 0, do not.
        torch.set_flush_denormal(True)
        return SIDES[name]()
    except Exception as problem:  # Whatever is missing here must not end the others' turns.
        return f"{sys.executable}: {first_line(problem)}"


def main(threads, clock):
    clock = {"wall": time.perf_counter_ns, "cpu": time.thread_time_ns}[clock]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:0] = [here, os.path.join(here, "..", "..", "src", "test", "python")]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What libraries print must not pass for an answer.
    watches, sides = {}, {}
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if request["do"] == "offer":
            for name in request["sides"]:
                makers = offered(name, threads)
                answer[name] = makers if isinstance(makers, str) else list(makers)
                sides[name] = makers
        elif request["do"] == "open":
            try:
                call, values, ran = sides[request["side"]][request["kind"]](request["facts"])
                watches[request["side"]] = Stopwatch(call, clock)
                answer = {"error": None, "values": values, "ran": ran}
            except Exception as problem:  # Nor a compiler that gives up.
                answer = {"skipped": first_line(problem)}
        elif request["do"] == "slice":
            answer["seconds"] = watches[request["side"]].slice(request["seconds"])
        else:
            watches.pop(request["side"], None)
            release(request["side"])
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2])

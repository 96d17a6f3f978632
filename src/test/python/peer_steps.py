"""Samples per second of PyTorch's VAE training step: the peer that Culebra's step is held against.

  peer_steps.py [--threads 2] [--rounds 15] [--seconds 1.0] [--models mlp conv] [--modes eager compile]

A step is: next batch of 128 from memory, noise, loss, gradient, fused Adam. Every model and mode runs in processes of
their own with threads pinned (unpinned ones collapse onto one core), with and without glibc keeping freed memory.
Prints JSON: every run with its median and spread over the rounds, and the best median per model and mode.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

BATCH = 128
KEEP_MEMORY = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8589934592"
ALLOCATORS = {"default": {}, "keep_memory": {"GLIBC_TUNABLES": KEEP_MEMORY}}


def measure(model_name, mode, threads, rounds, seconds):
    import torch
    from vae_reference import SIZES
    from vae_twin import Vae

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    sizes = SIZES[model_name]
    model = Vae(**sizes)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    batches = torch.rand(64 * BATCH, 1, 28, 28).split(BATCH)

    def loss(x, noise):
        reconstruction, kl = model.terms(x, noise)
        return (reconstruction + kl).mean()

    objective = torch.compile(loss) if mode == "compile" else loss

    def steps(count):
        for i in range(count):
            optimizer.zero_grad(set_to_none=True)
            objective(batches[i % len(batches)], torch.randn(BATCH, sizes["latent"])).backward()
            optimizer.step()

    def timed(count):
        started = time.perf_counter()
        steps(count)
        return time.perf_counter() - started

    timed(10)
    per_round = max(5, round(seconds / (timed(20) / 20)))
    timed(per_round)
    rates = sorted(per_round * BATCH / timed(per_round) for _ in range(rounds))
    quarter = len(rates) // 4
    return {"median": round(statistics.median(rates)), "quartiles": [round(rates[quarter]), round(rates[-1 - quarter])],
            "range": [round(rates[0]), round(rates[-1])], "steps_per_round": per_round, "rounds": rounds}


def launch(options, model_name, mode, allocator):
    environment = {**os.environ, "OMP_PROC_BIND": "true", "OMP_NUM_THREADS": str(options.threads), **ALLOCATORS[allocator]}
    command = [sys.executable, __file__, "--threads", str(options.threads), "--rounds", str(options.rounds), "--seconds",
               str(options.seconds), "--models", model_name, "--modes", mode, "--here"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    row = {"model": model_name, "mode": mode, "allocator": allocator}
    if done.returncode:
        return {**row, "failed": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    return {**row, **json.loads(done.stdout)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--seconds", type=float, default=1.0, help="length of a round")
    arguments.add_argument("--models", nargs="+", choices=("mlp", "conv"), default=["mlp", "conv"])
    arguments.add_argument("--modes", nargs="+", choices=("eager", "compile"), default=["eager", "compile"])
    arguments.add_argument("--here", action="store_true", help="measure the one named model in this process")
    options = arguments.parse_args()
    if options.here:
        row = measure(options.models[0], options.modes[0], options.threads, options.rounds, options.seconds)
        print(json.dumps(row))
        return
    rows = [launch(options, *cell) for cell in
            ((model, mode, allocator) for model in options.models for mode in options.modes for allocator in ALLOCATORS)]
    best = {}
    for row in rows:
        if "median" in row:
            name = f"{row['model']}.{row['mode']}"
            best[name] = max(best.get(name, 0), row["median"])
    version = subprocess.run([sys.executable, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
    print(json.dumps({"torch": version.stdout.strip(), "threads": options.threads, "batch": BATCH,
                      "load_average": os.getloadavg()[0], "unit": "samples/s", "best": best, "runs": rows}, indent=1))


if __name__ == "__main__":
    main()

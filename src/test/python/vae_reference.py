"""The bound that PyTorch reaches with the same VAE on MNIST: the figure Culebra's own run is held against.

  vae_reference.py DATA_FOLDER [--architecture mlp|conv] [--epochs 20] [--seeds 1 2 3] [--threads 1]

DATA_FOLDER holds the four IDX files, plain or gzipped. Grey pixels in [0,1] are Bernoulli targets; Adam 1e-3,
batch 128 with the ragged last batch kept, PyTorch's default initialisation. Prints one JSON line per seed
(nats per test image, one sample of z each), then the summary.
"""
import argparse
import gzip
import json
import pathlib
import statistics
import time

import torch

from vae_twin import Vae

SIZES = {"mlp": {"architecture": "mlp", "hidden": 400, "latent": 20},
         "conv": {"architecture": "conv", "channels": (32, 64), "hidden": 256, "latent": 16}}


def images(folder, part):
    path = next(p for p in (folder / f"{part}-images-idx3-ubyte", folder / f"{part}-images-idx3-ubyte.gz") if p.exists())
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    magic, count, height, width = (int.from_bytes(data[i:i + 4], "big") for i in (0, 4, 8, 12))
    assert magic == 0x803, f"{path}: magic {magic:#x} is not 0x803"
    pixels = torch.frombuffer(bytearray(data[16:]), dtype=torch.uint8)
    return pixels.view(count, 1, height, width).float() / 255


def evaluate(model, test, latent):
    with torch.no_grad():
        parts = [model.terms(x, torch.randn(len(x), latent)) for x in test.split(1000)]
    reconstruction, kl = (torch.cat(column).double().mean().item() for column in zip(*parts))
    return {"elbo": reconstruction + kl, "reconstruction": reconstruction, "kl": kl}


def train(sizes, train_images, test_images, seed, epochs, batch):
    torch.manual_seed(seed)
    model = Vae(**sizes)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    started = time.perf_counter()
    curve = []
    for _ in range(epochs):
        for rows in torch.randperm(len(train_images)).split(batch):
            x = train_images[rows]
            reconstruction, kl = model.terms(x, torch.randn(len(x), sizes["latent"]))
            loss = (reconstruction + kl).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        curve.append(round(evaluate(model, test_images, sizes["latent"])["elbo"], 3))
    seconds = time.perf_counter() - started
    return {"seed": seed, **evaluate(model, test_images, sizes["latent"]), "seconds": seconds, "curve": curve}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("--architecture", choices=SIZES, default="mlp")
    arguments.add_argument("--epochs", type=int, default=20)
    arguments.add_argument("--batch", type=int, default=128)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    train_images, test_images = images(options.data, "train"), images(options.data, "t10k")
    results = []
    for seed in options.seeds:
        results.append(train(SIZES[options.architecture], train_images, test_images, seed, options.epochs, options.batch))
        print(json.dumps(results[-1]), flush=True)
    summary = {"architecture": options.architecture, "epochs": options.epochs, "torch": torch.__version__}
    for name in ("elbo", "reconstruction", "kl"):
        values = [result[name] for result in results]
        summary[name] = {"mean": statistics.mean(values), "std": statistics.stdev(values) if len(values) > 1 else 0.0}
    print(json.dumps(summary), flush=True)


if __name__ == "__main__":
    main()

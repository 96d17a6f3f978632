"""Quantizers written out in PyTorch: van den Oord et al. 2017 with Sonnet's moving averages, Mentzer et al. 2023.

Cases are those of goldens_layers.py. The data is well separated: each vector lies near one code, so that cdist and
argmin in float64 choose beyond doubt.
"""
import torch
from torch.nn import functional

from goldens import Operation, normal, random


class Quantizers(Operation):
    """Collects cases; leaving the block writes the file."""

    def quantizer(self, name, apply, trained, kept, *inputs):
        """apply(leaves, trained, kept) returns outputs and what kept becomes."""
        leaves = [value.double().requires_grad_() for value in inputs]
        parameters = {key: value.double().requires_grad_() for key, value in trained.items()}
        outputs, after = apply(*leaves, **parameters, **{key: value.double() for key, value in kept.items()})
        upstream = [normal(*output.shape) for output in outputs]
        total = sum((output * up.double()).sum() for output, up in zip(outputs, upstream))
        found = torch.autograd.grad(total, [*leaves, *parameters.values()])
        self.keep(name, inputs, outputs)
        self.tensors.update({f"{name}.param.{key}": value for key, value in {**trained, **kept}.items()})
        self.tensors.update({f"{name}.up{i}": value for i, value in enumerate(upstream)})
        self.tensors.update({f"{name}.grad{i}": value for i, value in enumerate(found[:len(leaves)])})
        self.tensors.update({f"{name}.pgrad.{key}": value for key, value in zip(parameters, found[len(leaves):])})
        self.tensors.update({f"{name}.after.{key}": value for key, value in after.items()})


def near(codebook, *shape):
    """Vectors [*shape, D] near random codes, and repeatable."""
    chosen = torch.randint(codebook.shape[0], shape, generator=random)
    return codebook[chosen] + 0.05 * normal(*shape, codebook.shape[1])


def measures(x, q, index, codes):
    mean = lambda left, right: ((left - right) ** 2).flatten(1).mean(1)
    share = functional.one_hot(index.flatten(), codes).double().mean(0)
    perplexity = torch.exp(-torch.special.xlogy(share, share).sum())[None]
    return 0.25 * mean(x, q.detach()), mean(x.detach(), q), perplexity


def nearest(x, codebook):
    rows = x.flatten(0, -2)
    return torch.cdist(rows, codebook).argmin(1).reshape(x.shape[:-1])


def by_gradient(x, codebook):
    index = nearest(x, codebook)
    q = functional.embedding(index, codebook)
    commitment, own, perplexity = measures(x, q, index, codebook.shape[0])
    return (x + (q - x).detach(), commitment + own, perplexity), {}


def by_averages(x, codebook, ema_count, ema_sum, decay=0.9, epsilon=1e-5):
    codes = codebook.shape[0]
    index = nearest(x, codebook)
    q = functional.embedding(index, codebook)
    commitment, _, perplexity = measures(x, q, index, codes)
    chosen = functional.one_hot(index.flatten(), codes).double()
    count = decay * ema_count + (1 - decay) * chosen.sum(0)
    total = decay * ema_sum + (1 - decay) * chosen.T @ x.detach().flatten(0, -2)
    n = count.sum()
    smoothed = (count + epsilon) / (n + codes * epsilon) * n
    after = {"codebook": total / smoothed[:, None], "ema_count": count, "ema_sum": total}
    return (x + (q - x).detach(), commitment, perplexity), after


def finite_scalar(x, levels=(8, 5, 4, 2)):
    level = torch.tensor(levels, dtype=torch.float64)
    half = (level - 1) * (1 + 1e-3) / 2
    offset = torch.where(level % 2 == 0, 0.5, 0.0)
    bounded = torch.tanh(x + torch.atanh(offset / half)) * half - offset
    code = bounded + (bounded.round() - bounded).detach()
    return (code / (level // 2),), {}


def main():
    torch.set_num_threads(1)
    with Quantizers("vq_layers") as cases:
        codebook = normal(7, 5)
        cases.quantizer("gradient", by_gradient, {"codebook": codebook}, {}, near(codebook, 3, 2, 4))
        codebook = normal(31, 6)
        kept = {"codebook": codebook, "ema_count": torch.rand(31, generator=random) + 0.5, "ema_sum": normal(31, 6)}
        cases.quantizer("averages", by_averages, {}, kept, near(codebook, 5, 3, 3))
        cases.quantizer("finite_scalar", finite_scalar, {}, {}, normal(6, 3, 4) * 1.5)


if __name__ == "__main__":
    main()
